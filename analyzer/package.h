/* Which package a tree is, and which version of it: what tells two scans of one package from scans of two. */
#ifndef GCLINT_PACKAGE_H
#define GCLINT_PACKAGE_H

#include "base/arena.h"

typedef struct Package {
    const char *name;    /* "python-cffi"; never NULL */
    const char *version; /* "1.15.1-5"; NULL: not known */
} Package;

/* From debian/changelog, else PKG-INFO, else the folder's name ("spam-1.2"). `root` is an absolute folder, `target` its
 * name for people. In the arena. */
Package package_of_tree(Arena *arena, const char *root, const char *target);

/* "spam-1.2.tar.gz" and "spam-1.2" → spam, 1.2; a name without a version is the whole name. */
Package package_of_name(Arena *arena, const char *name);

#endif
