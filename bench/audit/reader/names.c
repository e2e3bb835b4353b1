/* What a name or a field is worth: its assignment, a parameter's arguments, a sum over a loop. */
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/reader/evaluate.h"

static const fl_value unknown = {.kind = FL_VALUE_UNKNOWN};

/* NOLINTBEGIN(misc-no-recursion): evaluator->depth limits it */

/* A figure of one side of a comparison, planted: which side, by the name of what it is taken from. */
fl_value fl_side_figure(fl_evaluator *e, const fl_value *side, const char *key)
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

static bool is_sort_of(const fl_node *n, const char *name)
{
    return n->kind == FL_NODE_CALL && n->first && n->first->kind == FL_NODE_FIELD &&
           strncmp(n->first->text, "sort", 4) == 0 && fl_node_is(n->first->first, FL_NODE_NAME, name);
}

/* qsort(…, compare), std::sort(…, less): −1, 1: it puts the larger, the smaller one behind; 0: not told. */
static int direction_of(fl_evaluator *e, fl_node *order)
{
    fl_value function = fl_evaluate(e, order, NULL);
    const fl_value pair[] = {{.kind = FL_VALUE_NUMBER, .number = 1.25},
                             {.kind = FL_VALUE_NUMBER, .number = 2.5}};
    const fl_value turned[] = {pair[1], pair[0]};
    fl_value one = fl_apply(e, &function, pair, 2), other = fl_apply(e, &function, turned, 2);
    bool truths = one.kind == FL_VALUE_TRUTH && other.kind == FL_VALUE_TRUTH;
    if (!fl_is_number(&one) || !fl_is_number(&other))
        return 0;
    if (truths)
        return (int)other.number - (int)one.number;
    return one.number < 0 && other.number > 0 ? -1 : one.number > 0 && other.number < 0 ? 1 : 0;
}

/* `name.sort()` in the statements from this one up to the use; comparing the second with the first sorts downwards. */
static fl_value sorted_since(fl_evaluator *e, const fl_node *from, const fl_node *use, fl_value value)
{
    for (const fl_node *n = from; n && n->line <= use->line; n = n->next) {
        if (!is_sort_of(n, use->text))
            continue;
        bool down = false;
        if (e->program->files[n->file].c && strcmp(n->first->text, "sort_by") == 0) {
            int direction = n->first->next ? direction_of(e, n->first->next) : 0;
            value = direction ? fl_sorted(e, value, direction > 0) : unknown;
            continue;
        }
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
    fl_iteration it = fl_iterate(e, fl_node_child(loop, 1), bindings);
    fl_node operation = *step;
    char mark[2] = {step->text[0], '\0'};
    operation.text = mark;
    for (size_t i = 0; (double)i < it.times && e->steps > 0; i++) {
        fl_value value = fl_evaluate(e, step->last, fl_bind(e, loop->first, fl_yield(&it, i), bindings));
        if (!fl_is_number(&sum) || !fl_is_number(&value))
            return unknown;
        sum = fl_arithmetic_value(e, &operation, &sum, &value);
    }
    return isnan(it.times) ? unknown : sum;
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
        if (any && (v.kind != value.kind || (fl_is_number(&v) && v.number != value.number)))
            return unknown;
        value = v;
        any = true;
    }
    if (!any && parameter->first)
        value = fl_evaluate(e, parameter->first, NULL);
    return value;
}

/* fn describe(mut times: Vec<f64>) { times.sort(); … } */
static fl_value parameter_value(fl_evaluator *e, const fl_node *parameter, const fl_node *use)
{
    const fl_node *function = fl_function_of(parameter, true);
    const fl_node *body = function ? fl_node_child(function, 1) : NULL;
    fl_value value = argument_of(e, parameter);
    return body && body->kind == FL_NODE_BLOCK ? sorted_since(e, body->first, use, value) : value;
}

/* Whether an assignment makes the list of times, and not something of what it held: times = times[10:]. */
static bool makes_container(const fl_evaluator *e, const fl_node *assign)
{
    const char *name = e->container ? e->container->first->text : NULL;
    if (!name || !fl_node_is(assign, FL_NODE_ASSIGN, NULL) ||
        !fl_node_is(assign->first, FL_NODE_NAME, name) ||
        fl_function_of(assign, false) != fl_function_of(e->container, false))
        return false;
    for (const fl_node *n = assign->last; n; n = fl_node_following(n, assign->last))
        if (fl_node_is(n, FL_NODE_NAME, name))
            return false;
    return true;
}

static fl_value meaning_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    const fl_node *meaning = fl_meaning(e->program, node);
    if (!meaning)
        return unknown;
    if (makes_container(e, meaning))
        return sorted_since(e, meaning->next, node, (fl_value){.kind = FL_VALUE_SAMPLES});
    if (fl_is_ambiguous(meaning))
        return accumulated(e, node, bindings);
    fl_value value = unknown;
    if (meaning->kind == FL_NODE_PARAMETER)
        value = parameter_value(e, meaning, node);
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
            value = sorted_since(e, meaning->next, node, fl_evaluate(e, fl_node_child(meaning, 1), bindings));
        }
    }
    if (meaning->kind == FL_NODE_ASSIGN || meaning->kind == FL_NODE_PARAMETER)
        value = fl_list_as_used(e, meaning, node, value);
    if (value.kind == FL_VALUE_UNKNOWN && e->plant_sides)
        return (fl_value){.kind = FL_VALUE_SIDE, .text = node->text};
    return value;
}

const fl_binding *fl_bound(fl_evaluator *e, const fl_node *name, const fl_binding *bindings)
{
    for (const fl_binding *b = bindings; b; b = b->next)
        if (strcmp(b->name, name->text) == 0) {
            e->touched = b->level < e->touched ? b->level : e->touched;
            return b;
        }
    return NULL;
}

fl_value fl_name_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    const fl_binding *bound = fl_bound(e, node, bindings);
    if (bound)
        return bound->value;
    size_t slot = (size_t)((uintptr_t)node / sizeof(fl_node) % FL_MOST_REMEMBERED);
    if (e->remembered[slot].name == node)
        return e->remembered[slot].value;
    int before = e->touched;
    e->touched = INT_MAX;
    fl_value value = meaning_value(e, node, bindings);
    /* bindings made further in, and gone, do not matter; where the steps were used up, parts of it are missing */
    if ((!bindings || e->touched > bindings->level) && e->steps > 0 && value.kind != FL_VALUE_UNKNOWN &&
        value.kind != FL_VALUE_LAMBDA) {
        e->remembered[slot].name = node;
        e->remembered[slot].value = value;
    }
    e->touched = e->touched < before ? e->touched : before;
    return value;
}

/* A member of C's times, of a reading that was planted in nanoseconds. */
static fl_value part_of_time(double ns, const char *member)
{
    double seconds = floor(ns / 1e9);
    if (strcmp(member, "tv_sec") == 0)
        return fl_number(seconds, true, false);
    if (strcmp(member, "tv_nsec") == 0)
        return fl_number(ns - seconds * 1e9, true, false);
    return strcmp(member, "tv_usec") == 0 ? fl_number(floor((ns - seconds * 1e9) / 1e3), true, false)
                                          : unknown;
}

/* f->mean of C: the only thing that is assigned to a member of that name anywhere. */
static fl_value member_value(fl_evaluator *e, const fl_node *node)
{
    fl_node *only = NULL;
    for (size_t i = 0; i < e->program->file_count; i++)
        for (fl_node *n = e->program->files[i].module; n;
             n = fl_node_following(n, e->program->files[i].module)) {
            if (n->kind != FL_NODE_ASSIGN || !fl_node_is(n->first, FL_NODE_FIELD, node->text))
                continue;
            if (only || strcmp(n->text, "=") != 0)
                return unknown;
            only = n;
        }
    return only && !fl_node_is_within(node, only)
               ? fl_list_as_used(e, only, node, fl_evaluate(e, only->last, NULL))
               : unknown;
}

fl_value fl_field_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    if (!node->first)
        return unknown;
    fl_value of = fl_evaluate(e, node->first, bindings);
    if (of.kind == FL_VALUE_SIDE)
        return fl_side_figure(e, &of, node->text);
    if (of.kind == FL_VALUE_NUMBER && e->program->files[node->file].c)
        return part_of_time(of.number, node->text);
    if (of.kind == FL_VALUE_LIST && node->text[0] >= '0' && node->text[0] <= '9') {
        size_t index = strtoul(node->text, NULL, 10);
        return index < of.count ? of.items[index] : unknown;
    }
    if (of.kind == FL_VALUE_UNKNOWN && e->program->files[node->file].c)
        return member_value(e, node);
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

/* NOLINTEND(misc-no-recursion) */
