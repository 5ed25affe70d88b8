#include "discover/name_links.h"

#include <string.h>

/* Longer ones are not compared part by part, or one by one. */
enum { PASTED_LENGTH = 256, PROTOTYPE_NAMES = 32 };

typedef struct CandidateLink {
    uint32_t candidate;
    struct CandidateLink *next;
} CandidateLink;

/* A declaration of a needed header that has the word in it. */
typedef struct DeclarationLink {
    const NameScan *scan;
    uint32_t declaration;
    struct DeclarationLink *next;
} DeclarationLink;

typedef struct NameUse {
    CandidateLink *mentioned_by, *defined_by, *stored_by;
    DeclarationLink *declarations;
    bool is_mentioned; /* by what is needed */
    bool is_binding;   /* who mentions it is needed */
    bool is_member;    /* of a struct with objects */
    bool is_fragment;  /* of names made with ## */
    bool is_defined;   /* in a source file that was looked at */
} NameUse;

struct NameLinks {
    Arena *arena;
    const NameTable *table;
    NameUse *uses; /* by name */
    VECTOR(DeclarationLink) prototypes; /* of needed headers, that have to do with objects */
    NameList bound; /* names that have become binding, whose declarations have not been looked at */
    NameList needed;
    uint32_t next_needed;
    bool pastes;
};

NameLinks *name_links_new(Arena *arena, const NameTable *table)
{
    NameLinks *links = ARENA_NEW(arena, NameLinks);
    links->arena = arena;
    links->table = table;
    links->uses = ARENA_ARRAY(arena, NameUse, table->names.count);
    return links;
}

void name_links_free(NameLinks *links)
{
    vector_free(&links->prototypes);
    vector_free(&links->bound);
    vector_free(&links->needed);
}

/* --- candidates --------------------------------------------------------------------------------------------------- */

static void link_candidate(NameLinks *links, CandidateLink **list, uint32_t candidate)
{
    if (*list && (*list)->candidate == candidate)
        return;
    CandidateLink *link = ARENA_NEW(links->arena, CandidateLink);
    *link = (CandidateLink){candidate, *list};
    *list = link;
}

/* Known to the linker, or to whoever has a pointer to a struct that it sees no members of. */
static bool is_known_elsewhere(const Declaration *declaration)
{
    return declaration->kind == DECLARATION_RECORD ||
           (!declaration->is_static && (declaration->kind == DECLARATION_PLAIN || declaration->kind == DECLARATION_PROTOTYPE));
}

void name_links_add_own(NameLinks *links, uint32_t candidate, const NameScan *scan)
{
    for (uint32_t i = 0; i < scan->words.count; i++)
        link_candidate(links, &links->uses[scan->words.items[i]].mentioned_by, candidate);
    for (uint32_t i = 0; i < scan->stores.count; i++)
        link_candidate(links, &links->uses[scan->stores.items[i]].stored_by, candidate);
    for (uint32_t i = 0; i < scan->declarations.count; i++) {
        const Declaration *declaration = &scan->declarations.items[i];
        for (uint32_t n = 0; is_known_elsewhere(declaration) && n < declaration->name_count; n++) {
            NameUse *use = &links->uses[scan->names.items[declaration->first_name + n]];
            link_candidate(links, &use->defined_by, candidate);
            use->is_defined |= declaration->kind != DECLARATION_PROTOTYPE;
        }
    }
}

static void need_all(NameLinks *links, const CandidateLink *list)
{
    for (; list; list = list->next)
        vector_push(&links->needed, list->candidate);
}

/* --- names -------------------------------------------------------------------------------------------------------- */

static void mention(NameLinks *links, uint32_t name)
{
    NameUse *use = &links->uses[name];
    if (use->is_mentioned)
        return;
    use->is_mentioned = true;
    need_all(links, use->defined_by);
}

static void bind_name(NameLinks *links, uint32_t name)
{
    NameUse *use = &links->uses[name];
    if (use->is_binding)
        return;
    use->is_binding = true;
    need_all(links, use->mentioned_by);
    vector_push(&links->bound, name);
}

static void note_member(NameLinks *links, uint32_t name)
{
    NameUse *use = &links->uses[name];
    if (use->is_member)
        return;
    use->is_member = true;
    need_all(links, use->stored_by);
}

/* What the declaration names has to do with instances, or holds objects. */
static void bind_declaration(NameLinks *links, const NameScan *scan, const Declaration *declaration)
{
    for (uint32_t i = 0; i < declaration->name_count; i++)
        bind_name(links, scan->names.items[declaration->first_name + i]);
    for (uint32_t i = 0; declaration->kind == DECLARATION_MEMBER && i < declaration->word_count; i++)
        note_member(links, scan->words.items[declaration->first_word + i]);
}

/* --- needed files ------------------------------------------------------------------------------------------------- */

/* An object's struct, or one with objects in it; else what sets up types or handles instances. */
static bool has_trait(const NameLinks *links, const NameScan *scan, const Declaration *declaration, uint32_t trait)
{
    for (uint32_t i = 0; i < declaration->word_count; i++) {
        uint32_t word = scan->words.items[declaration->first_word + i];
        if (links->uses[word].is_binding || (links->table->names.items[word]->traits & trait))
            return true;
    }
    return false;
}

/* It is as binding as its words are, and becomes so when one of them does. */
static void look_through(NameLinks *links, const NameScan *scan, uint32_t number)
{
    const Declaration *declaration = &scan->declarations.items[number];
    bool is_record = declaration->kind == DECLARATION_RECORD || declaration->kind == DECLARATION_MEMBER;
    if (has_trait(links, scan, declaration, is_record ? NAME_PYTHON | NAME_SETS_UP : NAME_SETS_UP)) {
        bind_declaration(links, scan, declaration);
        return;
    }
    for (uint32_t i = 0; i < declaration->word_count; i++) {
        DeclarationLink *link = ARENA_NEW(links->arena, DeclarationLink);
        NameUse *use = &links->uses[scan->words.items[declaration->first_word + i]];
        *link = (DeclarationLink){scan, number, use->declarations};
        use->declarations = link;
    }
}

static bool names_word(const NameScan *scan, const Declaration *declaration, uint32_t word)
{
    for (uint32_t i = 0; i < declaration->name_count; i++)
        if (scan->names.items[declaration->first_name + i] == word)
            return true;
    return false;
}

static void mention_words(NameLinks *links, const NameScan *scan, const Declaration *declaration, bool with_names)
{
    for (uint32_t i = 0; i < declaration->word_count; i++) {
        uint32_t word = scan->words.items[declaration->first_word + i];
        if (with_names || declaration->name_count > PROTOTYPE_NAMES || !names_word(scan, declaration, word))
            mention(links, word);
    }
}

static void add_header_declaration(NameLinks *links, const NameScan *scan, uint32_t number)
{
    const Declaration *declaration = &scan->declarations.items[number];
    bool is_prototype = declaration->kind == DECLARATION_PROTOTYPE && !scan->is_doubtful;
    mention_words(links, scan, declaration, !is_prototype);
    if (!is_prototype && declaration->kind != DECLARATION_CONDITION)
        look_through(links, scan, number);
    else if (is_prototype)
        vector_push(&links->prototypes, ((DeclarationLink){scan, number, NULL}));
}

static void add_source_declaration(NameLinks *links, const NameScan *scan, uint32_t number)
{
    const Declaration *declaration = &scan->declarations.items[number];
    mention_words(links, scan, declaration, true);
    for (uint32_t i = 0; is_known_elsewhere(declaration) && i < declaration->name_count; i++) {
        uint32_t name = scan->names.items[declaration->first_name + i];
        links->uses[name].is_defined = true;
        bind_name(links, name);
    }
    if (declaration->kind == DECLARATION_RECORD || declaration->kind == DECLARATION_MEMBER)
        look_through(links, scan, number);
}

void name_links_add_needed(NameLinks *links, const NameScan *scan, bool is_header)
{
    for (uint32_t i = 0; i < scan->declarations.count; i++)
        if (is_header)
            add_header_declaration(links, scan, i);
        else
            add_source_declaration(links, scan, i);
    for (uint32_t i = 0; i < scan->fragments.count; i++)
        links->uses[scan->fragments.items[i]].is_fragment = true;
    links->pastes |= scan->pastes;
}

/* --- what follows from it ----------------------------------------------------------------------------------------- */

static void spread_binding(NameLinks *links)
{
    while (links->bound.count) {
        uint32_t name = links->bound.items[--links->bound.count];
        for (const DeclarationLink *link = links->uses[name].declarations; link; link = link->next)
            bind_declaration(links, link->scan, &link->scan->declarations.items[link->declaration]);
    }
}

/* A function of objects that is declared but that nothing defines in a way that can be seen: a macro may. */
static void bind_undefined(NameLinks *links)
{
    for (uint32_t i = 0; i < links->prototypes.count; i++) {
        const NameScan *scan = links->prototypes.items[i].scan;
        const Declaration *declaration = &scan->declarations.items[links->prototypes.items[i].declaration];
        if (!has_trait(links, scan, declaration, NAME_PYTHON))
            continue;
        for (uint32_t n = 0; n < declaration->name_count; n++)
            if (!links->uses[scan->names.items[declaration->first_name + n]].is_defined)
                bind_name(links, scan->names.items[declaration->first_name + n]);
    }
}

uint32_t name_links_next(NameLinks *links)
{
    spread_binding(links);
    if (links->next_needed == links->needed.count) {
        bind_undefined(links);
        spread_binding(links);
    }
    return links->next_needed < links->needed.count ? links->needed.items[links->next_needed++] : UINT32_MAX;
}

/* --- names made with ## ------------------------------------------------------------------------------------------- */

typedef struct Part {
    bool is_fragment, is_known;
} Part;

static Part part_of(const NameLinks *links, const char *text, uint32_t length)
{
    uint32_t number = name_table_find(links->table, text, length);
    const NameUse *use = number == UINT32_MAX ? NULL : &links->uses[number];
    return use ? (Part){use->is_fragment, use->is_fragment || use->is_mentioned} : (Part){0};
}

/* Two parts, one of which is written beside a ##; or begin and end are, whatever stands between them. */
static bool may_be_pasted(const NameLinks *links, const Name *name)
{
    bool has_beginning = false;
    if (name->length > PASTED_LENGTH)
        return true;
    for (uint32_t i = 1; i < name->length; i++) {
        Part left = part_of(links, name->text, i), right = part_of(links, name->text + i, name->length - i);
        has_beginning |= left.is_fragment && i > 1;
        bool is_whole = left.is_known && right.is_known && (left.is_fragment || right.is_fragment);
        if (is_whole || (has_beginning && right.is_fragment && name->length - i > 1))
            return true;
    }
    return false;
}

bool name_links_may_be_pasted(const NameLinks *links, const NameScan *scan)
{
    for (uint32_t i = 0; links->pastes && i < scan->words.count; i++)
        if (may_be_pasted(links, links->table->names.items[scan->words.items[i]]))
            return true;
    return false;
}
