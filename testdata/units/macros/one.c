#include "make.h"

OBJECT_STRUCT(One);
OBJECT_TYPE(One_Type, One, "spam.One");
