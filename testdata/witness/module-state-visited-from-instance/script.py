# python: 3.9-3.15
# bad: says cache \[\]
# good: says cache \[1, 2, \[3\]\]
import gc
import sys


def forget_module():
    import witness
    cache = witness.__dict__.pop("cache")
    cache.extend([1, 2, [3]])
    handler = witness.Handler()
    handler.callback = handler
    del sys.modules["witness"], witness, handler
    gc.collect()
    return cache


print("cache", forget_module())
