# bad: says leaks
# good: says frees
import gc
import sys
import witness

gc.collect()
before = sys.getallocatedblocks()
for _ in range(10000):
    witness.Handler()
gc.collect()
print("leaks" if sys.getallocatedblocks() - before > 9000 else "frees")
