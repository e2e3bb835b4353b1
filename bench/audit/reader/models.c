/* Which object is a model, and which call is an inference. */
#include <string.h>

#include "bench/audit/reader/known_calls.h"
#include "bench/audit/reader/models.h"

/* NOLINTBEGIN(misc-no-recursion): deep is limited */

bool fl_extends_torch(fl_program *program, const fl_node *class_node)
{
    char base[256];
    for (fl_node *b = class_node->first ? class_node->first->first : NULL; b; b = b->next)
        if (strncmp(fl_dotted(program, b, base), "torch.nn.", 9) == 0)
            return true;
    return false;
}

bool fl_is_module_class(fl_evaluator *e, const fl_node *class_node)
{
    char base[256];
    if (fl_extends_torch(e->program, class_node))
        return true;
    for (fl_node *b = class_node->first ? class_node->first->first : NULL; b; b = b->next)
        if (strcmp(fl_dotted(e->program, b, base), "nn.Module") == 0) /* of an import that is not seen */
            return true;
    for (const fl_node *n = class_node; n; n = fl_node_following(n, class_node))
        if (fl_node_is(n, FL_NODE_FUNCTION, "forward") || fl_node_is(n, FL_NODE_FUNCTION, "__call__"))
            return true;
    return false;
}

fl_node *fl_argument_of(fl_evaluator *e, const fl_node *parameter)
{
    const fl_node *function = fl_function_of(parameter, true);
    fl_node *call =
        fl_node_is(function, FL_NODE_FUNCTION, NULL) ? fl_next_call_of(e->program, function, NULL) : NULL;
    return call ? fl_argument_for(call, parameter) : NULL;
}

static const fl_node *model_of(fl_evaluator *e, fl_node *node, int deep);

/* self.linear: what some method of the class assigns to it. */
static const fl_node *model_of_member(fl_evaluator *e, const fl_node *field, int deep)
{
    const fl_node *class_node = field;
    while (class_node && class_node->kind != FL_NODE_CLASS)
        class_node = class_node->parent;
    for (const fl_node *n = class_node; n; n = fl_node_following(n, class_node))
        if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, field->text) &&
            fl_node_is(n->first->first, FL_NODE_NAME, "self"))
            return model_of(e, n->last, deep + 1);
    return NULL;
}

static const fl_node *model_of_name(fl_evaluator *e, fl_node *name, int deep)
{
    const fl_node *m = fl_meaning(e->program, name);
    if (!m || fl_is_ambiguous(m))
        return NULL;
    if (m->kind == FL_NODE_PARAMETER)
        return model_of(e, fl_argument_of(e, m), deep + 1);
    return m->kind == FL_NODE_ASSIGN ? model_of(e, fl_assigned_to(m, name->text), deep + 1) : NULL;
}

/* The one model that a function answers with; of several that it may it is not told which. */
static const fl_node *model_of_function(fl_evaluator *e, const fl_node *function, int deep)
{
    const fl_node *found = NULL;
    for (fl_node *n = (fl_node *)function; n; n = fl_node_following(n, function)) {
        const fl_node *model = n->kind == FL_NODE_RETURN && n->first ? model_of(e, n->first, deep + 1) : NULL;
        if (found && model && model != found)
            return NULL;
        found = model ? model : found;
    }
    return found;
}

/* Layer(…), nn.Linear(…), make_model(), and what only passes a model on: model.eval(), jit.script(model). */
static const fl_node *model_of_call(fl_evaluator *e, fl_node *call, int deep)
{
    static const char *const same[] = {"eval",           "to",     "cpu",     "cuda",  "float",
                                       "requires_grad_", "script", "compile", "trace", NULL};
    char name[256];
    fl_dotted(e->program, call->first, name);
    if (fl_known_effect(name) == FL_DOES_CREATE_MODEL || strncmp(name, "torch.nn.", 9) == 0)
        return strncmp(name, "torch.nn.functional", 19) == 0 ? NULL : call;
    if (call->first->kind == FL_NODE_FIELD && fl_is_one_of(call->first->text, same)) {
        const fl_node *inner = model_of(e, call->first->first, deep + 1);
        return inner ? inner : model_of(e, call->first->next, deep + 1);
    }
    const fl_node *m = call->first->kind == FL_NODE_NAME ? fl_meaning(e->program, call->first) : NULL;
    if (m && m->kind == FL_NODE_CLASS)
        return fl_is_module_class(e, m) ? m : NULL;
    return m && m->kind == FL_NODE_FUNCTION ? model_of_function(e, m, deep) : NULL;
}

static const fl_node *model_of(fl_evaluator *e, fl_node *node, int deep)
{
    if (!node || deep > 12)
        return NULL;
    if (node->kind == FL_NODE_NAME)
        return model_of_name(e, node, deep);
    if (node->kind == FL_NODE_FIELD)
        return fl_node_is(node->first, FL_NODE_NAME, "self") ? model_of_member(e, node, deep) : NULL;
    return node->kind == FL_NODE_CALL ? model_of_call(e, node, deep) : NULL;
}

const fl_node *fl_model_of(fl_evaluator *e, fl_node *node)
{
    return model_of(e, node, 0);
}

/* session.run(None, {…}) of ONNX Runtime, whatever function or fixture made the session. */
static bool runs_session(fl_evaluator *e, const fl_node *callee)
{
    char name[256];
    const fl_node *session = fl_node_is(callee, FL_NODE_FIELD, "run") ? model_of(e, callee->first, 0) : NULL;
    return session && session->kind == FL_NODE_CALL &&
           strcmp(fl_dotted(e->program, session->first, name), "onnxruntime.InferenceSession") == 0;
}

bool fl_is_prediction(fl_evaluator *e, fl_node *call)
{
    char name[256];
    if (call->kind == FL_NODE_BINARY)
        return strcmp(call->text, "@") == 0;
    if (call->kind != FL_NODE_CALL || !call->first)
        return false;
    fl_dotted(e->program, call->first, name);
    const char *method = call->first->kind == FL_NODE_FIELD ? call->first->text : "";
    char dotted[64] = ".";
    strncat(dotted, method, sizeof dotted - 2);
    if (fl_is_known_prediction(name) || (method[0] && name[0] == '.' && fl_is_known_prediction(dotted)))
        return true;
    if (runs_session(e, call->first))
        return true;
    return (call->first->kind == FL_NODE_NAME || fl_node_is(call->first->first, FL_NODE_NAME, "self")) &&
           model_of(e, call->first, 0) != NULL;
}

/* NOLINTEND(misc-no-recursion) */

static const fl_node *method_of(const fl_node *class_node, const char *name)
{
    for (const fl_node *n = class_node; n; n = fl_node_following(n, class_node))
        if (fl_node_is(n, FL_NODE_FUNCTION, name))
            return n;
    return NULL;
}

const fl_node *fl_forward_of(const fl_node *model)
{
    if (!fl_node_is(model, FL_NODE_CLASS, NULL))
        return NULL;
    const fl_node *forward = method_of(model, "forward");
    return forward ? forward : method_of(model, "__call__");
}
