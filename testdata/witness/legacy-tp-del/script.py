# bad: says uncollectable 1
# good: says uncollectable 0
import gc
import witness

handler = witness.Handler()
handler.callback = handler
del handler
gc.collect()
print("uncollectable", len(gc.garbage))
