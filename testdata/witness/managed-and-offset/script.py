# python: 3.12-3.15
# bad: raises TypeError.*
# good: says referenced
import weakref
import witness

handler = witness.Handler()
reference = weakref.ref(handler)
print("referenced" if reference() is handler else "lost")
