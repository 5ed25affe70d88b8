#include <Python.h>

void let_go(void *place);

void foo_release(void *place)
{
    let_go((char *)place + 16);
}
