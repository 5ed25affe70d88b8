#include "discover/cpython_tree.h"

#include "base/file_bytes.h"
#include "discover/python_headers.h"

#include <string.h>

static bool has(Arena *arena, const char *root, const char *path)
{
    return is_regular_file(arena_format(arena, "%s/%s", root, path));
}

bool is_cpython_tree(const char *root)
{
    Arena *arena = arena_new();
    bool found = has(arena, root, "Include/Python.h") && has(arena, root, "Include/object.h") &&
                 has(arena, root, "Objects/object.c");
    arena_free(arena);
    return found;
}

/* What Modules/Setup, setup.py and Makefile.pre.in define for some of the modules. */
typedef struct ModuleDefine {
    const char *prefix; /* of the path */
    const char *define;
} ModuleDefine;

static const ModuleDefine module_defines[] = {
    {"Modules/_decimal/", "-DCONFIG_64=1"},           {"Modules/_decimal/", "-DANSI=1"},
    {"Modules/_decimal/", "-DHAVE_UINT128_T=1"},      {"Modules/_sqlite/", "-DMODULE_NAME=\"sqlite3\""},
    {"Modules/_elementtree.c", "-DUSE_PYEXPAT_CAPI"}, {"Modules/expat/", "-DHAVE_EXPAT_CONFIG_H"},
    {"Modules/pyexpat.c", "-DHAVE_EXPAT_CONFIG_H"},
};

void cpython_add_defines(ArgumentList *arguments, const char *path, bool public_api_only)
{
    if (!public_api_only)
        vector_push(arguments, "-DPy_BUILD_CORE");
    for (size_t i = 0; i < sizeof module_defines / sizeof *module_defines; i++)
        if (strncmp(path, module_defines[i].prefix, strlen(module_defines[i].prefix)) == 0)
            vector_push(arguments, module_defines[i].define);
}

const char *cpython_pyconfig_folder(Arena *arena, const char *root, uint32_t version, PythonQuery *query)
{
    if (has(arena, root, "pyconfig.h") || has(arena, root, "Include/pyconfig.h"))
        return NULL;
    const char *installed = find_pyconfig(arena, version, root, query);
    if (installed)
        return installed;
    return has(arena, root, "PC/pyconfig.h") ? arena_format(arena, "%s/PC", root) : NULL;
}
