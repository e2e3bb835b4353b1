/* Comparing two results. Which interval a ratio gets depends on what was repeated:
 *   one file         rounds of the same processes, interleaved: paired by rounds;
 *   two files        nothing pairs their rounds; the processes are the replicates, and what else was timed in
 *                    both tells how far two runs differ (across.c);
 *   summaries only   the delta method on the logarithms of the means (Casella & Berger, Statistical
 * Inference, 2nd ed. 2002, §5.5.4): the standard error of log(mean) is sd / (mean · √n). Fieller's exact
 *                    interval differs from it by less than a printed digit as long as that is below 1 %. It
 *                    treats successive calls as independent, which they are not, and says so. */
#include "bench/verdict/comparison.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/record/pair.h"
#include "bench/verdict/across.h"

enum { RATIOS_AT_ONCE = 2 }; /* independent and chained */
static const double clocks_differ = 0.01;

FL_PRINTF(2, 3)
static void warn(fl_comparison *comparison, const char *format, ...)
{
    char line[sizeof comparison->warnings[0]];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (comparison->warning_count < FL_COMPARISON_WARNINGS)
        memcpy(comparison->warnings[comparison->warning_count++], line, sizeof line);
}

static void warn_of_reading(const fl_side *side, char label, fl_comparison *comparison)
{
    const fl_imported *i = side->result->imported;
    char calls[48] = "";
    if (!i)
        return;
    if (i->calls_per_reading > 1)
        snprintf(calls, sizeof calls, ", %.0f of them", i->calls_per_reading);
    switch (i->reading) {
    case FL_READING_CALL:
        break;
    case FL_READING_MEAN:
        warn(comparison,
             "each time of %c is the mean of many calls%s (%s): how single calls spread is not told", label,
             calls, i->tool);
        break;
    case FL_READING_PROCESS:
        warn(comparison, "each time of %c is that of a whole process, its start and end included (%s)", label,
             i->tool);
        break;
    case FL_READING_UNTOLD:
        warn(comparison, "whether the times of %c are of single calls or means of many is not told (%s)",
             label, i->tool);
        break;
    }
    if (i->remark[0])
        warn(comparison, "%c: %s", label, i->remark);
}

fl_steadiness fl_side_steadiness(const fl_side *side)
{
    if (side->document->of_other_tool || side->result->imported)
        return FL_STEADY_NOT_TOLD;
    return side->result->steady ? FL_STEADY_YES : FL_STEADY_NO;
}

const char *fl_steadiness_name(fl_steadiness steadiness)
{
    static const char *const names[] = {
        [FL_STEADY_NOT_TOLD] = "not told", [FL_STEADY_NO] = "no", [FL_STEADY_YES] = "yes"};
    return names[steadiness];
}

static void warn_of_side(const fl_side *side, char label, fl_comparison *comparison)
{
    const fl_result *r = side->result;
    if (r->independent_floor.impossible || r->chained_floor.impossible)
        warn(comparison, "%c stands below its floor: its time cannot be right", label);
    if (fl_side_steadiness(side) == FL_STEADY_NO)
        warn(comparison, "%c was not measured steadily: %s", label, r->stability);
    if (r->is_probe)
        warn(comparison, "%c is a floor probe, which does only one part of the work", label);
    warn_of_reading(side, label, comparison);
    if (r->quantised)
        warn(comparison, "single calls of %c take fewer than 10 ticks of the clock: they come in steps",
             label);
}

static void warn_of_conditions(const fl_side *a, const fl_side *b, fl_comparison *comparison)
{
    warn_of_side(a, 'A', comparison);
    warn_of_side(b, 'B', comparison);
    const fl_environment *ea = &a->document->environment, *eb = &b->document->environment;
    if (ea->hidden_features[0])
        warn(comparison, "FAIRLANE_HIDE hid %s%s", ea->hidden_features,
             ea == eb ? "" : " while A was measured");
    if (ea != eb && eb->hidden_features[0])
        warn(comparison, "FAIRLANE_HIDE hid %s while B was measured", eb->hidden_features);
    if (!a->result->work[0] || !b->result->work[0])
        warn(comparison, "%s not say what work was timed; whether both did the same is not known",
             a->result->work[0]   ? "the file of B does"
             : b->result->work[0] ? "the file of A does"
                                  : "the files do");
    else if (comparison->equality.untold[0])
        warn(comparison, "a file does not tell, so that it is not known to be equal: %s",
             comparison->equality.untold);
    if (a->document != b->document && strcmp(a->result->name, b->result->name) == 0 &&
        a->result->code_sha256[0] && b->result->code_sha256[0] &&
        strcmp(a->result->code_sha256, b->result->code_sha256) != 0)
        warn(comparison, "the machine code of '%s' is not the same in both files", a->result->name);
}

/* An interval with both ends: those of ratios end at 0 and infinity where nothing is known. */
static bool is_bounded(const fl_interval *interval)
{
    return interval->low > 0 && isfinite(interval->high);
}

/* The interval alone decides, whichever way it came about. */
static void say_ratio(const fl_side *a, const fl_side *b, fl_time_ratio *r)
{
    if (r->not_shown[0])
        snprintf(r->words, sizeof r->words, "not shown: %s", r->not_shown);
    else if (!r->different && !is_bounded(&r->interval))
        snprintf(r->words, sizeof r->words, "no difference can be claimed: there is no interval");
    else if (!r->different)
        snprintf(r->words, sizeof r->words, "no difference: the interval includes 1");
    else if (r->ratio > 1)
        snprintf(r->words, sizeof r->words, "B (%s) is %.4g times as fast as A (%s)", b->result->name,
                 r->ratio, a->result->name);
    else
        snprintf(r->words, sizeof r->words, "A (%s) is %.4g times as fast as B (%s)", a->result->name,
                 1 / r->ratio, b->result->name);
}

static fl_status compare_paired(const fl_document *document, const fl_series *x, const fl_series *y,
                                fl_time_ratio *r, fl_error *error)
{
    fl_paired_ratio paired;
    fl_status status = fl_document_compare(document, x, y, &paired, error);
    if (status != FL_OK)
        return status;
    r->ratio = paired.ratio;
    r->interval = paired.interval;
    r->different = paired.different;
    r->holds_runs = true;
    snprintf(r->method, sizeof r->method,
             "paired by %zu rounds in %zu process%s, sign test and spread between processes", paired.rounds,
             paired.processes, paired.processes == 1 ? "" : "es");
    return FL_OK;
}

/* Unlike in what makes all times of a run differ, the controls would tell of that and not of runs. */
static bool can_be_controlled(const fl_equality *equality)
{
    static const fl_aspect of_runs[] = {FL_ASPECT_MODEL,        FL_ASPECT_SAMPLE,     FL_ASPECT_MACHINE,
                                        FL_ASPECT_EMULATION,    FL_ASPECT_HIDDEN,     FL_ASPECT_VALUES,
                                        FL_ASPECT_MISALIGNMENT, FL_ASPECT_ARITHMETIC, FL_ASPECT_CLOCK};
    for (size_t i = 0; i < sizeof of_runs / sizeof of_runs[0]; i++)
        if (fl_is_unlike(equality, of_runs[i]))
            return false;
    return true;
}

static fl_status compare_runs(const fl_side *a, const fl_side *b, fl_calls calls, fl_comparison *c,
                              fl_time_ratio *r, fl_error *error)
{
    fl_across across;
    bool controlled = a->document != b->document && can_be_controlled(&c->equality);
    /* Where rounds of one file cannot be paired, these two ratios alone are told at once. */
    const double at_once = a->document == b->document ? RATIOS_AT_ONCE : (double)c->comparisons;
    fl_status status =
        fl_compare_across(a, b, calls, 1 - (1 - c->confidence) / at_once, controlled, &across, error);
    if (status != FL_OK)
        return status;
    r->ratio = across.ratio;
    r->interval = across.interval;
    r->in_cycles = across.in_cycles;
    r->holds_runs = across.controls > 0 || a->document == b->document;
    snprintf(r->not_shown, sizeof r->not_shown, "%s", across.why_not_shown);
    r->different = fl_excludes_one(r->interval) && !r->not_shown[0];
    size_t used = (size_t)snprintf(
        r->method, sizeof r->method, "medians of %zu and %zu processes%s, unpaired, Welch on logarithms",
        across.processes[0], across.processes[1], across.in_cycles ? " in cycles of the core" : "");
    if (across.controls > 0)
        snprintf(r->method + used, sizeof r->method - used,
                 "; two runs differ by %.2f %% (%zu others of the same code in both)",
                 100 * expm1(across.run_sd), across.controls);
    else
        snprintf(r->method + used, sizeof r->method - used, "; of these two runs alone");
    if (across.in_cycles && fabs(log(across.ghz[0] / across.ghz[1])) > clocks_differ &&
        calls == FL_CALLS_INDEPENDENT)
        warn(c, "the core ran at %.3f GHz for A and at %.3f GHz for B: ratios are those of its cycles",
             across.ghz[0], across.ghz[1]);
    return FL_OK;
}

static fl_status compare_series(const fl_side *a, const fl_side *b, fl_calls calls, fl_comparison *c,
                                fl_time_ratio *r, fl_error *error)
{
    bool chained = calls == FL_CALLS_CHAINED;
    const fl_series *x = chained ? &a->result->chained : &a->result->independent,
                    *y = chained ? &b->result->chained : &b->result->independent;
    *r = (fl_time_ratio){.known = x->ns && y->ns, .a_ns = x->median_ns, .b_ns = y->median_ns};
    if (!r->known)
        return FL_OK;
    fl_status status = a->document == b->document && fl_share_rounds(x, y)
                           ? compare_paired(a->document, x, y, r, error)
                           : compare_runs(a, b, calls, c, r, error);
    if (status == FL_OK)
        say_ratio(a, b, r);
    return status;
}

/* A single call against the mean of many is no ratio of code. */
static bool are_like_readings(const fl_result *a, const fl_result *b)
{
    fl_reading x = fl_result_reading(a), y = fl_result_reading(b);
    return x == y || x == FL_READING_UNTOLD || y == FL_READING_UNTOLD;
}

/* The processes are the replicates where the samples are there; without them a median has no interval. */
static void compare_call_medians(const fl_side *a, const fl_side *b, double confidence, fl_time_ratio *r)
{
    const fl_result *x = a->result, *y = b->result;
    fl_unpaired_ratio unpaired;
    *r = (fl_time_ratio){.a_ns = 1000 * x->per_call_us.p50, .b_ns = 1000 * y->per_call_us.p50};
    r->ratio = r->a_ns / r->b_ns;
    r->known = r->a_ns > 0 && r->b_ns > 0 && are_like_readings(x, y);
    r->interval = (fl_interval){NAN, NAN, NAN, 0};
    snprintf(r->method, sizeof r->method, "%s",
             x->imported || y->imported ? "as the files give them" : "sorted[n/2] of all calls");
    if (r->known && x->samples_ns && y->samples_ns &&
        fl_compare_unpaired(x->samples_ns, x->samples_process, x->iterations, y->samples_ns,
                            y->samples_process, y->iterations, confidence, &unpaired, NULL) == FL_OK) {
        r->ratio = unpaired.ratio;
        r->interval = unpaired.interval;
        r->different = unpaired.different;
        r->holds_runs = a->document == b->document;
        snprintf(r->method, sizeof r->method,
                 "medians of %zu and %zu processes, unpaired, Welch on logarithms", unpaired.processes_a,
                 unpaired.processes_b);
    }
    say_ratio(a, b, r);
}

static void compare_call_means(const fl_side *a, const fl_side *b, double confidence, fl_time_ratio *r)
{
    const fl_summary *x = &a->result->per_call_us, *y = &b->result->per_call_us;
    *r = (fl_time_ratio){.a_ns = 1000 * x->mean, .b_ns = 1000 * y->mean};
    r->known = r->a_ns > 0 && r->b_ns > 0 && are_like_readings(a->result, b->result);
    if (!r->known)
        return;
    r->ratio = x->mean / y->mean;
    fl_t_test logarithms =
        fl_welch(log(x->mean), x->sd / x->mean, x->n, log(y->mean), y->sd / y->mean, y->n, confidence);
    r->interval = logarithms.interval;
    r->interval.low = exp(logarithms.interval.low);
    r->interval.high = exp(logarithms.interval.high);
    r->different = fl_excludes_one(r->interval);
    snprintf(r->method, sizeof r->method, "delta method, successive calls taken as independent: too narrow");
    say_ratio(a, b, r);
}

static void compare_summaries(const fl_side *a, const fl_side *b, fl_comparison *c)
{
    const fl_summary *x = &a->result->per_call_us, *y = &b->result->per_call_us;
    if (!are_like_readings(a->result, b->result)) {
        c->welch = fl_welch(NAN, NAN, 0, NAN, NAN, 0, c->confidence);
        c->cohens_d = NAN;
        c->effect = fl_effect_word(NAN);
        c->intervals_overlap = true; /* nothing sets them apart */
        return;
    }
    c->welch = fl_welch(x->mean, x->sd, x->n, y->mean, y->sd, y->n, c->confidence);
    c->cohens_d = fl_cohens_d(x->mean, x->sd, x->n, y->mean, y->sd, y->n);
    c->effect = fl_effect_word(c->cohens_d);
    c->intervals_overlap =
        fl_intervals_overlap(x->ci_95_lower, x->ci_95_upper, y->ci_95_lower, y->ci_95_upper);
}

fl_status fl_compare_results(const fl_side *a, const fl_side *b, const fl_comparison_options *options,
                             fl_comparison *comparison, fl_error *error)
{
    bool one_file = a->document == b->document;
    const size_t pairs = options->pairs ? options->pairs : 1;
    *comparison = (fl_comparison){.confidence = fl_document_confidence(a->document),
                                  .comparisons = one_file ? fl_document_comparisons(a->document)
                                                          : RATIOS_AT_ONCE * pairs};
    fl_equality_of(a, b, &comparison->equality);
    fl_status status = fl_equality_demand("compare", &comparison->equality, options->allowed, error);
    if (status != FL_OK)
        return status;
    warn_of_conditions(a, b, comparison);
    status = compare_series(a, b, FL_CALLS_INDEPENDENT, comparison, &comparison->independent, error);
    if (status == FL_OK)
        status = compare_series(a, b, FL_CALLS_CHAINED, comparison, &comparison->chained, error);
    if (status != FL_OK)
        return status;
    compare_call_medians(a, b, comparison->confidence, &comparison->call_median);
    compare_call_means(a, b, comparison->confidence, &comparison->call_mean);
    compare_summaries(a, b, comparison);
    return FL_OK;
}
