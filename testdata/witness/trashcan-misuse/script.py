# python: 3.8-3.12
# bad: crash or hang
# good: says survived
import gc
import witness

for _ in range(5):
    chain = None
    for _ in range(1000):
        handler = witness.Handler()
        handler.next = chain
        chain = handler
    del handler
    chain = None
    gc.collect()
print("survived")
