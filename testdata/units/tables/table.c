#include <Python.h>

void drop(void *);
void (*const foo_hooks[])(void *) = {drop};
