#include "bench/audit/reader/early.h"

#include <math.h>
#include <string.h>

/* Whether a statement is followed by others that its function would come to without it. */
static bool has_more_behind(const fl_node *statement)
{
    const fl_node *n = statement->parent && statement->parent->kind == FL_NODE_BLOCK ? statement->next : NULL;
    while (n && (n->kind == FL_NODE_ATTRIBUTE || n->kind == FL_NODE_PASS || n->kind == FL_NODE_FUNCTION ||
                 n->kind == FL_NODE_CLASS))
        n = n->next;
    return n;
}

/* return that reports no error; Python's that answers nothing counts as such a report. */
static bool answers(const fl_evaluator *e, const fl_node *n)
{
    const fl_program_file *file = &e->program->files[n->file];
    if (n->kind != FL_NODE_RETURN)
        return false;
    if (!n->first || n->first->kind == FL_NODE_NONE)
        return file->rust || file->c;
    return !(n->first->kind == FL_NODE_CALL && n->first->first && strcmp(n->first->first->text, "Err") == 0);
}

bool fl_returns_early(const fl_evaluator *e, const fl_node *function)
{
    const fl_node *body = fl_node_child(function, 1);
    for (const fl_node *n = body; n;) {
        for (const fl_node *up = n; answers(e, n) && up != body && up; up = up->parent)
            if (has_more_behind(up) ||
                (up->parent && ((up->parent->kind == FL_NODE_IF && fl_node_count(up->parent) == 2) ||
                                up->parent->kind == FL_NODE_FOR || up->parent->kind == FL_NODE_WHILE)))
                return true;
        bool inner = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA;
        n = inner ? fl_node_skipping(n, body) : fl_node_following(n, body);
    }
    return false;
}

static bool holds_prediction(fl_evaluator *e, fl_node *root)
{
    for (fl_node *n = root; n; n = fl_node_following(n, root))
        if (n->kind == FL_NODE_CALL && fl_is_prediction(e, n))
            return true;
    return false;
}

bool fl_gives_up_unasked(fl_evaluator *e, const fl_node *call, const fl_node *function)
{
    static const char *const asks[] = {"unwrap", "expect", "unwrap_unchecked", NULL};
    const fl_node *body = fl_node_child(function, 1);
    if (call->tried ||
        (fl_node_is(call->parent, FL_NODE_FIELD, NULL) && fl_is_one_of(call->parent->text, asks)))
        return false;
    for (fl_node *n = (fl_node *)body; n;) {
        bool inner = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA;
        if (!inner && n->tried && !holds_prediction(e, n))
            return true;
        n = inner ? fl_node_skipping(n, body) : fl_node_following(n, body);
    }
    return false;
}

bool fl_skips_rounds(const fl_node *loop)
{
    for (const fl_node *n = loop->last; n;) {
        if ((n->kind == FL_NODE_CONTINUE || n->kind == FL_NODE_BREAK) && fl_jump_target(n) == loop)
            return true;
        bool inner = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA;
        n = inner ? fl_node_skipping(n, loop->last) : fl_node_following(n, loop->last);
    }
    return false;
}

bool fl_is_put_off(const fl_node *call, const fl_node *own)
{
    const fl_node *body = fl_node_child(own, 1);
    if (fl_node_is(body, FL_NODE_BLOCK, "async"))
        return !fl_node_is(call->parent, FL_NODE_OPAQUE, "await") &&
               !fl_node_is(call->parent, FL_NODE_FIELD, "await") &&
               !(fl_node_is(call->parent, FL_NODE_CALL, NULL) &&
                 strcmp(call->parent->first->text, "block_on") == 0);
    for (const fl_node *n = body; n;) {
        if (fl_node_is(n, FL_NODE_OPAQUE, "Yield") || fl_node_is(n, FL_NODE_OPAQUE, "YieldFrom"))
            return !fl_node_is(call->parent, FL_NODE_WITH, NULL);
        bool inner = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA;
        n = inner ? fl_node_skipping(n, body) : fl_node_following(n, body);
    }
    return false;
}

static bool speaks_of(const fl_node *element, const fl_node *target)
{
    for (const fl_node *n = element; n; n = fl_node_following(n, element))
        for (const fl_node *t = target; t && n->kind == FL_NODE_NAME; t = fl_node_following(t, target))
            if (fl_node_is(t, FL_NODE_NAME, n->text))
                return true;
    return false;
}

double fl_rounds_of(fl_evaluator *e, const fl_node *comprehension, bool *parts)
{
    double rounds = 1;
    for (fl_node *g = comprehension->first->next; g; g = g->next) {
        double times = fl_node_count(g) >= 2 ? fl_iterate(e, fl_node_child(g, 1), NULL).times : NAN;
        if (!(times > 1))
            continue;
        if (speaks_of(comprehension->first, g->first))
            *parts = true;
        else
            rounds *= times;
    }
    return rounds;
}

bool fl_is_perhaps_empty(fl_evaluator *e, const fl_node *comprehension)
{
    static const char *const all[] = {"list", "tuple", "sum",   "set", "sorted",
                                      "max",  "min",   "stack", "cat", NULL};
    const fl_node *user = comprehension->parent;
    bool lazy = strcmp(comprehension->text, "lazy") == 0;
    if (lazy && !(fl_node_is(user, FL_NODE_CALL, NULL) && user->first != comprehension &&
                  fl_is_one_of(user->first->text, all)))
        return true;
    for (const fl_node *g = comprehension->first->next; g; g = g->next)
        if (fl_node_count(g) != 2 || !(fl_iterate(e, fl_node_child(g, 1), NULL).times >= 1))
            return true;
    return false;
}
