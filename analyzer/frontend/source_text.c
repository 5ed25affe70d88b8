#include "frontend/lowering.h"

#include <string.h>

char text_at(const FileText *file, uint32_t offset)
{
    return offset < file->size ? file->text[offset] : '\0';
}

static bool is_identifier_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '$' || (unsigned char)byte >= 0x80;
}

uint32_t text_identifier(const FileText *file, uint32_t offset)
{
    uint32_t end = offset;
    char first = text_at(file, offset);
    if (first >= '0' && first <= '9')
        return 0;
    while (end < file->size && is_identifier_byte(file->text[end]))
        end++;
    return end > offset ? end - offset : 0;
}

bool text_starts_with(const FileText *file, uint32_t offset, const char *word)
{
    size_t length = strlen(word);
    return offset <= file->size && length <= file->size - offset && memcmp(file->text + offset, word, length) == 0;
}

static uint32_t skip_line_comment(const FileText *file, uint32_t offset)
{
    while (offset < file->size && file->text[offset] != '\n')
        offset++;
    return offset;
}

static uint32_t skip_block_comment(const FileText *file, uint32_t offset)
{
    for (offset += 2; offset < file->size; offset++)
        if (file->text[offset] == '*' && text_at(file, offset + 1) == '/')
            return offset + 2;
    return offset;
}

uint32_t text_skip_space(const FileText *file, uint32_t offset)
{
    while (offset < file->size) {
        char byte = file->text[offset];
        if (byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == '\\')
            offset++;
        else if (text_starts_with(file, offset, "//"))
            offset = skip_line_comment(file, offset);
        else if (text_starts_with(file, offset, "/*"))
            offset = skip_block_comment(file, offset);
        else
            break;
    }
    return offset;
}

static uint32_t skip_quoted(const FileText *file, uint32_t offset)
{
    char quote = file->text[offset];
    for (offset++; offset < file->size && file->text[offset] != '\n'; offset++) {
        if (file->text[offset] == '\\')
            offset++;
        else if (file->text[offset] == quote)
            return offset + 1;
    }
    return offset < file->size ? offset : file->size;
}

uint32_t text_skip_token(const FileText *file, uint32_t offset)
{
    char byte = text_at(file, offset);
    uint32_t identifier = text_identifier(file, offset);
    if (identifier)
        return offset + identifier;
    if (byte == '"' || byte == '\'')
        return skip_quoted(file, offset);
    return offset < file->size ? offset + 1 : offset;
}

uint32_t text_skip_brackets(const FileText *file, uint32_t offset)
{
    uint32_t depth = 0;
    for (uint32_t at = offset; at < file->size; at = text_skip_space(file, text_skip_token(file, at))) {
        char byte = file->text[at];
        if (byte == '(' || byte == '[' || byte == '{')
            depth++;
        else if (byte == ')' || byte == ']' || byte == '}')
            depth--;
        if (depth == 0)
            return at == offset ? offset : at + 1;
    }
    return offset;
}

/* Those a piece of code can begin with. */
bool text_is_keyword(const char *text, uint32_t length)
{
    static const char *const keywords[] = {
        "sizeof", "this", "new", "delete", "static_cast", "reinterpret_cast", "const_cast", "dynamic_cast",
        "nullptr", "throw", "typeid", "noexcept", "operator", "alignof", "_Alignof", "__alignof__",
        "__extension__", "_Generic", "if", "for", "while", "do", "switch", "case", "default", "return", "break",
        "continue", "goto", "struct", "union", "enum", "class", "const", "volatile", "static", "extern",
        "register", "unsigned", "signed", "int", "char", "short", "long", "float", "double", "void", "bool",
        "_Bool", "auto", "typedef", "typename", "template", "try", "catch", "true", "false", "decltype",
        "__typeof__", "typeof", "__builtin_offsetof", "__func__", "co_await", "co_yield",
    };
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strlen(keywords[i]) == length && memcmp(keywords[i], text, length) == 0)
            return true;
    return false;
}
