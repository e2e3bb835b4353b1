/* The writer that all tools share, and the table of them. */
#include "bench/audit/reader/timing_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

fl_node *fl_timing_add(fl_timing_writer *w, fl_node *parent, fl_node_kind kind, const char *text)
{
    fl_node *node =
        w->failed ? NULL : fl_node_add(w->program, parent, kind, w->file, w->line, text, strlen(text));
    w->failed = w->failed || !node;
    return node;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static fl_node *copy(fl_timing_writer *w, const fl_node *from, fl_node *parent)
{
    fl_node *node = from ? fl_timing_add(w, parent, from->kind, from->text) : NULL;
    if (!node)
        return NULL;
    node->number = from->number;
    node->whole = from->whole;
    node->single = from->single;
    node->of_value = from->of_value;
    for (const fl_node *n = from->first; n; n = n->next)
        copy(w, n, node);
    return node;
}

static void add_number(fl_timing_writer *w, fl_node *parent, double number)
{
    char text[32];
    snprintf(text, sizeof text, "%.0f", number);
    fl_node *node = fl_timing_add(w, parent, FL_NODE_NUMBER, text);
    if (node)
        fl_node_set_number(node, number);
}

/* for _ in 0..count: the block. count: an expression, or NULL and a number, NaN for one that nobody told. */
fl_node *fl_timing_add_loop(fl_timing_writer *w, fl_node *parent, const fl_node *count, double number)
{
    fl_node *loop = fl_timing_add(w, parent, FL_NODE_FOR, "");
    fl_timing_add(w, loop, FL_NODE_NAME, "_");
    fl_node *range = fl_timing_add(w, loop, FL_NODE_RANGE, "..");
    add_number(w, range, 0);
    if (count)
        copy(w, count, range);
    else if (isnan(number))
        fl_timing_add(w, range, FL_NODE_NAME, FL_TIMING_UNTOLD);
    else
        add_number(w, range, number);
    return fl_timing_add(w, loop, FL_NODE_BLOCK, "");
}

void fl_timing_add_clock(fl_timing_writer *w, fl_node *parent, const char *variable, const char *clock)
{
    fl_node *assign = fl_timing_add(w, parent, FL_NODE_ASSIGN, "=");
    fl_timing_add(w, assign, FL_NODE_NAME, variable);
    fl_node *call = fl_timing_add(w, assign, FL_NODE_CALL, "");
    fl_timing_add(w, call, FL_NODE_NAME, clock);
}

/* times.append(stop - start) */
void fl_timing_add_store(fl_timing_writer *w, fl_node *parent, const char *method)
{
    fl_node *call = fl_timing_add(w, parent, FL_NODE_CALL, "");
    fl_node *field = fl_timing_add(w, call, FL_NODE_FIELD, method);
    fl_timing_add(w, field, FL_NODE_NAME, FL_TIMING_TIMES);
    if (field)
        field->of_value = true;
    fl_node *difference = fl_timing_add(w, call, FL_NODE_BINARY, "-");
    fl_timing_add(w, difference, FL_NODE_NAME, FL_TIMING_STOP);
    fl_timing_add(w, difference, FL_NODE_NAME, FL_TIMING_START);
}

bool fl_timing_is_callable(const fl_timing_routine *r)
{
    const fl_node *t = r->target;
    bool closure = fl_node_is(t, FL_NODE_LAMBDA, NULL) && t->first && !t->first->first && !r->first;
    return closure || fl_node_is(t, FL_NODE_NAME, NULL) || fl_node_is(t, FL_NODE_FIELD, NULL);
}

void fl_timing_add_call(fl_timing_writer *w, fl_node *parent, const fl_timing_routine *r)
{
    if (r->target->kind == FL_NODE_LAMBDA) {
        const fl_node *body = fl_node_child(r->target, 1);
        for (const fl_node *n = fl_node_is(body, FL_NODE_BLOCK, NULL) ? body->first : NULL; n; n = n->next)
            copy(w, n, parent);
        if (!fl_node_is(body, FL_NODE_BLOCK, NULL))
            copy(w, body, parent);
        return;
    }
    fl_node *call = fl_timing_add(w, parent, FL_NODE_CALL, "");
    copy(w, r->target, call);
    for (const fl_node *n = r->first; n; n = n->next)
        copy(w, n, call);
}

static bool holds_call(const fl_node *root)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if (n->kind == FL_NODE_CALL || n->kind == FL_NODE_COMPREHENSION || n->kind == FL_NODE_BINARY)
            return true;
    return false;
}

/* Before all calls what they are given is computed, and has a name. */
static void add_arguments(fl_timing_writer *w, fl_node *block, fl_timing_routine *r)
{
    static const char *const names[] = {"(argument 1)", "(argument 2)", "(argument 3)", "(argument 4)"};
    fl_node *list = fl_timing_add(w, NULL, FL_NODE_LIST, "");
    size_t count = 0;
    for (const fl_node *n = r->first; n; n = n->next) {
        bool apart = n->kind != FL_NODE_KEYWORD && n->kind != FL_NODE_OPAQUE && holds_call(n);
        if (!apart || count == sizeof names / sizeof *names) {
            copy(w, n, list);
            continue;
        }
        fl_node *assign = fl_timing_add(w, block, FL_NODE_ASSIGN, "=");
        fl_timing_add(w, assign, FL_NODE_NAME, names[count]);
        copy(w, n, assign);
        fl_timing_add(w, list, FL_NODE_NAME, names[count++]);
    }
    r->first = w->failed ? NULL : list->first;
}

/* Puts the statements that a call stands for in its place. */
void fl_timing_write_out(fl_timing_writer *w, fl_node *call, const fl_timing_routine *r,
                         const fl_timing_protocol *p)
{
    fl_node *block = fl_timing_add(w, NULL, FL_NODE_BLOCK, "");
    fl_timing_routine given = *r;
    if (p->given_once)
        add_arguments(w, block, &given);
    r = &given;
    if (p->warm_ups || p->warm_up_number != 0)
        fl_timing_add_call(w, fl_timing_add_loop(w, block, p->warm_ups, p->warm_up_number), r);
    fl_node *list = fl_timing_add(w, block, FL_NODE_ASSIGN, "=");
    fl_timing_add(w, list, FL_NODE_NAME, FL_TIMING_TIMES);
    fl_timing_add(w, list, FL_NODE_LIST, "");
    fl_node *round = fl_timing_add_loop(w, block, p->rounds, p->round_number);
    fl_timing_add_clock(w, round, FL_TIMING_START, p->clock);
    fl_timing_add_call(w, p->calls == 1 ? round : fl_timing_add_loop(w, round, NULL, p->calls), r);
    fl_timing_add_clock(w, round, FL_TIMING_STOP, p->clock);
    fl_timing_add_store(w, round, p->store);
    if (w->failed)
        return;
    call->kind = FL_NODE_BLOCK;
    call->text = "";
    call->first = call->last = NULL; /* they were copied */
    while (block->first)
        fl_node_move(block->first, call);
    w->program->timed = call;
}

void fl_write_out_timing(fl_program *program, const fl_timing *timing)
{
    static const struct {
        const char *tool;
        void (*write)(fl_timing_writer *w);
    } tools[] = {{"pytest-benchmark", fl_timing_pytest},
                 {"Criterion", fl_timing_criterion},
                 {"hyperfine", fl_timing_hyperfine},
                 {"torch.utils.benchmark", fl_timing_marked},
                 {"nanobench", fl_timing_marked}};
    fl_timing_writer w = {.program = program, .timing = timing};
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        if (strcmp(timing->tool, tools[i].tool) == 0) {
            tools[i].write(&w);
            program->times_elsewhere = !program->timed || w.failed;
        }
}
