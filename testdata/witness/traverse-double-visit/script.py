# bad: says \[\]
# good: says \[1, 2, \[3\]\]
import gc
import witness

gc.collect()


def lend_and_drop():
    lent = [1, 2, [3]]
    handler = witness.Handler()
    handler.callback = handler
    handler.context = lent
    del handler
    gc.collect()
    return lent


print(lend_and_drop())
