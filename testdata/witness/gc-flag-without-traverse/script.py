# bad 3.8-3.10: crash
# bad: raises SystemError.*
# good: says survived
import gc
import witness

handler = witness.Handler()
gc.collect()
print("survived")
