# bad: says found by gc.get_referrers: False
# good: says found by gc.get_referrers: True
import gc
import witness

handler = witness.Handler()
handler.callback = callback = []
print("found by gc.get_referrers:", any(each is handler for each in gc.get_referrers(callback)))
