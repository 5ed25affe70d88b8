# bad: says SystemError
# good: says IndexError
import witness


def one():
    handler = witness.Handler()
    handler.callback = lambda: 1 // 0
    return [handler]


try:
    one()[5]  # the list dies while IndexError is on its way
except BaseException as error:
    print(type(error).__name__)
