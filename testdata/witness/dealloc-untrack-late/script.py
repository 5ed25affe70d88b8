# environment: PYTHONMALLOC=debug
# bad: crash
# good: says survived
import gc
import weakref
import witness

handler = witness.Handler()
reference = weakref.ref(handler, lambda dead: gc.collect())
del handler
gc.collect()
print("survived")
