# bad: says finalized 0
# good: says finalized 1
import witness

handler = witness.Handler()
del handler
print("finalized", witness.finalized())
