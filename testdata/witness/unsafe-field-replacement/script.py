# bad: says the field holds an object that is being destroyed: True
# good: says the field holds an object that is being destroyed: False
import witness

seen = []


class Callback:
    def __del__(self):
        seen.append(handler.callback is self)


handler = witness.Handler()
handler.set_callback(Callback())
handler.set_callback(None)
print("the field holds an object that is being destroyed:", seen[0])
