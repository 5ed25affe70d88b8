# bad: crash
# good: says survived
import gc
import witness


class Derived(witness.Error):
    pass


error = Derived()
gc.collect()
print("survived")
