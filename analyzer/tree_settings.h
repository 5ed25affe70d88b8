/* What a tree's settings file says, where the command line is silent. */
#ifndef GCLINT_TREE_SETTINGS_H
#define GCLINT_TREE_SETTINGS_H

#include "options.h"

/* The options for one PATH, in the options' arena. NULL after a message if its settings are wrong. */
const Options *options_for_path(const Options *options, const char *path);

#endif
