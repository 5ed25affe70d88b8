# bad: raises TypeError.*
# good: says survived
import gc
import witness

handler = witness.Handler()
del handler
gc.collect()
print("survived")
