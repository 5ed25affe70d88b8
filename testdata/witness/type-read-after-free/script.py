# environment: PYTHONMALLOC=debug
# bad: crash
# good: says survived
import witness

witness.Handler()
print("survived")
