# bad: says field, then callback
# good: says callback, then field
import weakref
import witness

order = []


class Field:
    def __del__(self):
        order.append("field")


handler = witness.Handler()
handler.callback = Field()
reference = weakref.ref(handler, lambda dead: order.append("callback"))
del handler
print(", then ".join(order))
