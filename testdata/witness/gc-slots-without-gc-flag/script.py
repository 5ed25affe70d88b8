# bad: says leaked 10
# good: says leaked 0
import gc
import sys
import witness


class Probe:
    pass


probe = Probe()
before = sys.getrefcount(probe)

for _ in range(10):
    handler = witness.Handler()
    handler.callback = [handler, probe]
del handler
gc.collect()
gc.collect()
print("leaked", sys.getrefcount(probe) - before)
