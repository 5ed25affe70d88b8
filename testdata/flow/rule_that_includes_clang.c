/* Must not compile with what rules are given: only the frontend knows clang. */
#include "rules/rule.h"

#include <clang-c/Index.h>
