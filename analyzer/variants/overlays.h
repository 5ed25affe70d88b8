/* OVERLAYS: copies of files with other definitions, line for line, that stand in for them in one parse. */
#ifndef GCLINT_OVERLAYS_H
#define GCLINT_OVERLAYS_H

#include "frontend/frontend.h"
#include "variants/switches.h"

typedef VECTOR(OverlayFile) OverlayList;

/* A copy of each file in which a setting of the changes stands. In the arena. */
void overlay_settings(OverlayList *overlays, Arena *arena, const Changes *changes);

/* Copies of patchlevel.h and Python.h that tell another version than the headers in the folder are of. What the newer
 * version declares and these headers lack is added behind Python.h. Nothing if the headers cannot be read. */
void overlay_python(OverlayList *overlays, Arena *arena, const char *python_include, uint32_t header_version,
                    uint32_t version);

#endif
