#include "bench/audit/source/value.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 150000000, MOST_DEPTH = 120, MOST_BYTES = 256 << 20 };

static const fl_value unknown = {.kind = FL_VALUE_UNKNOWN};

struct fl_value_store {
    struct fl_value_store *next;
    max_align_t memory[];
};

void fl_evaluator_start(fl_evaluator *e, fl_program *program)
{
    *e = (fl_evaluator){.program = program, .steps = MOST_STEPS, .touched = INT_MAX};
}

void fl_evaluator_end(fl_evaluator *e)
{
    for (struct fl_value_store *s = e->store, *next; s; s = next) {
        next = s->next;
        free(s);
    }
    e->store = NULL;
}

static void *take(fl_evaluator *e, size_t size)
{
    if (size > MOST_BYTES || e->steps < size / 16) {
        e->steps = 0;
        return NULL;
    }
    e->steps -= size / 16; /* bounds the memory as well */
    struct fl_value_store *s = malloc(sizeof *s + size);
    if (!s)
        return NULL;
    s->next = e->store;
    e->store = s;
    return s->memory;
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

static bool is_number(const fl_value *v)
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
    if (target && target->kind == FL_NODE_LIST) {
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

static bool is_rust(const fl_evaluator *e, const fl_node *node)
{
    return e->program->files[node->file].rust;
}

static double floored(double a, double b)
{
    double r = fmod(a, b);
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

static fl_value divided(const char *o, double x, double y, bool whole, bool single, bool rust)
{
    if (y == 0)
        return unknown;
    if (strcmp(o, "/") == 0)
        return rust && whole ? fl_number(trunc(x / y), true, false) : fl_number(x / y, false, single);
    if (strcmp(o, "//") == 0)
        return fl_number(floor(x / y), whole, single);
    return fl_number(rust ? fmod(x, y) : floored(x, y), whole, single);
}

static fl_value bitwise(const char *o, double x, double y)
{
    if (!(x >= 0 && y >= 0 && x < 1e15 && y < 1e15))
        return unknown;
    long long a = (long long)x, b = (long long)y;
    switch (o[0]) {
    case '&':
        return fl_number((double)(a & b), true, false);
    case '|':
        return fl_number((double)(a | b), true, false);
    case '^':
        return fl_number((double)(a ^ b), true, false);
    case '<':
        return b < 32 ? fl_number(ldexp(x, (int)b), true, false) : unknown;
    case '>':
        return b < 60 ? fl_number(floor(ldexp(x, -(int)b)), true, false) : unknown;
    default:
        return unknown;
    }
}

static fl_value arithmetic(const fl_evaluator *e, const fl_node *node, const fl_value *a, const fl_value *b)
{
    const char *o = node->text;
    double x = a->number, y = b->number;
    bool whole = a->whole && b->whole, single = a->single || b->single;
    if (strcmp(o, "**") == 0)
        return fl_number(pow(x, y), whole && y >= 0, single);
    switch (o[0]) {
    case '+':
        return fl_number(x + y, whole, single);
    case '-':
        return fl_number(x - y, whole, single);
    case '*':
        return fl_number(x * y, whole, single);
    case '/':
    case '%':
        return divided(o, x, y, whole, single, is_rust(e, node));
    default:
        return whole ? bitwise(o, x, y) : unknown;
    }
}

static fl_value compare(const char *o, const fl_value *a, const fl_value *b)
{
    if (a->kind == FL_VALUE_STRING && b->kind == FL_VALUE_STRING) {
        if (strcmp(o, "==") == 0 || strcmp(o, "!=") == 0)
            return truth((strcmp(a->text, b->text) == 0) == (o[0] == '='));
        return unknown;
    }
    if (!is_number(a) || !is_number(b))
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

/* NOLINTBEGIN(misc-no-recursion): evaluator->depth limits it */

/* Arrays of numpy and torch: element by element, a number with each. */
static fl_value elementwise(fl_evaluator *e, const fl_node *node, fl_value a, fl_value b)
{
    if (is_number(&a) && is_number(&b))
        return arithmetic(e, node, &a, &b);
    a = a.kind == FL_VALUE_SAMPLES ? fl_items(e, &a) : a;
    b = b.kind == FL_VALUE_SAMPLES ? fl_items(e, &b) : b;
    bool lists[2] = {a.kind == FL_VALUE_LIST, b.kind == FL_VALUE_LIST};
    if (!(lists[0] || lists[1]) || !(lists[0] || is_number(&a)) || !(lists[1] || is_number(&b)) ||
        (lists[0] && lists[1] && a.count != b.count) || ++e->depth > MOST_DEPTH)
        return unknown;
    size_t count = lists[0] ? a.count : b.count;
    fl_value *items = fl_value_array(e, count);
    for (size_t i = 0; items && i < count; i++)
        items[i] = elementwise(e, node, lists[0] ? a.items[i] : a, lists[1] ? b.items[i] : b);
    e->depth--;
    return items ? (fl_value){.kind = FL_VALUE_LIST, .count = count, .items = items} : unknown;
}

static fl_value binary(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value a = fl_evaluate(e, node->first, bindings);
    if (strcmp(node->text, "and") == 0 || strcmp(node->text, "or") == 0) {
        if (!is_number(&a))
            return unknown;
        bool decided = (a.number != 0) == (node->text[0] == 'o');
        return decided ? a : fl_evaluate(e, node->last, bindings);
    }
    fl_value b = fl_evaluate(e, node->last, bindings);
    if (node->text[0] == '=' || node->text[0] == '!' ||
        ((node->text[0] == '<' || node->text[0] == '>') && node->text[1] != node->text[0]))
        return compare(node->text, &a, &b);
    return elementwise(e, node, a, b);
}

static fl_value cast(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v = fl_evaluate(e, node->first, bindings);
    const char *type = node->text;
    if (!is_number(&v))
        return v;
    if (type[0] == 'f')
        return fl_number(v.number, false, strcmp(type, "f32") == 0);
    if (type[0] != 'u' && type[0] != 'i')
        return unknown;
    double number = trunc(v.number);
    if (v.whole && strcmp(type, "u8") == 0)
        number = floored(number, 256);
    else if (v.whole && strcmp(type, "u16") == 0)
        number = floored(number, 65536);
    else if (type[0] == 'u' && number < 0)
        return unknown;
    return fl_number(number, true, false);
}

/* A figure of one side of a comparison, planted: which side, by the name of what it is taken from. */
static fl_value side_figure(fl_evaluator *e, const fl_value *side, const char *key)
{
    static const struct {
        const char *key;
        double figures[2];
    } planted[] = {{"mean_us", {5.25, 0.5}},  {"std_us", {1.5, 0.125}},       {"mean", {5.25, 0.5}},
                   {"std", {1.5, 0.125}},     {"iterations", {10000, 10000}}, {"n", {10000, 10000}},
                   {"p50_us", {5.125, 0.475}}};
    for (size_t k = 0; k < sizeof planted / sizeof *planted; k++)
        for (int i = 0; i < 2 && strcmp(planted[k].key, key) == 0; i++) {
            if (!e->side_names[i][0])
                strncpy(e->side_names[i], side->text, sizeof e->side_names[i] - 1);
            if (strncmp(e->side_names[i], side->text, sizeof e->side_names[i] - 1) == 0)
                return fl_number(planted[k].figures[i], strchr("in", key[0]) != NULL, false);
        }
    return *side; /* results[0] of it */
}

static fl_value index_of(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value of = fl_evaluate(e, node->first, bindings);
    if (of.kind == FL_VALUE_SIDE)
        return fl_node_is(node->last, FL_NODE_STRING, NULL) ? side_figure(e, &of, node->last->text) : of;
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
    if (at < 0 && !is_rust(e, node))
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
    if (!is_number(&condition)) {
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
        bool last = !n->next && is_rust(e, n) && n->kind != FL_NODE_ASSIGN && n->kind != FL_NODE_FOR &&
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

static bool is_sort_of(const fl_node *n, const char *name)
{
    return n->kind == FL_NODE_CALL && n->first && n->first->kind == FL_NODE_FIELD &&
           strncmp(n->first->text, "sort", 4) == 0 && fl_node_is(n->first->first, FL_NODE_NAME, name);
}

/* `name.sort()` between the assignment and the use; comparing the second with the first sorts downwards. */
static fl_value sorted_since(fl_evaluator *e, const fl_node *assign, const fl_node *use, fl_value value)
{
    for (const fl_node *n = assign->next; n && n->line <= use->line; n = n->next) {
        if (!is_sort_of(n, assign->first->text))
            continue;
        bool down = false;
        for (const fl_node *m = n; m; m = fl_node_following(m, n)) {
            const fl_node *second = m->kind == FL_NODE_LAMBDA ? fl_node_child(m->first, 1) : NULL;
            const fl_node *body = second ? fl_node_child(m, 1) : NULL;
            down = down ||
                   (body && body->kind == FL_NODE_CALL && body->first->first &&
                    fl_node_is(body->first->first, FL_NODE_NAME, second->text)) ||
                   (fl_node_is(m, FL_NODE_KEYWORD, "reverse") && fl_node_is(m->first, FL_NODE_TRUTH, "true"));
        }
        value = fl_sorted(e, value, down);
    }
    return value;
}

/* total = 0; for t in times: total += …: the one accumulation over one loop that is followed. */
static fl_value accumulated(fl_evaluator *e, fl_node *name, const fl_binding *bindings)
{
    const fl_node *scope = fl_function_of(name, false), *start = NULL, *step = NULL;
    const fl_node *root = scope ? scope : e->program->files[name->file].module;
    size_t count = 0;
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_NAME, name->text)) {
            count++;
            if (strcmp(n->text, "=") == 0)
                start = n;
            else
                step = n;
        }
    const fl_node *block = step ? step->parent : NULL;
    fl_node *loop = block ? block->parent : NULL;
    if (count != 2 || !start || !loop || loop->kind != FL_NODE_FOR || strlen(step->text) != 2 ||
        loop->parent != start->parent || name->line <= step->line)
        return unknown;
    fl_value sum = fl_evaluate(e, start->last, bindings);
    double times = fl_times_of(e, fl_node_child(loop, 1), bindings);
    fl_node *iterable = fl_node_child(loop, 1);
    fl_value list = fl_evaluate(e, iterable, bindings);
    list = list.kind == FL_VALUE_SAMPLES ? fl_items(e, &list) : list;
    fl_node operation = *step;
    char mark[2] = {step->text[0], '\0'};
    operation.text = mark;
    for (size_t i = 0; (double)i < times && e->steps > 0; i++) {
        fl_value at = list.kind == FL_VALUE_LIST ? list.items[i] : fl_yield(e, iterable, (double)i, bindings);
        fl_value value = fl_evaluate(e, step->last, fl_bind(e, loop->first, at, bindings));
        if (!is_number(&sum) || !is_number(&value))
            return unknown;
        sum = arithmetic(e, &operation, &sum, &value);
    }
    return isnan(times) ? unknown : sum;
}

/* What every caller gives for a parameter, if it is the same. */
static fl_value argument_of(fl_evaluator *e, const fl_node *parameter)
{
    const fl_node *function = fl_function_of(parameter, true);
    fl_value value = unknown;
    bool any = false;
    if (!function || function->kind != FL_NODE_FUNCTION)
        return unknown;
    for (fl_node *call = NULL; (call = fl_next_call_of(e->program, function, call));) {
        fl_node *argument = fl_argument_for(call, parameter);
        fl_value v = argument ? fl_evaluate(e, argument, NULL) : unknown;
        if (any && (v.kind != value.kind || (is_number(&v) && v.number != value.number)))
            return unknown;
        value = v;
        any = true;
    }
    if (!any && parameter->first)
        value = fl_evaluate(e, parameter->first, NULL);
    return value;
}

static fl_value meaning_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    const fl_node *meaning = fl_meaning(e->program, node);
    if (!meaning)
        return unknown;
    if (e->container && meaning->kind == FL_NODE_ASSIGN && meaning->first->kind == FL_NODE_NAME &&
        e->container->first->text && strcmp(meaning->first->text, e->container->first->text) == 0 &&
        fl_function_of(meaning, false) == fl_function_of(e->container, false))
        return sorted_since(e, meaning, node, (fl_value){.kind = FL_VALUE_SAMPLES});
    if (fl_is_ambiguous(meaning))
        return accumulated(e, node, bindings);
    fl_value value = unknown;
    if (meaning->kind == FL_NODE_PARAMETER)
        value = argument_of(e, meaning);
    if (meaning->kind == FL_NODE_FUNCTION)
        value = (fl_value){.kind = FL_VALUE_LAMBDA, .lambda = (fl_node *)meaning};
    if (meaning->kind == FL_NODE_ASSIGN) {
        if (meaning->first->kind == FL_NODE_LIST) { /* a, b = f() */
            fl_value list = fl_evaluate(e, fl_node_child(meaning, 1), bindings);
            size_t index = 0;
            for (const fl_node *n = meaning->first->first; n && strcmp(n->text, node->text) != 0; n = n->next)
                index++;
            value = list.kind == FL_VALUE_LIST && index < list.count ? list.items[index] : unknown;
        } else {
            value = sorted_since(e, meaning, node, fl_evaluate(e, fl_node_child(meaning, 1), bindings));
        }
    }
    if (value.kind == FL_VALUE_UNKNOWN && e->plant_sides)
        return (fl_value){.kind = FL_VALUE_SIDE, .text = node->text};
    return value;
}

static fl_value name_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    for (const fl_binding *b = bindings; b; b = b->next)
        if (strcmp(b->name, node->text) == 0) {
            e->touched = b->level < e->touched ? b->level : e->touched;
            return b->value;
        }
    size_t slot = (size_t)((uintptr_t)node / sizeof(fl_node) % FL_MOST_REMEMBERED);
    if (e->remembered[slot].name == node)
        return e->remembered[slot].value;
    int before = e->touched;
    e->touched = INT_MAX;
    fl_value value = meaning_value(e, node, bindings);
    /* bindings made further in, and gone, do not matter */
    if ((!bindings || e->touched > bindings->level) && value.kind != FL_VALUE_UNKNOWN &&
        value.kind != FL_VALUE_LAMBDA) {
        e->remembered[slot].name = node;
        e->remembered[slot].value = value;
    }
    e->touched = e->touched < before ? e->touched : before;
    return value;
}

static fl_value field_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    if (!node->first)
        return unknown;
    fl_value of = fl_evaluate(e, node->first, bindings);
    if (of.kind == FL_VALUE_SIDE)
        return side_figure(e, &of, node->text);
    if (of.kind == FL_VALUE_LIST && node->text[0] >= '0' && node->text[0] <= '9') {
        size_t index = strtoul(node->text, NULL, 10);
        return index < of.count ? of.items[index] : unknown;
    }
    if (of.kind == FL_VALUE_UNKNOWN && node->first->kind == FL_NODE_NAME) { /* config.SEED, Config::SEED */
        const fl_node *base = fl_meaning(e->program, node->first);
        if (!base || base->kind == FL_NODE_IMPORT || base->kind == FL_NODE_CLASS) {
            const fl_node *found = fl_defined_at_top(e->program, node->text);
            return fl_node_is(found, FL_NODE_ASSIGN, NULL) ? fl_evaluate(e, fl_node_child(found, 1), NULL)
                                                           : unknown;
        }
    }
    return unknown;
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
    double times = fl_times_of(e, iterable, bindings);
    fl_value list =
        iterable && iterable->kind != FL_NODE_RANGE ? fl_evaluate(e, iterable, bindings) : unknown;
    list = list.kind == FL_VALUE_SAMPLES ? fl_items(e, &list) : list;
    if (isnan(times) || !iterable)
        return false;
    for (size_t i = 0; (double)i < times; i++) {
        fl_value at = list.kind == FL_VALUE_LIST ? list.items[i] : fl_yield(e, iterable, (double)i, bindings);
        const fl_binding *inner = fl_bind(e, generator->first, at, bindings);
        bool wanted = true;
        for (fl_node *c = iterable->next; c; c = c->next) {
            fl_value condition = fl_evaluate(e, c, inner);
            if (!is_number(&condition))
                return false;
            wanted = wanted && condition.number != 0;
        }
        if (e->steps == 0 || (wanted && !generate(e, element, generator->next, inner, g)))
            return false;
    }
    return true;
}

static fl_value literal(const fl_node *node)
{
    const char *t = node->text;
    bool based = t[0] == '0' && t[1] && strchr("xXbo", t[1]);
    bool single = !based && strstr(t, "f32"),
         size = strstr(t, "size") && !strchr(t, '.'); /* its 'e' is no exponent */
    bool real = !based && !size && (strpbrk(t, ".eE") || single || strstr(t, "f64"));
    return fl_number(node->number, !real, single);
}

static fl_value unary(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v = fl_evaluate(e, node->first, bindings);
    if (!is_number(&v))
        return unknown;
    if (node->text[0] == '-')
        return fl_number(-v.number, v.whole, v.single);
    return node->text[0] == 'n' ? truth(v.number == 0) : unknown;
}

static fl_value conditional(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v = fl_evaluate(e, node->first, bindings);
    return is_number(&v) ? fl_evaluate(e, fl_node_child(node, v.number != 0 ? 1 : 2), bindings) : unknown;
}

static fl_value generated(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    growing g = {NULL, 0, 0};
    double times = 0;
    bool good =
        node->kind == FL_NODE_COMPREHENSION && generate(e, node->first, node->first->next, bindings, &g);
    if (node->kind == FL_NODE_RANGE) {
        times = fl_times_of(e, node, bindings);
        good = times < 1e6;
    }
    for (size_t i = 0; good && (double)i < times; i++)
        good = grow(e, &g, fl_yield(e, node, (double)i, bindings));
    return good ? (fl_value){.kind = FL_VALUE_LIST, .items = g.items, .count = g.count} : unknown;
}

static fl_value evaluate(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v;
    switch (node->kind) {
    case FL_NODE_NUMBER:
        return literal(node);
    case FL_NODE_TRUTH:
        return truth(node->text[0] == 't');
    case FL_NODE_STRING:
        return (fl_value){.kind = FL_VALUE_STRING, .text = node->text};
    case FL_NODE_NONE:
        return (fl_value){.kind = FL_VALUE_NONE};
    case FL_NODE_NAME:
        return name_value(e, node, bindings);
    case FL_NODE_FIELD:
        return field_value(e, node, bindings);
    case FL_NODE_INDEX:
        return index_of(e, node, bindings);
    case FL_NODE_BINARY:
        return binary(e, node, bindings);
    case FL_NODE_CAST:
        return cast(e, node, bindings);
    case FL_NODE_LIST:
    case FL_NODE_REPEAT:
        return list_value(e, node, bindings);
    case FL_NODE_CALL:
        return fl_call_value(e, node, bindings);
    case FL_NODE_LAMBDA:
        return (fl_value){.kind = FL_VALUE_LAMBDA, .lambda = node, .bindings = bindings};
    case FL_NODE_UNARY:
        return unary(e, node, bindings);
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
    if (!node || e->steps == 0 || e->depth >= MOST_DEPTH)
        return unknown;
    e->steps--;
    e->depth++;
    fl_value value = evaluate(e, node, bindings);
    e->depth--;
    return value;
}

double fl_evaluate_number(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v = fl_evaluate(e, node, bindings);
    return is_number(&v) ? v.number : NAN;
}

/* NOLINTEND(misc-no-recursion) */
