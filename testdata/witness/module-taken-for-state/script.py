# python: 3.9-3.15
# bad: crash
# good: says survived
import gc
import witness

gc.collect()
print("survived")
