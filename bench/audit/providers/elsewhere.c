/* Points 78 and 79: results of both sides that were made on a second machine. A file can say of itself what
 * it likes, so the machine must differ in what the file tells, and the figures in what no second run
 * repeats. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/parts.h"
#include "bench/audit/providers/printed.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/verdict/attest.h"

static const double most_apart = 2 * (1 + 1e-9);

/* Which of the side's runs it is once more; run_count: none. */
static size_t copied_from(const fl_case_side *side, const fl_case_run *run)
{
    size_t i = 0;
    while (i < side->run_count && !fl_is_same_run(&side->runs[i], run))
        i++;
    return i;
}

/* What the figures of a result contradict each other in; NULL: nothing. */
static const char *contradiction(const fl_case_run *run)
{
    static const fl_figure order[] = {FL_FIGURE_MIN, FL_FIGURE_P50, FL_FIGURE_P95, FL_FIGURE_P99,
                                      FL_FIGURE_MAX};
    fl_figures figures;
    fl_figures_of(run, &figures);
    const fl_printed *f = figures.of, *mean = &f[FL_FIGURE_MEAN];
    double before = 0, sum = 0;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (f[order[i]].value < before)
            return "its percentiles do not ascend";
        before = isnan(f[order[i]].value) ? before : f[order[i]].value;
    }
    if (mean->value < f[FL_FIGURE_MIN].value || mean->value > f[FL_FIGURE_MAX].value ||
        mean->value < f[FL_FIGURE_LOWER].value || mean->value > f[FL_FIGURE_UPPER].value)
        return "its mean lies outside what it must lie in";
    if (fl_range_known(f[FL_FIGURE_THROUGHPUT].range) &&
        !fl_range_meet(f[FL_FIGURE_THROUGHPUT].range, fl_range_divide(fl_range_of(1e6), mean->range)))
        return "its throughput is not a million over its mean";
    for (size_t i = 0; run->result->samples_ns && i < run->result->iterations; i++)
        sum += run->result->samples_ns[i] / 1000;
    if (run->result->samples_ns &&
        !fl_range_meet(fl_range_multiply(fl_range_of(sum / (double)run->result->iterations),
                                         (fl_range){1 - 1e-9, 1 + 1e-9}),
                       mean->range))
        return "its mean is not that of its samples";
    return NULL;
}

/* Whether what one side gave elsewhere can count; says why not. */
static bool counts(const fl_case *given, int side, fl_audit *audit)
{
    const fl_case_side *s = &given->sides[side];
    const fl_case_run *here = &s->runs[0], *there = &given->elsewhere[side];
    const size_t original = copied_from(s, there);
    const bool copied = original < s->run_count;
    const fl_environment *e = &there->document.environment;
    const fl_concerns who = side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B;
    bool certain = false;
    const char *why = fl_why_same_machine(&here->document.environment, e, &certain);
    if (copied)
        fl_audit_add(audit, 78, who, FAIL, FL_BY_COMPUTATION, there->path,
                     "every figure of it is that of %.100s: no second machine", s->runs[original].path);
    else if (certain)
        fl_audit_add(audit, 78, who, FAIL, FL_BY_READING, there->path, "%s, %.40s: no second machine", why,
                     e->boot_id);
    else if (why)
        fl_audit_block(audit, 78, who, FL_BY_READING, there->path, "%s (%.60s)", why,
                       e->cpu[0] ? e->cpu : "no CPU");
    if (copied || why)
        return false;
    if (!(there->result->per_call_us.mean > 0 && here->result->per_call_us.mean > 0)) {
        fl_audit_block(audit, 79, who, FL_BY_READING, there->path, "a mean is missing");
        return false;
    }
    if (strcmp(there->result->name, here->result->name) != 0)
        why = "it names another contestant";
    else if (there->result->iterations != here->result->iterations)
        why = "it timed another number of calls";
    if (why)
        for (int point = 78; point <= 79; point++)
            fl_audit_block(audit, point, who, FL_BY_READING, there->path, "%s than %.100s", why, here->path);
    return !why;
}

static double ratio_of(const fl_case_run *a, const fl_case_run *b)
{
    return a->result->per_call_us.mean / b->result->per_call_us.mean;
}

static void judge_ratio(const fl_case *given, bool elsewhere, fl_audit *audit)
{
    const fl_case_run *there = given->elsewhere;
    const double here = ratio_of(&given->sides[0].runs[0], &given->sides[1].runs[0]),
                 ratio = ratio_of(&there[0], &there[1]);
    const double apart = here > ratio ? here / ratio : ratio / here;
    bool wrong = false;
    for (int side = 0; side < 2; side++) {
        const char *what = contradiction(&there[side]);
        if (what)
            fl_audit_add(audit, 79, side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B, FAIL, FL_BY_COMPUTATION,
                         there[side].path, "%s", what);
        wrong |= what != NULL;
    }
    bool one = fl_is_same_cpu(there[0].document.environment.cpu, there[1].document.environment.cpu);
    if (wrong || isnan(apart))
        return;
    if (!(apart <= most_apart))
        fl_audit_add(audit, 79, FL_CONCERNS_BOTH, FAIL, FL_BY_COMPUTATION, there[0].path,
                     "A takes %.4g times as long as B here and %.4g times there: more than a factor of two",
                     here, ratio);
    else if (!elsewhere)
        fl_audit_block(audit, 79, FL_CONCERNS_BOTH, FL_BY_READING, there[0].path,
                       "that it is another machine is not established, see point 78");
    else if (!one)
        fl_audit_block(audit, 79, FL_CONCERNS_BOTH, FL_BY_READING, there[1].path,
                       "the two files of the second machine name two, %.60s and %.60s",
                       there[0].document.environment.cpu, there[1].document.environment.cpu);
    else
        fl_audit_add(audit, 79, FL_CONCERNS_BOTH, PASS, FL_BY_COMPUTATION, there[0].path,
                     "A takes %.4g times as long as B here and %.4g times there, %.2f times apart", here,
                     ratio, apart);
}

void fl_judge_elsewhere(const fl_case *given, fl_audit *audit)
{
    if (!given->has_elsewhere) {
        for (int point = 78; point <= 79; point++)
            fl_audit_add(audit, point, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_NOTHING, "",
                         "no results of a second machine are given");
        return;
    }
    bool a = counts(given, 0, audit), b = counts(given, 1, audit);
    if (a && b)
        fl_audit_add(audit, 78, FL_CONCERNS_BOTH, PASS, FL_BY_READING, given->elsewhere[0].path,
                     "both ran on another CPU too: %.60s, here %.60s",
                     given->elsewhere[0].document.environment.cpu,
                     given->sides[0].runs[0].document.environment.cpu);
    judge_ratio(given, a && b, audit);
}
