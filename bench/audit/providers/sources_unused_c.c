/* Point 10 in C and C++: whether somebody reads all of what a timed inference answers. What it computes is followed from its
 * sums to where it leaves the program, or must have been computed: output, a function of another file, an object that is
 * volatile or that others can read. What reaches none of these an optimiser may leave out, wholly or in part. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/build_c.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/sources.h"
#include "bench/audit/reader/products.h"

/* DEEPEST: of calls that lead to an inference. MOST_OPEN: questions that wait for another's answer. */
enum { DEEPEST = 6, MOST_OPEN = 48, MOST_LOOKS = 400000 };

/* Which elements of a list are read, one bit each; of a single value ALL. */
typedef unsigned elements;
#define ALL (~0U)
enum { ELEMENTS = 31 };

/* A function that is being executed, and the call that led there; NULL: any call of it. */
typedef struct frame {
    const struct frame *up;
    const fl_node *function; /* NULL: none */
    const fl_node *call;
} frame;

typedef struct reading {
    fl_source *s;
    const fl_node *start; /* what is executed from here on counts, in its own function */
    double outputs;
    bool apart; /* files are compiled each by itself */
    size_t looks;
    struct {
        const fl_node *function;
        const char *name, *field;
    } open[MOST_OPEN];
    size_t open_count;
} reading;

/* A variable, or a member of it. */
typedef struct variable {
    const fl_node *name;
    const char *field; /* NULL: all of it */
} variable;

static bool is_whole(const reading *u, elements read)
{
    double count = 0;
    for (int i = 0; i < ELEMENTS; i++)
        count += read >> i & 1;
    return read == ALL || count >= u->outputs;
}

static const fl_node *loop_around(const fl_node *node)
{
    const fl_node *outermost = node;
    for (const fl_node *n = node; n->parent && n->parent->kind != FL_NODE_FUNCTION; n = n->parent)
        if (n->parent->kind == FL_NODE_FOR || n->parent->kind == FL_NODE_WHILE)
            outermost = n->parent;
    return outermost;
}

/* ---- where what was computed must be there ---- */

/* Functions that keep nothing and change nothing: what they answer may be read, or not. */
static bool only_answers(const char *name)
{
    static const char *const functions[] = {
        "sqrt",  "sqrtf",   "fabs",    "fabsf", "abs",      "exp",  "expf",   "log",    "logf",    "tanh",
        "tanhf", "pow",     "powf",    "fmax",  "fmaxf",    "fmin", "fminf",  "floor",  "ceil",    "round",
        "isnan", "signbit", "lroundf", "min",   "max",      "sum",  "len",    "memcpy", "memmove", "memset",
        "drop",  "free",    "memcmp",  "fma",   "isfinite", "fmaf", "lround", "roundf", "truncf",  NULL};
    static const char *const families[] = {"std.", "Eigen.", "__builtin_", "."};
    static const char *const out[] = {"std.fwrite",  "std.puts",  "std.fputs",
                                      "std.putchar", "std.fputc", NULL};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strncmp(name, families[i], strlen(families[i])) == 0 && !fl_is_one_of(name, out))
            return true;
    return fl_is_one_of(name, functions);
}

static bool is_included(const fl_source *s, const char *path)
{
    const char *base = fl_base_name(path);
    for (size_t i = 0; i < s->side->source_count; i++)
        for (const char *at = s->side->sources[i].bytes; at && (at = strstr(at, "include")); at++) {
            char line[160];
            size_t length = strcspn(at, "\n");
            if (length >= sizeof line)
                return true;
            memcpy(line, at, length);
            line[length] = '\0';
            if (strstr(line, base))
                return true;
        }
    return false;
}

/* A function that the compiler does not see where it is called. */
static bool is_out_of_sight(const reading *u, const fl_node *function, const fl_node *call)
{
    const fl_program *p = &u->s->program;
    return u->apart && function->file != call->file && !is_included(u->s, p->files[function->file].path);
}

/* NOLINTBEGIN(misc-no-recursion): looks and open_count are limited */
static elements read_value(reading *u, const frame *at, const fl_node *node, const char *field);
static elements read_variable(reading *u, const frame *at, variable v);

/* Whether some way leads here from the start of the program, as far as conditions can be computed. */
static bool is_reached(reading *u, const frame *at, const fl_node *node)
{
    for (const fl_node *n = node; n->parent; n = n->parent)
        if (n->parent->kind == FL_NODE_IF && n->parent->first != n) {
            double holds = fl_evaluate_number(&u->s->evaluator, n->parent->first, NULL);
            if (!isnan(holds) && (holds != 0) != (n == fl_node_child(n->parent, 1)))
                return false;
        }
    for (int deep = 0; deep < DEEPEST && node; deep++) {
        const fl_node *function = fl_function_of(node, false);
        if (!function || strcmp(function->text, "main") == 0 || (at && at->function == function))
            return true;
        if (fl_is_method(function)) /* its calls are not all told by name */
            return true;
        node = fl_next_call_of(&u->s->program, function, NULL);
    }
    return node != NULL;
}

/* The parameter for which a call gives an argument. */
static const fl_node *parameter_for(const fl_node *function, const fl_node *call, const fl_node *argument)
{
    for (const fl_node *p = function->first ? function->first->first : NULL; p; p = p->next)
        if (fl_argument_for(call, p) == argument)
            return p;
    return NULL;
}

static elements read_by_call(reading *u, const frame *at, const fl_node *call, const fl_node *argument,
                             const char *field)
{
    char name[256];
    const fl_node *own = fl_called_function(&u->s->program, call->first);
    fl_dotted(&u->s->program, call->first, name);
    if (own && !is_out_of_sight(u, own, call)) {
        const fl_node *p = parameter_for(own, call, argument);
        const frame inner = {at, own, call};
        return p ? read_variable(u, &inner, (variable){p, field}) : 0;
    }
    if (own)
        return ALL;
    if (strcmp(call->text, "{}") == 0 || (only_answers(name) && strcmp(name, "drop") != 0))
        return strcmp(name, "len") == 0 || strcmp(name, ".len") == 0 ? 0 : read_value(u, at, call, NULL);
    return strcmp(name, "drop") != 0 && is_reached(u, at, call) ? ALL : 0;
}

/* What a function answers, where it was called. */
static elements read_answer(reading *u, const frame *at, const fl_node *function, const char *field)
{
    if (!function || strcmp(function->text, "main") == 0)
        return ALL;
    for (const frame *f = at; f; f = f->up)
        if (f->function == function && f->call)
            return read_value(u, f->up, f->call, field);
    elements read = 0;
    for (fl_node *call = NULL; (call = fl_next_call_of(&u->s->program, function, call));) {
        const frame outer = {NULL, fl_function_of(call, false), NULL};
        read |= read_value(u, &outer, call, field);
    }
    return read;
}

static double index_of(reading *u, const fl_node *index)
{
    return fl_evaluate_number(&u->s->evaluator, (fl_node *)index->last, NULL);
}

/* Which elements an index reads: a constant one, or those that a loop goes over. */
static elements indexed(reading *u, const fl_node *index)
{
    double which = index_of(u, index);
    if (!isnan(which))
        return which >= 0 && which < ELEMENTS ? 1U << (unsigned)which : 0;
    const fl_node *m =
        fl_node_is(index->last, FL_NODE_NAME, NULL) ? fl_meaning(&u->s->program, index->last) : NULL;
    if (!fl_node_is(m, FL_NODE_FOR, NULL))
        return ALL;
    double times = fl_iterate(&u->s->evaluator, fl_node_child(m, 1), NULL).times;
    return times >= 0 && times < ELEMENTS ? (1U << (unsigned)times) - 1 : ALL;
}

/* The variable at the root of a[i], p->x[i], *p; through: it is reached through a pointer or an index. */
static variable root_of(const fl_node *target, bool *through)
{
    variable v = {target, NULL};
    *through = false;
    while (v.name && v.name->kind != FL_NODE_NAME) {
        if (v.name->kind == FL_NODE_FIELD)
            v.field = v.name->text;
        else if (v.name->kind != FL_NODE_CAST && v.name->kind != FL_NODE_INDEX &&
                 v.name->kind != FL_NODE_UNARY && v.name->kind != FL_NODE_BINARY)
            return (variable){NULL, NULL};
        *through = *through || v.name->kind != FL_NODE_CAST;
        v.name = v.name->first;
    }
    return v;
}

/* Everything that a pointer may stand for: its own name, and what it was made of. */
static elements read_behind(reading *u, const frame *at, variable v, bool through)
{
    elements read = read_variable(u, at, v);
    const fl_node *m = through ? fl_meaning(&u->s->program, (fl_node *)v.name) : NULL;
    if (m && m->kind == FL_NODE_ASSIGN && m->first->kind == FL_NODE_NAME && read != ALL) {
        bool inner;
        variable of = root_of(m->last, &inner);
        bool pointer = m->last->kind == FL_NODE_NAME || m->last->kind == FL_NODE_BINARY ||
                       m->last->kind == FL_NODE_INDEX || m->last->kind == FL_NODE_FIELD;
        if (of.name && pointer && strcmp(of.name->text, v.name->text) != 0)
            read |= read_behind(u, at, of, true);
    }
    return read;
}

/* What is assigned: is it read where it is then? */
static elements read_target(reading *u, const frame *at, const fl_node *target)
{
    bool through, forced = false;
    for (const fl_node *n = target; n; n = n->kind == FL_NODE_NAME ? NULL : n->first)
        forced = forced || n->forced;
    variable v = root_of(target, &through);
    if (forced)
        return is_reached(u, at, target) ? ALL : 0;
    if (!target || !v.name)
        return 0;
    elements read = read_behind(u, at, v, through);
    double which = target->kind == FL_NODE_INDEX ? index_of(u, target) : NAN;
    if (read == ALL || target->kind != FL_NODE_INDEX)
        return read;
    if (!isnan(which))
        return which >= 0 && which < ELEMENTS && (read >> (unsigned)which & 1) ? ALL : 0;
    return is_whole(u, read) ? ALL : 0;
}

/* if (y[0] > y[1]) …: whether it makes a difference. */
static elements read_by_choice(reading *u, const frame *at, const fl_node *choice)
{
    char name[256];
    for (const fl_node *n = choice->first->next; n; n = fl_node_following(n, choice)) {
        if (n->kind == FL_NODE_RETURN || n->kind == FL_NODE_BREAK || n->kind == FL_NODE_CONTINUE)
            return ALL;
        if (n->kind == FL_NODE_CALL && n->first && is_reached(u, at, n) &&
            !only_answers(fl_dotted(&u->s->program, n->first, name)))
            return ALL;
        if (n->kind == FL_NODE_ASSIGN && read_target(u, at, n->first))
            return ALL;
    }
    return 0;
}

/* The variable of `for (float v : list)`. */
static elements read_each(reading *u, const frame *at, const fl_node *loop)
{
    bool name = fl_node_is(loop->first, FL_NODE_NAME, NULL);
    return name && read_variable(u, at, (variable){loop->first, NULL}) ? ALL : 0;
}

static bool is_statement(const fl_node *n)
{
    return n->parent->kind == FL_NODE_BLOCK || n->parent->kind == FL_NODE_MODULE;
}

/* What is asked of an index, a member or a call's own name is asked of what it is a part of. none: that reads nothing. */
static bool is_part(reading *u, const fl_node *n, const char **field, elements *which, bool *none)
{
    const fl_node *up = n->parent;
    if (up->kind == FL_NODE_INDEX && up->first == n) {
        *which = indexed(u, up);
        return true;
    }
    if (up->kind != FL_NODE_FIELD)
        return up->kind == FL_NODE_CALL && up->first == n;
    bool method = up->parent && up->parent->kind == FL_NODE_CALL && up->parent->first == up;
    if (method) /* its members are asked for by themselves */
        *none = strcmp(up->text, "len") == 0 || fl_called_function(&u->s->program, (fl_node *)up);
    else
        *none = *field && strcmp(up->text, *field) != 0;
    *field = method ? *field : NULL;
    return true;
}

/* What the statement or call around a node makes of its value; passes: it hands it on. */
static elements read_by_parent(reading *u, const frame *at, const fl_node *n, const char *field, bool *passes)
{
    const fl_node *up = n->parent;
    *passes = false;
    switch (up->kind) {
    case FL_NODE_CALL:
        return read_by_call(u, at, up, n, field);
    case FL_NODE_ASSIGN:
        return read_target(u, at, up->first);
    case FL_NODE_RETURN:
        return read_answer(u, at, fl_function_of(up, false), field);
    case FL_NODE_FOR:
        return up->first->next == n ? read_each(u, at, up) : 0;
    case FL_NODE_WHILE:
    case FL_NODE_MATCH:
        return up->first == n ? ALL : 0;
    case FL_NODE_BLOCK:
    case FL_NODE_OPAQUE:
    case FL_NODE_MODULE:
        return 0;
    default:
        if (up->kind == FL_NODE_IF && up->first == n && is_statement(up))
            return read_by_choice(u, at, up);
        *passes = true;
        return 0;
    }
}

/* How much of what a node names is read in the end. field: the member of it that is asked for. */
static elements read_value(reading *u, const frame *at, const fl_node *node, const char *field)
{
    elements which = ALL;
    for (const fl_node *n = node; n->parent; n = n->parent) {
        bool none = false, passes = false;
        if (u->looks == 0 || n->kind == FL_NODE_LAMBDA)
            return 0;
        u->looks--;
        if (is_part(u, n, &field, &which, &none)) {
            if (none)
                return 0;
            continue;
        }
        elements read = read_by_parent(u, at, n, field, &passes);
        if (!passes)
            return which == ALL ? read : read ? which : 0;
    }
    return 0;
}

/* Whether a name stands where it is given something, or is only a part of what makes its own next value. */
static bool is_written(const fl_node *name)
{
    const fl_node *n = name;
    bool through;
    while (n->parent && n->parent->first == n &&
           (n->parent->kind == FL_NODE_INDEX || n->parent->kind == FL_NODE_FIELD ||
            fl_node_is(n->parent, FL_NODE_UNARY, "*") || n->parent->kind == FL_NODE_CAST))
        n = n->parent;
    if (n->parent && n->parent->kind == FL_NODE_ASSIGN && n->parent->first == n)
        return true;
    for (; n && n->kind != FL_NODE_BLOCK; n = n->parent)
        if (n->kind == FL_NODE_ASSIGN) {
            variable v = root_of(n->first, &through);
            return v.name && strcmp(v.name->text, name->text) == 0;
        }
    return false;
}

/* What is read of a name below a root. */
static elements read_below(reading *u, const frame *at, const fl_node *root, variable v, fl_storage storage)
{
    elements read = 0;
    for (const fl_node *n = root; n && read != ALL; n = fl_node_following(n, root)) {
        if (!fl_node_is(n, FL_NODE_NAME, v.name->text) || n == v.name || is_written(n))
            continue;
        bool early = storage == FL_STORAGE_OWN && n->file == u->start->file && n->serial < u->start->serial &&
                     fl_function_of(n, false) == fl_function_of(u->start, false);
        const frame here = {NULL, fl_function_of(n, false), NULL};
        if (!early && (storage == FL_STORAGE_OWN || n->storage == storage))
            read |= read_value(u, at && at->function == here.function ? at : &here, n, v.field);
    }
    return read;
}

/* A member of an object that methods share: wherever one of that name is read. */
static elements read_member(reading *u, const frame *at, const char *field)
{
    elements read = 0;
    for (size_t i = 0; i < u->s->program.file_count; i++) {
        const fl_node *module = u->s->program.files[i].module;
        for (const fl_node *n = module; n && read != ALL; n = fl_node_following(n, module)) {
            const frame here = {NULL, fl_function_of(n, false), NULL};
            bool callee = n->parent && n->parent->kind == FL_NODE_CALL && n->parent->first == n;
            if (!fl_node_is(n, FL_NODE_FIELD, field) || callee ||
                (n->parent && n->parent->kind == FL_NODE_ASSIGN && n->parent->first == n))
                continue;
            bool element = n->parent && n->parent->kind == FL_NODE_INDEX && n->parent->parent &&
                           n->parent->parent->kind == FL_NODE_ASSIGN && n->parent->parent->first == n->parent;
            if (!element)
                read |= read_value(u, at && at->function == here.function ? at : &here, n, NULL);
        }
    }
    return read;
}

/* What the callers read of an argument that the function writes to. */
static elements read_argument(reading *u, const frame *at, const fl_node *parameter, const char *field)
{
    const fl_node *function = at->function;
    const fl_node *given = at->call ? fl_argument_for(at->call, parameter) : NULL;
    bool through;
    if (parameter->copied)
        return 0;
    if (given) {
        variable v = root_of(given, &through);
        v.field = field ? field : v.field;
        return v.name ? read_behind(u, at->up, v, true) : 0;
    }
    elements read = 0;
    for (fl_node *call = NULL; !at->call && (call = fl_next_call_of(&u->s->program, function, call));) {
        const frame outer = {NULL, fl_function_of(call, false), NULL};
        const fl_node *argument = fl_argument_for(call, parameter);
        variable v = argument ? root_of(argument, &through) : (variable){NULL, NULL};
        if (v.name && outer.function != function)
            read |= read_behind(u, &outer, (variable){v.name, field ? field : v.field}, true);
    }
    return read;
}

static const fl_node *parameter_called(const fl_node *function, const char *name)
{
    for (const fl_node *p = function && function->first ? function->first->first : NULL; p; p = p->next)
        if (fl_node_is(p, FL_NODE_PARAMETER, name))
            return p;
    return NULL;
}

static elements read_variable(reading *u, const frame *at, variable v)
{
    const fl_node *function = at ? at->function : NULL;
    if (v.name->storage == FL_STORAGE_ALL && u->apart)
        return ALL;
    if (strcmp(v.name->text, "self") == 0)
        return v.field ? read_member(u, at, v.field) : 0;
    for (size_t i = 0; i < u->open_count; i++)
        if (u->open[i].function == function && strcmp(u->open[i].name, v.name->text) == 0 &&
            strcmp(u->open[i].field, v.field ? v.field : "") == 0)
            return 0;
    if (u->open_count == MOST_OPEN)
        return 0;
    u->open[u->open_count].function = function;
    u->open[u->open_count].name = v.name->text;
    u->open[u->open_count++].field = v.field ? v.field : "";
    elements read = 0;
    if (v.name->storage != FL_STORAGE_OWN) {
        for (size_t i = 0; i < u->s->program.file_count && read != ALL; i++)
            if (u->s->program.files[i].module)
                read |= read_below(u, at, u->s->program.files[i].module, v, v.name->storage);
    } else if (function) {
        const fl_node *parameter = parameter_called(function, v.name->text);
        read = read_below(u, at, function, v, FL_STORAGE_OWN);
        if (parameter && v.name != parameter && read != ALL)
            read |= read_argument(u, at, parameter, v.field);
    }
    u->open_count--;
    return read;
}

/* ---- the timed inference ---- */

/* BLAS is linked; the standard library and Eigen are compiled here. */
static bool is_out_of_library(const fl_node *place)
{
    return place->kind == FL_NODE_CALL && strncmp(place->first->text, "cblas_", 6) == 0;
}

/* What a product adds up to, from the function in which it stands. */
static bool sums_are_read(reading *u, const frame *at, const fl_product *p)
{
    if (!p->sums)
        return is_out_of_library(p->place) || is_whole(u, read_value(u, at, p->place, NULL));
    for (const fl_node *n = p->sums; n; n = fl_node_following(n, p->sums))
        if (n->kind == FL_NODE_ASSIGN && !is_whole(u, read_target(u, at, n->first)))
            return false;
    return true;
}

/* From what is executed between the readings to the product, through the calls that lead there; found: there is a way. */
static bool is_read_within(reading *u, const frame *at, fl_node *root, const fl_product *p, bool *found)
{
    int deep = 0;
    for (const frame *f = at; f; f = f->up)
        deep++;
    *found = fl_node_is_within(p->place, root);
    if (*found)
        return sums_are_read(u, at, p);
    for (fl_node *n = root; n && deep <= DEEPEST; n = fl_node_following(n, root)) {
        const fl_node *own =
            n->kind == FL_NODE_CALL && n->first ? fl_called_function(&u->s->program, n->first) : NULL;
        fl_product inner;
        fl_node *body = own ? fl_node_child(own, 1) : NULL;
        if (!body || !fl_product_within(&u->s->evaluator, body, &inner) || inner.place != p->place)
            continue;
        const frame next = {at, own, n};
        *found = true;
        return is_out_of_sight(u, own, n) || is_read_within(u, &next, body, p, found);
    }
    return false;
}

static bool writes_to(const fl_node *function, const fl_node *parameter)
{
    bool through;
    for (const fl_node *n = function; n; n = fl_node_following(n, function)) {
        variable v = n->kind == FL_NODE_ASSIGN ? root_of(n->first, &through) : (variable){NULL, NULL};
        if (v.name && through && strcmp(v.name->text, parameter->text) == 0)
            return !parameter->copied;
    }
    return false;
}

/* An inference that is no product that was found: its answer, or an argument that it writes to. */
static bool call_is_read(reading *u, const frame *at, fl_node *infers)
{
    char name[256];
    bool through;
    const fl_node *own =
        infers->kind == FL_NODE_CALL ? fl_called_function(&u->s->program, infers->first) : NULL;
    if (infers->kind == FL_NODE_CALL && !own)
        return !only_answers(fl_dotted(&u->s->program, infers->first, name)) ||
               read_value(u, at, infers, NULL) != 0;
    if ((own && is_out_of_sight(u, own, infers)) || read_value(u, at, infers, NULL) != 0)
        return true;
    for (const fl_node *p = own && own->first ? own->first->first : NULL; p; p = p->next) {
        const fl_node *given = writes_to(own, p) ? fl_argument_for(infers, p) : NULL;
        variable v = given ? root_of(given, &through) : (variable){NULL, NULL};
        if (v.name && is_whole(u, read_behind(u, at, v, true)))
            return true;
    }
    return false;
}
/* NOLINTEND(misc-no-recursion) */

/* Without optimisation of the whole program, as far as all flags are told. */
static bool is_compiled_apart(const fl_case_side *side)
{
    fl_c_build build;
    fl_c_build_read(side, &build);
    bool whole = !build.told || build.doubt[0];
    for (size_t i = 0; i < build.count; i++)
        whole = whole || fl_c_is_whole_program(build.flags[i].text);
    return !whole;
}

/* __attribute__((pure)), [[gnu::const]]: the compiler may call such a function once for all rounds. */
static bool is_called_pure(const fl_case_side *side)
{
    static const char *const words[] = {"pure",        "((const",      "__const__", "gnu::const",
                                        "unsequenced", "reproducible", NULL};
    for (size_t i = 0; i < side->source_count; i++)
        for (const char *line = side->sources[i].bytes; line; line = strchr(line, '\n')) {
            char text[400];
            line += strspn(line, "\n");
            snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
            for (size_t k = 0; words[k] && (strstr(text, "attribute") || strstr(text, "[[")); k++)
                if (strstr(text, words[k]))
                    return true;
        }
    return false;
}

const char *fl_source_why_unread(fl_source *s)
{
    fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    const fl_region *r = s->measuring.main;
    reading u = {.s = s, .start = loop_around(r->start), .outputs = FL_OUTPUTS, .looks = MOST_LOOKS};
    const frame at = {NULL, fl_function_of(r->start, false), NULL};
    fl_product p;
    bool product = fl_product_within(&s->evaluator, infers, &p), found = false, read = false;
    if (is_called_pure(s->side))
        return "a function is declared to depend on its arguments alone: one call may stand for all rounds";
    u.apart = is_compiled_apart(s->side);
    if (product && p.outputs < u.outputs)
        u.outputs = p.outputs;
    for (fl_node *n = r->start->next; product && n && n != r->stop && !found; n = n->next)
        read = is_read_within(&u, &at, n, &p, &found);
    if (!found)
        read = call_is_read(&u, &at, infers);
    return read ? NULL : "not all of the answer is seen to be read: an optimiser may leave out the rest";
}
