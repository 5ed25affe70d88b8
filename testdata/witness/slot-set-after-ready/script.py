# environment: PYTHONMALLOC=debug
# bad: crash
# good: says survived
import gc
import witness

handler = witness.Handler()
del handler
gc.collect()
print("survived")
