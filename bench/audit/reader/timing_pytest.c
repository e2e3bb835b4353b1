/* pytest-benchmark (https://pytest-benchmark.readthedocs.io, "Pedantic mode", and its fixture.py): the target is
 * called warmup_rounds times and then rounds times; each round reads the timer, calls it iterations times, and reads
 * the timer again; a round's time is stored divided by the iterations. benchmark(f, …) chooses rounds and iterations
 * itself, by calls that it stores nowhere. With setup or teardown other code runs between the rounds. */
#include "bench/audit/reader/timing_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const fl_node *attribute_of(const fl_node *function, const char *name)
{
    for (const fl_node *n = function->first; n; n = n->next)
        if (n->kind == FL_NODE_ATTRIBUTE && fl_ends_with(n->text, name))
            return n;
    return NULL;
}

/* The one function of that name in the program; NULL: none, or several. */
static fl_node *only_function(const fl_program *program, const char *name, size_t length)
{
    fl_node *found = NULL;
    for (size_t i = 0; i < program->file_count; i++)
        for (fl_node *n = program->files[i].module; n; n = fl_node_following(n, program->files[i].module)) {
            if (n->kind != FL_NODE_FUNCTION || strlen(n->text) != length ||
                strncmp(n->text, name, length) != 0)
                continue;
            if (found)
                return NULL;
            found = n;
        }
    return found;
}

static const fl_node *fixture(const fl_program *program, const char *name)
{
    const fl_node *function = only_function(program, name, strlen(name));
    return function && attribute_of(function, "fixture") ? function : NULL;
}

/* What pytest gives for a parameter: what the fixture of that name returns, whose parameters are given alike. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static void add_given(fl_timing_writer *w, fl_node *parent, const fl_node *parameter, int deep)
{
    const fl_node *function = fixture(w->program, parameter->text);
    if (!function || deep > 8) {
        fl_timing_add(w, parent, FL_NODE_NAME, parameter->text);
        return;
    }
    fl_node *call = fl_timing_add(w, parent, FL_NODE_CALL, "");
    fl_timing_add(w, call, FL_NODE_NAME, function->text);
    for (const fl_node *p = function->first->first; p; p = p->next)
        add_given(w, call, p, deep + 1);
}

/* pytest calls the function, at the end of its module. */
static void add_test_call(fl_timing_writer *w, const fl_node *function)
{
    const fl_node *block = function->parent, *holder = block ? block->parent : NULL;
    fl_node *call = fl_timing_add(w, w->program->files[w->file].module, FL_NODE_CALL, "");
    if (holder && holder->kind == FL_NODE_CLASS) {
        fl_node *field = fl_timing_add(w, call, FL_NODE_FIELD, function->text);
        fl_timing_add(w, fl_timing_add(w, field, FL_NODE_CALL, ""), FL_NODE_NAME, holder->text);
    } else {
        fl_timing_add(w, call, FL_NODE_NAME, function->text);
    }
    for (const fl_node *p = function->first->first; p; p = p->next)
        if (strcmp(p->text, "self") != 0)
            add_given(w, call, p, 0);
}

/* Whether a function leaves something behind for what runs after it in the same process: settings of a library, of
 * Python, of the environment. */
static bool leaves_traces(const fl_node *function, bool torch_too)
{
    static const char *const words[] = {"setattr",   "environ", "putenv", "monkeypatch", "patch",
                                        "globals",   "sys",     "gc",     "seterr",      "builtins",
                                        "importlib", "ctypes",  NULL},
                             *const functions[] = {"exec", "eval", "compile", "__import__", NULL};
    for (const fl_node *n = function; n; n = fl_node_following(n, function)) {
        bool name = n->kind == FL_NODE_NAME || n->kind == FL_NODE_FIELD || n->kind == FL_NODE_PARAMETER;
        bool sets = name && (strncmp(n->text, "set_", 4) == 0 || strncmp(n->text, "enable", 6) == 0 ||
                             strncmp(n->text, "disable", 7) == 0);
        const fl_node *root = n;
        while (root && root->kind == FL_NODE_FIELD)
            root = root->first;
        bool of_torch = sets && fl_node_is(root, FL_NODE_NAME, "torch");
        bool member =
            n->kind == FL_NODE_ASSIGN && n->first->kind != FL_NODE_NAME && n->first->kind != FL_NODE_LIST;
        if ((sets && (torch_too || !of_torch)) || (name && fl_is_one_of(n->text, words)) || member ||
            (n->kind == FL_NODE_NAME && fl_is_one_of(n->text, functions)) ||
            (n->kind == FL_NODE_OPAQUE && strncmp(n->text, "global ", 7) == 0))
            return true;
    }
    return false;
}

static bool is_test(const fl_node *n)
{
    return n->kind == FL_NODE_FUNCTION && strncmp(n->text, "test", 4) == 0;
}

/* Whether anything but other tests and imports mentions PyTorch. */
static bool mentions_torch(const fl_program *program, const fl_node *own)
{
    for (size_t i = 0; i < program->file_count; i++) {
        fl_node *module = program->files[i].module;
        for (const fl_node *n = module; n;) {
            bool skip = (is_test(n) && n != own) || n->kind == FL_NODE_IMPORT;
            if (!skip && fl_node_is(n, FL_NODE_NAME, NULL) &&
                (strcmp(n->text, "torch") == 0 || strcmp(n->text, "nn") == 0))
                return true;
            n = skip ? fl_node_skipping(n, module) : fl_node_following(n, module);
        }
    }
    return false;
}

/* Other tests of the program are no part of what is timed, unless they change what it runs in. */
static void leave_out_other_tests(const fl_timing_writer *w, const fl_node *own)
{
    bool torch = mentions_torch(w->program, own);
    for (size_t i = 0; i < w->program->file_count; i++) {
        fl_node *module = w->program->files[i].module;
        for (fl_node *n = module; n; n = fl_node_following(n, module))
            if (is_test(n) && n != own && !leaves_traces(n, torch)) {
                n->kind = FL_NODE_PASS;
                n->text = "";
                n->first = n->last = NULL;
            }
    }
}

/* The call of `benchmark`, where the function mentions it only once. */
static fl_node *fixture_use(fl_node *function)
{
    fl_node *found = NULL;
    for (fl_node *n = fl_node_child(function, 1); n; n = fl_node_following(n, fl_node_child(function, 1))) {
        if (!fl_node_is(n, FL_NODE_NAME, "benchmark"))
            continue;
        fl_node *callee = fl_node_is(n->parent, FL_NODE_FIELD, "pedantic") ? n->parent : n;
        if (found || !fl_node_is(callee->parent, FL_NODE_CALL, NULL) || callee->parent->first != callee)
            return NULL;
        found = callee->parent;
    }
    return found;
}

/* Where the value of a named argument goes. */
typedef struct slot {
    const char *name;
    const fl_node **value;
} slot;

static const fl_node **place_of(const slot *slots, size_t count, const fl_node *argument)
{
    for (size_t i = 0; i < count; i++)
        if (fl_node_is(argument, FL_NODE_KEYWORD, slots[i].name))
            return slots[i].value;
    return NULL;
}

/* Arguments of pedantic; false where one is not known here. */
static bool read_pedantic(const fl_node *call, fl_timing_routine *r, fl_timing_protocol *p,
                          const fl_node **calls)
{
    const fl_node *arguments = NULL, *n = call->first->next;
    const slot slots[] = {{"target", &r->target},
                          {"args", &arguments},
                          {"rounds", &p->rounds},
                          {"warmup_rounds", &p->warm_ups},
                          {"iterations", calls}};
    if (n && n->kind != FL_NODE_KEYWORD && n->kind != FL_NODE_OPAQUE) {
        r->target = n;
        n = n->next;
    }
    for (; n; n = n->next) {
        const fl_node **place = place_of(slots, sizeof slots / sizeof *slots, n);
        if (!place)
            return false;
        *place = n->first;
    }
    if (arguments && arguments->kind != FL_NODE_LIST)
        return false;
    r->first = arguments ? arguments->first : NULL;
    return r->target != NULL;
}

/* benchmark(f, x): rounds and iterations are the tool's choice, and stand in its file. */
static bool read_plain(const fl_node *call, const fl_timing *timing, fl_timing_routine *r,
                       fl_timing_protocol *p)
{
    r->target = call->first->next;
    r->first = r->target ? r->target->next : NULL;
    p->round_number = timing->readings > 0 ? timing->readings : NAN;
    p->calls = timing->calls;
    for (const fl_node *n = r->target; n; n = n->next)
        if (n->kind == FL_NODE_OPAQUE || fl_node_is(n, FL_NODE_KEYWORD, "**"))
            return false;
    return r->target != NULL;
}

/* y = benchmark(f, x): the statement becomes both. */
static fl_node *own_statement(fl_timing_writer *w, fl_node *call, const fl_timing_routine *r)
{
    fl_node *assign = call->parent, *block = assign->parent;
    if (assign->kind == FL_NODE_BLOCK)
        return call;
    if (assign->kind != FL_NODE_ASSIGN || strcmp(assign->text, "=") != 0 || assign->last != call ||
        !fl_node_is(block, FL_NODE_BLOCK, NULL))
        return NULL;
    fl_node *value = fl_timing_add(w, NULL, FL_NODE_BLOCK, "");
    fl_timing_add_call(w, value, r);
    if (w->failed || value->first != value->last)
        return NULL;
    fl_node *again = fl_timing_add(w, NULL, FL_NODE_ASSIGN, "=");
    if (w->failed)
        return NULL;
    fl_node_move(assign->first, again);
    fl_node_move(value->first, again);
    fl_node_move(call, assign);
    assign->kind = FL_NODE_BLOCK;
    assign->text = "";
    fl_node_move(again, assign);
    return call;
}

static const char *python_clock(const char *name)
{
    static const char *const clocks[][2] = {{"perf_counter", "time.perf_counter"},
                                            {"time", "time.time"},
                                            {"monotonic", "time.monotonic"},
                                            {"process_time", "time.process_time"}};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
        if (strcmp(name, clocks[i][0]) == 0)
            return clocks[i][1];
    return NULL;
}

void fl_timing_pytest(fl_timing_writer *w)
{
    const fl_timing *t = w->timing;
    const char *name = strrchr(t->entry, ':') ? strrchr(t->entry, ':') + 1 : t->entry;
    fl_node *function = only_function(w->program, name, strcspn(name, "["));
    fl_node *call = function ? fixture_use(function) : NULL;
    const fl_node *calls = NULL;
    fl_timing_routine r = {.target = NULL};
    fl_timing_protocol p = {.calls = 1,
                            .round_number = 1,
                            .clock = python_clock(t->clock),
                            .store = "append",
                            .given_once = true};
    bool own = only_function(w->program, "benchmark", 9) != NULL; /* a fixture of its own by that name */
    if (!call || own || !p.clock)
        return;
    bool pedantic = call->first->kind == FL_NODE_FIELD;
    if (!(pedantic ? read_pedantic(call, &r, &p, &calls) : read_plain(call, t, &r, &p)) ||
        !fl_timing_is_callable(&r))
        return;
    if (calls)
        p.calls = calls->kind == FL_NODE_NUMBER ? calls->number : NAN;
    w->file = call->file;
    w->line = call->line;
    call = own_statement(w, call, &r);
    if (!call)
        return;
    fl_timing_write_out(w, call, &r, &p);
    add_test_call(w, function);
    leave_out_other_tests(w, function);
}
