# python: 3.9-3.15
# bad: says the type still has its method: False
# good: says the type still has its method: True
import gc
import witness

gc.collect()


def use_and_drop():
    Derived = witness.Derived
    del witness.Derived
    Derived.greet = lambda self: "hello"
    derived = Derived()
    derived.callback = derived
    del derived
    gc.collect()
    return Derived


print("the type still has its method:", "greet" in vars(use_and_drop()))
