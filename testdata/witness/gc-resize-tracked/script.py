# bad: crash or hang
# good: says survived
import gc
import witness

handlers = [witness.Handler() for _ in range(20)]
gc.collect()
del handlers
gc.collect()
print("survived")
