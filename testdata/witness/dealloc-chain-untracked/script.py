# bad: crash
# good: says survived
import witness

handler = witness.Handler()
del handler
print("survived")
