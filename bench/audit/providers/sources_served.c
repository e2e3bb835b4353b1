/* Whether one and the same object serves every timed call, whatever its class is called: point 54. What the inference is
 * called on is followed to where it was made. */
#include <string.h>

#include "bench/audit/providers/sources.h"
#include "bench/audit/reader/known_calls.h"
#include "bench/audit/reader/scope.h"

enum { DEEPEST = 6 };

typedef enum served {
    BEFORE,
    OPEN,
    WITHIN
} served; /* it was made before the loop; nobody can tell; in each round */

typedef struct origin {
    fl_source *s;
    const fl_node *scope; /* what is executed for each call */
    const fl_node *place; /* that decides */
} origin;

/* NOLINTBEGIN(misc-no-recursion): DEEPEST */
static served made_by(origin *o, fl_node *value, int deep);

static bool is_same(const fl_node *target, const fl_node *object)
{
    if (!target || target->kind != object->kind || strcmp(target->text, object->text) != 0)
        return false;
    return target->kind == FL_NODE_NAME || (target->kind == FL_NODE_FIELD && target->first && object->first &&
                                            is_same(target->first, object->first));
}

/* An object with a name: what is assigned to it in each round. */
static served named(origin *o, const fl_node *object, int deep)
{
    served worst = BEFORE;
    for (fl_node *n = (fl_node *)o->scope; n; n = fl_node_following(n, o->scope)) {
        if (n->kind != FL_NODE_ASSIGN || !is_same(n->first, object) || n->last == n->first)
            continue;
        served found = made_by(o, n->last, deep + 1);
        if (found == BEFORE && o->s->c && n->last->kind == FL_NODE_NAME) {
            found = OPEN; /* by reference, or a copy */
            o->place = n;
        }
        if (found > worst)
            worst = found;
    }
    return worst;
}

static served made_by_call(origin *o, fl_node *call, int deep)
{
    char name[256];
    fl_program *program = &o->s->program;
    const fl_node *meaning =
        fl_node_is(call->first, FL_NODE_NAME, NULL) ? fl_meaning(program, call->first) : NULL;
    fl_dotted(program, call->first, name);
    if (fl_node_is(meaning, FL_NODE_CLASS, NULL) || fl_known_effect(name) == FL_DOES_CREATE_MODEL) {
        o->place = call;
        return WITHIN;
    }
    bool passes_on = fl_is_harmless(name) || (o->s->rust && fl_is_harmless_in_rust(name));
    if (passes_on && fl_known_effect(name) == FL_EFFECTS && call->first->next)
        return made_by(o, call->first->next, deep + 1);
    if (passes_on && fl_known_effect(name) == FL_EFFECTS && call->first->kind == FL_NODE_FIELD)
        return made_by(o, call->first->first, deep + 1);
    o->place = call;
    return OPEN;
}

static served made_by(origin *o, fl_node *value, int deep)
{
    if (!value || deep > DEEPEST)
        return OPEN;
    switch (value->kind) {
    case FL_NODE_NAME:
        return named(o, value, deep);
    case FL_NODE_FIELD: {
        served own = named(o, value, deep);
        return own != BEFORE ? own : made_by(o, value->first, deep + 1);
    }
    case FL_NODE_CALL:
        return value->first ? made_by_call(o, value, deep) : OPEN;
    case FL_NODE_INDEX:
        if (fl_node_is(value->last, FL_NODE_NUMBER, NULL))
            return made_by(o, value->first, deep + 1);
        o->place = value;
        return OPEN; /* another one in each round, or one of them */
    case FL_NODE_UNARY:
    case FL_NODE_CAST:
        return made_by(o, value->last, deep + 1);
    default:
        o->place = value;
        return OPEN;
    }
}

/* Of one call: the object that it is called on, then what its own function does. */
static served of_call(origin *o, fl_node *call, int deep)
{
    fl_program *program = &o->s->program;
    fl_node *callee = call->first;
    const fl_node *own = callee ? fl_called_function(program, callee) : NULL;
    served worst = BEFORE;
    if (callee && fl_node_is(callee, FL_NODE_FIELD, NULL) && callee->first)
        worst = made_by(o, callee->first, deep);
    else if (callee && fl_node_is(callee, FL_NODE_NAME, NULL) && !own)
        worst = made_by(o, callee, deep);
    const fl_node *body = own && deep < DEEPEST ? fl_node_child(own, 1) : NULL;
    origin inner = {o->s, body, NULL};
    for (fl_node *n = (fl_node *)body; n && worst == BEFORE; n = fl_node_following(n, body)) {
        fl_effects does = {.predictions = 0};
        if (n->kind != FL_NODE_CALL || !fl_node_is(n->first, FL_NODE_FIELD, NULL))
            continue;
        fl_effects_of(&o->s->evaluator, n, &does);
        if (does.place[FL_DOES_PREDICT])
            worst = of_call(&inner, n, deep + 1);
        o->place = inner.place;
    }
    return worst;
}
/* NOLINTEND(misc-no-recursion) */

/* The calls of a statement that lead to an inference; black_box(layer.forward(x)) are two. */
static served of_statement(origin *o, fl_node *statement)
{
    for (fl_node *n = statement; n;) {
        fl_effects does = {.predictions = 0};
        if (n->kind == FL_NODE_CALL)
            fl_effects_of(&o->s->evaluator, n, &does);
        served found = does.place[FL_DOES_PREDICT] ? of_call(o, n, 0) : BEFORE;
        if (found != BEFORE)
            return found;
        n = fl_node_following(n, statement);
    }
    return BEFORE;
}

bool fl_source_is_served_by_one(fl_source *s)
{
    const fl_region *r = s->measuring.main;
    const fl_node *function = fl_function_of(r->start, false);
    const bool is_once =
        !r->loop && !s->program.timed &&
        (!fl_node_is(function, FL_NODE_FUNCTION, NULL) || strcmp(function->text, "main") == 0);
    if (s->program.timed_process || is_once)
        return true; /* of a process all is made anew, which 10 judges; nothing is made again for a single call */
    origin o = {s, r->loop, NULL};
    if (!r->loop)
        o.scope =
            fl_node_is(function, FL_NODE_FUNCTION, NULL) ? fl_node_child(function, 1) : r->start->parent;
    served found = BEFORE;
    for (fl_node *n = r->start; n && found == BEFORE; n = n == r->stop ? NULL : n->next)
        found = of_statement(&o, n);
    const fl_node *place = o.place ? o.place : r->start;
    if (found == WITHIN)
        fl_source_add(s, 54, FL_POINT_FAIL, place,
                      "what the inference is called on is made anew for each timed call");
    else if (found == OPEN)
        fl_source_add(s, 54, FL_POINT_UNCHECKED, place,
                      "what the inference is called on comes from here for each timed call: the same one?");
    return found == BEFORE;
}
