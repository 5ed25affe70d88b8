#define WITH_SETTER
#include "foo.h"
