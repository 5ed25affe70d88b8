# bad: crash
# good: says survived
import gc
import witness


class Late:
    """Dies while the garbage is cleared, and uses what it finds."""

    def __del__(self):
        for each in gc.get_objects():
            if type(each) is witness.Handler:
                each.describe()


class Finalized:
    """Makes, before the garbage is cleared, an object that the collector has not seen."""

    def __init__(self, into):
        self.into = into

    def __del__(self):
        self.into.append(Late())


# The handler is the oldest and is cleared first; `outer` keeps it alive until it is cleared itself, from its last element.
gc.collect()
handler = witness.Handler()
outer, inner = [], []
outer += [handler, inner, Finalized(outer)]
inner.append(outer)
handler.callback = inner
del handler, outer, inner
gc.collect()
print("survived")
