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
static bool range_of(fl_evaluator *e, fl_node *node, const fl_binding *bindings, double *from, double *step,
                     double *times)
{
    double to;
    *from = 0;
    *step = 1;
    if (node->kind == FL_NODE_RANGE) {
        *from =
            fl_node_is(node->first, FL_NODE_NONE, NULL) ? 0 : fl_evaluate_number(e, node->first, bindings);
        to = fl_evaluate_number(e, node->last, bindings) + (strcmp(node->text, "..=") == 0);
    } else if (fl_is_range(e, node)) {
        fl_arguments a = fl_arguments_of(node);
        to = a.count > 0 ? fl_evaluate_number(e, a.nodes[a.count > 1 ? 1 : 0], bindings) : NAN;
        if (a.count > 1)
            *from = fl_evaluate_number(e, a.nodes[0], bindings);
        if (a.count > 2)
            *step = fl_evaluate_number(e, a.nodes[2], bindings);
    } else {
        return false;
    }
    *times = *step > 0 ? fmax(ceil((to - *from) / *step), 0) : NAN;
    if (isnan(to) || isnan(*from))
        *times = NAN;
    return true;
}

double fl_times_of(fl_evaluator *e, fl_node *iterable, const fl_binding *bindings)
{
    double from, step, times;
    for (fl_node *inner; iterable && (inner = inner_iterable(e, iterable));)
        iterable = inner;
    if (!iterable)
        return NAN;
    if (range_of(e, iterable, bindings, &from, &step, &times))
        return times;
    fl_value v = fl_evaluate(e, iterable, bindings);
    return v.kind == FL_VALUE_SAMPLES ? (double)e->sample_count
           : v.kind == FL_VALUE_LIST  ? (double)v.count
                                      : NAN;
}

fl_value fl_yield(fl_evaluator *e, fl_node *iterable, double position, const fl_binding *bindings)
{
    double from, step, times;
    for (fl_node *inner; iterable && (inner = inner_iterable(e, iterable));)
        iterable = inner;
    if (!iterable)
        return unknown;
    if (range_of(e, iterable, bindings, &from, &step, &times))
        return fl_number(from + position * step, true, false);
    fl_value v = fl_evaluate(e, iterable, bindings);
    v = v.kind == FL_VALUE_SAMPLES ? fl_items(e, &v) : v;
    return v.kind == FL_VALUE_LIST && position < (double)v.count ? v.items[(size_t)position] : unknown;
}

fl_value fl_range_list(fl_evaluator *e, fl_node *iterable, const fl_binding *bindings)
{
    double times = fl_times_of(e, iterable, bindings);
    fl_value *items = times >= 0 && times < 1e7 ? fl_value_array(e, (size_t)times) : NULL;
    for (size_t i = 0; items && i < (size_t)times; i++)
        items[i] = fl_yield(e, iterable, (double)i, bindings);
    return items ? (fl_value){.kind = FL_VALUE_LIST, .items = items, .count = (size_t)times} : unknown;
}

/* NOLINTEND(misc-no-recursion) */
