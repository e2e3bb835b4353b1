/* Points 19 to 24, 26 and 30: the formulas of the sources, computed on a planted sample and compared with
 * what they should give. All comparisons are free of the unit: a mean may come in ns or in µs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/providers/sources.h"
#include "bench/audit/providers/sources_sides.h"
#include "bench/audit/providers/sources_tables.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/audit/reader/known_calls.h"
#include "bench/base/sort.h"

enum { MOST_PLANTED = 10000 };

static bool close_to(double a, double b, double tolerance)
{
    return fabs(a - b) <= tolerance * fabs(b);
}

/* Different everywhere, skewed as latencies are, in no order. */
static void plant(double *samples, size_t count)
{
    unsigned long long state = 1;
    for (size_t i = 0; i < count; i++) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        double u = (double)(state >> 11) / 9007199254740992.0;
        samples[i] = 450 + 40 * u + 300 * u * u * u * u * u * u * u * u * u;
    }
    /* such as a filter takes for disturbed; in any unit of time */
    samples[count / 3] = 1e-7;
    samples[count / 2] = 3e7;
}

/* A field of a class and what it is worth where nothing is given. */
static bool is_default(const fl_node *assign)
{
    const fl_node *block = assign->parent;
    return fl_node_is(block, FL_NODE_BLOCK, NULL) && fl_node_is(block->parent, FL_NODE_CLASS, NULL);
}

/* The value given to a figure's name in a dict, a struct or an assignment to it. */
static bool is_given_to(const fl_node *n, const char *name, fl_node **value)
{
    bool entry = n->kind == FL_NODE_ENTRY && fl_node_is(n->first, FL_NODE_STRING, name);
    bool assign = n->kind == FL_NODE_ASSIGN && strcmp(n->text, "=") == 0;
    bool element =
        assign && n->first->kind == FL_NODE_INDEX && fl_node_is(n->first->last, FL_NODE_STRING, name);
    bool variable = assign && !is_default(n) &&
                    (fl_node_is(n->first, FL_NODE_NAME, name) || fl_node_is(n->first, FL_NODE_FIELD, name));
    bool given = entry || element || variable || fl_node_is(n, FL_NODE_KEYWORD, name);
    *value = given ? n->last : NULL;
    return given;
}

/* C: what is printed under that name has several values: the first of them is not what is reported. */
static bool is_printed_otherwise(const fl_evaluator *e, const fl_node *entry, fl_node *value)
{
    return e->program->files[entry->file].c && entry->kind == FL_NODE_ENTRY &&
           fl_node_is(value, FL_NODE_NAME, NULL) && fl_is_ambiguous(fl_meaning(e->program, value));
}

/* The figure of that name, computed; where it stands in place. Names further on are tried when one is not
 * found. NaN: none can be computed. */
static double figure(fl_evaluator *e, const char *const names[], const fl_node **place)
{
    for (size_t k = 0; names[k]; k++)
        for (size_t i = 0; i < e->program->file_count; i++)
            for (fl_node *n = e->program->files[i].module; n;
                 n = fl_node_following(n, e->program->files[i].module)) {
                fl_node *value;
                if (!is_given_to(n, names[k], &value))
                    continue;
                double number = fl_evaluate_number(e, value, NULL);
                if (!*place)
                    *place = n;
                if (!isnan(number)) {
                    *place = n;
                    return number;
                }
                if (is_printed_otherwise(e, n, value))
                    return NAN;
            }
    return NAN;
}

/* Whether a figure of that name is computed in a dict or an object elsewhere. */
static bool is_computed_elsewhere(const fl_program *program, const char *key)
{
    for (size_t i = 0; i < program->file_count; i++)
        for (const fl_node *n = program->files[i].module; n;
             n = fl_node_following(n, program->files[i].module))
            if ((n->kind == FL_NODE_ENTRY && fl_node_is(n->first, FL_NODE_STRING, key)) ||
                fl_node_is(n, FL_NODE_KEYWORD, key))
                return true;
    return false;
}

/* Where a figure that was computed is changed: row["mean_us"] *= …, summary.mean_us = …, row.update(mean_us=…). */
static bool changes_figure(const fl_program *program, const fl_node *n)
{
    static const char *const figures[] = {
        "mean_us", "std_us", "p50_us",      "p95_us",      "p99_us",
        "mean",    "std",    "ci_95_lower", "ci_95_upper", "throughput_per_sec",
        NULL};
    const fl_node *target = n->kind == FL_NODE_ASSIGN ? n->first : NULL;
    const char *key = !target                         ? ""
                      : target->kind == FL_NODE_FIELD ? target->text
                      : target->kind == FL_NODE_INDEX ? target->last->text
                                                      : "";
    if (program->files[n->file].c)
        return false;
    if (target && fl_is_one_of(key, figures))
        return strcmp(n->text, "=") != 0 || is_computed_elsewhere(program, key);
    for (const fl_node *k =
             n->kind == FL_NODE_CALL && fl_node_is(n->first, FL_NODE_FIELD, "update") ? n->first->next : NULL;
         k; k = k->next)
        if (k->kind == FL_NODE_KEYWORD && fl_is_one_of(k->text, figures))
            return true;
    return false;
}

/* {"mean_us": …, **other}, other | {"mean_us": …} */
static bool is_mixed(const fl_node *n)
{
    const fl_node *dict =
        n->kind == FL_NODE_ENTRY && fl_node_is(n->first, FL_NODE_STRING, "mean_us") ? n->parent : NULL;
    for (const fl_node *k = dict ? n->next : NULL; k; k = k->next)
        if (fl_node_is(k, FL_NODE_ENTRY, NULL) && fl_node_is(k->first, FL_NODE_NONE, NULL))
            return true;
    return dict && fl_node_is(dict->parent, FL_NODE_BINARY, NULL);
}

/* A decorator of which it is not known what it makes of a function's answers. */
static bool is_wrapped(fl_source *s, const fl_node *n)
{
    char name[256];
    return n->kind == FL_NODE_ATTRIBUTE && s->python &&
           !fl_is_plain_decorator(fl_decorator_of(&s->evaluator, n, name));
}

/* What was computed must be what is written down. */
static void judge_changes(fl_source *s)
{
    const int points[] = {19, 20, 21, 22, 23, 30};
    const fl_node *found = NULL;
    const char *what = "";
    for (size_t i = 0; i < s->program.file_count && !found; i++)
        for (const fl_node *n = s->program.files[i].module; n && !found;
             n = fl_node_following(n, s->program.files[i].module)) {
            bool changed = changes_figure(&s->program, n) || fl_changes_table(&s->program, n),
                 mixed = is_mixed(n), wrapped = is_wrapped(s, n);
            if (!changed && !mixed && !wrapped)
                continue;
            found = n;
            what = wrapped ? "a function is wrapped; what becomes of its answer is not followed"
                           : "a figure is changed behind its formula; to what is not followed";
        }
    for (size_t i = 0; found && i < sizeof points / sizeof *points; i++)
        fl_source_block(s, points[i], found, "%s", what);
}

typedef struct expectation {
    double mean, deviation, sorted[MOST_PLANTED];
    size_t n;
} expectation;

static void judge(fl_source *s, int point, bool known, bool right, const fl_node *place, const char *good,
                  const char *bad)
{
    if (!known)
        fl_source_add(s, point, UNCHECKED, place, "the formula could not be computed");
    else
        fl_source_add(s, point, right ? PASS : FAIL, place, "computed on a planted sample: %s",
                      right ? good : bad);
}

static void judge_percentiles(fl_source *s, fl_evaluator *e, const expectation *x, double unit)
{
    static const struct {
        const char *names[3];
        double share;
    } shares[] = {
        {{"p50_us", "p50", NULL}, 0.5}, {{"p95_us", "p95", NULL}, 0.95}, {{"p99_us", "p99", NULL}, 0.99}};
    for (size_t i = 0; i < 3; i++) {
        const fl_node *place = NULL;
        double value = figure(e, shares[i].names, &place) / unit;
        size_t k = (size_t)(shares[i].share * (double)x->n);
        if (isnan(value)) {
            fl_source_add(s, 22, UNCHECKED, place, "%s could not be computed", shares[i].names[0]);
            fl_audit_block(s->audit, 22, s->concerns, FL_BY_READING, "",
                           "%s of the source could not be computed", shares[i].names[0]);
            continue;
        }
        bool exact = close_to(value, x->sorted[k], 1e-9);
        bool between = value >= x->sorted[k - 1] * (1 - 1e-12) && value <= x->sorted[k] * (1 + 1e-12);
        fl_source_add(s, 22, exact || between ? PASS : FAIL, place, "computed on a planted sample, %s is %s",
                      shares[i].names[0],
                      exact     ? "the sorted sample at its index"
                      : between ? "within one rank of the agreed index: another usual definition"
                                : "not the sorted sample at its index");
    }
}

static void expect(expectation *x, double *samples)
{
    double squares = 0;
    plant(samples, x->n);
    x->mean = 0;
    for (size_t i = 0; i < x->n; i++)
        x->mean += samples[i] / (double)x->n;
    for (size_t i = 0; i < x->n; i++)
        squares += (samples[i] - x->mean) * (samples[i] - x->mean);
    x->deviation = sqrt(squares / (double)(x->n - 1));
    memcpy(x->sorted, samples, x->n * sizeof *samples);
    fl_sort(x->sorted, x->n);
}

/* The unit must be one that times come in: a power of 1,000. */
static bool is_unit(double unit)
{
    for (int power = -9; power <= 9; power += 3)
        if (close_to(unit, pow(10, power), 1e-9))
            return true;
    return false;
}

/* What is stored when this much time passes between the readings, in the clock's own unit. */
static double stored(fl_source *s, double start, double time)
{
    const fl_region *r = s->measuring.main;
    fl_evaluator e;
    fl_evaluator_start(&e, &s->program);
    fl_value begin = {.kind = FL_VALUE_NUMBER, .whole = start == floor(start), .number = start};
    fl_node *inner = s->c ? fl_clock_within(&e, r->reading) : NULL;
    if (inner) { /* what a function makes of the clock counts */
        e.reading = fl_clock_within(&e, r->start->last);
        e.reading_value = start;
        begin = fl_evaluate(&e, r->start->last, NULL);
        memset(e.remembered, 0, sizeof e.remembered);
    }
    e.reading = inner ? inner : r->reading;
    e.reading_value = strcmp(r->stop_clock, ".elapsed") == 0 ? time : start + time;
    const fl_binding *bindings = fl_bind(&e, r->start->first, begin, NULL);
    fl_node *what = r->store->kind == FL_NODE_CALL ? r->store->first->next : r->store->last;
    double value = fl_evaluate_number(&e, what, bindings);
    fl_evaluator_end(&e);
    return value;
}

static const double start_ns = 7e8; /* a second ends before the larger of the times that are tried does */

static bool counts_seconds(const char *clock)
{
    static const char *const clocks[] = {"time.perf_counter", "timeit.default_timer", "time.time",
                                         "time.monotonic",    "omp_get_wtime",        NULL};
    return fl_is_one_of(clock, clocks);
}

/* Half a microsecond is nothing, or one, for a clock that is read in whole ones. */
static void judge_steps(fl_source *s)
{
    const double fine = 2000123, second = counts_seconds(s->measuring.main->stop_clock) ? 1e-9 : 1;
    double kept = stored(s, start_ns * second, fine * second), unit = stored(s, start_ns, 2e6) / 2e6 * second;
    if (!isnan(kept) && !close_to(kept, fine * unit, 1e-9))
        fl_source_add(s, 5, FAIL, s->measuring.main->store,
                      "the times are cut off: of %.0f ns %.0f are stored", fine, kept / unit);
}

/* The figures are those of the times that passed only if these are stored as they are, in some unit. */
static void judge_stored(fl_source *s)
{
    const double times[2] = {2e6, 5e8};
    for (int i = 0; i < 2; i++) {
        double factor = stored(s, start_ns, times[i]) / times[i];
        if (isnan(factor))
            fl_audit_block(s->audit, 19, s->concerns, FL_BY_READING, "",
                           "what is stored of a time cannot be computed");
        else if (!is_unit(factor))
            fl_source_add(s, 19, FAIL, s->measuring.main->store,
                          "of the time that passed %.6g times is stored", factor);
        if (!is_unit(factor))
            return;
    }
    judge_steps(s);
}

static void judge_interval(fl_source *s, fl_evaluator *e, double mean, double error)
{
    static const char *const lows[] = {"ci_95_lower", NULL}, *const highs[] = {"ci_95_upper", NULL};
    const fl_node *place[2] = {NULL};
    double low = figure(e, lows, &place[0]), high = figure(e, highs, &place[1]);
    double z = (high - low) / 2 / error;
    if (isnan(z))
        fl_source_add(s, 21, UNCHECKED, place[0], "the formula could not be computed");
    else if (!close_to((high + low) / 2, mean, 1e-9))
        fl_source_add(s, 21, FAIL, place[0],
                      "computed on a planted sample: the interval is not centred on the mean");
    else
        fl_source_add(s, 21, close_to(z, 1.96, 1e-4) ? PASS : FAIL, place[0],
                      "computed on a planted sample: the mean ± %.4g standard errors%s", z,
                      close_to(z, 1.96, 1e-4) ? "" : ", not 1.96");
}

static void judge_formulas(fl_source *s, fl_evaluator *e, const expectation *x)
{
    static const char *const means[] = {"mean_us", "mean", NULL},
                             *const deviations[] = {"std_us", "std", NULL},
                             *const throughputs[] = {"throughput_per_sec", "throughput", NULL};
    const fl_node *place[3] = {NULL};
    double n = (double)x->n, mean = figure(e, means, &place[0]), deviation = figure(e, deviations, &place[1]),
           throughput = figure(e, throughputs, &place[2]), unit = mean / x->mean;
    bool plain = is_unit(unit), with_n = close_to(deviation / unit, x->deviation * sqrt((n - 1) / n), 1e-7);
    judge(s, 19, !isnan(mean), plain, place[0], "the sum over n", "not the sum over n");
    judge(s, 20, !isnan(deviation) && plain, close_to(deviation / unit, x->deviation, 1e-7), place[1],
          "it divides by n - 1",
          with_n ? "it divides by n, not n - 1" : "it is not the sample standard deviation");
    judge_interval(s, e, mean, deviation / sqrt(n));
    judge(s, 23, !isnan(throughput) && plain,
          close_to(throughput * mean, 1e6, 1e-9) || close_to(throughput * mean, 1e9, 1e-9), place[2],
          "a million over the mean", "not a million over the mean");
    if (plain)
        judge_percentiles(s, e, x, unit);
}

static bool takes_best(const fl_node *n)
{
    if (n->kind != FL_NODE_CALL)
        return false;
    const char *word = n->first->text;
    bool name = n->first->kind == FL_NODE_NAME && (strcmp(word, "min") == 0 || strcmp(word, "sorted") == 0);
    return name || (n->first->kind == FL_NODE_FIELD && strncmp(word, "min_by", 6) == 0);
}

/* runs = [measure(…) for …]; runs[1]: one of several is taken. */
static const fl_node *one_of_several(fl_source *s, const fl_node *call, const fl_node *scope)
{
    for (fl_node *n = (fl_node *)scope; n; n = fl_node_following(n, scope)) {
        if (n->kind != FL_NODE_INDEX || n->first->kind != FL_NODE_NAME || n->last->kind == FL_NODE_SLICE)
            continue;
        const fl_node *made = fl_meaning(&s->program, n->first);
        for (const fl_node *up = call; up && fl_node_is(made, FL_NODE_ASSIGN, NULL); up = up->parent)
            if (up == made)
                return n;
    }
    return NULL;
}

/* A use of the function that measures which is no call of it, or a call of something else by its name. */
static const fl_node *used_otherwise(fl_source *s, const fl_node *function)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            if (!fl_node_is(n, FL_NODE_NAME, function->text) || n->parent->kind == FL_NODE_IMPORT)
                continue;
            bool called = fl_node_is(n->parent, FL_NODE_CALL, NULL) && n->parent->first == n;
            const fl_node *meaning = fl_meaning(&s->program, n);
            if (called ? fl_called_function(&s->program, n) != function : meaning == function)
                return n;
        }
    return NULL;
}

/* Python: what becomes of the measured times is known only where the function that measures is called, and by its own
 * name alone: else files that are given cannot tell how they came about. */
static void judge_calls(fl_source *s, const fl_node *function, const fl_node *call)
{
    const fl_node *other = function && !s->program.timed ? used_otherwise(s, function) : NULL;
    if (!s->python)
        return;
    if (s->altered)
        fl_source_block(s, 30, s->altered, "the program %s: whether a run is chosen is not followed",
                        s->altering);
    else if (other)
        fl_source_block(s, 30, other,
                        "%.60s is handed on or replaced here; how often it measures is not followed",
                        function->text);
    else if (function && !call && !s->program.timed)
        fl_source_block(s, 30, function,
                        "no call of what measures was found; how often it does is not known");
}

static void judge_selection(fl_source *s)
{
    const fl_node *function = fl_function_of(s->measuring.main->start, false);
    const fl_node *call = function ? fl_next_call_of(&s->program, function, NULL) : NULL;
    const fl_node *again = call ? fl_next_call_of(&s->program, function, call) : NULL;
    const fl_node *scope = call ? fl_function_of(call, false) : NULL;
    bool repeated = again != NULL, best = false;
    judge_calls(s, function, call);
    for (const fl_node *up = call ? call->parent : NULL; up; up = up->parent)
        repeated = repeated || up->kind == FL_NODE_FOR || up->kind == FL_NODE_WHILE ||
                   up->kind == FL_NODE_COMPREHENSION;
    for (const fl_node *n = repeated ? scope : NULL; n; n = fl_node_following(n, scope))
        best = best || takes_best(n);
    const fl_node *one = repeated ? one_of_several(s, call, scope) : NULL;
    if (best)
        fl_source_add(s, 30, FAIL, call, "the measurement is repeated and the best run is taken");
    else if (one)
        fl_source_block(s, 30, one,
                        "the measurement is repeated and one run is taken; which one is not followed");
    else if (call && !repeated && s->whole)
        fl_source_add(s, 30, PASS, call, "the measurement is called once, and its times are all used");
}

/* The warm-up's times, or those that do not suit: nothing may pass on them. */
static void judge_removal(fl_source *s, const fl_node *removal)
{
    const int points[] = {19, 30};
    for (size_t i = 0; removal && i < sizeof points / sizeof *points; i++)
        fl_source_block(s, points[i], removal,
                        "times are taken out of the list again; which ones is not followed");
}

/* times[:] = …, times[k] = … behind the measurement */
static bool changes_list(fl_source *s, fl_evaluator *e, const fl_node *n, size_t count)
{
    if (n->kind != FL_NODE_ASSIGN || n->first->kind != FL_NODE_INDEX || n == s->measuring.main->store ||
        !fl_node_is(n->first->first, FL_NODE_NAME, NULL))
        return false;
    fl_value list = fl_evaluate(e, n->first->first, NULL);
    return list.kind == FL_VALUE_SAMPLES || (list.kind == FL_VALUE_LIST && list.count == count);
}

/* A method that takes something out of a list that holds all times in some unit, wherever it stands. */
static const fl_node *find_removal(fl_source *s, fl_evaluator *e, size_t count)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            if (changes_list(s, e, n, count))
                return n;
            if (n->kind != FL_NODE_CALL || !fl_takes_out(n))
                continue;
            fl_value list = fl_evaluate(e, n->first->first, NULL);
            if (list.kind == FL_VALUE_SAMPLES || (list.kind == FL_VALUE_LIST && list.count == count))
                return n;
        }
    return NULL;
}

void fl_source_statistics(fl_source *s)
{
    const fl_region *r = s->measuring.main;
    if (s->program.file_count == 0)
        return;
    if (!r || !r->container || r->removal) {
        for (int point = 19; point <= 23; point++)
            fl_source_add(s, point, UNCHECKED, r ? r->removal : NULL, "%s",
                          r && r->removal
                              ? "times are taken out of the list again; which ones is not followed"
                              : "the list of measured times was not found in the source");
        judge_removal(s, r ? r->removal : NULL);
        return;
    }
    expectation *x = calloc(1, sizeof *x);
    double *samples = malloc(MOST_PLANTED * sizeof *samples);
    fl_evaluator *e = malloc(sizeof *e);
    if (x && samples && e) {
        x->n = r->kept >= 100 && r->kept <= MOST_PLANTED ? (size_t)r->kept : MOST_PLANTED;
        expect(x, samples);
        fl_evaluator_start(e, &s->program);
        e->container = r->container;
        e->samples = samples;
        e->sample_count = x->n;
        if (!s->program.timed) /* else the tool computes them */
            judge_formulas(s, e, x);
        if (!s->program.timed)
            fl_source_reported(s, e);
        judge_stored(s);
        judge_removal(s, find_removal(s, e, x->n));
        fl_evaluator_end(e);
    }
    free(x);
    free(samples);
    free(e);
    if (!s->program.timed) {
        judge_changes(s);
        fl_source_written(s);
    }
    judge_selection(s);
}

/* ---- the program that compares the two ---- */

static const char *const welch_calls[] = {"scipy.stats.ttest_ind", "scipy.stats.ttest_ind_from_stats", NULL};

static void judge_library_test(fl_source *s)
{
    const fl_node *call = fl_source_find(s, welch_calls, NULL);
    if (!call)
        return;
    const fl_node *equal = NULL;
    for (const fl_node *n = call->first->next; n; n = n->next)
        if (fl_node_is(n, FL_NODE_KEYWORD, "equal_var"))
            equal = n;
    double value = equal ? fl_evaluate_number(&s->evaluator, equal->first, NULL) : 1;
    if (isnan(value))
        fl_source_add(s, 24, UNCHECKED, call, "equal_var cannot be told");
    else if (value == 0 && call->kind == FL_NODE_CALL && fl_mixes_sides(call))
        fl_source_add(s, 24, UNCHECKED, call,
                      "what is tested are not plainly the figures of the one side and those of the other");
    else
        fl_source_add(s, 24, value == 0 ? PASS : FAIL, call,
                      value == 0 ? "equal_var=False" : "it assumes equal variances");
}

/* Of the figures that value.c plants. */
enum { PLANTED_CALLS = 10000 };
static const double planted_a = 1.5 * 1.5 / PLANTED_CALLS, planted_b = 0.125 * 0.125 / PLANTED_CALLS;

static void judge_degrees(fl_source *s, double df, const fl_node *place, const char *what)
{
    double a = planted_a, b = planted_b, n = PLANTED_CALLS;
    bool welch = close_to(df, (a + b) * (a + b) / ((a * a + b * b) / (n - 1)), 1e-6);
    fl_source_add(s, 24, welch ? PASS : FAIL, place, "%s, computed on planted figures: %s", what,
                  welch                           ? "Welch's degrees of freedom"
                  : close_to(df, 2 * n - 2, 1e-6) ? "Student's degrees of freedom"
                                                  : "not Welch's degrees of freedom");
}

/* The degrees of freedom that a call of Student's t distribution is given: by name, or behind what is looked
 * up. */
static fl_node *degrees_given(fl_node *call)
{
    fl_node *first = call->first->next;
    for (fl_node *n = first; n; n = n->next)
        if (fl_node_is(n, FL_NODE_KEYWORD, "df"))
            return n->first;
    return first ? first->next : NULL;
}

/* What reaches p decides: true when a distribution is asked for one. */
static bool judge_p(fl_source *s, fl_evaluator *e)
{
    static const char *const distributions[] = {"scipy.stats.t.", "scipy.stats.distributions.t.",
                                                "scipy.special.stdtr", NULL};
    const fl_node *call = NULL;
    bool any = false;
    while ((call = fl_source_find(s, distributions, call))) {
        bool special = strstr(call->first->text, "stdtr") != NULL; /* stdtr(df, t) */
        fl_node *given = special ? call->first->next : degrees_given((fl_node *)call);
        double df = given ? fl_evaluate_number(e, given, NULL) : NAN;
        any = true;
        if (isnan(df))
            fl_source_block(s, 24, call, "the degrees of freedom that reach p could not be computed");
        else
            judge_degrees(s, df, call, "what reaches p");
    }
    return any;
}

static void judge_own_formulas(fl_source *s)
{
    static const char *const degrees[] = {"degrees_of_freedom", "df", "dof", NULL}, *const effects[] = {
                                                                                        "cohens_d", "cohen_d",
                                                                                        "effect_size_d",
                                                                                        NULL};
    fl_evaluator e;
    const fl_node *place[2] = {NULL};
    fl_evaluator_start(&e, &s->program);
    e.plant_sides = true;
    double df = figure(&e, degrees, &place[0]), d = figure(&e, effects, &place[1]);
    bool reaches_p = judge_p(s, &e);
    fl_evaluator_end(&e);
    /* a variable that reaches no p and no result is nobody's figure */
    bool told = place[0] && (place[0]->kind == FL_NODE_ENTRY || place[0]->kind == FL_NODE_KEYWORD ||
                             (place[0]->kind == FL_NODE_ASSIGN && place[0]->first->kind == FL_NODE_INDEX));
    if (!isnan(df) && told)
        judge_degrees(s, df, place[0], "what is reported");
    else if (!isnan(df) && !reaches_p)
        fl_source_add(s, 24, UNCHECKED, place[0],
                      "degrees of freedom are computed; whether a p rests on them was not found");
    double pooled = sqrt((planted_a + planted_b) * PLANTED_CALLS / 2);
    if (!isnan(d))
        fl_source_add(s, 26, close_to(fabs(d), 4.75 / pooled, 1e-6) ? PASS : FAIL, place[1],
                      "computed on planted figures: %s",
                      close_to(fabs(d), 4.75 / pooled, 1e-6)
                          ? "the difference over the pooled standard deviation"
                          : "not over the pooled standard deviation");
}

void fl_source_comparison(const fl_case *given, fl_audit *audit)
{
    fl_source *s = calloc(1, sizeof *s);
    if (!s || given->comparison_source_count == 0) {
        free(s);
        return;
    }
    *s = (fl_source){.given = given, .audit = audit, .concerns = FL_CONCERNS_BOTH};
    fl_program_read(given->comparison_sources, given->comparison_source_count, "", NULL, NULL, &s->program);
    fl_source_note_not_read(s);
    s->program.budget = &audit->steps;
    fl_evaluator_start(&s->evaluator, &s->program);
    judge_library_test(s);
    judge_own_formulas(s);
    fl_source_close(s);
    free(s);
}
