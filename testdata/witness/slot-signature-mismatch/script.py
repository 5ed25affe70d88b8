# bad: crash
# good: says referrers 1
import gc
import witness

handler = witness.Handler()
handler.callback = callback = [handler]
print("referrers", len([each for each in gc.get_referrers(callback) if each is handler]))
