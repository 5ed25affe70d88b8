# bad: crash
# good: says survived
import gc
import witness

gc.collect()
print("survived")
