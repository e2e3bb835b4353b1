/* What running both sides again shows. Of the published figures it says only what another run can: whether three
 * runs agree, whether the ratio is the same within a factor of two, and, where figures of the same CPU are met
 * within a tenth under conditions that were watched, that the conditions of the published run did not make them. */
#define _GNU_SOURCE /* strcasestr */
#include "bench/audit/providers/reproduction.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/base/text.h"
#include "bench/stats/stats.h"
#include "bench/verdict/attest.h"

static const double most_spread = 0.1 * (1 + 1e-9), most_apart = 2 * (1 + 1e-9);
static const double calm_cpus = 0.25, calm_steal_percent = 1, steady_clock = 0.02;

/* ---- figures ---- */

bool fl_reproduced_mean_of(const fl_reproduced_side *side, fl_reproduced_mean *mean)
{
    double means[FL_REPRODUCED_RUNS];
    size_t count = 0;
    for (size_t i = 0; i < side->count; i++)
        if (side->runs[i].written.result->per_call_us.mean > 0)
            means[count++] = side->runs[i].written.result->per_call_us.mean;
    *mean = (fl_reproduced_mean){NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < count; i++) {
        mean->low = fmin(mean->low, means[i]);
        mean->high = fmax(mean->high, means[i]);
    }
    mean->median = count > 0 ? fl_median(means, count) : NAN;
    return count > 0;
}

typedef enum kinship { NOT_KNOWN, SAME_CPU, OTHER_CPU } kinship;

typedef struct scene {
    const fl_case *given;
    const fl_reproduction *again;
    fl_audit *audit;
    fl_reproduced_mean means[2];
    bool complete[2];   /* all runs are there, with a mean */
    kinship kinship[2]; /* of the published CPU to this one */
    bool same_cpu, other_cpu;
} scene;

/* Virtual machines are called "AMD EPYC", whichever it is: the same name is the same CPU where it has a number, and
 * a name that is only a part of the other may be. */
static kinship kinship_of(const fl_environment *published, const fl_reproduction *again)
{
    bool certain = false;
    fl_environment here = {.cpu = ""};
    memcpy(here.cpu, again->cpu, sizeof here.cpu);
    memcpy(here.boot_id, again->boot_id, sizeof here.boot_id);
    (void)fl_why_same_machine(published, &here, &certain);
    if (certain)
        return SAME_CPU;
    if (!fl_names_cpu(published->cpu) || !fl_names_cpu(again->cpu))
        return NOT_KNOWN;
    if (fl_is_same_cpu(published->cpu, again->cpu))
        return strpbrk(again->cpu, "0123456789") ? SAME_CPU : NOT_KNOWN;
    return strcasestr(published->cpu, again->cpu) || strcasestr(again->cpu, published->cpu) ? NOT_KNOWN
                                                                                            : OTHER_CPU;
}

static double published_mean(const scene *s, int side)
{
    return s->given->sides[side].runs[0].result->per_call_us.mean;
}

static const char *published_cpu(const scene *s, int side)
{
    return s->given->sides[side].runs[0].document.environment.cpu;
}

static void place_of(const scene *s, int side, char where[160])
{
    const fl_reproduced_side *r = &s->again->sides[side];
    snprintf(where, 160, "%.120s, run again here",
             r->count ? r->runs[0].written.path : s->given->sides[side].name);
}

/* Why a spread may be this machine's doing; NULL: nothing was seen. */
static const char *disturbance(const scene *s, int side)
{
    const fl_reproduced_side *r = &s->again->sides[side];
    for (size_t i = 0; i < r->count; i++) {
        if (!(r->runs[i].seen.other_busy_cpus < calm_cpus))
            return "other processes kept CPUs busy meanwhile";
        if (r->runs[i].seen.steal_percent > calm_steal_percent)
            return "the hypervisor took time for others meanwhile";
        if (r->runs[i].seen.pages_swapped > 0)
            return "pages were swapped meanwhile";
    }
    return s->again->ghz_high - s->again->ghz_low > steady_clock * s->again->ghz
               ? "the core's clock changed meanwhile"
               : NULL;
}

/* Why its means decide nothing; NULL: they lie together, or nothing disturbed them. */
static const char *unsettled(const scene *s, int side)
{
    const fl_reproduced_mean *mean = &s->means[side];
    return (mean->high - mean->low) / mean->low <= most_spread ? NULL : disturbance(s, side);
}

/* ---- 71 ---- */

/* The run that it repeats to the last digit; NULL: none. A program that measures does not do that. */
static const fl_case_run *repeated(const scene *s, int side, size_t run)
{
    const fl_reproduced_side *r = &s->again->sides[side];
    const fl_case_side *published = &s->given->sides[side];
    for (size_t i = 0; i < published->run_count; i++)
        if (fl_is_same_run(&published->runs[i], &r->runs[run].written))
            return &published->runs[i];
    for (size_t i = 0; i < run; i++)
        if (fl_is_same_run(&r->runs[i].written, &r->runs[run].written))
            return &r->runs[i].written;
    return NULL;
}

/* Whether what it wrote cannot have been measured while it ran; says why. */
static bool is_invented(const scene *s, int side, const char *where)
{
    const fl_reproduced_side *r = &s->again->sides[side];
    static const double rounding = 1.05;
    for (size_t i = 0; i < r->count; i++) {
        const fl_result *result = r->runs[i].written.result;
        const fl_case_run *same = repeated(s, side, i);
        double seconds = (double)result->iterations * result->per_call_us.mean / 1e6;
        if (same)
            fl_audit_add(s->audit, 71, (fl_concerns)side, FAIL, FL_BY_MEASUREMENT, where,
                         "what it writes now is %.100s to the last digit: no measurement", same->path);
        else if (seconds > rounding * r->runs[i].seconds)
            fl_audit_add(s->audit, 71, (fl_concerns)side, FAIL, FL_BY_MEASUREMENT, where,
                         "%zu calls of %s make %.3g s, and the whole command took %.3g s", result->iterations,
                         fl_time_text(1000 * result->per_call_us.mean).text, seconds, r->runs[i].seconds);
        else
            continue;
        return true;
    }
    return false;
}

static void judge_spread(const scene *s, int side, const char *where)
{
    const fl_reproduced_mean *mean = &s->means[side];
    double spread = (mean->high - mean->low) / mean->low;
    const char *why = unsettled(s, side);
    if (why)
        fl_audit_block(s->audit, 71, (fl_concerns)side, FL_BY_MEASUREMENT, where,
                       "the means of three runs, %.4g to %.4g us, differ by %.1f %%, but %s", mean->low,
                       mean->high, 100 * spread, why);
    else
        fl_audit_add(s->audit, 71, (fl_concerns)side, spread <= most_spread ? PASS : FAIL, FL_BY_MEASUREMENT,
                     where,
                     "the means of three runs in turns with the other side, %.4g to %.4g us, differ by %.1f "
                     "%%; on %.60s",
                     mean->low, mean->high, 100 * spread, s->again->cpu);
}

/* Another run on the same kind of CPU may be slower or faster, but not by as much as this. */
static void judge_published(const scene *s, int side, const char *where)
{
    double was = published_mean(s, side), is = s->means[side].median, times = is / was;
    const char *cpu = published_cpu(s, side);
    if (!(was > 0))
        return;
    if (s->kinship[side] != SAME_CPU)
        fl_audit_add(s->audit, 71, (fl_concerns)side, UNCHECKED, FL_BY_MEASUREMENT, where,
                     "%.4g us here on %.50s, %.4g us published of %.50s: not held against each other, as %s",
                     is, s->again->cpu, was, fl_names_cpu(cpu) ? cpu : "a CPU that is not named",
                     s->kinship[side] == OTHER_CPU ? "that is another CPU" : "these may be two CPUs");
    else if ((times > most_apart || times < 1 / most_apart) && !unsettled(s, side))
        fl_audit_add(s->audit, 71, (fl_concerns)side, FAIL, FL_BY_MEASUREMENT, where,
                     "%.4g us here and %.4g us published, both on %.60s: more than a factor of two", is, was,
                     cpu);
    else
        fl_audit_add(s->audit, 71, (fl_concerns)side, UNCHECKED, FL_BY_MEASUREMENT, where,
                     "%.4g us here, %.4g us published, both on %.60s: %.2f times", is, was, cpu, times);
}

static void judge_runs(scene *s, int side)
{
    char where[160];
    const fl_reproduced_side *r = &s->again->sides[side];
    place_of(s, side, where);
    s->complete[side] = fl_reproduced_mean_of(r, &s->means[side]) && r->count == FL_REPRODUCED_RUNS;
    if (r->why[0]) {
        fl_audit_add(s->audit, 71, (fl_concerns)side, UNCHECKED, FL_BY_MEASUREMENT, where, "%s", r->why);
        return;
    }
    if (!s->complete[side])
        fl_audit_add(s->audit, 71, (fl_concerns)side, UNCHECKED, FL_BY_MEASUREMENT, where,
                     "what it writes holds no mean");
    else if (is_invented(s, side, where))
        s->complete[side] = false;
    else {
        judge_spread(s, side, where);
        judge_published(s, side, where);
    }
}

/* ---- 78, 79 ---- */

static void judge_elsewhere(const scene *s)
{
    char where[160];
    for (int side = 0; side < 2; side++)
        if (s->again->sides[side].why[0]) {
            place_of(s, side, where);
            fl_audit_add(s->audit, 78, (fl_concerns)side, UNCHECKED, FL_BY_MEASUREMENT, where, "%s",
                         s->again->sides[side].why);
        }
    if (!s->complete[0] || !s->complete[1])
        return;
    place_of(s, 0, where);
    if (s->other_cpu)
        fl_audit_add(s->audit, 78, FL_CONCERNS_BOTH, PASS, FL_BY_MEASUREMENT, where,
                     "both ran three times here, on %.60s; published of %.60s", s->again->cpu,
                     published_cpu(s, 0));
    else
        fl_audit_add(s->audit, 78, FL_CONCERNS_BOTH, UNCHECKED, FL_BY_MEASUREMENT, where,
                     "both were run three times here, on %.60s, %s", s->again->cpu,
                     s->same_cpu ? "but the published figures are of such a CPU: it may be the same machine"
                                 : "and whether the published figures are of another CPU is not told");
}

static void judge_ratio(const scene *s)
{
    char where[160];
    double was = published_mean(s, 0) / published_mean(s, 1), is = s->means[0].median / s->means[1].median;
    double apart = was > is ? was / is : is / was;
    if (!s->complete[0] || !s->complete[1] || !isfinite(apart))
        return;
    place_of(s, 0, where);
    const char *why = unsettled(s, 0) ? unsettled(s, 0) : unsettled(s, 1);
    if (why)
        fl_audit_block(s->audit, 79, FL_CONCERNS_BOTH, FL_BY_MEASUREMENT, where,
                       "A takes %.4g times as long as B here, but runs differ, and %s", is, why);
    else if (!(apart <= most_apart))
        fl_audit_add(
            s->audit, 79, FL_CONCERNS_BOTH, FAIL, FL_BY_MEASUREMENT, where,
            "A takes %.4g times as long as B as published and %.4g times here, on %.60s: more than a factor "
            "of two",
            was, is, s->again->cpu);
    else
        fl_audit_add(
            s->audit, 79, FL_CONCERNS_BOTH, s->other_cpu ? PASS : UNCHECKED, FL_BY_MEASUREMENT, where,
            "A takes %.4g times as long as B as published and %.4g times here, on %.60s: %.2f times apart%s",
            was, is, s->again->cpu, apart,
            s->other_cpu ? "" : "; that this is another machine is not established, see point 78");
}

/* ---- the environment ---- */

static double worse(double a, double b)
{
    return isnan(a) || isnan(b) ? NAN : fmax(a, b); /* what one run does not tell is not told */
}

/* Of all runs the worst. */
static void merge(fl_environment *into, const fl_environment *other)
{
    into->other_busy_cpus = worse(into->other_busy_cpus, other->other_busy_cpus);
    into->steal_percent = worse(into->steal_percent, other->steal_percent);
    into->pages_swapped = worse(into->pages_swapped, other->pages_swapped);
    into->swap_used_bytes_after = worse(into->swap_used_bytes_after, other->swap_used_bytes_after);
    into->thermal_throttle_events = worse(into->thermal_throttle_events, other->thermal_throttle_events);
    into->hottest_celsius_after = worse(into->hottest_celsius_after, other->hottest_celsius_after);
    into->load_1min_after = worse(into->load_1min_after, other->load_1min_after);
    into->memory_available_bytes_after =
        fmin(into->memory_available_bytes_after, other->memory_available_bytes_after);
}

/* The case as if the runs made here were the published ones: the judges of the environment then say of them what
 * they say of any. Borrows all that it points to. NULL without memory. */
typedef struct imagined {
    fl_case given;
    fl_case_run runs[2][FL_REPRODUCED_RUNS];
} imagined;

static imagined *as_published(const scene *s, fl_named_value *clock)
{
    imagined *judged = malloc(sizeof *judged);
    if (!judged)
        return NULL;
    judged->given = *s->given;
    judged->given.reproduction = NULL;
    *clock = (fl_named_value){"core clock", "GHz", s->again->ghz, s->again->ghz_low, s->again->ghz_high};
    for (int side = 0; side < 2; side++) {
        const fl_reproduced_side *r = &s->again->sides[side];
        judged->given.sides[side].runs = judged->runs[side];
        judged->given.sides[side].run_count = r->count;
        for (size_t i = 0; i < r->count; i++) {
            fl_case_run *run = &judged->runs[side][i];
            *run = r->runs[i].written;
            run->document.environment = r->runs[i].seen;
            run->document.machine = clock;
            run->document.machine_count = clock->value > 0 ? 1U : 0U;
            if (i > 0)
                merge(&judged->runs[side][0].document.environment, &r->runs[i].seen);
        }
    }
    return judged;
}

/* Conditions that a repetition can rule out as the cause of a figure: it met the figure without them. */
static bool is_condition(int point)
{
    static const int conditions[] = {56, 57, 58, 59, 60, 66, 70};
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (conditions[i] == point)
            return true;
    return false;
}

static bool is_met(const scene *s)
{
    for (int side = 0; side < 2; side++)
        if (!s->complete[side] || !(fabs(s->means[side].median / published_mean(s, side) - 1) <= most_spread))
            return false;
    return s->same_cpu;
}

static void hand_over(const scene *s, int point, const fl_evidence *piece, bool met)
{
    bool passes = met && piece->verdict == PASS && is_condition(point);
    if (piece->how == FL_BY_TRACE || piece->how == FL_BY_NOTHING)
        return;
    fl_audit_add(s->audit, point, piece->concerns, passes ? PASS : UNCHECKED, FL_BY_MEASUREMENT, piece->where,
                 "run again here%s: %s", passes ? ", where both figures are met within 10 %" : "",
                 piece->text);
}

static void judge_environment(const scene *s)
{
    enum { FIRST = 56, LAST = 70 };
    fl_named_value clock;
    imagined *judged = as_published(s, &clock);
    fl_audit *here = calloc(1, sizeof *here);
    if (judged && here) {
        bool met = is_met(s);
        for (int i = 0; i < FL_AUDIT_POINTS; i++)
            here->points[i].question = &fl_audit_questions[i];
        fl_judge_environment(&judged->given, here);
        for (int point = FIRST; point <= LAST; point++)
            for (size_t i = 0; i < here->points[point - 1].evidence_count; i++)
                hand_over(s, point, &here->points[point - 1].evidence[i], met);
    }
    free(judged);
    free(here);
}

void fl_judge_reproduction(const fl_case *given, fl_audit *audit)
{
    scene s = {.given = given, .again = given->reproduction, .audit = audit};
    if (!s.again)
        return;
    for (int side = 0; side < 2; side++)
        s.kinship[side] = kinship_of(&given->sides[side].runs[0].document.environment, s.again);
    s.same_cpu = s.kinship[0] == SAME_CPU && s.kinship[1] == SAME_CPU;
    s.other_cpu = s.kinship[0] == OTHER_CPU && s.kinship[1] == OTHER_CPU;
    judge_runs(&s, 0);
    judge_runs(&s, 1);
    judge_elsewhere(&s);
    judge_ratio(&s);
    judge_environment(&s);
}

void fl_reproduction_free(fl_reproduction *reproduction)
{
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < FL_REPRODUCED_RUNS; i++) {
            fl_document_free(&reproduction->sides[side].runs[i].written.document);
            free(reproduction->sides[side].runs[i].written.text);
        }
    memset(reproduction, 0, sizeof *reproduction);
}
