/* Criterion (https://bheisler.github.io/criterion.rs/book/analysis.html, and bencher.rs): Bencher::iter calls the
 * routine for some seconds without storing anything, and then takes samples: Instant::now(), many calls in a row,
 * elapsed(). What the routine returns is dropped within; iter_with_large_drop drops it afterwards. */
#include "bench/audit/reader/timing_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Whether a benchmark's last part, or the part before its parameter, is what a program calls it. */
static bool is_entry(const char *entry, const char *id, bool with_parameter)
{
    size_t length = strlen(id), all = strlen(entry);
    if (length == 0)
        return false;
    if (!with_parameter)
        return all >= length && strcmp(entry + all - length, id) == 0 &&
               (all == length || entry[all - length - 1] == '/');
    const char *last = strrchr(entry, '/');
    size_t before = last ? (size_t)(last - entry) : 0;
    return before >= length && strncmp(last - length, id, length) == 0 &&
           (before == length || last[-(long)length - 1] == '/');
}

/* The closure that is benchmarked under the name of the result: bench_function("name", |b| …). */
static fl_node *benchmarked_by(const fl_timing_writer *w, fl_node *n)
{
    fl_node *id = fl_node_child(n, 1), *closure = n->last;
    const char *method = n->first && n->first->kind == FL_NODE_FIELD ? n->first->text : "";
    bool plain = strcmp(method, "bench_function") == 0, with_input = strcmp(method, "bench_with_input") == 0;
    const fl_node *text = with_input && fl_node_is(id, FL_NODE_CALL, NULL) ? fl_node_child(id, 1) : id;
    if ((!plain && !with_input) || !fl_node_is(text, FL_NODE_STRING, NULL) ||
        !fl_node_is(closure, FL_NODE_LAMBDA, NULL) || !is_entry(w->timing->entry, text->text, with_input))
        return NULL;
    return closure;
}

/* b.iter(|| …), the only use of b in the closure. */
static fl_node *iteration_in(fl_node *closure)
{
    const fl_node *bencher = closure->first->first;
    fl_node *found = NULL;
    for (fl_node *n = fl_node_child(closure, 1); n && bencher; n = fl_node_following(n, closure)) {
        if (!fl_node_is(n, FL_NODE_NAME, bencher->text))
            continue;
        bool iterates = fl_node_is(n->parent, FL_NODE_FIELD, "iter") ||
                        fl_node_is(n->parent, FL_NODE_FIELD, "iter_with_large_drop");
        if (found || !iterates || !fl_node_is(n->parent->parent, FL_NODE_CALL, NULL))
            return NULL;
        found = n->parent->parent;
    }
    return found && fl_node_count(found) == 2 ? found : NULL;
}

static bool names(const fl_program *program, const char *text)
{
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module))
            if ((n->kind == FL_NODE_NAME || n->kind == FL_NODE_FIELD || n->kind == FL_NODE_FUNCTION) &&
                strcmp(n->text, text) == 0)
                return true;
    return false;
}

/* What is benchmarked under other names is no part of it. */
static void leave_out_other_benchmarks(const fl_timing_writer *w)
{
    for (size_t i = 0; i < w->program->file_count; i++) {
        fl_node *module = w->program->files[i].module;
        for (fl_node *n = module; n; n = fl_node_following(n, module)) {
            const fl_node *callee = n->kind == FL_NODE_CALL ? n->first : NULL;
            bool benchmark = fl_node_is(callee, FL_NODE_FIELD, "bench_function") ||
                             fl_node_is(callee, FL_NODE_FIELD, "bench_with_input");
            if (!benchmark || fl_node_is_within(w->program->timed, n) ||
                !fl_node_is(n->last, FL_NODE_LAMBDA, NULL))
                continue;
            n->kind = FL_NODE_PASS;
            n->text = "";
            n->first = n->last = NULL;
        }
    }
}

/* criterion_main! calls the function that holds the benchmark. */
static void add_main(fl_timing_writer *w, const fl_node *call)
{
    const fl_node *function = call;
    while (function && function->kind != FL_NODE_FUNCTION)
        function = function->parent;
    if (!function || names(w->program, "main"))
        return;
    fl_node *entry = fl_timing_add(w, w->program->files[w->file].module, FL_NODE_FUNCTION, "main");
    fl_timing_add(w, entry, FL_NODE_PARAMETERS, "");
    fl_node *start = fl_timing_add(w, fl_timing_add(w, entry, FL_NODE_BLOCK, ""), FL_NODE_CALL, "");
    fl_timing_add(w, start, FL_NODE_NAME, function->text);
    for (const fl_node *p = function->first->first; p; p = p->next)
        fl_timing_add(w, start, FL_NODE_NAME, "(criterion)");
}

void fl_timing_criterion(fl_timing_writer *w)
{
    fl_node *closure = NULL;
    size_t found = 0;
    for (size_t i = 0; i < w->program->file_count; i++) {
        fl_node *module = w->program->files[i].module;
        for (fl_node *n = module; n; n = fl_node_following(n, module)) {
            fl_node *one = n->kind == FL_NODE_CALL ? benchmarked_by(w, n) : NULL;
            closure = one ? one : closure;
            found += one != NULL;
        }
    }
    fl_node *call = found == 1 ? iteration_in(closure) : NULL;
    if (!call || names(w->program, "with_measurement"))
        return;
    fl_timing_routine r = {.target = fl_node_child(call, 1)};
    fl_timing_protocol p = {.warm_up_number = NAN,
                            .round_number = NAN,
                            .calls = 1,
                            .clock = "std.time.Instant.now",
                            .store = "push"};
    if (!fl_timing_is_callable(&r))
        return;
    w->file = call->file;
    w->line = call->line;
    fl_timing_write_out(w, call, &r, &p);
    w->program->timed_in_rows = true;
    if (!w->program->timed)
        return;
    leave_out_other_benchmarks(w);
    add_main(w, call);
}
