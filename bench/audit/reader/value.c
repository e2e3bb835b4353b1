/* What an expression is worth: literals, operators by the rules of the language that they stand in, limits.
 * By hand: an interpreter would execute what somebody else wrote, and needs all of the program. */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "bench/audit/reader/evaluate.h"

/* NOLINTBEGIN(misc-no-recursion): evaluator->depth limits it */

static fl_value unary_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings);

static fl_value truth(bool is);

static fl_value cast_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings);

static fl_value binary_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings);

/* ---- values ---- */

enum { MOST_STEPS = 150000000, MOST_BYTES = 256 << 20 };

static const fl_value unknown = {.kind = FL_VALUE_UNKNOWN};

void fl_evaluator_start(fl_evaluator *e, fl_program *program)
{
    size_t steps = program->budget && *program->budget < MOST_STEPS ? *program->budget : MOST_STEPS;
    *e = (fl_evaluator){.program = program, .steps = steps, .given = steps, .touched = INT_MAX};
}

void fl_evaluator_end(fl_evaluator *e)
{
    fl_arena_free(&e->arena);
    size_t used = e->given - (e->steps > e->spared ? e->steps : e->spared), *budget = e->program->budget;
    if (budget)
        *budget -= used < *budget ? used : *budget;
}

static void *take(fl_evaluator *e, size_t size)
{
    if (size > MOST_BYTES || e->steps < size / 16) {
        e->spared = e->steps;
        e->steps = 0;
        return NULL;
    }
    e->steps -= size / 16; /* bounds the memory as well */
    return fl_arena_take(&e->arena, size);
}

fl_value *fl_value_array(fl_evaluator *e, size_t count)
{
    return count > MOST_BYTES / sizeof(fl_value) ? NULL : take(e, (count ? count : 1) * sizeof(fl_value));
}

fl_value fl_number(double number, bool whole, bool single)
{
    return (fl_value){.kind = FL_VALUE_NUMBER,
                      .number = single && !whole ? (double)(float)number : number,
                      .whole = whole,
                      .single = single && !whole};
}

static fl_value truth(bool is)
{
    return (fl_value){.kind = FL_VALUE_TRUTH, .number = is, .whole = true};
}

bool fl_is_number(const fl_value *v)
{
    return v->kind == FL_VALUE_NUMBER || v->kind == FL_VALUE_TRUTH;
}

fl_value fl_items(fl_evaluator *e, const fl_value *list)
{
    if (list->kind != FL_VALUE_SAMPLES)
        return list->kind == FL_VALUE_LIST ? *list : unknown;
    if (e->sample_items.kind == FL_VALUE_LIST)
        return e->sample_items;
    fl_value *items = fl_value_array(e, e->sample_count);
    if (!items)
        return unknown;
    for (size_t i = 0; i < e->sample_count; i++)
        items[i] = fl_number(e->samples[i], false, false);
    return e->sample_items = (fl_value){.kind = FL_VALUE_LIST, .count = e->sample_count, .items = items};
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the target's tree */
const fl_binding *fl_bind(fl_evaluator *e, const fl_node *target, fl_value value, const fl_binding *next)
{
    if (!target)
        return next;
    if (target->kind == FL_NODE_LIST) {
        size_t index = 0;
        for (const fl_node *n = target->first; n; n = n->next, index++)
            next = fl_bind(e, n,
                           value.kind == FL_VALUE_LIST && index < value.count ? value.items[index] : unknown,
                           next);
        return next;
    }
    fl_binding *binding =
        fl_node_is(target, FL_NODE_NAME, NULL) || fl_node_is(target, FL_NODE_PARAMETER, NULL)
            ? take(e, sizeof *binding)
            : NULL;
    if (!binding)
        return next;
    *binding = (fl_binding){target->text, value, next, next ? next->level + 1 : 1};
    return binding;
}

/* Whole numbers are cut when they are divided, and no index counts from the end. */
static bool is_compiled(const fl_evaluator *e, const fl_node *node)
{
    const fl_program_file *file = &e->program->files[node->file];
    return file->rust || file->c;
}

static bool in_rust(const fl_evaluator *e, const fl_node *node)
{
    return e->program->files[node->file].rust;
}

static fl_value index_of(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value of = fl_evaluate(e, node->first, bindings);
    if (of.kind == FL_VALUE_SIDE)
        return fl_node_is(node->last, FL_NODE_STRING, NULL) ? fl_side_figure(e, &of, node->last->text) : of;
    if (of.kind == FL_VALUE_SAMPLES)
        of = fl_items(e, &of);
    if (of.kind != FL_VALUE_LIST)
        return unknown;
    if (node->last->kind == FL_NODE_SLICE || node->last->kind == FL_NODE_RANGE) {
        double from = fl_node_is(node->last->first, FL_NODE_NONE, NULL)
                          ? 0
                          : fl_evaluate_number(e, node->last->first, bindings);
        double to = fl_node_is(node->last->last, FL_NODE_NONE, NULL)
                        ? (double)of.count
                        : fl_evaluate_number(e, node->last->last, bindings);
        if (from < 0)
            from += (double)of.count;
        if (to < 0)
            to += (double)of.count;
        if (!(from >= 0 && to >= from && to <= (double)of.count))
            return unknown;
        return (fl_value){
            .kind = FL_VALUE_LIST, .items = of.items + (size_t)from, .count = (size_t)(to - from)};
    }
    double at = fl_evaluate_number(e, node->last, bindings);
    if (at < 0 && !is_compiled(e, node))
        at += (double)of.count;
    return at >= 0 && at < (double)of.count && at == floor(at) ? of.items[(size_t)at] : unknown;
}

static bool block_value(fl_evaluator *e, fl_node *block, const fl_binding *bindings, fl_value *value);

static bool returns(const fl_node *root)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if (n->kind == FL_NODE_RETURN)
            return true;
    return false;
}

/* A statement that may end the block: true when it does, or when it may and that cannot be told. */
static bool statement_value(fl_evaluator *e, fl_node *n, const fl_binding *bindings, fl_value *value)
{
    if (n->kind == FL_NODE_WITH || n->kind == FL_NODE_TRY) {
        fl_node *block = n->kind == FL_NODE_TRY ? n->first : n->last;
        return block->kind == FL_NODE_BLOCK && block_value(e, block, bindings, value);
    }
    if (n->kind != FL_NODE_IF) {
        *value = unknown;
        return n->kind != FL_NODE_FUNCTION && n->kind != FL_NODE_CLASS && returns(n);
    }
    fl_value condition = fl_evaluate(e, n->first, bindings);
    if (!fl_is_number(&condition)) {
        *value = unknown;
        return returns(n);
    }
    fl_node *branch = fl_node_child(n, condition.number != 0 ? 1 : 2);
    if (fl_node_is(branch, FL_NODE_IF, NULL))
        return statement_value(e, branch, bindings, value);
    return fl_node_is(branch, FL_NODE_BLOCK, NULL) && block_value(e, branch, bindings, value);
}

/* The value that a block of statements returns or ends with. */
static bool block_value(fl_evaluator *e, fl_node *block, const fl_binding *bindings, fl_value *value)
{
    for (fl_node *n = block->first; n; n = n->next) {
        bool last = !n->next && in_rust(e, n) && n->kind != FL_NODE_ASSIGN && n->kind != FL_NODE_FOR &&
                    n->kind != FL_NODE_WHILE;
        if (n->kind == FL_NODE_RETURN)
            *value = n->first ? fl_evaluate(e, n->first, bindings) : (fl_value){.kind = FL_VALUE_NONE};
        else if (last)
            *value = fl_evaluate(e, n, bindings);
        if (n->kind == FL_NODE_RETURN || last || statement_value(e, n, bindings, value))
            return true;
    }
    return false;
}

fl_value fl_apply(fl_evaluator *e, const fl_value *lambda, const fl_value *arguments, size_t count)
{
    if (lambda->kind != FL_VALUE_LAMBDA || !lambda->lambda->first)
        return unknown;
    const fl_binding *bindings = lambda->bindings;
    size_t index = 0;
    for (fl_node *p = lambda->lambda->first->first; p; p = p->next, index++) {
        fl_value v = index < count ? arguments[index] : p->first ? fl_evaluate(e, p->first, NULL) : unknown;
        bindings = fl_bind(e, fl_node_is(p->first, FL_NODE_LIST, NULL) ? p->first : p, v, bindings);
    }
    fl_node *body = fl_node_child(lambda->lambda, 1);
    fl_value value = unknown;
    if (!body)
        return unknown;
    if (body->kind != FL_NODE_BLOCK)
        return fl_evaluate(e, body, bindings);
    return block_value(e, body, bindings, &value) ? value : (fl_value){.kind = FL_VALUE_NONE};
}

static fl_value list_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    size_t count = fl_node_count(node), index = 0;
    if (node->kind == FL_NODE_REPEAT) {
        double times = fl_evaluate_number(e, node->last, bindings);
        fl_value item = fl_evaluate(e, node->first, bindings);
        fl_value *items = times >= 0 && times < 1e7 ? fl_value_array(e, (size_t)times) : NULL;
        for (size_t i = 0; items && i < (size_t)times; i++)
            items[i] = item;
        return items ? (fl_value){.kind = FL_VALUE_LIST, .items = items, .count = (size_t)times} : unknown;
    }
    fl_value *items = fl_value_array(e, count);
    for (fl_node *n = node->first; items && n; n = n->next)
        items[index++] = n->kind == FL_NODE_OPAQUE ? unknown : fl_evaluate(e, n, bindings);
    return items ? (fl_value){.kind = FL_VALUE_LIST, .items = items, .count = count} : unknown;
}

typedef struct growing {
    fl_value *items;
    size_t count, room;
} growing;

static bool grow(fl_evaluator *e, growing *g, fl_value value)
{
    if (g->count == g->room) {
        fl_value *more = fl_value_array(e, g->room * 2 + 16);
        if (!more)
            return false;
        if (g->count)
            memcpy(more, g->items, g->count * sizeof *more);
        g->items = more;
        g->room = g->room * 2 + 16;
    }
    g->items[g->count++] = value;
    return true;
}

static bool generate(fl_evaluator *e, fl_node *element, fl_node *generator, const fl_binding *bindings,
                     growing *g)
{
    if (!generator)
        return grow(e, g, fl_evaluate(e, element, bindings));
    fl_node *iterable = fl_node_child(generator, 1);
    fl_iteration it = fl_iterate(e, iterable, bindings);
    if (isnan(it.times))
        return false;
    for (size_t i = 0; (double)i < it.times; i++) {
        const fl_binding *inner = fl_bind(e, generator->first, fl_yield(&it, i), bindings);
        bool wanted = true;
        for (fl_node *c = iterable->next; c; c = c->next) {
            fl_value condition = fl_evaluate(e, c, inner);
            if (!fl_is_number(&condition))
                return false;
            wanted = wanted && condition.number != 0;
        }
        if (e->steps == 0 || (wanted && !generate(e, element, generator->next, inner, g)))
            return false;
    }
    return true;
}

static fl_value conditional(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v = fl_evaluate(e, node->first, bindings);
    return fl_is_number(&v) ? fl_evaluate(e, fl_node_child(node, v.number != 0 ? 1 : 2), bindings) : unknown;
}

static fl_value generated(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    growing g = {NULL, 0, 0};
    if (node->kind == FL_NODE_RANGE)
        return fl_range_list(e, node, bindings);
    bool good = generate(e, node->first, node->first->next, bindings, &g);
    return good ? (fl_value){.kind = FL_VALUE_LIST, .items = g.items, .count = g.count} : unknown;
}

/* Not inlined: it then builds the value where the caller wants it; a copy at every node doubled the time. */
__attribute__((noinline)) static fl_value evaluate(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v;
    switch (node->kind) {
    case FL_NODE_NUMBER:
        return fl_number(node->number, node->whole, node->single);
    case FL_NODE_TRUTH:
        return truth(node->text[0] == 't');
    case FL_NODE_STRING:
        return (fl_value){.kind = FL_VALUE_STRING, .text = node->text};
    case FL_NODE_NONE:
        return (fl_value){.kind = FL_VALUE_NONE};
    case FL_NODE_NAME:
        return fl_name_value(e, node, bindings);
    case FL_NODE_FIELD:
        return fl_field_value(e, node, bindings);
    case FL_NODE_INDEX:
        return index_of(e, node, bindings);
    case FL_NODE_BINARY:
        return binary_value(e, node, bindings);
    case FL_NODE_CAST:
        return cast_value(e, node, bindings);
    case FL_NODE_LIST:
    case FL_NODE_REPEAT:
        return list_value(e, node, bindings);
    case FL_NODE_CALL:
        return fl_call_value(e, node, bindings);
    case FL_NODE_LAMBDA:
        return (fl_value){.kind = FL_VALUE_LAMBDA, .lambda = node, .bindings = bindings};
    case FL_NODE_UNARY:
        return unary_value(e, node, bindings);
    case FL_NODE_IF:
        return conditional(e, node, bindings);
    case FL_NODE_BLOCK:
        return block_value(e, node, bindings, &v) ? v : unknown;
    case FL_NODE_COMPREHENSION:
    case FL_NODE_RANGE:
        return generated(e, node, bindings);
    default:
        return unknown;
    }
}

fl_value fl_evaluate(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    if (!node || e->steps == 0 || e->depth >= FL_EVALUATION_DEPTH)
        return unknown;
    if (node->kind == FL_NODE_BINARY && bindings) {
        size_t steps = e->steps;
        fl_scalar s;
        if (fl_arithmetic_of_names(e, node, bindings, &s))
            return (fl_value){
                .kind = FL_VALUE_NUMBER, .number = s.number, .whole = s.whole, .single = s.single};
        e->steps = steps;
    }
    e->steps--;
    e->depth++;
    fl_value value = evaluate(e, node, bindings);
    e->depth--;
    return value;
}

fl_value fl_evaluate_briefly(fl_evaluator *e, fl_node *node, size_t most)
{
    size_t rest = e->steps > most ? e->steps - most : 0;
    e->steps -= rest;
    fl_value value = fl_evaluate(e, node, NULL);
    e->steps += rest;
    return value;
}

double fl_evaluate_number(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v = fl_evaluate(e, node, bindings);
    return fl_is_number(&v) ? v.number : NAN;
}

/* ---- operators ---- */

fl_value fl_arithmetic_value(const fl_evaluator *e, const fl_node *node, const fl_value *a, const fl_value *b)
{
    const fl_scalar x = {a->number, a->whole, a->single, true}, y = {b->number, b->whole, b->single, true};
    fl_scalar s = fl_scalar_arithmetic(&e->program->files[node->file], node->text, &x, &y);
    return s.known
               ? (fl_value){.kind = FL_VALUE_NUMBER, .number = s.number, .whole = s.whole, .single = s.single}
               : unknown;
}

static fl_value compare(const char *o, const fl_value *a, const fl_value *b)
{
    if (a->kind == FL_VALUE_STRING && b->kind == FL_VALUE_STRING) {
        if (strcmp(o, "==") == 0 || strcmp(o, "!=") == 0)
            return truth((strcmp(a->text, b->text) == 0) == (o[0] == '='));
        return unknown;
    }
    if (!fl_is_number(a) || !fl_is_number(b))
        return unknown;
    double x = a->number, y = b->number;
    bool or_equal = o[1] == '=';
    switch (o[0]) {
    case '=':
        return truth(x == y);
    case '!':
        return truth(x != y);
    case '<':
        return truth(x < y || (or_equal && x == y));
    default:
        return truth(x > y || (or_equal && x == y));
    }
}

static fl_value combined(fl_evaluator *e, const fl_node *node, const fl_value *a, const fl_value *b);

/* Arrays of numpy and torch: element by element, a number with each. */
static fl_value elementwise(fl_evaluator *e, const fl_node *node, fl_value a, fl_value b)
{
    a = a.kind == FL_VALUE_SAMPLES ? fl_items(e, &a) : a;
    b = b.kind == FL_VALUE_SAMPLES ? fl_items(e, &b) : b;
    bool lists[2] = {a.kind == FL_VALUE_LIST, b.kind == FL_VALUE_LIST};
    if (!(lists[0] || lists[1]) || !(lists[0] || fl_is_number(&a)) || !(lists[1] || fl_is_number(&b)) ||
        (lists[0] && lists[1] && a.count != b.count) || ++e->depth > FL_EVALUATION_DEPTH)
        return unknown;
    size_t count = lists[0] ? a.count : b.count;
    fl_value *items = fl_value_array(e, count);
    for (size_t i = 0; items && i < count; i++)
        items[i] = combined(e, node, lists[0] ? &a.items[i] : &a, lists[1] ? &b.items[i] : &b);
    e->depth--;
    return items ? (fl_value){.kind = FL_VALUE_LIST, .count = count, .items = items} : unknown;
}

static fl_value combined(fl_evaluator *e, const fl_node *node, const fl_value *a, const fl_value *b)
{
    return fl_is_number(a) && fl_is_number(b) ? fl_arithmetic_value(e, node, a, b)
                                              : elementwise(e, node, *a, *b);
}

/* [x] * 3 of Python: a list that is written out is repeated, not multiplied. */
static bool is_repetition(const fl_evaluator *e, const fl_node *node)
{
    return (node->first->kind == FL_NODE_LIST || node->first->kind == FL_NODE_COMPREHENSION) &&
           strcmp(node->text, "*") == 0 && !is_compiled(e, node);
}

static fl_value repeated(fl_evaluator *e, const fl_value *list, const fl_value *times)
{
    enum { MOST_TIMES = 100000 };
    if (list->kind != FL_VALUE_LIST || !fl_is_number(times) || times->number > MOST_TIMES)
        return unknown;
    size_t count = times->number > 0 ? list->count * (size_t)times->number : 0;
    fl_value *items = fl_value_array(e, count);
    for (size_t i = 0; items && i < count; i++)
        items[i] = list->items[i % list->count];
    return items ? (fl_value){.kind = FL_VALUE_LIST, .count = count, .items = items} : unknown;
}

static fl_value binary_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value a = fl_evaluate(e, node->first, bindings);
    if (node->text[0] == 'a' || node->text[0] == 'o') { /* and, or */
        if (!fl_is_number(&a))
            return unknown;
        bool decided = (a.number != 0) == (node->text[0] == 'o');
        return decided ? a : fl_evaluate(e, node->last, bindings);
    }
    fl_value b = fl_evaluate(e, node->last, bindings);
    if (node->text[0] == '=' || node->text[0] == '!' ||
        ((node->text[0] == '<' || node->text[0] == '>') && node->text[1] != node->text[0]))
        return compare(node->text, &a, &b);
    return is_repetition(e, node) ? repeated(e, &a, &b) : combined(e, node, &a, &b);
}

static fl_value cast_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v = fl_evaluate(e, node->first, bindings);
    if (!fl_is_number(&v))
        return v;
    fl_scalar s = fl_scalar_cast(node->text, &(fl_scalar){v.number, v.whole, v.single, true});
    return s.known ? fl_number(s.number, s.whole, s.single) : unknown;
}

static fl_value unary_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v = fl_evaluate(e, node->first, bindings);
    if (node->text[0] == '*') /* what it points to: the first of several, or it stands for one */
        return v.kind == FL_VALUE_LIST && v.count > 0 ? v.items[0] : fl_is_number(&v) ? v : unknown;
    if (!fl_is_number(&v))
        return unknown;
    if (node->text[0] == '-')
        return fl_number(-v.number, v.whole, v.single);
    return node->text[0] == 'n' ? truth(v.number == 0) : unknown;
}

/* NOLINTEND(misc-no-recursion) */
