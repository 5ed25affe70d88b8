/* Compares what a program printed with a file under testdata/golden. With GCLINT_UPDATE_GOLDEN=1 in the environment the
 * file is written instead; look at the difference before you commit it. */
#ifndef GCLINT_GOLDEN_H
#define GCLINT_GOLDEN_H

#include "reports/render.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h> /* needs the ones above */

static inline char *golden_path(const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, GCLINT_TESTDATA "/golden/%s", name);
    return path;
}

/* A file's text, to be freed; NULL if it cannot be read. */
static inline char *golden_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(size + 1);
    if (!text || fread(text, 1, size, file) != size)
        abort();
    text[size] = '\0';
    fclose(file);
    return text;
}

/* Every `what` becomes `by`, which is not longer. */
static inline void golden_replace(char *text, const char *what, const char *by)
{
    for (char *place = text; (place = strstr(place, what)); place += strlen(by)) {
        memcpy(place, by, strlen(by));
        memmove(place + strlen(by), place + strlen(what), strlen(place + strlen(what)) + 1);
    }
}

static inline void golden_check(const char *text, const char *name)
{
    const char *path = golden_path(name);
    if (getenv("GCLINT_UPDATE_GOLDEN")) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fputs(text, file);
        assert_int_equal(fclose(file), 0);
        return;
    }
    char *expected = golden_read(path);
    if (!expected)
        fail_msg("there is no %s: make it with GCLINT_UPDATE_GOLDEN=1", path);
    size_t same = 0;
    while (text[same] && text[same] == expected[same])
        same++;
    if (text[same] || expected[same])
        fail_msg("%s differs at byte %zu: expected \"%.60s\", got \"%.60s\"", name, same, expected + same, text + same);
    free(expected);
}

/* The golden file must be valid under its schema. Without Debian's python3-jsonschema the test is skipped. */
static inline void golden_validate(const char *name)
{
    char command[8192];
    snprintf(command, sizeof command, "/usr/bin/python3 '" GCLINT_TESTDATA "/schema/validate.py' '%s'",
             golden_path(name));
    int status = system(command);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 2 || WEXITSTATUS(status) == 127) {
        fputs("the schema is not checked: is python3-jsonschema installed?\n", stderr);
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* What a renderer prints, to be freed; the folder of the scan reads "/ROOT". */
static inline char *golden_render(const Scan *scan, const RenderOptions *options, const char *format)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const Renderer *renderer = renderer_find(format);
    assert_non_null(renderer);
    assert_int_equal(renderer->render(scan, options, out), 0);
    fclose(out);
    assert_int_equal(strlen(text), size);
    golden_replace(text, scan->root, "/ROOT");
    return text;
}

static inline void golden_check_report(const Scan *scan, const RenderOptions *options, const char *format,
                                       const char *name)
{
    char *text = golden_render(scan, options, format);
    golden_check(text, name);
    free(text);
}

#endif
