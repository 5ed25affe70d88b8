#include "discover/language.h"

#include <stddef.h>
#include <string.h>

typedef struct Ending {
    const char *text;
    Language language;
} Ending;

static const Ending source_endings[] = {
    {"c", LANGUAGE_C},           {"cc", LANGUAGE_CPP},
    {"cpp", LANGUAGE_CPP},       {"cxx", LANGUAGE_CPP},
    {"c++", LANGUAGE_CPP},       {"C", LANGUAGE_CPP},
    {"cp", LANGUAGE_CPP},        {"CPP", LANGUAGE_CPP},
    {"m", LANGUAGE_OBJECTIVE_C}, {"mm", LANGUAGE_OBJECTIVE_CPP},
    {NULL, LANGUAGE_NONE},
};
static const Ending header_endings[] = {
    {"h", LANGUAGE_C},     {"hh", LANGUAGE_CPP}, {"hpp", LANGUAGE_CPP}, {"hxx", LANGUAGE_CPP},
    {"h++", LANGUAGE_CPP}, {"H", LANGUAGE_CPP},  {NULL, LANGUAGE_NONE},
};
static const char *const names[] = {NULL, "c", "c++", "objective-c", "objective-c++"};

static Language find(const Ending *endings, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    if (!dot || dot == path || dot[-1] == '/')
        return LANGUAGE_NONE;
    while (endings->text && strcmp(endings->text, dot + 1) != 0)
        endings++;
    return endings->language;
}

Language language_of_source(const char *path)
{
    return find(source_endings, path);
}

Language language_of_header(const char *path)
{
    return find(header_endings, path);
}

const char *language_name(Language language)
{
    return names[language];
}

Language language_named(const char *name)
{
    for (Language language = LANGUAGE_C; language <= LANGUAGE_OBJECTIVE_CPP; language++)
        if (strcmp(names[language], name) == 0)
            return language;
    return LANGUAGE_NONE;
}

bool language_is_cpp(Language language)
{
    return language == LANGUAGE_CPP || language == LANGUAGE_OBJECTIVE_CPP;
}

bool is_language_standard(const char *standard, bool cpp)
{
    static const char *const c_years[] = {"89", "90", "99", "9x", "11", "1x", "17", "18", "23", "2x", "2y", NULL};
    static const char *const cpp_years[] = {"98", "03", "0x", "11", "1y", "14", "1z", "17",
                                            "2a", "20", "2b", "23", "2c", "26", NULL};
    const char *prefixes[] = {cpp ? "c++" : "c", cpp ? "gnu++" : "gnu"};
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(standard, prefixes[i], length) != 0)
            continue;
        for (const char *const *year = cpp ? cpp_years : c_years; *year; year++)
            if (strcmp(standard + length, *year) == 0)
                return true;
    }
    static const char *const iso[] = {"iso9899:1990", "iso9899:199409", "iso9899:1999",
                                      "iso9899:2011", "iso9899:2017",   "iso9899:2018"};
    for (size_t i = 0; !cpp && i < sizeof iso / sizeof *iso; i++)
        if (strcmp(standard, iso[i]) == 0)
            return true;
    return false;
}
