# environment: PYTHONMALLOC=malloc
# bad: crash
# good: says survived
import gc
import witness

for _ in range(5):
    handlers = [witness.Handler() for _ in range(2000)]
    others = [witness.Handler() for _ in range(2000)]
    del handlers
    del others
    gc.collect()
print("survived")
