#include "reports/safe_text.h"

#include <string.h>

typedef struct CharacterRange {
    uint32_t first, last;
} CharacterRange;

/* Characters without a glyph of their own that change how others are shown, or that look like nothing: C1 controls,
 * soft hyphen, zero width and bidirectional controls, separators, interlinear and language tags, the private areas'
 * noncharacters. */
static const CharacterRange hidden_ranges[] = {
    {0x0080, 0x009F}, {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x061C, 0x061C},   {0x115F, 0x1160},
    {0x17B4, 0x17B5}, {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},
    {0x3164, 0x3164}, {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0xFFFE, 0xFFFF}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

static const CharacterRange combining_ranges[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},
    {0x302A, 0x302F}, {0x3099, 0x309A}, {0xFE20, 0xFE2F},
};

static const CharacterRange wide_ranges[] = {
    {0x1100, 0x115E},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2614, 0x2615},   {0x26A1, 0x26A1},
    {0x2705, 0x2705},   {0x274C, 0x274C},   {0x2753, 0x2757},   {0x2E80, 0x303E},   {0x3041, 0x4DBF},
    {0x4E00, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18AFF}, {0x1B000, 0x1B2FF}, {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD},
};

static bool in_ranges(uint32_t character, const CharacterRange *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

#define IN_RANGES(character, ranges) in_ranges((character), (ranges), sizeof(ranges) / sizeof *(ranges))

/* Bytes of the sequence that the lead byte announces; 0 if it cannot lead one. */
static unsigned sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/* UINT32_MAX if the text does not begin with valid UTF-8; *consumed is the length of the sequence. */
static uint32_t decode(const char *text, size_t length, unsigned *consumed)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)text;
    unsigned count = sequence_length(bytes[0]);
    *consumed = 1;
    if (count == 0 || count > length)
        return UINT32_MAX;
    uint32_t character = count == 1 ? bytes[0] : bytes[0] & (0x7Fu >> count);
    for (unsigned i = 1; i < count; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return UINT32_MAX;
        character = character << 6 | (bytes[i] & 0x3F);
    }
    if (character < least[count] || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        return UINT32_MAX;
    *consumed = count;
    return character;
}

Glyph glyph_next(const char *text, size_t length)
{
    Glyph glyph;
    glyph.character = decode(text, length, &glyph.consumed);
    if (glyph.character == UINT32_MAX || glyph.character < 0x20 || glyph.character == 0x7F) {
        glyph.width = (unsigned)snprintf(glyph.text, sizeof glyph.text, "\\x%02x", (unsigned)(unsigned char)*text);
    } else if (glyph.character < 0x7F) { /* nearly all of a source, so no search in the tables */
        glyph.text[0] = *text;
        glyph.text[1] = '\0';
        glyph.width = 1;
    } else if (IN_RANGES(glyph.character, hidden_ranges)) {
        glyph.width = (unsigned)snprintf(glyph.text, sizeof glyph.text, "\\u{%x}", glyph.character);
    } else {
        memcpy(glyph.text, text, glyph.consumed);
        glyph.text[glyph.consumed] = '\0';
        glyph.width = IN_RANGES(glyph.character, combining_ranges) ? 0
                      : IN_RANGES(glyph.character, wide_ranges)    ? 2
                                                                   : 1;
    }
    return glyph;
}

char *safe_text(Arena *arena, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    char *safe = arena_allocate(arena, length * 10 + 1);
    char *end = safe;
    for (size_t i = 0; i < length;) {
        Glyph glyph = glyph_next(text + i, length - i);
        end = stpcpy(end, glyph.text);
        i += glyph.consumed;
    }
    return safe;
}

void print_safe_text(FILE *out, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    for (size_t i = 0; i < length;) {
        Glyph glyph = glyph_next(text + i, length - i);
        fputs(glyph.text, out);
        i += glyph.consumed;
    }
}

unsigned safe_text_width(const char *text)
{
    size_t length = text ? strlen(text) : 0;
    unsigned width = 0;
    for (size_t i = 0; i < length;) {
        Glyph glyph = glyph_next(text + i, length - i);
        width += glyph.width;
        i += glyph.consumed;
    }
    return width;
}

static bool is_valid_utf8(const char *text, size_t length)
{
    unsigned consumed;
    for (size_t i = 0; i < length; i += consumed)
        if (decode(text + i, length - i, &consumed) == UINT32_MAX)
            return false;
    return true;
}

const char *valid_utf8(Arena *arena, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (is_valid_utf8(text, length))
        return text;
    char *valid = arena_allocate(arena, length * 4 + 1);
    char *end = valid;
    for (size_t i = 0; i < length;) {
        unsigned consumed;
        if (decode(text + i, length - i, &consumed) == UINT32_MAX)
            end += sprintf(end, "\\x%02x", (unsigned)(unsigned char)text[i]);
        else
            end = mempcpy(end, text + i, consumed);
        i += consumed;
    }
    return valid;
}

char *percent_encoded_path(Arena *arena, const char *path)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    char *encoded = arena_allocate(arena, strlen(path) * 3 + 1);
    char *end = encoded;
    for (const char *c = path; *c; c++) {
        if (strchr(unreserved, *c))
            *end++ = *c;
        else
            end += sprintf(end, "%%%02X", (unsigned)(unsigned char)*c);
    }
    return encoded;
}
