#include "discover/build_standards.h"

#include "base/file_bytes.h"
#include "discover/language.h"

#include <stdlib.h>
#include <string.h>

enum { BUILD_FILE_LIMIT = 1 << 20, BUILD_FILES = 2000, NAME_LIMIT = 24 };

static const char *const build_files[] = {
    "setup.py",    "setup.cfg", "pyproject.toml", "CMakeLists.txt",
    "meson.build", "Makefile",  "configure.ac",   "binding.gyp",
};

/* How a standard is named: the words after `before`, to which `family` is added if they are a number alone. */
typedef struct Notation {
    const char *before;
    const char *c_family;
    const char *cpp_family;
} Notation;

/* clang-format off */
static const Notation notations[] = {
    {"-std=", NULL, NULL}, {"/std:", NULL, NULL}, {"cpp_std=", NULL, NULL}, {"c_std=", NULL, NULL},
    {"CMAKE_CXX_STANDARD", NULL, "c++"}, {"CXX_STANDARD", NULL, "c++"}, {"CMAKE_C_STANDARD", "c", NULL},
    {"C_STANDARD", "c", NULL}, {"cxx_std_", NULL, "c++"}, {"c_std_", "c", NULL}, {"cxx_std=", NULL, "c++"},
};
/* clang-format on */

/* The word at `at`, past quotes and blanks, into `word`. */
static void read_word(const char *at, char word[NAME_LIMIT])
{
    size_t length = 0;
    at += strspn(at, " \t\"'=");
    while (length < NAME_LIMIT - 1 &&
           (strchr("+:", at[length]) || (at[length] >= '0' && at[length] <= '9') ||
            (at[length] >= 'a' && at[length] <= 'z')) &&
           at[length]) {
        word[length] = at[length];
        length++;
    }
    word[length] = '\0';
}

/* 17 of "gnu++17", 11 of "c1x"; below 0 for those of the last century. */
static int standard_year(const char *standard)
{
    static const struct {
        const char *digits;
        int year;
    } drafts[] = {{"89", -3}, {"90", -2}, {"98", -2}, {"99", -1}, {"9x", -1}, {"0x", 11}, {"1x", 11},
                  {"1y", 14}, {"1z", 17}, {"2a", 20}, {"2b", 23}, {"2x", 23}, {"2c", 26}, {"2y", 26}};
    size_t length = strlen(standard);
    const char *digits = length > 2 ? standard + length - 2 : standard;
    for (size_t i = 0; i < sizeof drafts / sizeof *drafts; i++)
        if (strcmp(digits, drafts[i].digits) == 0)
            return drafts[i].year;
    return atoi(digits);
}

/* Keeps the newer of two. */
static const char *newer(Arena *arena, const char *known, const char *found)
{
    return !known || standard_year(found) > standard_year(known) ? arena_copy_string(arena, found) : known;
}

const char *build_standard_in(Arena *arena, const char *text, bool cpp)
{
    const char *best = NULL;
    for (size_t i = 0; i < sizeof notations / sizeof *notations; i++) {
        const Notation *notation = &notations[i];
        const char *family = cpp ? notation->cpp_family : notation->c_family;
        if (!family && (notation->c_family || notation->cpp_family))
            continue;
        for (const char *at = text; (at = strstr(at, notation->before)); at += strlen(notation->before)) {
            char word[NAME_LIMIT];
            read_word(at + strlen(notation->before), word);
            bool bare = *word >= '0' && *word <= '9';
            const char *standard = bare && family ? arena_format(arena, "%s%s", family, word) : word;
            if (is_language_standard(standard, cpp))
                best = newer(arena, best, standard);
        }
    }
    return best;
}

static bool is_build_file(const TreeFile *file)
{
    const char *name = file->folder_length ? file->path + file->folder_length + 1 : file->path;
    for (size_t i = 0; i < sizeof build_files / sizeof *build_files; i++)
        if (strcmp(name, build_files[i]) == 0)
            return true;
    return false;
}

/* The files of one folder stand next to each other only among those of its sub-folders: the entry may exist already. */
static FolderStandard *entry_of(BuildStandards *standards, const char *folder)
{
    for (uint32_t i = standards->folders.count; i-- > 0;)
        if (strcmp(standards->folders.items[i].folder, folder) == 0)
            return &standards->folders.items[i];
    vector_push(&standards->folders, (FolderStandard){.folder = folder});
    return &standards->folders.items[standards->folders.count - 1];
}

static void read_build_file(BuildStandards *standards, Arena *arena, const TreeIndex *index, const TreeFile *file,
                            FileBytes *text)
{
    if (file_bytes_read(text, tree_index_absolute(index, arena, file->path), BUILD_FILE_LIMIT, false) != 0)
        return;
    const char *c = build_standard_in(arena, text->bytes, false), *cpp = build_standard_in(arena, text->bytes, true);
    if (!c && !cpp)
        return;
    FolderStandard *entry = entry_of(standards, arena_copy_text(arena, file->path, file->folder_length));
    if (c)
        entry->c = newer(arena, entry->c, c);
    if (cpp)
        entry->cpp = newer(arena, entry->cpp, cpp);
}

static int compare_folders(const void *left, const void *right)
{
    return strcmp(((const FolderStandard *)left)->folder, ((const FolderStandard *)right)->folder);
}

void build_standards_read(BuildStandards *standards, Arena *arena, const TreeIndex *index)
{
    FileBytes text = {0};
    uint32_t count = 0;
    for (uint32_t i = 0; i < index->files.count && count < BUILD_FILES; i++)
        if (is_build_file(&index->files.items[i])) {
            read_build_file(standards, arena, index, &index->files.items[i], &text);
            count++;
        }
    if (standards->folders.count)
        qsort(standards->folders.items, standards->folders.count, sizeof *standards->folders.items, compare_folders);
    file_bytes_free(&text);
}

void build_standards_free(BuildStandards *standards)
{
    vector_free(&standards->folders);
}

const char *build_standard_for(const BuildStandards *standards, Arena *arena, const char *path, bool cpp)
{
    char *folder = arena_copy_string(arena, path);
    const char *found = NULL;
    while (!found && *folder && standards->folders.count) {
        char *slash = strrchr(folder, '/');
        *(slash ? slash : folder) = '\0';
        const FolderStandard key = {.folder = folder};
        const FolderStandard *entry =
            bsearch(&key, standards->folders.items, standards->folders.count, sizeof key, compare_folders);
        if (entry)
            found = cpp ? entry->cpp : entry->c;
    }
    int year = found ? standard_year(found) : 0;
    if (!found || (!cpp && year <= 17))
        return NULL;
    return arena_format(arena, "-std=gnu%s%d", cpp ? "++" : "", cpp && year < 14 ? 14 : year);
}
