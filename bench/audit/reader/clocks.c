/* Which calls read a clock. */
#include "bench/audit/reader/known_calls.h"

enum { MOST_CALLS_DEEP = 6 };

/* NOLINTBEGIN(misc-no-recursion): calls at most MOST_CALLS_DEEP */

/* now_ns() of C: its body reads one clock, in whatever statements, and calls nothing else. */
static fl_node *only_call_in(const fl_node *body)
{
    fl_node *found = NULL;
    for (fl_node *n = (fl_node *)body; n; n = fl_node_following(n, body)) {
        if (n->kind == FL_NODE_FOR || n->kind == FL_NODE_WHILE || n->kind == FL_NODE_OPAQUE ||
            n->kind == FL_NODE_IF || (n->kind == FL_NODE_CALL && found))
            return NULL;
        if (n->kind == FL_NODE_CALL)
            found = n;
    }
    return found;
}

static fl_node *clock_within(fl_evaluator *e, fl_node *call, char text[256], int deep)
{
    fl_dotted(e->program, call->first, text);
    if (fl_is_known_clock(text))
        return call;
    const fl_node *own = fl_called_function(e->program, call->first);
    fl_node *body = own && deep < MOST_CALLS_DEEP ? fl_node_child(own, 1) : NULL;
    fl_node *only = body && body->kind == FL_NODE_BLOCK ? body->first : body;
    if (body && e->program->files[body->file].c) {
        fl_node *inner = fl_node_is(body->last, FL_NODE_RETURN, NULL) ? only_call_in(body) : NULL;
        return inner && inner->first ? clock_within(e, inner, text, deep + 1) : NULL;
    }
    if (!only || (body->kind == FL_NODE_BLOCK && only->next))
        return NULL;
    fl_node *value = only->kind == FL_NODE_RETURN ? only->first : only;
    return fl_node_is(value, FL_NODE_CALL, NULL) ? clock_within(e, value, text, deep + 1) : NULL;
}

bool fl_is_clock(fl_evaluator *e, fl_node *call, char text[256])
{
    return fl_node_is(call, FL_NODE_CALL, NULL) && call->first && clock_within(e, call, text, 0);
}

fl_node *fl_clock_within(fl_evaluator *e, fl_node *call)
{
    char text[256];
    return fl_node_is(call, FL_NODE_CALL, NULL) && call->first ? clock_within(e, call, text, 0) : NULL;
}

/* NOLINTEND(misc-no-recursion) */
