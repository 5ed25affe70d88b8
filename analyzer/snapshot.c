#include "snapshot.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void snapshot_add_stamp(Snapshot *snapshot, const char *name, const FileStamp *stamp)
{
    cache_hash_text(snapshot->hash, name);
    cache_hash_number(snapshot->hash, stamp->size);
    cache_hash_number(snapshot->hash, stamp->inode);
    cache_hash_number(snapshot->hash, stamp->device);
    cache_hash_number(snapshot->hash, stamp->mode);
    cache_hash_number(snapshot->hash, (uint64_t)stamp->modified);
    cache_hash_number(snapshot->hash, (uint64_t)stamp->changed);
    if (stamp_is_fresh(stamp, snapshot->start))
        snapshot->is_of_no_use = true;
}

void snapshot_add_path(Snapshot *snapshot, const char *path)
{
    FileStamp stamp = stamp_of(path);
    snapshot_add_stamp(snapshot, path, &stamp);
}

/* Where Python's headers are looked for depends on these, and where the compiler looks for others. */
static const char *const variables[] = {"PATH",           "HOME",         "PYENV_ROOT",         "PYENV_VERSION", "PYENV_DIR", "VIRTUAL_ENV",
                                        "PKG_CONFIG_PATH", "CPATH",       "C_INCLUDE_PATH",     "CPLUS_INCLUDE_PATH",
                                        "OBJC_INCLUDE_PATH", "SDKROOT",   "UV_PYTHON_INSTALL_DIR", "LD_LIBRARY_PATH"};

static void add_variables(Snapshot *snapshot)
{
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        cache_hash_text(snapshot->hash, getenv(variables[i]));
}

static void add_programs(Snapshot *snapshot, Arena *arena)
{
    char *path = arena_copy_string(arena, getenv("PATH") ? getenv("PATH") : ""), *rest = NULL;
    for (char *folder = strtok_r(path, ":", &rest); folder; folder = strtok_r(NULL, ":", &rest)) {
        snapshot_add_path(snapshot, folder);
        snapshot_add_path(snapshot, arena_format(arena, "%s/python3-config", folder));
        snapshot_add_path(snapshot, arena_format(arena, "%s/../include", folder));
        snapshot_add_path(snapshot, arena_format(arena, "%s/../version", folder)); /* of a folder of pyenv's shims */
    }
}

static void add_installations(Snapshot *snapshot, Arena *arena)
{
    static const char *const folders[] = {"/usr/include", "/usr/local/include", "/opt", "/opt/homebrew/include"};
    static const char *const below_home[] = {".pyenv/versions", ".pyenv/version", ".local/share/uv/python", ".python-version"};
    const char *home = getenv("HOME"), *pyenv = getenv("PYENV_ROOT");
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        snapshot_add_path(snapshot, folders[i]);
    for (size_t i = 0; home && i < sizeof below_home / sizeof *below_home; i++)
        snapshot_add_path(snapshot, arena_format(arena, "%s/%s", home, below_home[i]));
    if (pyenv)
        snapshot_add_path(snapshot, arena_format(arena, "%s/versions", pyenv));
    if (pyenv)
        snapshot_add_path(snapshot, arena_format(arena, "%s/version", pyenv));
    char folder[PATH_MAX];
    for (char *slash = getcwd(folder, sizeof folder) ? folder + strlen(folder) : NULL; slash; slash = strrchr(folder, '/')) {
        *slash = '\0';
        snapshot_add_path(snapshot, arena_format(arena, "%s/.python-version", folder));
    }
}

void snapshot_add_machine(Snapshot *snapshot, Arena *arena)
{
    add_variables(snapshot);
    add_programs(snapshot, arena);
    add_installations(snapshot, arena);
}
