/* Which model the timed inference asks, and what of the sources belongs to it. */
#include "bench/audit/providers/sources_model.h"

#include "bench/audit/reader/models.h"

/* Whether a class is made, or derived from, somewhere below a node: in what a model consists of. */
static bool names_class(fl_source *s, const fl_node *root, const fl_node *class_node)
{
    for (fl_node *n = (fl_node *)root; n; n = fl_node_following(n, root))
        if (n->kind == FL_NODE_NAME && fl_meaning(&s->program, n) == class_node)
            return true;
    return false;
}

const fl_node *fl_timed_model(fl_source *s)
{
    fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    fl_node *callee = fl_node_is(infers, FL_NODE_CALL, NULL) ? infers->first : NULL;
    if (callee && callee->kind == FL_NODE_FIELD) /* model.forward(x) */
        callee = callee->first;
    if (!callee || callee->kind != FL_NODE_NAME)
        return NULL;
    const fl_node *meaning = fl_meaning(&s->program, callee);
    const fl_node *function =
        fl_node_is(meaning, FL_NODE_PARAMETER, NULL) ? fl_function_of(meaning, false) : NULL;
    const fl_node *call = function ? fl_next_call_of(&s->program, function, NULL) : NULL;
    if (call && fl_next_call_of(&s->program, function, call)) /* several are timed by the same lines */
        return NULL;
    return fl_model_of(&s->evaluator, callee);
}

/* Whether a class is only ever mentioned where a variable is given an object of it: then nothing else holds
 * one. */
static bool only_fills_variables(fl_source *s, const fl_node *class_node)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            if (n->kind != FL_NODE_NAME || fl_node_is_within(n, class_node) ||
                fl_meaning(&s->program, n) != class_node)
                continue;
            const fl_node *call = n->parent, *assign = call ? call->parent : NULL;
            if (!call || !assign || !fl_node_is(call, FL_NODE_CALL, NULL) || call->first != n ||
                !fl_node_is(assign, FL_NODE_ASSIGN, NULL) || assign->last != call ||
                assign->first->kind != FL_NODE_NAME)
                return false;
        }
    return true;
}

bool fl_is_of_model(fl_source *s, const fl_node *model, const fl_node *node)
{
    const fl_node *class_node = node;
    while (class_node && class_node->kind != FL_NODE_CLASS)
        class_node = class_node->parent;
    if (!model || !class_node || fl_node_is_within(node, model))
        return true;
    /* NOLINTNEXTLINE(readability-suspicious-call-argument): both ways round are asked */
    return names_class(s, model, class_node) || names_class(s, class_node, model) ||
           !only_fills_variables(s, class_node);
}
