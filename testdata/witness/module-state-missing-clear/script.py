# bad: says leaked 3
# good: says leaked 0
import gc
import sys


class Probe:
    pass


probe = Probe()
before = sys.getrefcount(probe)


def use_and_forget():
    import witness
    holder = (witness, probe)
    witness.set_cache(holder)
    del sys.modules["witness"]


for _ in range(3):
    use_and_forget()
gc.collect()
gc.collect()
print("leaked", sys.getrefcount(probe) - before)
