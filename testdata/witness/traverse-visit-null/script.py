# bad: crash
# good: says survived
import gc
import witness

handler = witness.Handler()
gc.collect()
print("survived")
