#include "foo.h"

void setup(void)
{
    SET_SLOT(&Foo_Type, clear, clear_foo);
}
