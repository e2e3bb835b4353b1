/* A Makefile as far as it tells flags: variables, and the recipes that compile the side's sources with the variables
 * put in. Where no recipe does, make's own rules do, with CPPFLAGS, CFLAGS and CXXFLAGS.
 * By hand: make itself, asked what it would do, executes what the file says (make -n expands $(shell)). */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/providers/build_c.h"
#include "bench/audit/reader/program.h"

enum { MOST_VARIABLES = 64, MOST_LINE = 2048, DEEPEST = 8 };

typedef struct variable {
    char name[32], value[512], where[160];
    bool perhaps;
} variable;

typedef struct reading {
    const fl_case_side *side;
    const fl_case_text *file;
    fl_c_build *build;
    variable variables[MOST_VARIABLES];
    size_t count;
    int depth;            /* of conditions */
    char head[MOST_LINE]; /* of the rule whose recipe is read */
    bool compiled;        /* some recipe compiles a source of the side */
} reading;

static variable *find(reading *r, const char *name, size_t length)
{
    for (size_t i = 0; i < r->count; i++)
        if (strlen(r->variables[i].name) == length && strncmp(r->variables[i].name, name, length) == 0)
            return &r->variables[i];
    return NULL;
}

/* NAME = value, +=, :=, ?=; at: behind the name. */
static void assign(reading *r, const char *name, size_t length, const char *mark, const char *value,
                   const char *where)
{
    variable *v = find(r, name, length);
    bool adds = *mark == '+';
    if (!v && r->count < MOST_VARIABLES && length < sizeof v->name) {
        v = &r->variables[r->count++];
        *v = (variable){.perhaps = r->depth > 0};
        snprintf(v->name, sizeof v->name, "%.*s", (int)length, name);
    } else if (!v) {
        fl_c_doubt(r->build, where, "there are more variables than are read");
        return;
    }
    if (!adds && *mark != '?' && r->depth == 0)
        v->value[0] = '\0';
    size_t used = strlen(v->value);
    if (used + strlen(value) + 2 > sizeof v->value)
        fl_c_doubt(r->build, where, "a variable is longer than is read");
    else
        snprintf(v->value + used, sizeof v->value - used, " %s", value);
    v->perhaps = v->perhaps || r->depth > 0;
    snprintf(v->where, sizeof v->where, "%s", where);
}

/* Flags of a text, variables put in. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static void read_flags(reading *r, const char *text, const char *where, bool perhaps, int deep)
{
    for (const char *at = text; *at;) {
        at += strspn(at, " \t");
        size_t length = strcspn(at, " \t");
        if (at[0] == '$' && (at[1] == '(' || at[1] == '{')) {
            size_t name = strcspn(at + 2, ")} ");
            variable *v = find(r, at + 2, name);
            if (v && deep < DEEPEST)
                read_flags(r, v->value, v->where, perhaps || v->perhaps, deep + 1);
            else if (at[2 + name] == ' ')
                fl_c_doubt(r->build, where, "flags come from a function of make, which is not followed");
            length = 2 + name + (at[2 + name] != '\0');
        } else {
            fl_c_flag_add(r->build, at, length, where, perhaps);
        }
        at += length;
    }
}

/* NAME of an assignment, its mark and value; false for other lines. */
static bool is_assignment(const char *line, const char **name, size_t *length, const char **mark,
                          const char **value)
{
    static const char *const words[] = {"export ", "override "};
    for (size_t i = 0; i < 2; i++)
        if (strncmp(line, words[i], strlen(words[i])) == 0)
            line += strlen(words[i]);
    line += strspn(line, " ");
    *name = line;
    *length = 0;
    while (isalnum((unsigned char)line[*length]) || line[*length] == '_')
        ++*length;
    *mark = line + *length + strspn(line + *length, " \t");
    size_t marks = strspn(*mark, ":+?!");
    if (*length == 0 || (*mark)[marks] != '=')
        return false;
    *value = *mark + marks + 1;
    return true;
}

static bool compiles(const reading *r, const char *recipe)
{
    return fl_c_names_source(r->side, recipe) || fl_c_names_source(r->side, r->head) || strchr(r->head, '%');
}

static void rule(reading *r, const char *line, const char *where)
{
    const char *name, *mark, *value, *colon = strchr(line, ':');
    size_t length;
    snprintf(r->head, sizeof r->head, "%s", line);
    if (!colon || !is_assignment(colon + 1 + strspn(colon + 1, " "), &name, &length, &mark, &value))
        return;
    r->depth++; /* bench_b: CFLAGS += …: of that target alone */
    assign(r, name, length, mark, value, where);
    r->depth--;
}

static void handle(reading *r, const char *line, const char *where, bool recipes)
{
    const char *name, *mark, *value;
    size_t length;
    if (line[0] == '\t') {
        if (recipes && compiles(r, line)) {
            r->compiled = true;
            read_flags(r, line, where, r->depth > 0, 0);
        }
    } else if (strncmp(line, "if", 2) == 0 && isalpha((unsigned char)line[2])) {
        r->depth++;
    } else if (strncmp(line, "endif", 5) == 0) {
        r->depth -= r->depth > 0;
    } else if (strncmp(line, "else", 4) == 0) {
        return;
    } else if (strncmp(line, "include ", 8) == 0 || strncmp(line, "-include ", 9) == 0) {
        if (!fl_ends_with(line, ".d") && !strstr(line, ":.o=.d") && !strstr(line, "DEP"))
            fl_c_doubt(r->build, where, "it includes another build file, which is not followed");
    } else if (is_assignment(line, &name, &length, &mark, &value)) {
        if (!recipes)
            assign(r, name, length, mark, value, where);
    } else if (strchr(line, ':')) {
        if (recipes)
            snprintf(r->head, sizeof r->head, "%s", line);
        else
            rule(r, line, where);
    }
}

/* Lines that end with a backslash are one; comments are taken off. */
static void each_line(reading *r, bool recipes)
{
    char line[MOST_LINE] = "", where[160];
    int number = 0;
    r->depth = 0;
    for (const char *at = r->file->bytes; *at;) {
        size_t used = 0;
        snprintf(where, sizeof where, "%.140s:%d", r->file->path, number + 1);
        for (bool more = true; more && *at;) {
            size_t length = strcspn(at, "\n");
            number++;
            more = length > 0 && at[length - 1] == '\\' && at[length];
            size_t kept = length - more;
            if (used + kept + 2 > sizeof line) {
                fl_c_doubt(r->build, where, "a line is longer than is read");
                kept = 0;
            }
            memcpy(line + used, at, kept);
            used += kept;
            if (more)
                line[used++] = ' ';
            at += length + (at[length] == '\n');
        }
        line[used] = '\0';
        char *comment = strchr(line, '#');
        if (comment)
            *comment = '\0';
        for (size_t end = strlen(line); end > 0 && isspace((unsigned char)line[end - 1]); end--)
            line[end - 1] = '\0';
        handle(r, line, where, recipes);
    }
}

void fl_c_read_make(const fl_case_side *side, const fl_case_text *file, fl_c_build *b)
{
    static const char implicit[] = "$(CPPFLAGS) $(CFLAGS) $(CXXFLAGS) $(TARGET_ARCH) $(LDFLAGS)";
    reading *r = calloc(1, sizeof *r);
    if (!r) {
        fl_c_doubt(b, file->path, "not enough memory");
        return;
    }
    *r = (reading){.side = side, .file = file, .build = b};
    each_line(r, false);
    each_line(r, true);
    if (!r->compiled)
        read_flags(r, implicit, file->path, false, 0);
    free(r);
    b->told = true;
    if (!b->where[0])
        snprintf(b->where, sizeof b->where, "%.150s", file->path);
}
