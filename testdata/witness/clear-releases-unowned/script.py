# bad: says lost references: 10
# good: says lost references: 0
import gc
import sys
import witness


class Probe:
    pass


probe = Probe()
references = [probe] * 100
before = sys.getrefcount(probe)

for _ in range(10):
    handler = witness.Handler()
    handler.callback = handler
    handler.watch(probe)
del handler
gc.collect()
print("lost references:", before - sys.getrefcount(probe))
