#include "reports/source.h"

#include "base/hash_table.h"
#include "base/vector.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_SIZE_LIMIT = 64 << 20, CACHE_LIMIT = 256 << 20 };

typedef struct SourceFile {
    char *name; /* the key */
    char *text; /* NULL: cannot be read */
    size_t size;
    VECTOR(size_t) line_starts;
    UT_hash_handle hh;
} SourceFile;

struct SourceTree {
    int root; /* a folder, or -1 */
    SourceFile *files;
    size_t cached;
};

SourceTree *source_open(const char *root)
{
    SourceTree *tree = memory_allocate(sizeof *tree);
    *tree = (SourceTree){.root = root ? open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1};
    return tree;
}

static void forget_files(SourceTree *tree)
{
    SourceFile *file, *next;
    HASH_ITER (hh, tree->files, file, next) {
        HASH_DEL(tree->files, file);
        memory_free(file->name);
        memory_free(file->text);
        vector_free(&file->line_starts);
        memory_free(file);
    }
    tree->cached = 0;
}

void source_close(SourceTree *tree)
{
    if (!tree)
        return;
    forget_files(tree);
    if (tree->root >= 0)
        close(tree->root);
    memory_free(tree);
}

/* Opens a path below a folder name by name, following no symbolic link. Takes the folder over; -1 if it cannot be. */
static int open_below(int folder, const char *path)
{
    for (;;) {
        char name[256];
        size_t length = strcspn(path, "/");
        bool last = path[length] == '\0';
        int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (last ? 0 : O_DIRECTORY);
        int next = -1;
        if (length > 0 && length < sizeof name) {
            memcpy(name, path, length);
            name[length] = '\0';
            if (strcmp(name, "..") != 0)
                next = openat(folder, name, flags);
        }
        close(folder);
        if (last || next < 0)
            return next;
        folder = next;
        path += length + 1;
    }
}

static char *read_all(int descriptor, size_t size)
{
    char *text = memory_allocate(size + 1);
    size_t filled = 0;
    while (filled < size) {
        ssize_t got = read(descriptor, text + filled, size - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        filled += (size_t)got;
    }
    if (filled == size)
        return text;
    memory_free(text);
    return NULL;
}

/* Whether the name is one of a source: where the root is and which file is meant says a store, and that may have come with a
 * tree to have a reader's own files quoted. */
static bool is_source_name(const char *path)
{
    static const char *const endings[] = {"c",   "cc",  "cpp", "cxx", "c++", "m",   "mm",  "h",  "hh",  "hpp",   "hxx", "h++", "inc", "inl",
                                          "ipp", "tcc", "tpp", "txx", "def", "tbl", "i",   "ii", "gen", "impl",  "cu",  "cuh", "pxi", "in"};
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot + 1, endings[i]) == 0)
            return true;
    return false;
}

static void read_file(const SourceTree *tree, SourceFile *file)
{
    if (!is_source_name(file->name))
        return;
    int folder = tree->root < 0 ? -1 : fcntl(tree->root, F_DUPFD_CLOEXEC, 0);
    int descriptor = folder < 0 ? -1 : open_below(folder, file->name);
    if (descriptor < 0)
        return;
    struct stat status;
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= FILE_SIZE_LIMIT) {
        file->size = (size_t)status.st_size;
        file->text = read_all(descriptor, file->size);
    }
    close(descriptor);
}

static void find_lines(SourceFile *file)
{
    if (!file->text || file->size == 0)
        return;
    vector_push(&file->line_starts, 0);
    for (size_t i = 0; i + 1 < file->size; i++)
        if (file->text[i] == '\n')
            vector_push(&file->line_starts, i + 1);
}

static SourceFile *find_file(SourceTree *tree, const char *name)
{
    SourceFile *file;
    HASH_FIND_STR(tree->files, name, file);
    if (file)
        return file;
    if (tree->cached > CACHE_LIMIT)
        forget_files(tree);
    file = memory_allocate(sizeof *file);
    *file = (SourceFile){.name = memory_copy_string(name)};
    read_file(tree, file);
    find_lines(file);
    tree->cached += file->size;
    HASH_ADD_KEYPTR(hh, tree->files, file->name, strlen(file->name), file);
    return file;
}

const char *source_line(SourceTree *tree, const char *file_name, uint32_t line, size_t *length)
{
    if (!file_name || line == 0)
        return NULL;
    const SourceFile *file = find_file(tree, file_name);
    if (line > file->line_starts.count)
        return NULL;
    size_t start = file->line_starts.items[line - 1];
    size_t end = line < file->line_starts.count ? file->line_starts.items[line] : file->size;
    while (end > start && (file->text[end - 1] == '\n' || file->text[end - 1] == '\r'))
        end--;
    *length = end - start;
    return file->text + start;
}
