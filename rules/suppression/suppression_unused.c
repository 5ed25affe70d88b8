#include "rules/rule.h"

/* The engine finds these after it has applied the comments: there is no check. */
const Rule rule_suppression_unused = {
    .name = "suppression-unused",
    .family = "suppression",
    .severity = SEVERITY_NOTE,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "comment that silences a rule is not needed",
    .what = "A comment `gclint: ignore[rule-name] reason` at whose line, or at whose type definition, that rule finds "
            "nothing.",
    .why = "The code was mended, was moved away from its comment, or gclint learned to understand it. Whatever the "
           "cause, the comment now says something untrue about the code, and would hide the defect if it came back.",
    .consequence = "None at run time.",
    .fix = "Delete the comment; or move it to the line of the finding, to the line above it, or to the line of the "
           "type's definition.",
    .exceptions = "A rule that did not run, because it was not selected or does not concern the Python versions that "
                  "are judged, is not counted as finding nothing.",
};
