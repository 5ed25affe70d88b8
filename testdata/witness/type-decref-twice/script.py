# bad: says lost references to the type: 10
# good: says lost references to the type: 0
import sys
import witness

references = [witness.Derived] * 100
before = sys.getrefcount(witness.Derived)
for _ in range(10):
    witness.Derived()
print("lost references to the type:", before - sys.getrefcount(witness.Derived))
