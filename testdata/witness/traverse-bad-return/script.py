# bad: says reported as a referrer: True
# good: says reported as a referrer: False
import gc
import witness

handler = witness.Handler()
stranger = []
print("reported as a referrer:", any(each is handler for each in gc.get_referrers(stranger)))
