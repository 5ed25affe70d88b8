# python: 3.8
# bad: says the class still has its method: False
# good: says the class still has its method: True
import gc
import witness

gc.collect()


def use_and_drop():
    class Derived(witness.Handler):
        def greet(self):
            return "hello"

    derived = Derived()
    derived.callback = derived
    del derived
    gc.collect()
    return Derived


print("the class still has its method:", "greet" in vars(use_and_drop()))
