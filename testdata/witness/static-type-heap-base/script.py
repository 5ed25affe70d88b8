# bad: raises TypeError.*
# good: says 7
import witness

derived = witness.Derived()
derived.count = 7
print(derived.count)
