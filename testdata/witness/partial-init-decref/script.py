# environment: PYTHONMALLOC=debug
# bad: crash
# good: says survived
import witness


class Unprintable:
    def __str__(self):
        raise ValueError


try:
    witness.Handler(Unprintable())
except ValueError:
    print("survived")
