/* HEADER SHARING: for which units a precompiled header is worth making. It costs as much as it saves one or two of them. */
#ifndef GCLINT_HEADER_SHARING_H
#define GCLINT_HEADER_SHARING_H

#include "frontend/frontend.h"

/* Sets makes_precompiled, prefix and precompiled_folder of the requests. Whoever scans one file after the other has few units in each
 * scan: with is_kept the folder remembers those of earlier scans too. */
void header_sharing_decide(Arena *arena, const char *folder, bool is_kept, ParseRequest *requests, unsigned count);

#endif
