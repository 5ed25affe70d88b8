#include "frontend/clang_library.h"

#include "frontend/frontend.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

ClangLibrary clang;

static char problem[300];

static bool find_function(void *library, const char *name, void *function, size_t size)
{
    void *symbol = dlsym(library, name);
    if (symbol)
        memcpy(function, &symbol, size); /* C has no conversion from void * to a function */
    else
        snprintf(problem, sizeof problem, "%s has no %s: it is older than what gclint was built with", GCLINT_LIBCLANG, name);
    return symbol != NULL;
}

static bool find_functions(void *library)
{
#define CLANG_FUNCTION(name)                                                              \
    if (!find_function(library, "clang_" #name, &clang.name, sizeof clang.name))          \
        return false;
#include "frontend/clang_functions.def"
#undef CLANG_FUNCTION
    return true;
}

const char *frontend_load(void)
{
    if (clang.createIndex)
        return NULL;
    void *library = dlopen(GCLINT_LIBCLANG, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        library = dlopen(GCLINT_LIBCLANG_FOLDER "/" GCLINT_LIBCLANG, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        snprintf(problem, sizeof problem, "libclang could not be loaded (Debian: apt install %s): %s", GCLINT_LIBCLANG_PACKAGE, dlerror());
    else if (find_functions(library))
        return NULL;
    clang = (ClangLibrary){0};
    return problem;
}

const char *frontend_clang_version(void)
{
    static char version[200];
    if (!*version) {
        CXString text = clang.getClangVersion();
        snprintf(version, sizeof version, "%s", clang.getCString(text));
        clang.disposeString(text);
    }
    return version;
}

const char *frontend_library_path(void)
{
    Dl_info info;
    void *address;
    memcpy(&address, &clang.createIndex, sizeof address);
    return address && dladdr(address, &info) ? info.dli_fname : NULL;
}
