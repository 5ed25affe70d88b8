#include "holder.hpp"

void Holder::drop()
{
    Py_XDECREF(held);
}
