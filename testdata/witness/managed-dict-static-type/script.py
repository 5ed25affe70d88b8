# python: 3.12-3.15
# bad: raises SystemError.*
# good: says 1
import witness

handler = witness.Handler()
handler.attribute = 1
print(handler.attribute)
