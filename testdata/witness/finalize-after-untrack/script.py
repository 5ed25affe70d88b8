# bad: says tracked False
# good: says tracked True
import gc
import witness

handler = witness.Handler()
del handler
print("tracked", gc.is_tracked(witness.kept()))
