# bad: crash
# good: says survived
import gc
import witness

# Taken for an object, the address of `callback` has the reference count `callback` and the type `context`, which is NULL.
handler = witness.Handler()
handler.callback = [handler]
gc.collect()
print("survived")
