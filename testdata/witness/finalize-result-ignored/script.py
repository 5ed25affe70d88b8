# environment: PYTHONMALLOC=debug
# bad: crash
# good: says Handler
import gc
import witness

handler = witness.Handler()
del handler
survivor = witness.kept()
name = type(survivor).__name__
del survivor
gc.collect()
print(name)
