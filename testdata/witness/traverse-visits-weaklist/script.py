# bad: says callback was called: False
# good: says callback was called: True
import gc
import weakref
import witness

gc.collect()


def watch_and_drop():
    called = []
    handler = witness.Handler()
    handler.callback = handler
    reference = weakref.ref(handler, called.append)
    del handler
    gc.collect()
    return bool(called)


print("callback was called:", watch_and_drop())
