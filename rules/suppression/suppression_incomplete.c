#include "rules/rule.h"

/* The engine finds these while it reads the comments: there is no check. */
const Rule rule_suppression_incomplete = {
    .name = "suppression-incomplete",
    .family = "suppression",
    .severity = SEVERITY_NOTE,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "comment that silences gclint names no rule, an unknown rule, or no reason",
    .what = "A comment `gclint: ignore[rule-name] reason` without a rule name, with a name that is not a rule, or "
            "without a reason.",
    .why = "A suppression is a claim that gclint is wrong here, or that the defect is accepted. Its reader, who may "
           "have to judge it years later, needs to know which claim is meant and why it holds. A comment without a "
           "rule name would hide every later finding at the line too, so it suppresses nothing.",
    .consequence = "None at run time. Without a rule name, or with an unknown one, the finding is still shown; "
                   "without a reason it is suppressed.",
    .fix = "Write the rule's name in brackets and the reason after it: `/* gclint: ignore[container-without-gc] only "
           "ever holds a str */`. Several rules are separated by commas.",
    .exceptions = "Other comments that mention gclint are left alone; only `gclint: ignore` is read.",
};
