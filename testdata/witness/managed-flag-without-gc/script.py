# python: 3.12-3.15
# environment: PYTHONMALLOC=debug
# bad 3.12-3.14: crash
# bad: raises SystemError.*
# good: says weak references that still answer: 0
import gc
import weakref
import witness

handlers = [witness.Handler() for _ in range(50)]
references = [weakref.ref(handler) for handler in handlers]
del handlers
gc.collect()
rubbish = [bytes(40) for _ in range(1000)]
alive = sum(type(reference()) is not type(None) for reference in references)
del references
gc.collect()
print("weak references that still answer:", alive)
