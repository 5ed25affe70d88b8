# environment: PYTHONMALLOC=debug
# bad: crash
# good: says survived
import gc
import witness

# The type is older than the instance and is cleared first, so that only the instance keeps it alive.
handler = witness.Handler()
handler.callback = handler
witness.Handler.default = handler
del witness.Handler, handler
gc.collect()
print("survived")
