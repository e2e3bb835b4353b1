/* Points 6, 9, 10 and 97: does forward() of the model that is timed compute its layer whatever it is given, and of no
 * more rows? Python alone: Rust's models are those of libraries. */
#include <string.h>

#include "bench/audit/providers/sources_model.h"
#include "bench/audit/providers/sources_shape.h"
#include "bench/audit/reader/models.h"

enum { DEEPEST = 8 };

/* NOLINTBEGIN(misc-no-recursion): deep is limited */
static bool computes(fl_source *s, fl_node *node, int deep);

/* self.flatten(x): the class makes a module of it that multiplies nothing. */
static bool is_idle_member(fl_source *s, const fl_node *member)
{
    static const char *const idle[] = {
        "torch.nn.Identity", "torch.nn.Flatten", "torch.nn.Unflatten", "torch.nn.Dropout",    "torch.nn.ReLU",
        "torch.nn.Softmax",  "torch.nn.Sigmoid", "torch.nn.Tanh",      "torch.nn.LogSoftmax", NULL};
    const fl_node *class_node = member;
    char name[256];
    while (class_node && class_node->kind != FL_NODE_CLASS)
        class_node = class_node->parent;
    for (const fl_node *n = class_node; n; n = fl_node_following(n, class_node))
        if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, member->text) &&
            fl_node_is(n->last, FL_NODE_CALL, NULL))
            return fl_is_one_of(fl_dotted(&s->program, n->last->first, name), idle);
    return false;
}

static const fl_node *next_statement_of(const fl_node *n, const fl_node *body)
{
    bool inner = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA;
    return inner ? fl_node_skipping(n, body) : fl_node_following(n, body);
}

/* The first answer of a function that may be given without a layer; NULL: each comes from one. */
static const fl_node *answer_without(fl_source *s, const fl_node *function, int deep)
{
    const fl_node *body = fl_node_child(function, 1);
    bool any = false;
    if (deep > DEEPEST)
        return function;
    for (const fl_node *n = body; n; n = next_statement_of(n, body)) {
        if (fl_node_is(n, FL_NODE_OPAQUE, "Yield") || fl_node_is(n, FL_NODE_OPAQUE, "YieldFrom"))
            return n;
        if (n->kind != FL_NODE_RETURN)
            continue;
        if (!n->first || !computes(s, n->first, deep + 1))
            return n;
        any = true;
    }
    return any ? NULL : function;
}

static bool any_computes(fl_source *s, fl_node *first, int deep)
{
    for (fl_node *n = first; n; n = n->next)
        if (computes(s, n, deep + 1))
            return true;
    return false;
}

/* F.linear(x, self.weight), kernel(x, self.weights) */
static bool takes_member(const fl_node *first)
{
    for (const fl_node *n = first; n; n = n->next)
        if (fl_node_is(n, FL_NODE_FIELD, NULL) && fl_node_is(n->first, FL_NODE_NAME, "self"))
            return true;
    return false;
}

/* for layer in self.layers: x = layer(x) */
static bool is_layer_of_loop(fl_source *s, fl_node *callee)
{
    const fl_node *m = callee->kind == FL_NODE_NAME ? fl_meaning(&s->program, callee) : NULL;
    const fl_node *over = fl_node_is(m, FL_NODE_FOR, NULL) ? fl_node_child(m, 1) : NULL;
    return over && over->kind == FL_NODE_FIELD && fl_node_is(over->first, FL_NODE_NAME, "self");
}

static bool call_computes(fl_source *s, fl_node *call, int deep)
{
    fl_node *callee = call->first;
    const fl_node *own = fl_called_function(&s->program, callee);
    if (any_computes(s, callee->next, deep))
        return true;
    if (own)
        return fl_node_is(own, FL_NODE_FUNCTION, NULL) && !answer_without(s, own, deep + 1);
    if (fl_node_is(callee, FL_NODE_FIELD, NULL) && fl_node_is(callee->first, FL_NODE_NAME, "self"))
        return !is_idle_member(s, callee);
    if (fl_node_is(callee, FL_NODE_FIELD, NULL) && fl_node_is(callee->first, FL_NODE_CALL, NULL) &&
        fl_node_is(callee->first->first, FL_NODE_NAME, "super"))
        return true;
    if (takes_member(callee->next) || is_layer_of_loop(s, callee))
        return true;
    return callee->kind == FL_NODE_FIELD && computes(s, callee->first, deep + 1);
}

static bool mentions(const fl_node *root, const char *name)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if (fl_node_is(n, FL_NODE_NAME, name))
            return true;
    return false;
}

/* A name that is given several values in its function: one that always stands computes, and no other replaces it. */
static bool name_computes(fl_source *s, fl_node *name, int deep)
{
    const fl_node *m = fl_meaning(&s->program, name);
    if (fl_node_is(m, FL_NODE_ASSIGN, NULL))
        return computes(s, fl_assigned_to(m, name->text), deep + 1);
    const fl_node *function = fl_is_ambiguous(m) ? fl_function_of(name, false) : NULL;
    const fl_node *body = function ? fl_node_child(function, 1) : NULL;
    bool always = false;
    for (const fl_node *n = body; n; n = fl_node_following(n, body)) {
        if (n->kind != FL_NODE_ASSIGN || !fl_node_is(n->first, FL_NODE_NAME, name->text))
            continue;
        bool makes = computes(s, n->last, deep + 1);
        bool passes_on = strcmp(n->text, "=") != 0 || mentions(n->last, name->text);
        bool in_loop = makes && n->last->kind == FL_NODE_CALL && is_layer_of_loop(s, n->last->first);
        if (!makes && !passes_on)
            always = false;
        always = always || in_loop || (makes && n->parent == body);
    }
    return always;
}

static bool binary_computes(fl_source *s, fl_node *node, int deep)
{
    bool first = computes(s, node->first, deep + 1), last = computes(s, node->last, deep + 1);
    bool choice = strcmp(node->text, "and") == 0 || strcmp(node->text, "or") == 0;
    return strcmp(node->text, "@") == 0 || (choice ? first && last : first || last);
}

/* Whether an expression's value comes from a layer, whichever way it is computed. */
static bool computes(fl_source *s, fl_node *node, int deep)
{
    if (!node || deep > DEEPEST)
        return false;
    switch (node->kind) {
    case FL_NODE_CALL:
        return node->first && call_computes(s, node, deep);
    case FL_NODE_BINARY:
        return binary_computes(s, node, deep);
    case FL_NODE_IF:
        return computes(s, fl_node_child(node, 1), deep + 1) && computes(s, fl_node_child(node, 2), deep + 1);
    case FL_NODE_NAME:
        return name_computes(s, node, deep);
    case FL_NODE_ASSIGN:
    case FL_NODE_UNARY:
        return computes(s, node->last, deep + 1);
    case FL_NODE_FIELD:
        return !fl_node_is(node->first, FL_NODE_NAME, "self") && computes(s, node->first, deep + 1);
    case FL_NODE_INDEX:
    case FL_NODE_KEYWORD:
        return computes(s, node->first, deep + 1);
    case FL_NODE_LIST:
    case FL_NODE_DICT:
        return any_computes(s, node->first, deep);
    case FL_NODE_ENTRY:
        return computes(s, node->last, deep + 1);
    default:
        return false;
    }
}
/* NOLINTEND(misc-no-recursion) */

static const fl_node *growing_call(const fl_node *function)
{
    static const char *const grows[] = {
        "expand",  "expand_as", "repeat", "repeat_interleave", "tile",   "broadcast_to",
        "stack",   "cat",       "concat", "concatenate",       "vstack", "hstack",
        "resize_", NULL};
    for (const fl_node *n = function; n; n = fl_node_following(n, function))
        if (n->kind == FL_NODE_CALL && n->first && fl_is_one_of(n->first->text, grows))
            return n;
    return NULL;
}

static void judge_class(fl_source *s, const fl_node *class_node)
{
    const fl_node *forward = NULL;
    for (const fl_node *n = class_node; n && !forward; n = fl_node_following(n, class_node))
        if (fl_node_is(n, FL_NODE_FUNCTION, "forward"))
            forward = n;
    if (!forward)
        return;
    const fl_node *without = answer_without(s, forward, 0), *grows = growing_call(forward);
    const int of_layer[] = {6, 10}, of_rows[] = {9, 97};
    for (int i = 0; i < 2 && without; i++)
        fl_source_block(s, of_layer[i], without,
                        "what forward() answers here comes from no layer, or nobody can tell");
    for (int i = 0; i < 2 && grows; i++)
        fl_source_block(s, of_rows[i], grows, "forward() may make more rows of its input here");
}

void fl_judge_forward(fl_source *s)
{
    const fl_node *model = s->python && !s->arrays ? fl_timed_model(s) : NULL;
    for (size_t i = 0; s->python && !s->arrays && i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_CLASS && (model ? n == model : fl_extends_torch(&s->program, n)))
                judge_class(s, n);
}

/* self.fc, where the class makes a linear layer of it. */
static bool is_linear_member(fl_source *s, const fl_node *class_node, const fl_node *callee)
{
    char name[256];
    if (!fl_node_is(callee, FL_NODE_FIELD, NULL) || !fl_node_is(callee->first, FL_NODE_NAME, "self"))
        return false;
    for (const fl_node *n = class_node; n; n = fl_node_following(n, class_node))
        if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, callee->text) &&
            fl_node_is(n->last, FL_NODE_CALL, NULL) &&
            fl_is_linear_layer(s, fl_dotted(&s->program, n->last->first, name)))
            return true;
    return false;
}

static const fl_node *again_in(fl_source *s, const fl_node *class_node)
{
    const fl_node *forward = fl_forward_of(class_node);
    size_t count = 0;
    for (const fl_node *n = forward; n; n = fl_node_following(n, forward)) {
        if (n->kind != FL_NODE_CALL || !is_linear_member(s, class_node, n->first))
            continue;
        for (const fl_node *up = n->parent; up && up != forward; up = up->parent)
            if (up->kind == FL_NODE_FOR || up->kind == FL_NODE_WHILE || up->kind == FL_NODE_COMPREHENSION)
                return n;
        if (++count > 1)
            return n;
    }
    return NULL;
}

const fl_node *fl_forward_again(fl_source *s, const fl_node *model)
{
    const fl_node *found = NULL;
    for (size_t i = 0; s->python && i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n && !found;
             n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_CLASS && (model ? n == model : fl_extends_torch(&s->program, n)))
                found = again_in(s, n);
    return found;
}
