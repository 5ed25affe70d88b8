# environment: PYTHONMALLOC=debug
# bad: crash
# good: says survived
import gc
import witness

for _ in range(10):
    stack = witness.Stack()
    stack.append(stack)
    stack.clear()
    del stack
gc.collect()
print("survived")
