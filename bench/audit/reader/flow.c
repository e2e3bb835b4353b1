/* Every node that carries the value is marked once and put on a list; each one on the list hands it on to
 * what stands around it. The order of statements is not looked at, and names that are written alike in one
 * function (members: in one program) are taken for one. */
#include "bench/audit/reader/flow.h"

#include <stdlib.h>
#include <string.h>

#include "bench/audit/reader/known_calls.h"

enum { MOST_STEPS = 20000000 };

typedef struct flow {
    fl_evaluator *e;
    struct carrier {
        fl_node *node;
        bool reference;
    } * list;              /* nodes that carry the value, or a function that returns it */
    unsigned char *marked; /* by the node's serial number: 1 carries the value, 2 a function */
    size_t count, steps;
    bool reference; /* what is handed on now is a function that returns the value */
    bool text;      /* the value is a string that stands in the source */
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
    unsigned char mark = f->reference ? 2 : 1;
    if (!node || (f->marked[node->serial] & mark))
        return;
    f->marked[node->serial] |= mark;
    f->list[f->count++] = (struct carrier){node, f->reference};
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
    const fl_node *meaning = n->kind == FL_NODE_NAME && !called ? fl_meaning(f->e->program, n) : n;
    if (!meaning || fl_is_ambiguous(meaning))
        carry(f, n);
}

/* What is assigned to, or changed by a method. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the target's tree */
static void carry_target(flow *f, fl_node *target)
{
    if (!target)
        return;
    fl_node *function = (fl_node *)fl_function_of(target, false);
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

/* of: a function, or the name that a closure is assigned to. */
static void carry_call(flow *f, fl_node *n, const fl_node *of)
{
    if ((n->kind != FL_NODE_NAME && n->kind != FL_NODE_FIELD) || strcmp(n->text, of->text) != 0 || n == of)
        return;
    const fl_node *m = n->kind == FL_NODE_NAME ? fl_meaning(f->e->program, n) : NULL;
    if (n->kind == FL_NODE_NAME && m != of && !(fl_node_is(m, FL_NODE_ASSIGN, NULL) && m->first == of) &&
        !fl_is_ambiguous(m))
        return;
    bool before = f->reference;
    f->reference = !(fl_node_is(n->parent, FL_NODE_CALL, NULL) && n->parent->first == n);
    if (!f->reference)
        carry(f, n->parent);
    else if (n->parent && n->parent->kind != FL_NODE_IMPORT)
        carry(f, n);
    f->reference = before;
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
    if (name)
        everywhere(f, name, carry_call);
}

/* What makes a text or a value of its arguments and changes nothing; methods that put an argument into what
 * they are called on. */
static const char *const makes[] = {"str",
                                    "repr",
                                    "bool",
                                    "int",
                                    "float",
                                    "len",
                                    "dict",
                                    "list",
                                    "tuple",
                                    "set",
                                    "sorted",
                                    "any",
                                    "all",
                                    "min",
                                    "max",
                                    "map",
                                    "filter",
                                    "zip",
                                    "enumerate",
                                    "isinstance",
                                    "type",
                                    "format!",
                                    "json!",
                                    "vec!",
                                    "concat!",
                                    "json.dumps",
                                    "Some",
                                    "Ok",
                                    "Err",
                                    "None",
                                    "torch.device",
                                    ".join",
                                    ".format",
                                    ".get",
                                    ".map",
                                    ".and_then",
                                    ".filter",
                                    ".filter_map",
                                    ".unwrap_or",
                                    ".map_err",
                                    ".ok_or",
                                    ".split",
                                    ".partition",
                                    ".replace",
                                    ".startswith",
                                    ".starts_with",
                                    ".endswith",
                                    ".contains",
                                    ".strip_prefix",
                                    ".unwrap_or_else",
                                    ".into",
                                    ".to_owned",
                                    ".to_string",
                                    ".strip",
                                    ".encode",
                                    "bytes",
                                    ".chain",
                                    ".zip",
                                    ".eq",
                                    ".fold",
                                    ".find",
                                    ".removesuffix",
                                    "iter",
                                    "assert_eq!",
                                    "platform.processor",
                                    "platform.machine",
                                    "platform.platform",
                                    "platform.node",
                                    "subprocess.run",
                                    "subprocess.check_output",
                                    ".lines",
                                    ".trim",
                                    ".nth",
                                    ".next",
                                    ".last",
                                    ".find_map",
                                    ".map_or",
                                    ".map_or_else",
                                    ".unwrap",
                                    ".unwrap_or_default",
                                    ".expect",
                                    ".ok",
                                    ".collect",
                                    ".splitn",
                                    ".split_once",
                                    ".split_whitespace",
                                    ".trim_start",
                                    ".trim_end",
                                    ".trim_start_matches",
                                    ".trim_matches",
                                    ".as_str",
                                    ".readlines",
                                    ".read",
                                    ".splitlines",
                                    ".rstrip",
                                    ".lstrip",
                                    ".lower",
                                    ".to_lowercase",
                                    ".decode",
                                    ".rsplit",
                                    NULL};
static const char *const keeps[] = {".append", ".insert", ".push", ".push_str",   ".extend",
                                    ".add",    ".update", ".set",  ".setdefault", NULL};

/* Methods of what was opened. */
static const char *const writes[] = {".write",     ".writelines", ".write_text",
                                     ".write_all", ".write_str",  NULL};

static bool picks_device(const fl_node *call, const fl_node *argument)
{
    static const char *const methods[] = {
        "to", "cuda", "set_default_device", "set_device", "set_default_tensor_type", NULL};
    return fl_node_is(argument, FL_NODE_KEYWORD, "device") ||
           ((call->first->kind == FL_NODE_FIELD || call->first->kind == FL_NODE_NAME) &&
            fl_is_one_of(call->first->text, methods));
}

static void into_function(flow *f, fl_node *call, const fl_node *own, const fl_node *argument)
{
    /* *arguments and **arguments: any number of parameters */
    bool found = false,
         unpacked = argument->kind == FL_NODE_OPAQUE || fl_node_is(argument, FL_NODE_KEYWORD, "**");
    for (fl_node *p = own->first ? own->first->first : NULL; p; p = p->next) {
        fl_node *given = fl_argument_for(call, p);
        if (given != argument && !(argument->kind == FL_NODE_KEYWORD && given == argument->first))
            continue;
        found = true;
        each(f, (fl_node *)own, p, carry_name);
        for (fl_node *n = p->first; n; n = n->next) /* |(a, b)| */
            carry_target(f, n);
    }
    if (!found || unpacked)
        reach(f, FL_END_UNKNOWN, call);
}

typedef struct called {
    char name[256], method[64]; /* "time.sleep", ".append"; "." when it is no method */
    const fl_node *own;
    fl_effect effect;
} called;

static called called_by(flow *f, fl_node *call)
{
    called c = {.method = "."};
    c.own = fl_called_function(f->e->program, call->first);
    c.effect = fl_known_effect(fl_dotted(f->e->program, call->first, c.name));
    if (call->first->kind == FL_NODE_FIELD)
        strncat(c.method, call->first->text, sizeof c.method - 2);
    return c;
}

static bool is_made(const called *c)
{
    return c->effect == FL_DOES_ALLOCATE || c->effect == FL_DOES_CONVERT;
}

/* Whether a call does something with its argument that is not only making a value of it. */
static bool decides(flow *f, fl_node *call, const fl_node *argument, const called *c)
{
    bool makes_or_tells = c->effect == FL_EFFECTS || c->effect == FL_DOES_OUTPUT || is_made(c);
    return !c->own && (picks_device(call, argument) || fl_is_prediction(f->e, call) || !makes_or_tells);
}

static bool only_makes_value(const fl_node *call, const called *c)
{
    return is_made(c) || fl_is_harmless(c->name) || fl_is_one_of(c->name, makes) ||
           fl_is_one_of(c->method, makes) || strcmp(call->text, "{}") == 0 ||
           fl_node_is(call->parent, FL_NODE_RAISE, NULL);
}

static void into_call(flow *f, fl_node *call, fl_node *argument)
{
    called c = called_by(f, call);
    bool member = strcmp(call->text, "{}") == 0 && argument->kind == FL_NODE_KEYWORD;
    if (decides(f, call, argument, &c)) {
        reach(f, FL_END_DECIDES, call);
        return;
    }
    if (c.own) {
        into_function(f, call, c.own, argument);
        return;
    }
    if (c.effect == FL_DOES_OUTPUT || fl_is_one_of(c.method, writes))
        return;
    if (member)
        everywhere(f, argument, carry_member);
    if (fl_is_one_of(c.method, keeps))
        carry_target(f, call->first->first);
    else if (!only_makes_value(call, &c))
        reach(f, FL_END_UNKNOWN, call);
    carry(f, call);
}

/* Whether a branch only makes a text or a number: then it is the value of the whole that tells. */
static bool only_makes(flow *f, fl_node *branch)
{
    static const bool does[FL_NODE_KINDS] = {
        [FL_NODE_ASSIGN] = true, [FL_NODE_FOR] = true,      [FL_NODE_WHILE] = true, [FL_NODE_RETURN] = true,
        [FL_NODE_BREAK] = true,  [FL_NODE_CONTINUE] = true, [FL_NODE_RAISE] = true, [FL_NODE_OPAQUE] = true};
    for (fl_node *n = branch; n; n = fl_node_following(n, branch)) {
        called c = n->kind == FL_NODE_CALL ? called_by(f, n) : (called){.own = NULL};
        if (does[n->kind] ||
            (n->kind == FL_NODE_CALL && !fl_is_one_of(c.name, makes) && !fl_is_one_of(c.method, makes)))
            return false;
    }
    return true;
}

/* Whether all that a function does is to make its result, and to say things: then which way it takes tells in
 * the result alone. */
static bool only_answers(flow *f, fl_node *function)
{
    for (fl_node *n = function; n; n = fl_node_following(n, function)) {
        called c = n->kind == FL_NODE_CALL ? called_by(f, n) : (called){.own = NULL};
        bool makes_it =
            n->kind != FL_NODE_CALL || c.effect == FL_DOES_OUTPUT || (!c.own && only_makes_value(n, &c));
        bool elsewhere =
            n->kind == FL_NODE_ASSIGN && n->first->kind != FL_NODE_NAME && n->first->kind != FL_NODE_LIST;
        if (!makes_it || elsewhere || n->kind == FL_NODE_OPAQUE)
            return false;
    }
    return true;
}

/* What a branch of such a function assigns depends on the condition as well. */
static void carry_assigned(flow *f, fl_node *n, const fl_node *of)
{
    (void)of;
    if (n->kind == FL_NODE_ASSIGN)
        carry_target(f, n->first);
}

/* The value is the condition or the subject. */
static void guards(flow *f, fl_node *branching, const fl_node *condition)
{
    fl_node *function = (fl_node *)fl_function_of(branching, false);
    bool told = branching->kind == FL_NODE_IF || branching->kind == FL_NODE_MATCH;
    for (fl_node *n = condition->next; n && told; n = n->next)
        told = only_makes(f, n);
    if (f->e->program->files[branching->file].rust)
        each(f, branching, NULL, carry_unbound);
    if (told) {
        carry(f, branching);
    } else if (branching->kind != FL_NODE_WHILE && function && only_answers(f, function)) {
        each(f, branching, NULL, carry_assigned);
        carry_result(f, function);
    } else {
        reach(f, FL_END_DECIDES, branching);
    }
}

/* A function that returns the value is called, or a method of what holds it. */
static void call_reference(flow *f, fl_node *call)
{
    f->reference = call->first->kind == FL_NODE_FIELD; /* table.get(key) */
    carry(f, call);
    f->reference = true;
}

/* The last expression of a block is its value in Rust, and a function's result. */
static void from_block(flow *f, fl_node *node, fl_node *block)
{
    bool last = f->e->program->files[node->file].rust && !node->next;
    if (!last && block->parent->kind != FL_NODE_MATCH)
        return;
    if (block->parent->kind == FL_NODE_FUNCTION)
        carry_result(f, block->parent);
    else
        carry(f, block);
}

static void from_branching(flow *f, fl_node *node, fl_node *branching)
{
    if (branching->first != node)
        carry(f, branching);
    else if (!f->reference)
        guards(f, branching, node);
}

static void from_callee(flow *f, fl_node *node, fl_node *call)
{
    if (f->reference)
        call_reference(f, call);
    else if (fl_is_prediction(f->e, call) || node->kind != FL_NODE_FIELD)
        reach(f, FL_END_DECIDES, call); /* it picked what is called */
    else
        carry(f, call); /* a method of it */
}

static void from_argument_or_callee(flow *f, fl_node *node, fl_node *call)
{
    if (call->first == node)
        from_callee(f, node, call);
    else
        into_call(f, call, node);
}

static void from_binary(flow *f, fl_node *binary)
{
    bool compares = strchr("=!<>", binary->text[0]) || strcmp(binary->text, "in") == 0;
    if (!compares || !(f->text || f->reference))
        carry(f, binary);
}

static void from_child(flow *f, fl_node *node, fl_node *up)
{
    switch (up->kind) {
    case FL_NODE_ASSIGN:
        if (up->first != node)
            carry_target(f, up->first);
        break;
    case FL_NODE_BLOCK:
        from_block(f, node, up);
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
        from_branching(f, node, up);
        break;
    case FL_NODE_FOR:
        carry_target(f, up->first);
        break;
    case FL_NODE_GENERATOR:
        carry_target(f, up->first);
        carry(f, up->parent);
        break;
    case FL_NODE_BINARY:
        from_binary(f, up);
        break;
    case FL_NODE_CALL:
        from_argument_or_callee(f, node, up);
        break;
    case FL_NODE_MODULE:
    case FL_NODE_FUNCTION:
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
    f.list = calloc(2 * e->program->nodes + 2, sizeof *f.list);
    f.marked = calloc(e->program->nodes + 1, sizeof *f.marked);
    if (f.list && f.marked)
        carry(&f, value);
    else
        reach(&f, FL_END_UNKNOWN, value);
    for (size_t i = 0; i < f.count && f.end != FL_END_DECIDES; i++)
        if (f.list[i].node->parent) {
            f.reference = f.list[i].reference;
            from_child(&f, f.list[i].node, f.list[i].node->parent);
        }
    free(f.list);
    free(f.marked);
    *place = f.place;
    return f.end;
}
