# bad: says \[\]
# good: says \[1, 2, \[3\]\]
import gc
import witness

gc.collect()


def watch_and_drop():
    watched = [1, 2, [3]]
    handler = witness.Handler()
    handler.watch(watched)
    handler.callback = handler
    del handler
    gc.collect()
    return watched


print(watch_and_drop())
