# bad: says unraisable: ValueError
# good: says unraisable: None
import gc
import sys
import witness

unraisable = None


def remember(what):
    global unraisable
    unraisable = what.exc_type.__name__


sys.unraisablehook = remember
handler = witness.Handler()
handler.callback = handler
del handler
gc.collect()
print("unraisable:", unraisable)
