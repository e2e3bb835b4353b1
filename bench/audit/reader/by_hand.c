/* Dot products that a program computes by itself, element by element, and no library for it. */
#include "bench/audit/reader/by_hand.h"

#include <string.h>

enum { MOST_CALLS_DEEP = 4 };

static const fl_node *base_of(const fl_node *n)
{
    while (n && (n->kind == FL_NODE_INDEX || n->kind == FL_NODE_UNARY || n->kind == FL_NODE_CAST) && n->first)
        n = n->first;
    return n;
}

/* a * b of two elements of different things: names that a loop binds, or places of arrays. */
static bool is_product(const fl_node *n)
{
    if (!fl_node_is(n, FL_NODE_BINARY, "*"))
        return false;
    const fl_node *a = base_of(n->first), *b = base_of(n->last);
    return fl_node_is(a, FL_NODE_NAME, NULL) && fl_node_is(b, FL_NODE_NAME, NULL) &&
           strcmp(a->text, b->text) != 0;
}

static bool holds_product(const fl_node *root)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if (is_product(n))
            return true;
    return false;
}

/* zip(x, x): one thing beside itself. */
static bool pairs_itself(const fl_node *iterable)
{
    const fl_node *a = fl_node_child(iterable, 1), *b = fl_node_child(iterable, 2);
    return fl_node_is(iterable, FL_NODE_CALL, NULL) && fl_node_is(iterable->first, FL_NODE_NAME, "zip") &&
           fl_node_is(a, FL_NODE_NAME, NULL) && fl_node_is(b, FL_NODE_NAME, a->text);
}

static bool names(const fl_node *root, const char *name)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if (fl_node_is(n, FL_NODE_NAME, name))
            return true;
    return false;
}

/* Whether a loop's rounds differ: `for _ in range(100)` does the same again and again. */
static bool uses_target(const fl_node *target, const fl_node *body)
{
    for (const fl_node *n = target; n; n = fl_node_following(n, target))
        if (n->kind == FL_NODE_NAME && names(body, n->text))
            return true;
    return false;
}

bool fl_repeats_itself(const fl_node *loop)
{
    if (loop->kind == FL_NODE_FOR)
        return !uses_target(loop->first, loop->last) || pairs_itself(fl_node_child(loop, 1));
    if (loop->kind != FL_NODE_COMPREHENSION)
        return false;
    for (const fl_node *g = loop->first->next; g; g = g->next) {
        bool later = false;
        for (const fl_node *other = g->next; other && !later; other = other->next)
            later = uses_target(g->first, fl_node_child(other, 1));
        if ((!later && !uses_target(g->first, loop->first)) || pairs_itself(fl_node_child(g, 1)))
            return true;
    }
    return false;
}

/* total += a * b, or total = total + a * b, in a loop. */
static bool is_sum_in_loop(const fl_node *n, const fl_node *root)
{
    bool adds = fl_node_is(n, FL_NODE_ASSIGN, "+=") ||
                (fl_node_is(n, FL_NODE_ASSIGN, "=") && fl_node_is(n->last, FL_NODE_BINARY, "+") &&
                 fl_node_is(n->first, FL_NODE_NAME, NULL) && names(n->last, n->first->text));
    if (!adds || !holds_product(n->last))
        return false;
    for (const fl_node *up = n->parent; up; up = up->parent) {
        if ((up->kind == FL_NODE_FOR || up->kind == FL_NODE_WHILE) && !fl_repeats_itself(up))
            return true;
        if (up == root)
            break;
    }
    return false;
}

/* sum(w * x for …), sum(map(operator.mul, w, x)), sumprod(w, x); a.iter().zip(b).map(|(w, x)| w * x).sum() */
static bool is_sum_by_call(const fl_node *n)
{
    static const char *const sums[] = {"sum", "fsum", "sumprod", "fold", NULL};
    const fl_node *callee = n->kind == FL_NODE_CALL ? n->first : NULL;
    if (!callee || (callee->kind != FL_NODE_NAME && callee->kind != FL_NODE_FIELD) ||
        !fl_is_one_of(callee->text, sums))
        return false;
    const fl_node *argument = callee->next;
    if (strcmp(callee->text, "sumprod") == 0)
        return argument && argument->next && !fl_node_is(argument->next, FL_NODE_NAME, argument->text);
    if (fl_node_is(argument, FL_NODE_COMPREHENSION, NULL))
        return holds_product(argument->first) && !fl_repeats_itself(argument);
    if (fl_node_is(argument, FL_NODE_CALL, NULL) && fl_node_is(argument->first, FL_NODE_NAME, "map"))
        return argument->first->next && strcmp(argument->first->next->text, "mul") == 0;
    return callee->kind == FL_NODE_FIELD && holds_product(n);
}

/* Each node costs a step of the evaluator's: functions that call functions are soon too many to look through. */
/* NOLINTNEXTLINE(misc-no-recursion): at most MOST_CALLS_DEEP */
static bool adds(fl_evaluator *e, const fl_node *root, int deep)
{
    for (const fl_node *n = root; n && e->steps > 0; n = fl_node_following(n, root), e->steps--) {
        if (n->kind == FL_NODE_ASSIGN ? is_sum_in_loop(n, root) : is_sum_by_call(n))
            return true;
        const fl_node *own = n->kind == FL_NODE_CALL && deep < MOST_CALLS_DEEP
                                 ? fl_called_function(e->program, n->first)
                                 : NULL;
        if (own && adds(e, fl_node_child(own, 1), deep + 1))
            return true;
    }
    return false;
}

bool fl_adds_products(fl_evaluator *e, const fl_node *root)
{
    return adds(e, root, 0);
}
