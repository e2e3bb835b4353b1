/* Points 19 to 23 and 30 in Rust: whether the figures that were computed are those that are written down. They may be
 * changed on the way: in a struct made of another one, in the arguments of format!, by a Serialize or a Display of the
 * program's own, or in the text of the finished report. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/sources.h"

static const char *const figures[] = {"mean_us", "std_us", "ci_95_lower", "ci_95_upper", "p50_us",
                                      "p95_us",  "p99_us", "min_us",      "max_us",      "throughput_per_sec",
                                      NULL};

enum { FIGURES = sizeof figures / sizeof *figures - 1, LONGEST_KEY = 64, MOST_LOOKS = 2000 };

typedef struct reported {
    fl_source *source;
    fl_evaluator *e;
    double first[FIGURES]; /* what the first place that can be computed gives to each figure; NaN */
    size_t looks;          /* for arguments and functions, which a hostile source may ask for without end */
} reported;

static bool is_figure(const char *name)
{
    return fl_is_one_of(name, figures);
}

/* A name, a field, and what only passes one on. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static bool is_passed_on(const fl_node *n, const char *key)
{
    static const char *const same[] = {"clone", "to_owned", "to_string", "unwrap", "round", NULL};
    switch (n->kind) {
    case FL_NODE_NAME:
    case FL_NODE_FIELD:
        return !is_figure(n->text) || strcmp(n->text, key) == 0;
    case FL_NODE_CAST:
    case FL_NODE_KEYWORD:
        return n->first && is_passed_on(n->first, key);
    case FL_NODE_CALL:
        return (fl_node_is(n->first, FL_NODE_FIELD, NULL) && n->first->of_value &&
                fl_is_one_of(n->first->text, same) && is_passed_on(n->first->first, key)) ||
               (fl_node_is(n->first, FL_NODE_NAME, "format!") && fl_node_count(n) == 3 &&
                is_passed_on(n->last, key));
    default:
        return false;
    }
}

/* number(&document, "mean_us") reads a figure and makes none. */
static bool reads_by_name(const fl_node *value, const char *key)
{
    for (const fl_node *n = value; n; n = fl_node_following(n, value))
        if (fl_node_is(n, FL_NODE_STRING, key))
            return true;
    return false;
}

static void find_first(reported *r)
{
    fl_program *program = &r->source->program;
    for (size_t k = 0; k < FIGURES; k++)
        r->first[k] = NAN;
    for (size_t i = 0; i < program->file_count; i++)
        for (fl_node *n = program->files[i].module; n; n = fl_node_following(n, program->files[i].module))
            for (size_t k = 0; (n->kind == FL_NODE_KEYWORD || n->kind == FL_NODE_ENTRY) && k < FIGURES; k++)
                if (isnan(r->first[k]) && n->last &&
                    (fl_node_is(n, FL_NODE_KEYWORD, figures[k]) ||
                     (n->kind == FL_NODE_ENTRY && fl_node_is(n->first, FL_NODE_STRING, figures[k]))))
                    r->first[k] = fl_evaluate_number(r->e, n->last, NULL);
}

static double first_given(const reported *r, const char *key)
{
    for (size_t k = 0; k < FIGURES; k++)
        if (strcmp(figures[k], key) == 0)
            return r->first[k];
    return NAN;
}

/* Whether what is given to a figure, or written for it, is something else than the figure. */
static bool is_changed(reported *r, fl_node *value, const char *key)
{
    double number = fl_evaluate_number(r->e, value, NULL), first = first_given(r, key);
    if (isnan(number))
        return !is_passed_on(value, key) && !reads_by_name(value, key);
    return !isnan(first) && number != 0 && !(fabs(number - first) <= 1e-9 * fabs(first));
}

/* Summary { mean_us: …, ..other}; what is made of defaults is not changed. */
static bool is_made_of_another(const fl_node *n)
{
    const fl_node *base = NULL, *given = NULL;
    for (const fl_node *k = fl_node_is(n, FL_NODE_CALL, "{}") ? n->first->next : NULL; k; k = k->next) {
        base = fl_node_is(k, FL_NODE_OPAQUE, "base") ? k->first : base;
        given = k->kind == FL_NODE_KEYWORD && is_figure(k->text) ? k : given;
    }
    return base && given &&
           !(base->kind == FL_NODE_CALL && fl_node_is(base->first, FL_NODE_FIELD, "default"));
}

/* A member of a struct, an entry of json!, a variable of a figure's name. */
static bool is_given_otherwise(reported *r, const fl_node *n)
{
    const char *key = n->kind == FL_NODE_KEYWORD || n->kind == FL_NODE_ENTRY ? n->text : "";
    if (n->kind == FL_NODE_ENTRY && fl_node_is(n->first, FL_NODE_STRING, NULL))
        key = n->first->text;
    if (n->kind == FL_NODE_ASSIGN && strcmp(n->text, "=") == 0 && fl_node_is(n->first, FL_NODE_NAME, NULL))
        key = n->first->text;
    return is_figure(key) && n->last && is_changed(r, n->last, key);
}

/* serializer.serialize_field("mean_us", &…), map.insert("mean_us", …) */
static bool is_written_otherwise(reported *r, const fl_node *n)
{
    static const char *const writes[] = {"serialize_field", "serialize_entry", "insert",
                                         "field",           "entry",           NULL};
    if (n->kind != FL_NODE_CALL || !fl_node_is(n->first, FL_NODE_FIELD, NULL) ||
        !fl_is_one_of(n->first->text, writes))
        return false;
    const fl_node *key = n->first->next;
    while (key && !(key->kind == FL_NODE_STRING && is_figure(key->text)))
        key = key->next;
    return key && key->next && is_changed(r, key->next, key->text);
}

/* ---- format! and its kin ---- */

typedef struct template
{
    const fl_node *text;
    fl_node *next; /* the argument of the next placeholder that has no name */
    char key[LONGEST_KEY];
}
template;

/* Takes what stands in quotes for the key of what follows; behind it. */
static const char *take_key(template *t, const char *at)
{
    size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_");
    const char *end = at + length + (at[length] == '\\');
    if (length > 0 && length < LONGEST_KEY && *end == '"') {
        snprintf(t->key, sizeof t->key, "%.*s", (int)length, at);
        return end + 1;
    }
    return at;
}

/* The argument of a name: {mean}, given as mean = …, or a variable that is taken as it is. */
static fl_node *argument_called(const template *t, const char *name, size_t length)
{
    for (fl_node *n = t->text->next; n; n = n->next)
        if (n->kind == FL_NODE_KEYWORD && strlen(n->text) == length && strncmp(n->text, name, length) == 0)
            return n->first;
    const fl_node *function = fl_function_of(t->text, false);
    for (fl_node *n = (fl_node *)function; n; n = fl_node_following(n, function))
        if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_NAME, NULL) &&
            strlen(n->first->text) == length && strncmp(n->first->text, name, length) == 0)
            return n->last;
    return NULL;
}

static fl_node *argument_here(template *t, const char *at, bool wanted)
{
    size_t length = strcspn(at, ":}");
    if (length > 0 && !isdigit((unsigned char)*at))
        return wanted ? argument_called(t, at, length) : NULL;
    fl_node *argument = length > 0 ? NULL : t->next;
    while (argument && argument->kind == FL_NODE_KEYWORD)
        argument = argument->next;
    t->next = length > 0 ? t->next : argument ? argument->next : NULL;
    return argument;
}

/* "mean_us": {} with an argument that is not the mean. */
static bool is_formatted_otherwise(reported *r, const fl_node *n)
{
    template t = {.text = fl_node_is(n, FL_NODE_CALL, "!") && n->first ? n->first->next : NULL};
    if (t.text && t.text->kind != FL_NODE_STRING) /* write!(f, …) */
        t.text = t.text->next;
    if (!t.text || t.text->kind != FL_NODE_STRING)
        return false;
    t.next = t.text->next;
    for (const char *at = t.text->text; *at;) {
        char c = *at++;
        if (c == '"') {
            at = take_key(&t, at);
        } else if (c == '{' && *at == '{') {
            at++;
        } else if (c == '{') {
            bool wanted = is_figure(t.key), too_many = wanted && ++r->looks > MOST_LOOKS;
            if (too_many)
                return true;
            fl_node *argument = argument_here(&t, at, wanted);
            if (argument && wanted && is_changed(r, argument, t.key))
                return true;
            at += strcspn(at, "}");
        }
    }
    return false;
}

/* ---- the finished text ---- */

static bool names_figure(const fl_node *root)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root)) {
        if ((n->kind == FL_NODE_FIELD || n->kind == FL_NODE_KEYWORD || n->kind == FL_NODE_NAME) &&
            is_figure(n->text))
            return true;
        for (size_t i = 0; n->kind == FL_NODE_STRING && figures[i]; i++)
            if (strstr(n->text, figures[i]))
                return true;
    }
    return false;
}

/* What an expression begins with: the report of report(…).trim().replace(…), through one variable each. */
static fl_node *origin(fl_source *s, fl_node *n)
{
    for (int steps = 0; n && steps < 32; steps++) {
        if (n->kind == FL_NODE_CALL && fl_node_is(n->first, FL_NODE_FIELD, NULL) && n->first->of_value)
            n = n->first->first;
        else if (n->kind == FL_NODE_FIELD && n->of_value)
            n = n->first;
        else if (n->kind == FL_NODE_NAME && fl_node_is(fl_meaning(&s->program, n), FL_NODE_ASSIGN, NULL) &&
                 !fl_is_ambiguous(fl_meaning(&s->program, n)))
            n = fl_meaning(&s->program, n)->last;
        else
            break;
    }
    return n;
}

/* Anything but blanks and brackets may be a part of a figure. */
static bool is_layout(const fl_node *n)
{
    return n->kind == FL_NODE_STRING && strspn(n->text, " \t\r\n\\nrt,:{}[]") == strlen(n->text);
}

static bool edits_text(reported *r, const fl_node *n)
{
    fl_source *s = r->source;
    static const char *const edits[] = {"replace",    "replacen", "replace_range", "replace_all",
                                        "insert_str", "truncate", "split_off",     NULL};
    static const char *const reads[] = {"read_to_string", NULL};
    if (n->kind != FL_NODE_CALL || !fl_node_is(n->first, FL_NODE_FIELD, NULL) ||
        !fl_is_one_of(n->first->text, edits))
        return false;
    fl_node *argument = n->first->next, *text = n->first->of_value ? n->first->first : argument;
    bool layout = argument && argument->next && is_layout(argument) && is_layout(argument->next);
    if (strcmp(n->first->text, "replace_all") == 0)
        text = argument; /* of a pattern */
    fl_node *from = layout ? NULL : origin(s, text);
    if (!from || from->kind != FL_NODE_CALL || !from->first)
        return false;
    const fl_node *own = fl_called_function(&s->program, from->first);
    if (fl_is_one_of(from->first->text, reads))
        return !fl_node_is(from->first->next, FL_NODE_STRING, NULL);
    return ++r->looks > MOST_LOOKS || names_figure(own ? own : from);
}

/* Command::new("sed"): only programs that tell something leave the report alone for certain. */
static bool starts_program(const reported *r, const fl_node *n)
{
    static const char *const tell[] = {"lscpu", "uname",       "rustc",   "cargo",  "git",
                                       "nproc", "hostname",    "cat",     "sysctl", "date",
                                       "arch",  "lsb_release", "sw_vers", NULL};
    char name[256];
    if (n->kind != FL_NODE_CALL || !fl_node_is(n->first, FL_NODE_FIELD, "new") ||
        !fl_ends_with(fl_dotted(&r->source->program, n->first, name), "Command.new"))
        return false;
    const fl_node *program = n->first->next;
    return !(program && program->kind == FL_NODE_STRING && fl_is_one_of(program->text, tell));
}

/* ---- all of it ---- */

static const char *changed_at(reported *r, const fl_node *n)
{
    if (is_made_of_another(n))
        return "a figure is changed in a struct that is made of another";
    if (fl_node_is(n, FL_NODE_PASS, "rewrites"))
        return "an attribute of serde writes a figure otherwise";
    if (starts_program(r, n))
        return "another program is started, which may change what is reported";
    if (edits_text(r, n))
        return "the text of the report is changed behind its figures";
    if (is_given_otherwise(r, n))
        return "a figure is given again by another formula, or by what is not followed";
    if (is_written_otherwise(r, n) || is_formatted_otherwise(r, n))
        return "what is written is not the figure that was computed";
    return NULL;
}

void fl_source_reported(fl_source *s, fl_evaluator *e)
{
    const int points[] = {19, 20, 21, 22, 23, 30};
    const char *why = NULL;
    reported r = {.source = s, .e = e};
    if (!s->rust)
        return;
    find_first(&r);
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n && !why && s->program.files[i].rust;
             n = fl_node_following(n, s->program.files[i].module)) {
            why = changed_at(&r, n);
            for (size_t k = 0; why && k < sizeof points / sizeof *points; k++)
                fl_source_block(s, points[k], n, "%s", why);
        }
}
