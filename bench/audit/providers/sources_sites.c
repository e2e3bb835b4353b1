#include "bench/audit/providers/sources_sites.h"

#include <stdlib.h>
#include <string.h>

#include "bench/task/task.h"

enum { MOST_VALUES = 2000000 };

/* NOLINTBEGIN(misc-no-recursion): as many levels as loops, and lists in lists */

static bool store(fl_evaluator *e, fl_site *t, fl_value v, int level)
{
    if (v.kind == FL_VALUE_LIST && level < 2) {
        if (v.count == 0)
            return false;
        if (t->dim_count <= t->loop_count + level)
            t->dims[t->dim_count++] = (double)v.count;
        for (size_t i = 0; i < v.count; i++)
            if (!store(e, t, v.items[i], level + 1))
                return false;
        return true;
    }
    if ((v.kind != FL_VALUE_NUMBER && v.kind != FL_VALUE_TRUTH) || t->count == MOST_VALUES)
        return false;
    if (t->count % 4096 == 0) {
        float *grown = realloc(t->values, (t->count + 4096) * sizeof(float));
        if (!grown)
            return false;
        t->values = grown;
    }
    t->single = t->single && v.single;
    t->values[t->count++] = (float)v.number;
    return e->steps > 0;
}

static bool generate(fl_evaluator *e, fl_site *t, int level, const fl_binding *bindings)
{
    if (level == t->loop_count)
        return store(e, t, fl_evaluate(e, t->element, bindings), 0);
    fl_iteration it = fl_iterate(e, t->loops[level].iterable, bindings);
    if (!(it.times >= 1 && it.times <= MOST_VALUES))
        return false;
    if (t->dim_count <= level)
        t->dims[t->dim_count++] = it.times;
    const fl_node *target = t->loops[level].target;
    fl_binding *own = NULL; /* one for all rounds: there are some hundred thousand */
    for (size_t i = 0; (double)i < it.times; i++) {
        fl_value at = fl_yield(&it, i);
        if (own)
            own->value = at;
        const fl_binding *inner = own ? own : fl_bind(e, target, at, bindings);
        if (at.kind != FL_VALUE_NUMBER || !generate(e, t, level + 1, inner))
            return false;
        if (fl_node_is(target, FL_NODE_NAME, NULL) && inner != bindings)
            own = (fl_binding *)inner;
    }
    return true;
}

/* NOLINTEND(misc-no-recursion) */

static bool inside_another(const fl_node *n)
{
    for (n = n->parent; n; n = n->parent)
        if (n->kind == FL_NODE_COMPREHENSION || n->kind == FL_NODE_LAMBDA)
            return true;
    return false;
}

/* The for loops of the function around a statement, outermost first. */
static void loops_around(fl_site *t, fl_node *n)
{
    fl_node *found[FL_SITE_LOOPS];
    int count = 0;
    for (n = n->parent; n && n->kind != FL_NODE_FUNCTION && n->kind != FL_NODE_MODULE; n = n->parent)
        if (n->kind == FL_NODE_FOR && count < FL_SITE_LOOPS)
            found[count++] = n;
    for (int i = 0; i < count; i++) {
        t->loops[i].target = found[count - 1 - i]->first;
        t->loops[i].iterable = fl_node_child(found[count - 1 - i], 1);
    }
    t->loop_count = count;
}

static bool comprehension_site(fl_node *n, fl_site *t)
{
    t->element = n;
    while (t->element->kind == FL_NODE_COMPREHENSION) {
        fl_node *inner = t->element;
        for (fl_node *g = inner->first->next; g; g = g->next) {
            if (t->loop_count == FL_SITE_LOOPS || fl_node_count(g) != 2)
                return false;
            t->loops[t->loop_count].target = g->first;
            t->loops[t->loop_count++].iterable = fl_node_child(g, 1);
        }
        t->element = inner->first;
    }
    return true;
}

/* (0..784).map(|j| …) */
static bool map_site(fl_node *callee, fl_site *t)
{
    if (!fl_node_is(callee->first, FL_NODE_RANGE, NULL) || !fl_node_is(callee->next, FL_NODE_LAMBDA, NULL))
        return false;
    t->loops[0].target = fl_node_child(fl_node_child(callee->next, 0), 0);
    t->loops[0].iterable = callee->first;
    t->loop_count = 1;
    t->element = fl_node_child(callee->next, 1);
    return t->loops[0].target != NULL;
}

/* x.append(…), x.push(…) in a loop */
static bool call_site(fl_node *n, fl_site *t)
{
    fl_node *callee = n->first;
    if (callee->kind != FL_NODE_FIELD)
        return false;
    if ((strcmp(callee->text, "map") == 0 || strcmp(callee->text, "flat_map") == 0) && !inside_another(n))
        return map_site(callee, t);
    if ((strcmp(callee->text, "append") != 0 && strcmp(callee->text, "push") != 0) || !callee->next)
        return false;
    loops_around(t, n);
    t->element = callee->next;
    return t->loop_count > 0 && t->element->kind != FL_NODE_COMPREHENSION;
}

/* x[i] = … in a loop; x = arange(784) % 256 / 255, an array made at once */
static bool assignment_site(fl_node *n, fl_site *t)
{
    t->element = n->last;
    if (n->first->kind == FL_NODE_INDEX && strcmp(n->text, "=") == 0) {
        loops_around(t, n);
        return t->loop_count > 0;
    }
    if (n->last->kind == FL_NODE_COMPREHENSION || n->last->kind == FL_NODE_NAME ||
        n->last->kind == FL_NODE_LIST)
        return false;
    for (const fl_node *k = n->last; k; k = fl_node_following(k, n->last))
        if (k->kind == FL_NODE_CALL && strcmp(k->first->text, "arange") == 0)
            return true;
    return false;
}

bool fl_site_at(fl_node *n, fl_site *t)
{
    *t = (fl_site){.place = n, .single = true};
    switch (n->kind) {
    case FL_NODE_COMPREHENSION:
        return !inside_another(n) && comprehension_site(n, t);
    case FL_NODE_CALL:
        return call_site(n, t);
    case FL_NODE_ASSIGN:
        return assignment_site(n, t);
    default:
        return false;
    }
}

bool fl_site_generate(fl_program *program, fl_site *t)
{
    fl_evaluator *e = malloc(sizeof *e);
    if (!e)
        return false;
    fl_evaluator_start(e, program);
    bool good = generate(e, t, 0, NULL);
    fl_evaluator_end(e);
    free(e);
    return good;
}
