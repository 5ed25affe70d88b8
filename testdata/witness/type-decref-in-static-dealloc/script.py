# bad: says lost references to the class: 10
# good: says lost references to the class: 0
import sys
import witness


class Derived(witness.Handler):
    pass


references = [Derived] * 100
before = sys.getrefcount(Derived)
for _ in range(10):
    Derived()
print("lost references to the class:", before - sys.getrefcount(Derived))
