# environment: PYTHONMALLOC=malloc
# bad: crash
# good: says survived
import gc
import witness

handler = witness.Handler()
handler.callback = handler
del handler
gc.collect()
print("survived")
