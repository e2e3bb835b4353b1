/* libiberty demangles, through its callbacks: what they write is cut where the room ends, and there the
 * demangler is left by a jump. A name of a hundred letters can stand for one of more letters than there are
 * atoms, since both manglings refer back to parts of a name; every other way to call it writes that out in
 * memory first. */
#include "bench/evidence/symbol_name.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "bench/evidence/demanglers.h"

enum {
    NAME = 512,
    LONGEST_MANGLED = 512, /* the stack that a demangler takes grows with its square */
};

typedef struct output {
    char *text;
    size_t size, used;
    jmp_buf full;
} output;

static void write_part(const char *part, size_t length, void *context)
{
    output *to = context;
    size_t room = to->size - 1 - to->used, fits = length < room ? length : room;
    memcpy(to->text + to->used, part, fits);
    to->used += fits;
    to->text[to->used] = '\0';
    if (fits < length)
        longjmp(to->full, 1);
}

typedef int demangler(const char *, int, fl_demangled *, void *);

/* Whether this one knows the name. In a function of its own: no local of a loop outlives a jump for certain. */
static bool demangles(demangler *known, const char *symbol, int options, output *to)
{
    to->used = 0;
    if (setjmp(to->full) != 0)
        return true;
    return known(symbol, options, write_part, to) != 0 && to->used > 0;
}

/* A name as one of the demanglers tells it, or as it stands. */
static void demangle(const char *symbol, int options, char *text, size_t size)
{
    static demangler *const demanglers[] = {rust_demangle_callback, cplus_demangle_v3_callback};
    bool mangled =
        symbol[0] == '_' && (symbol[1] == 'Z' || symbol[1] == 'R') && strlen(symbol) <= LONGEST_MANGLED;
    output to = {.text = text, .size = size};
    for (size_t i = 0; mangled && i < sizeof demanglers / sizeof demanglers[0]; i++) {
        if (demangles(demanglers[i], symbol, options, &to))
            return;
    }
    snprintf(text, size, "%s", symbol);
}

/* How many brackets of template arguments are open behind a character. */
static int depth_behind(const char *name, const char *at, int depth)
{
    if (*at == '<')
        return depth + 1;
    bool arrow = at != name && at[-1] == '-';
    return *at == '>' && !arrow && depth > 0 ? depth - 1 : depth;
}

/* The part behind the last "::" or ".", outside of template arguments. */
static const char *last_part(const char *name)
{
    const char *part = name;
    int depth = 0;
    for (const char *c = name; *c != '\0'; c++) {
        depth = depth_behind(name, c, depth);
        if (depth == 0 && ((c[0] == ':' && c[1] == ':') || c[0] == '.'))
            part = c + (c[0] == ':' ? 2 : 1);
    }
    return part;
}

/* Cuts the parameters, and template arguments behind the name: "f<int>(int) const" is "f". */
static void cut_parameters(char *name)
{
    int depth = 0;
    for (char *c = name; *c != '\0'; c++) {
        if (*c == '(' && depth == 0 && c != name && strncmp(c, "(anonymous", 10) != 0) {
            *c = '\0';
            break;
        }
        depth = depth_behind(name, c, depth);
    }
}

static bool ends_with_part(const char *name, const char *wanted)
{
    size_t length = strlen(name), end = strlen(wanted);
    if (length <= end || strcmp(name + length - end, wanted) != 0)
        return false;
    const char *before = name + length - end - 1;
    return *before == '.' || (*before == ':' && before > name && before[-1] == ':');
}

/* At most two letters added, left out or exchanged. */
static bool is_misspelt(const char *a, const char *b)
{
    enum { LONGEST = 40, FAR = 2 };
    size_t x = strlen(a), y = strlen(b);
    if (x > LONGEST || y > LONGEST || x < 4 || y < 4 || (x > y ? x - y : y - x) > FAR)
        return false;
    int row[LONGEST + 1];
    for (size_t k = 0; k <= y; k++)
        row[k] = (int)k;
    for (size_t i = 1; i <= x; i++) {
        int corner = row[0];
        row[0] = (int)i;
        for (size_t k = 1; k <= y; k++) {
            int above = row[k], best = corner + (a[i - 1] == b[k - 1] ? 0 : 1);
            best = above + 1 < best ? above + 1 : best;
            best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
            corner = above;
            row[k] = best;
        }
    }
    return row[y] <= FAR;
}

/* Cuts the arguments of a template or a generic function behind its name: "nn::linear<float>" and
 * "lin::linear::<f32>" are what their authors call linear. */
static void cut_arguments(char *name)
{
    size_t length = strlen(name);
    int depth = 0, before = 0;
    char *begin = NULL;
    for (char *c = name; *c != '\0'; c++, before = depth) {
        depth = depth_behind(name, c, depth);
        if (before == 0 && depth == 1)
            begin = c;
    }
    if (!begin || begin == name || depth != 0 || name[length - 1] != '>')
        return;
    if (depth_behind(name, name + length - 1, 1) != 0 ||
        (begin - name >= 8 && memcmp(begin - 8, "operator", 8) == 0))
        return;
    *(begin - name > 2 && memcmp(begin - 2, "::", 2) == 0 ? begin - 2 : begin) = '\0';
}

char *fl_symbol_demangle(const char *symbol, char *text, size_t size)
{
    demangle(symbol, DEMANGLE_PARAMETERS | DEMANGLE_QUALIFIERS, text, size);
    return text;
}

char *fl_symbol_short_name(const char *symbol, char *text, size_t size)
{
    demangle(symbol, 0, text, size);
    /* the seldom executed part of a function is left out by the demangler like its parameters, but is not it
     */
    size_t length = strlen(symbol), end = strlen(".cold"), used = strlen(text);
    if (length > end && strcmp(symbol + length - end, ".cold") == 0 && strcmp(text, symbol) != 0)
        snprintf(text + used, size - used, " [clone .cold]");
    return text;
}

/* Whether a name is one of the ways to write a symbol's, or ends one. */
static fl_symbol_fit fit_of(const char *symbol, const char *wanted)
{
    enum { WAYS = 4 };
    char ways[WAYS][NAME];
    fl_symbol_demangle(symbol, ways[0], NAME);
    demangle(symbol, DEMANGLE_PARAMETERS | DEMANGLE_QUALIFIERS | DEMANGLE_NO_RETURNED, ways[1], NAME);
    fl_symbol_short_name(symbol, ways[2], NAME);
    fl_symbol_short_name(symbol, ways[3], NAME);
    cut_arguments(ways[3]);
    fl_symbol_fit best = FL_SYMBOL_NEAR;
    for (size_t i = 0; i < WAYS; i++) {
        if (strcmp(ways[i], wanted) == 0)
            return FL_SYMBOL_EXACT;
        best = ends_with_part(ways[i], wanted) ? FL_SYMBOL_END : best;
    }
    return best;
}

fl_symbol_fit fl_symbol_fits(const char *symbol, const char *wanted, bool spelling)
{
    char name[NAME], part[NAME];
    if (strcmp(symbol, wanted) == 0)
        return FL_SYMBOL_EXACT;
    /* most symbols are of no interest, and demangling them all would take seconds */
    snprintf(part, sizeof part, "%s", wanted);
    cut_parameters(part);
    cut_arguments(part);
    const char *sought = last_part(part);
    size_t plain = strcspn(sought, "<([ ~");
    char stem[NAME];
    snprintf(stem, sizeof stem, "%.*s", (int)plain, sought);
    if (strncmp(stem, "operator", strlen("operator")) == 0)
        stem[0] = '\0'; /* of these the mangled name holds a sign of two letters */
    if (stem[0] != '\0' && !strstr(symbol, stem)) {
        if (!spelling)
            return FL_SYMBOL_OTHER;
        fl_symbol_short_name(symbol, name, sizeof name);
        cut_arguments(name);
        return is_misspelt(last_part(name), stem) ? FL_SYMBOL_NEAR : FL_SYMBOL_OTHER;
    }
    return fit_of(symbol, wanted);
}
