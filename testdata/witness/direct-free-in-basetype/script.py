# environment: PYTHONMALLOC=malloc
# bad: crash
# good: says survived
import witness


class Derived(witness.Handler):
    pass


for _ in range(10):
    Derived()
print("survived")
