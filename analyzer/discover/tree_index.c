#include "discover/tree_index.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Folders of version control, virtual environments and caches: nothing in them is the tree's source. `.pc` holds
 * quilt's copies of the files that Debian's patches change. */
static const char *const skipped_folders[] = {
    ".git", ".hg",   ".svn",  ".bzr",        "CVS",           ".pc",         ".tox",
    ".nox", ".venv", ".eggs", ".mypy_cache", ".pytest_cache", "__pycache__", "node_modules",
};

/* So many links to folders are followed, and so many files below each. */
enum { FOLDER_LINKS = 64, LINKED_FILES = 2000 };

typedef struct Walk {
    TreeIndex *index;
    TreeLimits limits;
    WarningList *warnings;
    uint32_t too_long;
    uint32_t left_out;
} Walk;

static bool is_skipped_folder(const char *name)
{
    for (size_t i = 0; i < sizeof skipped_folders / sizeof *skipped_folders; i++)
        if (strcmp(name, skipped_folders[i]) == 0)
            return true;
    return false;
}

const char *tree_index_absolute(const TreeIndex *index, Arena *arena, const char *path)
{
    if (!*path)
        return *index->root ? index->root : "/";
    return arena_format(arena, "%s/%s", index->root, path);
}

static const char *join(Walk *walk, const char *folder, const char *name)
{
    if (strlen(walk->index->root) + strlen(folder) + strlen(name) + 3 > PATH_MAX) {
        walk->too_long++;
        return NULL;
    }
    return *folder ? arena_format(walk->index->arena, "%s/%s", folder, name)
                   : arena_copy_string(walk->index->arena, name);
}

static void add_file(Walk *walk, const char *folder, const char *name, bool is_link)
{
    TreeIndex *index = walk->index;
    if (index->files.count >= walk->limits.files) {
        walk->left_out++;
        return;
    }
    const char *path = join(walk, folder, name);
    if (path)
        vector_push(&index->files, (TreeFile){.path = path,
                                              .length = (uint32_t)strlen(path),
                                              .folder_length = (uint32_t)strlen(folder),
                                              .is_link = is_link});
}

static void add_folder(Walk *walk, const char *folder, const char *name)
{
    if (is_skipped_folder(name))
        return;
    if (walk->index->folders.count >= walk->limits.files) {
        walk->left_out++;
        return;
    }
    const char *path = join(walk, folder, name);
    if (path)
        vector_push(&walk->index->folders, path);
}

static void add_link(Walk *walk, int folder_file, const char *folder, const char *name)
{
    TreeIndex *index = walk->index;
    struct stat status;
    char target[PATH_MAX];
    const char *path = join(walk, folder, name);
    if (!path || fstatat(folder_file, name, &status, 0) != 0 || (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)))
        return;
    size_t root_length = strlen(index->root);
    if (!realpath(tree_index_absolute(index, index->arena, path), target) ||
        strncmp(target, index->root, root_length) != 0 || (target[root_length] && target[root_length] != '/'))
        return;
    if (S_ISREG(status.st_mode)) {
        add_file(walk, folder, name, true);
    } else {
        const char *inside = target[root_length] ? target + root_length + 1 : "";
        vector_push(&index->folder_links, (FolderLink){path, arena_copy_string(index->arena, inside)});
    }
}

static void add_entry(Walk *walk, int folder_file, const char *folder, const struct dirent *entry)
{
    unsigned char type = entry->d_type;
    if (type == DT_UNKNOWN) {
        struct stat status;
        if (fstatat(folder_file, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            return;
        type = S_ISREG(status.st_mode)   ? DT_REG
               : S_ISDIR(status.st_mode) ? DT_DIR
               : S_ISLNK(status.st_mode) ? DT_LNK
                                         : DT_UNKNOWN;
    }
    if (type == DT_REG)
        add_file(walk, folder, entry->d_name, false);
    else if (type == DT_LNK)
        add_link(walk, folder_file, folder, entry->d_name);
    else if (type == DT_DIR)
        add_folder(walk, folder, entry->d_name);
}

/* 0 or an errno value. */
static int read_folder(Walk *walk, const char *folder)
{
    const char *absolute = tree_index_absolute(walk->index, walk->index->arena, folder);
    int follow = *folder ? O_NOFOLLOW : 0;
    int file = open(absolute, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC | follow);
    if (file < 0)
        return errno;
    DIR *stream = fdopendir(file);
    if (!stream) {
        int problem = errno;
        close(file);
        return problem;
    }
    const struct dirent *entry;
    errno = 0;
    while ((entry = readdir(stream))) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            add_entry(walk, file, folder, entry);
        errno = 0;
    }
    int problem = errno;
    closedir(stream);
    return problem;
}

static int compare_paths(const void *left, const void *right)
{
    return strcmp(((const TreeFile *)left)->path, ((const TreeFile *)right)->path);
}

static int compare_folders(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int compare_links(const void *left, const void *right)
{
    return strcmp(((const FolderLink *)left)->path, ((const FolderLink *)right)->path);
}

/* Two texts compared from their ends; one that is the other's ending comes first. */
static int compare_backwards(const char *left, size_t left_length, const char *right, size_t right_length)
{
    size_t shared = left_length < right_length ? left_length : right_length;
    for (size_t i = 1; i <= shared; i++) {
        unsigned char a = (unsigned char)left[left_length - i], b = (unsigned char)right[right_length - i];
        if (a != b)
            return a < b ? -1 : 1;
    }
    return (left_length > right_length) - (left_length < right_length);
}

static int compare_endings(const void *left, const void *right, void *context)
{
    const TreeFile *files = context;
    const TreeFile *a = &files[*(const uint32_t *)left], *b = &files[*(const uint32_t *)right];
    return compare_backwards(a->path, a->length, b->path, b->length);
}

/* The first file whose path is not before this text. */
static uint32_t find_path(const TreeIndex *index, const char *text, uint32_t count)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(index->files.items[middle].path, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Lists the real files of the folder that the link leads to below the link. */
static void add_linked_files(Walk *walk, const FolderLink *link, uint32_t count)
{
    TreeIndex *index = walk->index;
    const char *below = *link->target ? arena_format(index->arena, "%s/", link->target) : "";
    size_t length = strlen(below);
    uint32_t listed = 0;
    for (uint32_t i = find_path(index, below, count); i < count && listed < LINKED_FILES; i++, listed++) {
        const TreeFile *file = &index->files.items[i];
        if (strncmp(file->path, below, length) != 0)
            break;
        const char *path = file->is_link ? NULL : join(walk, link->path, file->path + length);
        if (path)
            vector_push(&index->files, (TreeFile){.path = path,
                                                  .length = (uint32_t)strlen(path),
                                                  .folder_length = (uint32_t)(strrchr(path, '/') - path),
                                                  .is_link = true});
    }
}

static void follow_folder_links(Walk *walk)
{
    TreeIndex *index = walk->index;
    uint32_t count = index->files.count;
    if (!index->folder_links.count || !count)
        return;
    qsort(index->folder_links.items, index->folder_links.count, sizeof *index->folder_links.items, compare_links);
    qsort(index->files.items, count, sizeof *index->files.items, compare_paths);
    for (uint32_t i = 0; i < index->folder_links.count && i < FOLDER_LINKS; i++)
        add_linked_files(walk, &index->folder_links.items[i], count);
}

static void sort_and_hash(TreeIndex *index)
{
    uint32_t count = index->files.count;
    index->by_ending = memory_resize(NULL, count, sizeof *index->by_ending);
    if (!count)
        return;
    qsort(index->files.items, count, sizeof *index->files.items, compare_paths);
    for (uint32_t i = 0; i < count; i++) {
        TreeFile *file = &index->files.items[i];
        index->by_ending[i] = i;
        HASH_ADD_KEYPTR(hh, index->by_path, file->path, file->length, file);
    }
    qsort_r(index->by_ending, count, sizeof *index->by_ending, compare_endings, index->files.items);
}

int tree_index_walk(TreeIndex *index, Arena *arena, const char *root, TreeLimits limits, WarningList *warnings,
                    bool *complete)
{
    *index = (TreeIndex){.arena = arena, .root = strcmp(root, "/") == 0 ? "" : root};
    Walk walk = {.index = index, .limits = limits, .warnings = warnings};
    vector_push(&index->folders, "");
    int root_problem = 0;
    for (uint32_t i = 0; i < index->folders.count && !(i > 0 && limits.only_root); i++) {
        const char *folder = index->folders.items[i];
        uint32_t known = index->folders.count;
        int problem = read_folder(&walk, folder);
        qsort(index->folders.items + known, index->folders.count - known, sizeof *index->folders.items,
              compare_folders);
        if (i == 0)
            root_problem = problem;
        else if (problem)
            warning_add(warnings, "%s: this folder cannot be read (%s): its files are not analysed",
                        printable_text(arena, folder), strerror(problem));
        if (walk.left_out)
            break;
    }
    if (walk.too_long)
        warning_add(warnings, "%u files or folders are left out: their paths are longer than %d bytes", walk.too_long,
                    PATH_MAX - 1);
    if (complete)
        *complete = !walk.left_out;
    follow_folder_links(&walk);
    sort_and_hash(index);
    return root_problem;
}

void tree_index_free(TreeIndex *index)
{
    HASH_CLEAR(hh, index->by_path);
    memory_free(index->by_ending);
    index->by_ending = NULL;
    vector_free(&index->files);
    vector_free(&index->folders);
    vector_free(&index->folder_links);
}

uint32_t tree_index_find(const TreeIndex *index, const char *path)
{
    const TreeFile *file = NULL;
    HASH_FIND(hh, index->by_path, path, strlen(path), file);
    return file ? (uint32_t)(file - index->files.items) : NO_FILE;
}

/* The first place in by_ending whose path, read backwards, is not before `ending` (`after`: is after all that end with
 * it). */
static uint32_t find_bound(const TreeIndex *index, const char *ending, size_t length, bool after)
{
    uint32_t low = 0, high = index->files.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const TreeFile *file = &index->files.items[index->by_ending[middle]];
        bool before;
        if (after && file->length >= length)
            before = compare_backwards(file->path + (file->length - length), length, ending, length) <= 0;
        else
            before = compare_backwards(file->path, file->length, ending, length) < 0;
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

const uint32_t *tree_index_find_ending(const TreeIndex *index, Arena *arena, const char *ending, uint32_t *count)
{
    size_t length = strlen(ending);
    *count = 0;
    if (!length || length >= PATH_MAX)
        return NULL;
    char below[PATH_MAX + 1];
    below[0] = '/';
    memcpy(below + 1, ending, length + 1);
    uint32_t start = find_bound(index, below, length + 1, false);
    uint32_t end = find_bound(index, below, length + 1, true);
    uint32_t exact = tree_index_find(index, ending);
    uint32_t *found = ARENA_ARRAY(arena, uint32_t, end - start + 1);
    for (uint32_t i = start; i < end; i++)
        found[(*count)++] = index->by_ending[i];
    if (exact != NO_FILE)
        found[(*count)++] = exact;
    if (*count > 1)
        qsort(found, *count, sizeof *found, compare_numbers);
    return found;
}
