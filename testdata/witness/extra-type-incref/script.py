# bad: says leaked references to the type: 10
# good: says leaked references to the type: 0
import sys
import witness

before = sys.getrefcount(witness.Handler)
for _ in range(10):
    witness.Handler()
print("leaked references to the type:", sys.getrefcount(witness.Handler) - before)
