# environment: PYTHONMALLOC=debug
# bad: crash
# good: says survived
import gc
import witness


class Collect:
    def __del__(self):
        gc.collect()


for _ in range(20):
    handler = witness.Handler()
    handler.callback = Collect()
    del handler
gc.collect()
print("survived")
