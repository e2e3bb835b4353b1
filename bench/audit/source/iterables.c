/* What can be looped over: how often it yields, and what. */
#include <math.h>
#include <string.h>

#include "bench/audit/source/evaluate.h"

static const fl_value unknown = {.kind = FL_VALUE_UNKNOWN};

const char *fl_last_word(const char *name)
{
    const char *point = strrchr(name, '.');
    return point ? point + 1 : name;
}

/* NOLINTBEGIN(misc-no-recursion): evaluator->depth limits it */

static fl_node *inner_iterable(fl_evaluator *e, fl_node *node)
{
    char name[256];
    if (!fl_node_is(node, FL_NODE_CALL, NULL) || !node->first)
        return NULL;
    const char *word = fl_last_word(fl_dotted(e->program, node->first, name));
    bool wrapper = strcmp(word, "tqdm") == 0 || strcmp(word, "trange") == 0;
    return wrapper ? node->first->next : NULL;
}

bool fl_is_range(fl_evaluator *e, fl_node *node)
{
    char name[256];
    if (!fl_node_is(node, FL_NODE_CALL, NULL) || !node->first)
        return false;
    const char *word = fl_last_word(fl_dotted(e->program, node->first, name));
    return strcmp(word, "range") == 0 || strcmp(word, "arange") == 0;
}

/* Where a range begins, its step and its length. */
static bool range_of(fl_evaluator *e, fl_node *node, const fl_binding *bindings, fl_iteration *range)
{
    double to;
    *range = (fl_iteration){.from = 0, .step = 1};
    if (node->kind == FL_NODE_RANGE) {
        if (!fl_node_is(node->first, FL_NODE_NONE, NULL))
            range->from = fl_evaluate_number(e, node->first, bindings);
        to = fl_evaluate_number(e, node->last, bindings) + (strcmp(node->text, "..=") == 0);
    } else if (fl_is_range(e, node)) {
        fl_arguments a = fl_arguments_of(node);
        to = a.count > 0 ? fl_evaluate_number(e, a.nodes[a.count > 1 ? 1 : 0], bindings) : NAN;
        if (a.count > 1)
            range->from = fl_evaluate_number(e, a.nodes[0], bindings);
        if (a.count > 2)
            range->step = fl_evaluate_number(e, a.nodes[2], bindings);
    } else {
        return false;
    }
    range->times = range->step > 0 ? fmax(ceil((to - range->from) / range->step), 0) : NAN;
    if (isnan(to) || isnan(range->from))
        range->times = NAN;
    return true;
}

fl_iteration fl_iterate(fl_evaluator *e, fl_node *iterable, const fl_binding *bindings)
{
    fl_iteration found = {.times = NAN};
    for (fl_node *inner; iterable && (inner = inner_iterable(e, iterable));)
        iterable = inner;
    if (!iterable || range_of(e, iterable, bindings, &found))
        return found;
    fl_value v = fl_evaluate(e, iterable, bindings);
    found.list = fl_items(e, &v);
    found.times = found.list.kind == FL_VALUE_LIST ? (double)found.list.count : NAN;
    return found;
}

fl_value fl_yield(const fl_iteration *it, size_t round)
{
    return it->list.kind == FL_VALUE_LIST ? it->list.items[round]
                                          : fl_number(it->from + (double)round * it->step, true, false);
}

fl_value fl_range_list(fl_evaluator *e, fl_node *iterable, const fl_binding *bindings)
{
    fl_iteration it = fl_iterate(e, iterable, bindings);
    fl_value *items = it.times >= 0 && it.times < 1e7 ? fl_value_array(e, (size_t)it.times) : NULL;
    for (size_t i = 0; items && i < (size_t)it.times; i++)
        items[i] = fl_yield(&it, i);
    return items ? (fl_value){.kind = FL_VALUE_LIST, .items = items, .count = (size_t)it.times} : unknown;
}

/* NOLINTEND(misc-no-recursion) */
