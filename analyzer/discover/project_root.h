/* The project that a file or folder belongs to: where its headers may lie, and its compile_commands.json. */
#ifndef GCLINT_PROJECT_ROOT_H
#define GCLINT_PROJECT_ROOT_H

#include "base/arena.h"

/* The nearest folder from `folder` (absolute) upwards that looks like the top of a project: under version control, or
 * with a setup.py, configure or the like. `folder` itself if there is none, or if what is found is too general to be
 * one (the home folder). */
const char *project_root_of(Arena *arena, const char *folder);

#endif
