/* Versions are compared here and not by Python's packaging, which is no part of its library, cannot be imported by a
 * reader that takes nothing but that, and does not know what Cargo's requirements mean: most of this would stay. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/reader/settings.h"
#include "bench/base/text.h"

enum { MOST_SETTINGS = 200000 };

static char *plain_copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy ? fl_text_make_plain(text, copy, size) : NULL;
}

bool fl_settings_add(fl_settings *s, const char *key, const char *text, fl_setting_kind kind, int line)
{
    if (s->count == s->room) {
        size_t room = s->room ? 2 * s->room : 64;
        fl_setting *list = room <= MOST_SETTINGS ? realloc(s->list, room * sizeof *list) : NULL;
        if (!list)
            return false;
        s->list = list;
        s->room = room;
    }
    fl_setting *at = &s->list[s->count++];
    *at = (fl_setting){.key = plain_copy(key), .text = plain_copy(text), .kind = kind, .line = line};
    return at->key && at->text;
}

void fl_settings_free(fl_settings *s)
{
    for (size_t i = 0; i < s->count; i++) {
        free(s->list[i].key);
        free(s->list[i].text);
    }
    free(s->list);
    s->list = NULL;
    s->count = s->room = 0;
}

const fl_setting *fl_settings_find(const fl_settings *s, const char *key)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->list[i].key, key) == 0)
            return &s->list[i];
    return NULL;
}

const fl_setting *fl_settings_below(const fl_settings *s, const char *prefix)
{
    for (size_t i = 0; i < s->count; i++)
        if (strncmp(s->list[i].key, prefix, strlen(prefix)) == 0)
            return &s->list[i];
    return NULL;
}

const char *fl_setting_where(const fl_settings *s, const fl_setting *setting, char where[160])
{
    snprintf(where, 160, "%.140s:%d", s->path, setting->line);
    return where;
}

/* ---- versions ---- */

enum { PARTS = 4 };

typedef struct version {
    long part[PARTS];
    int given;        /* how many stand there */
    bool star, other; /* ends with *; holds what is not a release number */
} version;

static version read_version(const char *text, const char **end)
{
    version v = {{0}, 0, false, false};
    while (isspace((unsigned char)*text) || *text == 'v')
        text++;
    for (;;) {
        if (*text == '*' || *text == 'x') {
            v.star = true;
            text++;
        } else if (isdigit((unsigned char)*text) && v.given < PARTS) {
            char *behind;
            v.part[v.given++] = strtol(text, &behind, 10);
            text = behind;
        } else {
            v.other = true;
        }
        if (*text != '.' || v.other)
            break;
        text++;
    }
    if (*text == '+' || *text == '-') /* build and local versions do not count, pre-releases cannot be told */
        v.other = v.other || *text == '-';
    else if (*text && *text != ',' && !isspace((unsigned char)*text) && *text != ';')
        v.other = true;
    while (*text && *text != ',')
        text++;
    *end = text;
    return v;
}

static int order(const version *a, const version *b)
{
    for (int i = 0; i < PARTS; i++)
        if (a->part[i] != b->part[i])
            return a->part[i] < b->part[i] ? -1 : 1;
    return 0;
}

/* Equal in the first so many parts. */
static bool same(const version *a, const version *b, int parts)
{
    for (int i = 0; i < parts; i++)
        if (a->part[i] != b->part[i])
            return false;
    return true;
}

/* ^: nothing left of, and with, the first part that is not zero may change. */
static int fixed_by_caret(const version *r)
{
    int fixed = 1;
    while (fixed < r->given && fixed < 3 && r->part[fixed - 1] == 0)
        fixed++;
    return fixed;
}

static bool equals(const version *v, const version *r, bool cargo)
{
    return r->star || (cargo && r->given < 3) ? same(v, r, r->given) : order(v, r) == 0;
}

/* operator: "<", ">=", "~", … by its first character and whether '=' follows. */
static int satisfies(const version *v, const char *operator_text, const version *r, bool cargo)
{
    bool or_equal = operator_text[0] && operator_text[1] == '=';
    int fixed;
    if (v->other || r->other)
        return -1;
    switch (operator_text[0]) {
    case '<':
        return order(v, r) < or_equal;
    case '>':
        return order(v, r) > -(int)or_equal;
    case '!':
        return !equals(v, r, false);
    case '=':
        return equals(v, r, cargo);
    case '~':
        fixed = cargo ? 1 + (r->given > 1) : r->given - 1;
        return order(v, r) >= 0 && same(v, r, fixed);
    default:
        if (r->star)
            return same(v, r, r->given);
        return order(v, r) >= 0 && same(v, r, fixed_by_caret(r));
    }
}

static int all_satisfied(const char *text, const char *requirement, bool cargo)
{
    const char *end;
    version v = read_version(text, &end);
    int result = 1;
    do {
        char operator_text[4] = "";
        while (isspace((unsigned char)*requirement) || *requirement == ',')
            requirement++;
        for (size_t i = 0; i < 3 && *requirement && strchr("<>=~!^", *requirement); i++)
            operator_text[i] = *requirement++;
        if (!cargo && !operator_text[0])
            return *requirement ? -1 : result;
        version r = read_version(requirement, &requirement);
        int one = satisfies(&v, operator_text, &r, cargo);
        if (one == 0)
            return 0;
        if (one < 0)
            result = -1;
    } while (*requirement == ',');
    return result;
}

int fl_cargo_satisfies(const char *text, const char *requirement)
{
    return all_satisfied(text, requirement, true);
}

int fl_python_satisfies(const char *text, const char *requirement)
{
    return all_satisfied(text, requirement, false);
}

/* 0: not a character of a name. */
static char normal_character(char c)
{
    if (isalnum((unsigned char)c))
        return (char)tolower((unsigned char)c);
    return c && strchr("-_.", c) ? '-' : '\0';
}

const char *fl_python_name(const char *name, char normal[128])
{
    size_t length = 0;
    for (char c; (c = normal_character(*name)) != '\0'; name++) {
        bool again = c == '-' && (length == 0 || normal[length - 1] == '-');
        if (!again && length < 127)
            normal[length++] = c;
    }
    normal[length] = '\0';
    return normal;
}
