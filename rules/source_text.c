#include "rules/source_text.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_FILE = 64 << 20 };

/* Opens the file only if, with every symbolic link followed, it still is below the root. */
static int open_below(const char *root, const char *path)
{
    char *resolved_root = realpath(root, NULL);
    char *joined = memory_allocate(strlen(root) + strlen(path) + 2);
    strcat(strcat(strcpy(joined, root), "/"), path);
    char *resolved = realpath(joined, NULL);
    int file = -1;
    if (resolved_root && resolved) {
        size_t length = strlen(resolved_root);
        bool is_below =
            !strncmp(resolved, resolved_root, length) && (resolved[length] == '/' || !strcmp(resolved_root, "/"));
        if (is_below)
            file = open(resolved, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    }
    free(resolved);
    memory_free(joined);
    free(resolved_root);
    return file;
}

static char *read_all(int file, size_t size)
{
    char *text = memory_allocate(size + 1);
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(file, text + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    text[done] = '\0';
    return text;
}

char *source_read(const char *root, const char *path)
{
    int file = open_below(root, path);
    if (file < 0)
        return NULL;
    struct stat status;
    char *text = NULL;
    if (!fstat(file, &status) && S_ISREG(status.st_mode) && status.st_size <= LARGEST_FILE)
        text = read_all(file, (size_t)status.st_size);
    close(file);
    return text;
}

/* Behind a literal that begins at `quote`; an unterminated one ends with its line. */
static const char *skip_literal(const char *quote)
{
    const char *c = quote + 1;
    while (*c && *c != '\n' && *c != *quote)
        c += *c == '\\' && c[1] ? 2 : 1;
    return *c == *quote ? c + 1 : c;
}

static const char *comment_end(const char *start)
{
    if (start[1] == '*') {
        const char *close = strstr(start + 2, "*/");
        return close ? close + 2 : start + strlen(start);
    }
    return start + strcspn(start, "\n");
}

static bool is_alone(const char *file_start, const char *comment)
{
    while (comment > file_start && (comment[-1] == ' ' || comment[-1] == '\t'))
        comment--;
    return comment == file_start || comment[-1] == '\n';
}

void source_comments(const char *text, void (*take)(void *data, const SourceComment *comment), void *data)
{
    uint32_t line = 1;
    for (const char *c = text; *c;) {
        const char *next = c + 1;
        if (*c == '/' && (c[1] == '*' || c[1] == '/')) {
            next = comment_end(c);
            take(data, &(SourceComment){
                           .file_start = text, .text = c, .end = next, .line = line, .is_alone = is_alone(text, c)});
        } else if (*c == '"') {
            next = skip_literal(c);
        } else if (*c == '\'' && !(c > text && ((c[-1] >= '0' && c[-1] <= '9')))) { /* not the digit separator of C++ */
            next = skip_literal(c);
        }
        for (; c < next; c++)
            line += *c == '\n';
    }
}
