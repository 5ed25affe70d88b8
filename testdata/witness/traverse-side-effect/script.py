# bad: crash
# good: says survived
import gc
import witness

handler = witness.Handler()
handler.callback = [handler]
gc.collect()
print("survived")
