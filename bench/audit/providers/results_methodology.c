/* Points 1 to 15, and what the same reading tells about others. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/providers/judged_side.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/sources_model.h"
#include "bench/audit/providers/sources_order.h"
#include "bench/audit/providers/sources_shape.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/audit/reader/answer.h"
#include "bench/audit/reader/known_calls.h"

enum { WARM_UPS = 100, CALLS = 10000, SEED = FL_SEED };

/* ---- what the result files say against a point; what they say for one is their author's word ---- */

static void judge_calls(const fl_result *r, fl_concerns who, const char *path, fl_audit *audit)
{
    if (r->iterations > 0 && r->iterations != CALLS)
        fl_audit_add(audit, 3, who, FAIL, FL_BY_COMPUTATION, path, "it reports %zu timed %s, not %d",
                     r->iterations, fl_readings_of(r), CALLS);
    else if (r->iterations == CALLS && fl_result_reading(r) == FL_READING_MEAN)
        fl_audit_add(audit, 3, who, FAIL, FL_BY_COMPUTATION, path,
                     "each of its %d readings is the mean of several calls", CALLS);
    else if (r->iterations == CALLS && r->samples_ns)
        fl_audit_add(audit, 3, who, PASS, FL_BY_COMPUTATION, path, "it holds %d timed calls", CALLS);
}

static void judge_results(const fl_case *given, int side, fl_audit *audit)
{
    const fl_case_side *s = &given->sides[side];
    fl_concerns who = side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B;
    for (size_t i = 0; i < s->run_count; i++) {
        const fl_document *d = &s->runs[i].document;
        const fl_result *r = s->runs[i].result;
        const char *path = s->runs[i].path;
        if (d->warmup_iterations > 0 && d->warmup_iterations != WARM_UPS)
            fl_audit_add(audit, 2, who, FAIL, FL_BY_COMPUTATION, path, "it reports %d warm-up calls, not %d",
                         d->warmup_iterations, WARM_UPS);
        if (r)
            judge_calls(r, who, path, audit);
        if (d->seed != 0 && d->seed != SEED)
            fl_audit_add(audit, 4, who, FAIL, FL_BY_COMPUTATION, path, "it reports the seed %llu, not %d",
                         (unsigned long long)d->seed, SEED);
        if (d->input_dim > 0 && d->input_dim != FL_INPUTS)
            fl_audit_add(audit, 8, who, FAIL, FL_BY_COMPUTATION, path, "it reports %d inputs, not %d",
                         d->input_dim, FL_INPUTS);
        if (d->num_classes > 0 && d->num_classes != FL_OUTPUTS)
            fl_audit_add(audit, 7, who, FAIL, FL_BY_COMPUTATION, path, "it reports %d classes, not %d",
                         d->num_classes, FL_OUTPUTS);
        if (r && strcmp(r->work, "logistic-784x1") == 0)
            fl_audit_add(
                audit, 6, who, FAIL, FL_BY_COMPUTATION, path,
                "its work is a logistic regression, 784 inputs to 1 output: half of the multiply-adds");
    }
}

/* ---- loops ---- */

/* inside: how many calls of the timed loop are left out of its figures. */
static void judge_exclusion(fl_source *s, double inside)
{
    const fl_measuring *m = &s->measuring;
    const fl_region *r = m->main;
    int line = r->loop ? r->loop->line : r->start->line;
    if (m->counted_warm_up)
        fl_source_add(s, 1, FAIL, m->counted_warm_up->store,
                      "the times of an earlier loop are stored in the same list as those of line %d",
                      r->store->line);
    else if (inside > 0 && isfinite(inside))
        fl_source_add(s, 1, PASS, r->store, "the first %.0f times of the loop are left out by a condition",
                      inside);
    else if (strcmp(r->start_clock, "benchmark.State.now") == 0)
        fl_source_add(
            s, 1, PASS, r->start,
            "Google Benchmark finds the number of calls by shorter runs, of which it stores no time");
    else if (s->program.timed && (m->warm_up || s->program.timed_process) && r->store)
        fl_source_add(s, 1, PASS, m->warm_up ? m->warm_up : r->loop,
                      "the tool that times it stores no time of its warm-up %s",
                      s->program.timed_process ? "runs" : "calls");
    else if (isnan(r->kept) && r->store)
        fl_source_add(s, 1, UNCHECKED, r->store, "how many of the times are stored cannot be told");
    else if (m->warm_up && r->store && !m->timed.place[FL_DOES_PREDICT])
        fl_source_add(s, 1, UNCHECKED, r->start,
                      "the timed inference was not recognised, and so no warm-up by it");
    else if (m->warm_up && r->store)
        fl_source_add(s, 1, PASS, m->warm_up,
                      "the warm-up stands apart; only the times of the loop at line %d are stored", line);
    else
        fl_source_add(s, 1, UNCHECKED, r->start, "no warm-up was found before the timed loop");
}

static void judge_count(fl_source *s, int point, double count, double wanted, const fl_node *where,
                        const char *what)
{
    if (isnan(count))
        fl_source_add(s, point, UNCHECKED, where, "how many %s there are cannot be told", what);
    else if (count == wanted)
        fl_source_add(s, point, PASS, where, "%.0f %s", count, what);
    else
        fl_source_add(s, point, FAIL, where, "%.0f %s, not %.0f", count, what, wanted);
}

/* A timer without a loop of its own, in a function that others enter: a decorator's, a context manager's. */
static bool is_entered_again(fl_source *s)
{
    const fl_region *r = s->measuring.main;
    const fl_node *function = fl_function_of(r->start, false);
    if (r->loop || s->program.timed || !s->python || !function || strcmp(function->text, "main") == 0)
        return false;
    const fl_node *call = fl_next_call_of(&s->program, function, NULL);
    for (const fl_node *up = call; up; up = up->parent)
        if (up->kind == FL_NODE_FOR || up->kind == FL_NODE_WHILE || up->kind == FL_NODE_COMPREHENSION)
            return true;
    return !call || fl_next_call_of(&s->program, function, call);
}

/* def measure(model, times=[…]): what the list holds before is not counted. */
static bool begins_filled(fl_source *s)
{
    const fl_node *store = s->measuring.main->store;
    fl_node *list = fl_node_is(store, FL_NODE_CALL, NULL) ? store->first->first : NULL;
    const fl_node *m = fl_node_is(list, FL_NODE_NAME, NULL) ? fl_meaning(&s->program, list) : NULL;
    return m && fl_node_is(m, FL_NODE_PARAMETER, NULL) && m->first;
}

/* Rust, C: where the function that measures may answer without coming to its loop; NULL. That of main ends the program. */
static const fl_node *answers_before(const fl_source *s)
{
    const fl_region *r = s->measuring.main;
    const fl_node *first = r->loop ? r->loop : r->start, *function = fl_function_of(first, false);
    const fl_node *body = function && strcmp(function->text, "main") != 0 ? fl_node_child(function, 1) : NULL;
    for (const fl_node *n = s->python ? NULL : body; n && n->serial < first->serial;) {
        bool fails =
            n->first && n->first->kind == FL_NODE_CALL && fl_node_is(n->first->first, FL_NODE_NAME, "Err");
        if (n->kind == FL_NODE_RETURN && n->first && !fails)
            return n;
        bool inner = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA;
        inner = inner && !fl_node_is_within(first, n);
        n = inner ? fl_node_skipping(n, body) : fl_node_following(n, body);
    }
    return NULL;
}

static void judge_loops(fl_source *s)
{
    const fl_node *before = answers_before(s);
    for (int point = 2; before && point <= 3; point++)
        fl_source_block(s, point, before, "the function that measures may answer here, before its loop");
    const fl_measuring *m = &s->measuring;
    const fl_region *r = m->main;
    const fl_node *loop = r->loop ? r->loop : r->start;
    double inside = r->times - r->kept, outside = m->warm_up ? m->warm_ups : NAN;
    if (s->program.timed_process)
        outside = s->program.warm_up_runs;
    else if (!m->timed.place[FL_DOES_PREDICT] && !s->program.timed)
        outside = NAN; /* where the timed inference is not recognised, nor is that of the warm-up */
    judge_exclusion(s, inside);
    judge_count(s, 2, inside > 0 ? inside : outside, WARM_UPS, m->warm_up ? m->warm_up : loop,
                "warm-up calls");
    judge_count(s, 3, is_entered_again(s) || begins_filled(s) ? NAN : r->kept, CALLS, loop, "timed calls");
    if (m->leaves_early)
        fl_source_add(s, 18, FAIL, m->leaves_early, "the timed loop can be left early: %s",
                      fl_node_names[m->leaves_early->kind]);
    else if (r->loop && r->loop->kind == FL_NODE_FOR && isnan(r->times) && s->python && !s->program.timed)
        fl_source_add(s, 18, UNCHECKED, r->loop, "how often the loop runs cannot be told");
    else if (r->loop && r->loop->kind == FL_NODE_FOR)
        fl_source_add(s, 18, PASS, r->loop, "a counting loop without break or return");
}

static void judge_clock(fl_source *s)
{
    static const struct {
        const char *name;
        fl_point_verdict verdict;
        const char *why;
    } clocks[] = {
        {"time.perf_counter_ns", PASS, "nanoseconds, monotonic"},
        {"time.perf_counter", PASS, "monotonic; as a float of seconds it still resolves nanoseconds"},
        {"timeit.default_timer", PASS, "time.perf_counter by another name"},
        {"std.time.Instant.now", PASS, "nanoseconds, monotonic"},
        {"Instant.now", PASS, "nanoseconds, monotonic"},
        {"clock_gettime.CLOCK_MONOTONIC", PASS, "nanoseconds, monotonic"},
        {"clock_gettime.CLOCK_MONOTONIC_RAW", PASS, "nanoseconds, monotonic"},
        {"clock_gettime.CLOCK_BOOTTIME", PASS, "nanoseconds, monotonic"},
        {"std.chrono.steady_clock.now", PASS, "monotonic, in nanoseconds where it is CLOCK_MONOTONIC"},
        {"benchmark.State.now", PASS,
         "Google Benchmark's own, read before and behind a whole row of calls: monotonic"},
        {"std.chrono.high_resolution_clock.now", UNCHECKED,
         "the library decides whether it is steady_clock or system_clock, which may step"},
        {"__rdtsc", UNCHECKED, "it counts ticks, of a rate that the processor has to tell"},
        {"__rdtscp", UNCHECKED, "it counts ticks, of a rate that the processor has to tell"},
        {"_rdtsc", UNCHECKED, "it counts ticks, of a rate that the processor has to tell"},
        {"__builtin_ia32_rdtsc", UNCHECKED, "it counts ticks, of a rate that the processor has to tell"},
        {"__builtin_ia32_rdtscp", UNCHECKED, "it counts ticks, of a rate that the processor has to tell"},
        {"omp_get_wtime", UNCHECKED, "its resolution depends on the system"},
        {"time.monotonic_ns", UNCHECKED, "its resolution depends on the system"},
        {"time.monotonic", UNCHECKED, "its resolution depends on the system"},
    };
    const fl_region *r = s->measuring.main;
    const char *name[2] = {r->start_clock, r->stop_clock};
    fl_point_verdict worst = PASS;
    const char *why = "", *which = name[0];
    for (int i = 0; i < 2; i++) {
        fl_point_verdict verdict = strcmp(name[i], ".elapsed") == 0 ? PASS : FAIL;
        const char *reason = verdict == PASS ? "" : "a clock that may step, or counts coarsely";
        for (size_t k = 0; k < sizeof clocks / sizeof *clocks; k++)
            if (strcmp(name[i], clocks[k].name) == 0) {
                verdict = clocks[k].verdict;
                reason = clocks[k].why;
            }
        if (i == 0 || verdict == FAIL || (verdict == UNCHECKED && worst == PASS)) {
            worst = verdict;
            why = reason;
            which = name[i];
        }
    }
    fl_source_add(s, 5, worst, r->start, "%s: %s", which, why);
    if (s->rust)
        fl_source_add(s, 39, worst, r->start, "%s: %s", which, why);
}

/* ---- between the readings ---- */

static const char *called(fl_source *s, fl_node *place, char text[256])
{
    if (!place)
        return "";
    if (place->kind != FL_NODE_CALL)
        return fl_node_names[place->kind];
    fl_dotted(&s->program, place->first, text);
    return text[0] ? text : "a call";
}

/* One part of what is timed, for points 11 and 12. */
static void judge_part(fl_source *s, int point, const fl_effects *part, const char *which)
{
    static const fl_effect wrong[] = {FL_DOES_OUTPUT,       FL_DOES_SLEEP, FL_DOES_ALLOCATE,
                                      FL_DOES_TRACK_MEMORY, FL_DOES_TRAIN, FL_DOES_CREATE_MODEL,
                                      FL_DOES_COMPILE,      FL_DOES_BUSY,  FL_DOES_CLOCK};
    char name[256];
    const fl_node *worked = point == 12 ? fl_answer_worked_on(&s->evaluator, &s->measuring)
                                        : fl_argument_worked_on(&s->evaluator, &s->measuring);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (part->place[wrong[i]]) {
            fl_source_add(s, point, FAIL, part->place[wrong[i]], "%.100s stands %s, while the clock runs",
                          called(s, part->place[wrong[i]], name), which);
            return;
        }
    /* The checklist wants the gradients' switch around the loop (33). Within each call it is thrown before the inference
     * and back behind it, by whatever form of writing: a part of what a user calls, or work beside the inference? */
    const fl_node *switched = s->measuring.timed.place[FL_DOES_SWITCH];
    if (switched)
        fl_source_add(
            s, point, UNCHECKED, switched,
            "gradients are switched within each timed call, before the inference and back behind it");
    else if (part->place[FL_DOES_CONVERT])
        fl_source_add(s, point, UNCHECKED, part->place[FL_DOES_CONVERT],
                      "%.100s stands %s: a part of the answer, or work of its own?",
                      called(s, part->place[FL_DOES_CONVERT], name), which);
    else if (part->place[FL_DOES_UNKNOWN])
        fl_source_add(s, point, UNCHECKED, part->place[FL_DOES_UNKNOWN], "what %.100s does %s is not known",
                      called(s, part->place[FL_DOES_UNKNOWN], name), which);
    else if (worked)
        fl_source_add(
            s, point, UNCHECKED, worked,
            "something is computed here, %s, while the clock runs: a part of it, or work of its own?", which);
    else
        fl_source_add(s, point, PASS, s->measuring.main->start, "nothing else stands %s", which);
}

static void judge_one(fl_source *s, int point, fl_effect effect, const char *bad, const char *good)
{
    const fl_effects *timed = &s->measuring.timed;
    char name[256];
    if (timed->place[effect])
        fl_source_add(s, point, FAIL, timed->place[effect], "%.100s: %s",
                      called(s, timed->place[effect], name), bad);
    else if (timed->place[FL_DOES_UNKNOWN])
        fl_source_add(s, point, UNCHECKED, timed->place[FL_DOES_UNKNOWN], "what %.100s does is not known",
                      called(s, timed->place[FL_DOES_UNKNOWN], name));
    else
        fl_source_add(s, point, PASS, s->measuring.main->start, "%s", good);
}

/* Point 10: how many inferences stand between the two readings, where there are any. */
static void judge_number(fl_source *s)
{
    const fl_measuring *m = &s->measuring;
    const fl_node *unused;
    const char *why;
    if (m->timed.by_hand_again)
        fl_source_add(s, 10, UNCHECKED, m->timed.place[FL_DOES_PREDICT],
                      "several sums of products between the two readings: one inference, or more?");
    else if (m->timed.perhaps && m->timed.predictions == 1)
        fl_source_add(s, 10, UNCHECKED, m->timed.place[FL_DOES_PREDICT],
                      "whether each call infers depends on a condition or on what wraps it");
    else if (m->timed.predictions == 1 && (unused = fl_source_unused(s, &why)) != NULL)
        fl_source_add(s, 10, UNCHECKED, unused, "%.160s", why);
    else if (m->timed.predictions == 1 && s->program.timed_in_rows)
        fl_source_add(s, 10, PASS, m->timed.place[FL_DOES_PREDICT],
                      "what the tool counts as one call holds exactly one inference");
    else if (m->timed.predictions == 1)
        fl_source_add(s, 10, PASS, m->timed.place[FL_DOES_PREDICT],
                      "exactly one inference between the two readings");
    else if (isnan(m->timed.predictions) && s->program.timed_process)
        fl_source_add(s, 10, UNCHECKED, m->timed.place[FL_DOES_PREDICT],
                      "how many inferences one run makes depends on what it is given");
    else if (isnan(m->timed.predictions) && m->timed.unsized_product)
        fl_source_add(s, 10, UNCHECKED, m->timed.place[FL_DOES_PREDICT],
                      "how many samples the product between the readings is of cannot be told");
    else if (isnan(m->timed.predictions))
        fl_source_add(s, 10, FAIL, m->timed.place[FL_DOES_PREDICT],
                      "a loop of inferences stands between the two readings");
    else
        fl_source_add(s, 10, FAIL, m->timed.place[FL_DOES_PREDICT],
                      "%.0f inferences between the two readings", m->timed.predictions);
}

/* Keras's predict draws a bar of its progress unless it is told not to (Model.predict, verbose: "auto" becomes 1). */
static void judge_progress(fl_source *s)
{
    static const char *const keras[] = {"keras.", "tensorflow.", NULL};
    fl_node *call = s->measuring.timed.place[FL_DOES_PREDICT];
    if (!s->python || !call || call->kind != FL_NODE_CALL ||
        !fl_node_is(call->first, FL_NODE_FIELD, "predict") || !fl_source_find(s, keras, NULL))
        return;
    for (fl_node *n = call->first->next; n; n = n->next)
        if (fl_node_is(n, FL_NODE_KEYWORD, "verbose") &&
            fl_evaluate_number(&s->evaluator, n->first, NULL) == 0)
            return;
    fl_source_block(s, 13, call,
                    "predict draws a bar of its progress, if it is Keras's, unless verbose is 0");
}

static void judge_timed(fl_source *s)
{
    const fl_measuring *m = &s->measuring;
    const fl_region *r = m->main;
    fl_effects loop = m->timed;
    if (r->loop)
        fl_effects_of(&s->evaluator, r->loop, &loop);
    if (!m->timed.place[FL_DOES_PREDICT]) {
        fl_source_add(s, 10, UNCHECKED, r->start, "no inference was recognised between the readings");
        return;
    }
    judge_number(s);
    judge_part(s, 11, &m->before_prediction, "before the inference");
    judge_part(s, 12, &m->after_prediction, "behind the inference");
    judge_one(s, 13, FL_DOES_OUTPUT, "input or output while the clock runs",
              "no input or output in what is timed, called functions included");
    judge_progress(s);
    judge_one(s, 98, FL_DOES_TRAIN, "training while the clock runs", "no training in what is timed");
    if (loop.place[FL_DOES_TRAIN])
        fl_source_add(s, 55, FAIL, loop.place[FL_DOES_TRAIN], "the model is trained within the timed loop");
    else if (!loop.place[FL_DOES_UNKNOWN])
        fl_source_add(s, 55, PASS, r->loop, "nothing in the timed loop trains the model");
    if (loop.place[FL_DOES_CREATE_MODEL])
        fl_source_add(s, 54, FAIL, loop.place[FL_DOES_CREATE_MODEL], "a model is made within the timed loop");
    else if (!loop.place[FL_DOES_UNKNOWN] && fl_source_is_served_by_one(s))
        fl_source_add(s, 54, PASS, r->loop, "no model is made within the timed loop");
    fl_node *slow =
        m->timed.place[FL_DOES_SLEEP] ? m->timed.place[FL_DOES_SLEEP] : m->timed.place[FL_DOES_BUSY];
    if (slow)
        fl_source_add(s, s->concerns == FL_CONCERNS_A ? 91 : 11, FAIL, slow, "%s while the clock runs",
                      m->timed.place[FL_DOES_SLEEP] ? "it sleeps" : "a loop without an inference in it runs");
    else if (s->concerns == FL_CONCERNS_A && !m->timed.place[FL_DOES_UNKNOWN])
        fl_source_add(s, 91, PASS, r->start, "neither a sleep nor a busy loop in what is timed");
}

static void judge_memory_tracking(fl_source *s)
{
    static const char *const allocators[] = {
        "malloc",         "calloc",          "realloc",           "free", "operator new",
        "operator new[]", "operator delete", "operator delete[]", NULL};
    static const char *const names[] = {"tracemalloc.",
                                        "memory_profiler.",
                                        "torch.profiler.",
                                        "torch.autograd.profiler.",
                                        "dhat.",
                                        "stats_alloc.",
                                        "jemalloc_ctl.",
                                        "cProfile.",
                                        "mallinfo",
                                        "mallinfo2",
                                        "malloc_stats",
                                        "sys.setprofile",
                                        "sys.settrace",
                                        "sys.monitoring.",
                                        "sys.addaudithook",
                                        "threading.setprofile",
                                        "threading.settrace",
                                        "threading.setprofile_all_threads",
                                        "threading.settrace_all_threads",
                                        "profile.",
                                        "trace.Trace",
                                        NULL};
    const fl_node *found = fl_source_find(s, names, NULL);
    for (size_t i = 0; !found && i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n && !found;
             n = fl_node_following(n, s->program.files[i].module))
            if (fl_node_is(n, FL_NODE_ATTRIBUTE, "global_allocator") ||
                (s->c && n->kind == FL_NODE_FUNCTION && fl_is_one_of(n->text, allocators)))
                found = n;
    if (found)
        fl_source_add(s, 14, FAIL, found, "allocations are watched or replaced");
    else if (s->measuring.timed.place[FL_DOES_TRACK_MEMORY])
        fl_source_add(s, 14, FAIL, s->measuring.timed.place[FL_DOES_TRACK_MEMORY],
                      "memory is examined while the clock runs");
    else if (s->whole)
        fl_source_add(s, 14, PASS, NULL, "no call in any of its sources watches allocations");
    else
        fl_source_add(s, 14, UNCHECKED, NULL, "%.180s", s->gap);
}

void fl_source_methodology(fl_source *s)
{
    fl_source_seeds(s);
    fl_judge_model(s);
    if (!s->measuring.main) {
        for (int point = 1; point <= 15; point++)
            if (point != 4 && point != 6 && point != 7)
                fl_source_add(s, point, UNCHECKED, NULL, "%.180s",
                              s->program.complete ? "no pair of clock readings was found in its sources"
                                                  : s->program.missing);
        return;
    }
    judge_loops(s);
    judge_clock(s);
    judge_timed(s);
    judge_memory_tracking(s);
    fl_judge_input(s);
    fl_judge_forward(s);
    fl_judge_laziness(s);
}

void fl_judge_methodology(const fl_case *given, fl_audit *audit)
{
    fl_source *s = calloc(1, sizeof *s);
    for (int side = 0; s && side < 2; side++) {
        audit->provider = FL_FROM_RESULTS;
        judge_results(given, side, audit);
        if (given->sides[side].is_kernel)
            continue;
        fl_source_open(given, side, audit, s);
        audit->provider = FL_FROM_BUILD;
        if (s->side->source_count > 0)
            fl_judge_requirements(s->side, s->concerns, &s->program, audit);
        audit->provider = FL_FROM_SOURCES;
        fl_source_nature(s);
        fl_source_methodology(s);
        fl_source_code(s);
        fl_source_data(s);
        fl_source_statistics(s);
        fl_source_around(s);
        fl_source_late(s);
        fl_source_trained(s);
        fl_source_close(s);
    }
    free(s);
    audit->provider = FL_FROM_SOURCES;
    fl_source_comparison(given, audit);
}
