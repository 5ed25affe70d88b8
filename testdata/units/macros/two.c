/* Shares a macro of the header that has nothing to do with instances. */
#include "make.h"

int check(int number)
{
    return number < 0 ? FAIL("negative") : 0;
}
