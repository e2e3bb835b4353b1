/* Every node that carries the value is marked once and put on a list; each one on the list hands it on to
 * what stands around it. The order of statements is not looked at, and names that are written alike in one
 * function (members: in one program) are taken for one. */
#include "bench/audit/source/flow.h"

#include <stdlib.h>
#include <string.h>

#include "bench/audit/source/known_calls.h"

enum { MOST_STEPS = 20000000 };

typedef struct flow {
    fl_evaluator *e;
    fl_node **list; /* nodes that carry the value */
    bool *marked;   /* by the node's serial number */
    size_t count, steps;
    bool text;    /* the value is a string that stands in the source */
    bool escaped; /* a function that returns it was handed on: whatever is called by other means may be it */
    fl_end end;
    fl_node *place;
} flow;

typedef void action(flow *f, fl_node *node, const fl_node *of);

static void reach(flow *f, fl_end end, fl_node *place)
{
    if (end > f->end) {
        f->end = end;
        f->place = place;
    }
}

static void carry(flow *f, fl_node *node)
{
    if (!node || f->marked[node->serial])
        return;
    f->marked[node->serial] = true;
    f->list[f->count++] = node;
}

static void each(flow *f, fl_node *root, const fl_node *of, action *does)
{
    for (fl_node *n = root; n; n = fl_node_following(n, root), f->steps++)
        if (f->steps < MOST_STEPS)
            does(f, n, of);
        else
            reach(f, FL_END_UNKNOWN, n);
}

static void everywhere(flow *f, const fl_node *of, action *does)
{
    for (size_t i = 0; i < f->e->program->file_count; i++)
        each(f, f->e->program->files[i].module, of, does);
}

static void carry_name(flow *f, fl_node *n, const fl_node *of)
{
    if (fl_node_is(n, FL_NODE_NAME, of->text))
        carry(f, n);
}

static void carry_member(flow *f, fl_node *n, const fl_node *of)
{
    if (fl_node_is(n, FL_NODE_FIELD, of->text))
        carry(f, n);
}

/* Names that a pattern binds, which is not read: they have no other meaning. */
static void carry_unbound(flow *f, fl_node *n, const fl_node *of)
{
    (void)of;
    bool called = fl_node_is(n->parent, FL_NODE_CALL, NULL) && n->parent->first == n;
    if (n->kind == FL_NODE_NAME && !called && !fl_meaning(f->e->program, n))
        carry(f, n);
}

/* What is assigned to, or changed by a method. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the target's tree */
static void carry_target(flow *f, fl_node *target)
{
    fl_node *function = target ? (fl_node *)fl_function_of(target, false) : NULL;
    if (fl_node_is(target, FL_NODE_NAME, NULL) && function)
        each(f, function, target, carry_name);
    else if (fl_node_is(target, FL_NODE_NAME, NULL)) { /* of a module or class: also config.DEVICE */
        everywhere(f, target, carry_name);
        everywhere(f, target, carry_member);
    } else if (fl_node_is(target, FL_NODE_FIELD, NULL))
        everywhere(f, target, carry_member);
    else if (fl_node_is(target, FL_NODE_INDEX, NULL))
        carry_target(f, target->first);
    else if (fl_node_is(target, FL_NODE_LIST, NULL))
        for (fl_node *n = target->first; n; n = n->next)
            carry_target(f, n);
}

static void carry_call(flow *f, fl_node *n, const fl_node *function)
{
    if ((n->kind != FL_NODE_NAME && n->kind != FL_NODE_FIELD) || strcmp(n->text, function->text) != 0)
        return;
    if (fl_node_is(n->parent, FL_NODE_CALL, NULL) && n->parent->first == n)
        carry(f, n->parent);
    else if (n->parent && n->parent->kind != FL_NODE_IMPORT)
        f->escaped = true;
}

/* table[key](…), callback(…): calls of which no name tells the function. */
static void carry_nameless_call(flow *f, fl_node *n, const fl_node *of)
{
    (void)of;
    if (n->kind != FL_NODE_CALL || !n->first || n->first->kind == FL_NODE_FIELD)
        return;
    const fl_node *m = n->first->kind == FL_NODE_NAME ? fl_meaning(f->e->program, n->first) : NULL;
    bool named =
        n->first->kind == FL_NODE_NAME && (!m || (m->kind != FL_NODE_PARAMETER && m->kind != FL_NODE_ASSIGN &&
                                                  !fl_is_ambiguous(m) && m->kind != FL_NODE_FOR));
    if (!named)
        carry(f, n);
}

/* What calls of a function or closure come to. */
static void carry_result(flow *f, fl_node *function)
{
    const fl_node *name = function;
    if (fl_node_is(function, FL_NODE_LAMBDA, NULL)) {
        const fl_node *assign = function->parent;
        if (!fl_node_is(assign, FL_NODE_ASSIGN, NULL) || assign->first->kind != FL_NODE_NAME) {
            carry(f, function); /* handed on where it stands */
            return;
        }
        name = assign->first;
    }
    bool before = f->escaped;
    if (name)
        everywhere(f, name, carry_call);
    if (f->escaped && !before)
        everywhere(f, NULL, carry_nameless_call);
}

/* What makes a text or a value of its arguments and changes nothing; methods that put an argument into what
 * they are called on. */
static const char *const makes[] = {
    "str",          "repr",          "bool",        "int",           "float",
    "len",          "dict",          "list",        "tuple",         "set",
    "sorted",       "any",           "all",         "min",           "max",
    "map",          "filter",        "zip",         "enumerate",     "isinstance",
    "type",         "format!",       "json!",       "vec!",          "concat!",
    "json.dumps",   "Some",          "Ok",          "Err",           "None",
    "torch.device", ".join",         ".format",     ".get",          ".map",
    ".and_then",    ".filter",       ".filter_map", ".unwrap_or",    ".map_err",
    ".ok_or",       ".split",        ".partition",  ".replace",      ".startswith",
    ".starts_with", ".endswith",     ".contains",   ".strip_prefix", ".unwrap_or_else",
    ".into",        ".to_owned",     ".to_string",  ".strip",        ".encode",
    "bytes",        ".chain",        ".zip",        ".eq",           ".fold",
    ".find",        ".removesuffix", "iter",        "assert_eq!",    NULL};
static const char *const keeps[] = {".append", ".insert", ".push", ".push_str",   ".extend",
                                    ".add",    ".update", ".set",  ".setdefault", NULL};

static bool picks_device(const fl_node *call, const fl_node *argument)
{
    static const char *const methods[] = {"to", "cuda", "set_default_device", "set_device", NULL};
    return fl_node_is(argument, FL_NODE_KEYWORD, "device") ||
           ((call->first->kind == FL_NODE_FIELD || call->first->kind == FL_NODE_NAME) &&
            fl_is_one_of(call->first->text, methods));
}

static void into_function(flow *f, fl_node *call, const fl_node *own, const fl_node *argument)
{
    bool found = false;
    for (fl_node *p = own->first ? own->first->first : NULL; p; p = p->next) {
        fl_node *given = fl_argument_for(call, p);
        if (given != argument && !(argument->kind == FL_NODE_KEYWORD && given == argument->first))
            continue;
        found = true;
        each(f, (fl_node *)own, p, carry_name);
        for (fl_node *n = p->first; n; n = n->next) /* |(a, b)| */
            carry_target(f, n);
    }
    if (!found) /* *arguments */
        reach(f, FL_END_UNKNOWN, call);
}

static void into_call(flow *f, fl_node *call, fl_node *argument)
{
    char name[256];
    fl_dotted(f->e->program, call->first, name);
    const fl_node *own = fl_called_function(f->e->program, call->first);
    fl_effect effect = fl_known_effect(name);
    const fl_node *class = call->first->kind == FL_NODE_NAME ? fl_meaning(f->e->program, call->first) : NULL;
    char method[64] = ".";
    if (call->first->kind == FL_NODE_FIELD)
        strncat(method, call->first->text, sizeof method - 2);
    if (picks_device(call, argument) && !own) {
        reach(f, FL_END_DECIDES, call);
    } else if (own) {
        into_function(f, call, own, argument);
    } else if (fl_is_prediction(f->e, call) ||
               (effect != FL_EFFECTS && effect != FL_DOES_OUTPUT && effect != FL_DOES_ALLOCATE)) {
        reach(f, FL_END_DECIDES, call);
    } else if (effect == FL_DOES_OUTPUT) {
        reach(f, FL_END_TOLD, call);
    } else if (effect == FL_DOES_ALLOCATE || fl_is_harmless(name) || fl_is_one_of(name, makes) ||
               fl_is_one_of(method, makes) || strcmp(call->text, "{}") == 0 ||
               fl_node_is(call->parent, FL_NODE_RAISE, NULL)) {
        if (argument->kind == FL_NODE_KEYWORD && strcmp(call->text, "{}") == 0)
            everywhere(f, argument, carry_member);
        carry(f, call);
    } else if (fl_is_one_of(method, keeps)) {
        carry_target(f, call->first->first);
        carry(f, call);
    } else {
        reach(f, FL_END_UNKNOWN, call);
        if (fl_node_is(class, FL_NODE_CLASS, NULL))
            carry(f, call);
    }
}

/* Whether a branch only makes a text or a number: then it is the value of the whole that tells. */
static bool only_makes(flow *f, fl_node *branch)
{
    for (fl_node *n = branch; n; n = fl_node_following(n, branch)) {
        char name[256], method[64] = ".";
        if (n->kind == FL_NODE_CALL) {
            fl_dotted(f->e->program, n->first, name);
            if (n->first->kind == FL_NODE_FIELD)
                strncat(method, n->first->text, sizeof method - 2);
            if (!fl_is_one_of(name, makes) && !fl_is_one_of(method, makes))
                return false;
        }
        if (n->kind == FL_NODE_ASSIGN || n->kind == FL_NODE_FOR || n->kind == FL_NODE_WHILE ||
            n->kind == FL_NODE_RETURN || n->kind == FL_NODE_BREAK || n->kind == FL_NODE_CONTINUE ||
            n->kind == FL_NODE_RAISE || n->kind == FL_NODE_OPAQUE)
            return false;
    }
    return true;
}

/* The value is the condition or the subject. */
static void guards(flow *f, fl_node *branching, const fl_node *condition)
{
    bool told = branching->kind == FL_NODE_IF || branching->kind == FL_NODE_MATCH;
    for (fl_node *n = condition->next; n && told; n = n->next)
        told = only_makes(f, n);
    if (f->e->program->files[branching->file].rust)
        each(f, branching, NULL, carry_unbound);
    if (told)
        carry(f, branching);
    else
        reach(f, FL_END_DECIDES, branching);
}

static void from_child(flow *f, fl_node *node, fl_node *up)
{
    bool rust = f->e->program->files[node->file].rust;
    switch (up->kind) {
    case FL_NODE_ASSIGN:
        if (up->first != node)
            carry_target(f, up->first);
        break;
    case FL_NODE_BLOCK:
    case FL_NODE_FUNCTION:
        if (fl_node_is(up, FL_NODE_BLOCK, NULL) && !(rust && !node->next) &&
            up->parent->kind != FL_NODE_MATCH)
            break;
        if (fl_node_is(up, FL_NODE_BLOCK, NULL) && !fl_node_is(up->parent, FL_NODE_FUNCTION, NULL))
            carry(f, up);
        else
            carry_result(f, (fl_node *)fl_function_of(node, true));
        break;
    case FL_NODE_RETURN:
        carry_result(f, (fl_node *)fl_function_of(node, true));
        break;
    case FL_NODE_LAMBDA:
        carry_result(f, up);
        break;
    case FL_NODE_PARAMETER: /* what it is when nothing is given */
        each(f, up->parent->parent, up, carry_name);
        break;
    case FL_NODE_WITH:
        if (up->last != node)
            reach(f, FL_END_DECIDES, up);
        break;
    case FL_NODE_IF:
    case FL_NODE_WHILE:
    case FL_NODE_MATCH:
        if (up->first == node)
            guards(f, up, node);
        else
            carry(f, up);
        break;
    case FL_NODE_FOR:
        carry_target(f, up->first);
        break;
    case FL_NODE_GENERATOR:
        carry_target(f, up->first);
        each(f, up->parent, up->first, carry_name);
        carry(f, up->parent);
        break;
    case FL_NODE_BINARY: {
        bool compares = strchr("=!<>", up->text[0]) || strcmp(up->text, "in") == 0;
        if (!(f->text && compares))
            carry(f, up);
        break;
    }
    case FL_NODE_CALL:
        if (up->first != node)
            into_call(f, up, node);
        else if (fl_is_prediction(f->e, up) || node->kind != FL_NODE_FIELD)
            reach(f, FL_END_DECIDES, up); /* it picked what is called */
        else
            carry(f, up); /* a method of it */
        break;
    case FL_NODE_MODULE:
    case FL_NODE_RAISE:
    case FL_NODE_CLASS:
        break;
    default:
        carry(f, up);
        break;
    }
}

fl_end fl_follow(fl_evaluator *e, fl_node *value, fl_node **place)
{
    flow f = {.e = e, .text = value->kind == FL_NODE_STRING};
    f.list = calloc(e->program->nodes + 1, sizeof(fl_node *));
    f.marked = calloc(e->program->nodes + 1, sizeof *f.marked);
    if (f.list && f.marked)
        carry(&f, value);
    else
        reach(&f, FL_END_UNKNOWN, value);
    for (size_t i = 0; i < f.count && f.end != FL_END_DECIDES; i++)
        if (f.list[i]->parent)
            from_child(&f, f.list[i], f.list[i]->parent);
    free(f.list);
    free(f.marked);
    *place = f.place;
    return f.end;
}
