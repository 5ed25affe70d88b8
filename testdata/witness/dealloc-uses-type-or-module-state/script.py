# python: 3.9-3.15
# bad: crash
# good: says survived
import gc
import sys


def use_and_forget():
    import witness
    witness.instance = witness.Handler()
    witness.instance.callback = witness.instance
    del sys.modules["witness"]


use_and_forget()
gc.collect()
print("survived")
