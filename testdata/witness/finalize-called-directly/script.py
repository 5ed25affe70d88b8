# bad: says closed 2
# good: says closed 1
import gc
import witness

handler = witness.Handler()
handler.callback = [handler]
del handler
gc.collect()
print("closed", witness.closed())
