#include "rules/common/words.h"

static void check(RuleContext *context, const Type *type)
{
    if (type->flags_known && type->flags & TYPE_HAVE_FINALIZE)
        report_type(context, type, NULL, type->flags_place,
                    "%s sets Py_TPFLAGS_HAVE_FINALIZE, which has no effect since Python 3.8", type_label(type));
}

const Rule rule_have_finalize_flag = {
    .name = "have-finalize-flag",
    .family = "finalize",
    .severity = SEVERITY_NOTE,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "Py_TPFLAGS_HAVE_FINALIZE has no effect",
    .what = "`Py_TPFLAGS_HAVE_FINALIZE` in the flags of a type.",
    .why = "The flag told Python 3.4 to 3.7 that the type object is long enough to have `tp_finalize`. Since 3.8 "
           "(bpo-32388) nothing looks at it: the slot alone counts. It is kept for source compatibility and will be "
           "removed.",
    .consequence = "None, until the macro is removed and the code does not compile any more.",
    .fix = "Remove it.",
    .exceptions = "A flag that only versions before 3.8 see, by `#if`.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.Py_TPFLAGS_HAVE_FINALIZE\n"
                  "https://github.com/python/cpython/issues/76569 (bpo-32388)",
    .check_type = check,
};
