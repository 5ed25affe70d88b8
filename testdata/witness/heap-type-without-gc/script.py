# bad: says the type is collected: False
# good: says the type is collected: True
import gc
import sys
import witness


class Probe:
    pass


probe = Probe()
before = sys.getrefcount(probe)
witness.Handler.default = witness.Handler()
witness.Handler.probe = probe
del witness.Handler
gc.collect()
gc.collect()
print("the type is collected:", sys.getrefcount(probe) == before)
