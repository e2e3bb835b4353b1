/* Points 29, 30 and 99: how the figures are printed, which
 * run they are of, and whether the worst are told. */
#define _GNU_SOURCE /* strcasestr */
#include <cjson/cJSON.h>
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "bench/audit/providers/judged_side.h"
#include "bench/audit/providers/parts.h"
#include "bench/record/parse.h"

static const double z_95 = 1.96;
enum { LEAST_DECIMALS = 2 };

static void judge_precision(const fl_judged_side *judged, fl_audit *audit)
{
    static const fl_figure latencies[] = {FL_FIGURE_MEAN,  FL_FIGURE_SD,  FL_FIGURE_LOWER,
                                          FL_FIGURE_UPPER, FL_FIGURE_P50, FL_FIGURE_P95,
                                          FL_FIGURE_P99,   FL_FIGURE_MIN, FL_FIGURE_MAX};
    const fl_printed *of = judged->figures.of;
    fl_place place = fl_judged_side_place(judged, NULL);
    int decimals = -1;
    for (size_t i = 0; i < sizeof latencies / sizeof latencies[0]; i++)
        if (fl_range_known(of[latencies[i]].range) && of[latencies[i]].decimals > decimals)
            decimals = of[latencies[i]].decimals;
    fl_range error = fl_standard_error(&judged->figures);
    bool lost = fl_range_known(error) && 0.5 * pow(10, -decimals) > z_95 * error.high;
    if (decimals < 0)
        fl_audit_add(audit, 29, judged->concerns, FL_POINT_UNCHECKED, FL_BY_READING, place.text,
                     "single readings are given, and no latency that somebody computed of them");
    else if (decimals < LEAST_DECIMALS)
        fl_audit_add(audit, 29, judged->concerns, FL_POINT_FAIL, FL_BY_READING, place.text,
                     "latencies are printed with %d decimal places of a microsecond; %d are asked for",
                     decimals, LEAST_DECIMALS);
    else
        fl_audit_add(audit, 29, judged->concerns, FL_POINT_PASS, FL_BY_READING, place.text,
                     "latencies are printed with %d decimal places of a microsecond%s", decimals,
                     lost ? "; the two that are asked for are coarser here than the interval of the mean"
                          : "");
}

/* How far another run would have served better: favourable is a slow A and a fast B. */
static double favour(const fl_case_side *side, size_t run, bool is_a)
{
    double mean = side->runs[run].result->per_call_us.mean;
    return is_a ? mean : -mean;
}

static size_t best_run(const fl_case_side *side, bool is_a)
{
    size_t best = 0;
    for (size_t i = 1; i < side->run_count; i++)
        if (favour(side, i, is_a) > favour(side, best, is_a))
            best = i;
    return best;
}

typedef struct told {
    int best_of;
} told;

static fl_status find_best_of(fl_reader *reader, void *into)
{
    const cJSON *config = cJSON_GetObjectItemCaseSensitive(reader->root, "config");
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(config, "best_of");
    if (node && cJSON_IsNumber(node) && node->valuedouble > 1 && node->valuedouble < 1e6)
        ((told *)into)->best_of = (int)node->valuedouble;
    return FL_OK;
}

static void judge_choice(const fl_case *given, const fl_judged_side *judged, bool is_a, fl_audit *audit)
{
    const fl_case_side *side = judged->side;
    fl_place place = fl_judged_side_place(judged, "mean_us");
    told t = {0};
    fl_parse_tree(judged->run->text, judged->run->size, judged->run->path, find_best_of, &t, NULL);
    size_t best = best_run(side, is_a);
    if (t.best_of > 1)
        fl_audit_add(audit, 30, judged->concerns, FL_POINT_FAIL, FL_BY_READING, judged->run->path,
                     "the configuration says that this is the best of %d runs", t.best_of);
    else if (given->by_lab)
        fl_audit_add(audit, 30, judged->concerns, FL_POINT_PASS, FL_BY_MEASUREMENT, place.text,
                     "the first of %zu runs is judged, whatever the others say", side->run_count);
    else if (side->run_count < 2)
        fl_audit_add(
            audit, 30, judged->concerns, FL_POINT_UNCHECKED, FL_BY_NOTHING, place.text,
            "one run is given; whether there were others it was picked from, the figures cannot tell");
    else if (best == 0)
        fl_audit_add(audit, 30, judged->concerns, FL_POINT_UNCHECKED, FL_BY_COMPUTATION, place.text,
                     "of %zu runs the one that is reported suits the claim best, which happens by chance in "
                     "one of %zu",
                     side->run_count, side->run_count);
    else
        fl_audit_add(
            audit, 30, judged->concerns, FL_POINT_PASS, FL_BY_COMPUTATION, place.text,
            "%zu runs are given; the one that is reported, %.6g us, suits the claim less than %s, %.6g us",
            side->run_count, judged->run->result->per_call_us.mean, side->runs[best].path,
            side->runs[best].result->per_call_us.mean);
}

/* A published ratio that is not that of the judged runs but that of the best ones. */
static void judge_chosen_ratio(const fl_case *given, const fl_judged_side judged_sides[2], fl_audit *audit)
{
    const double claims[] = {given->summary.speedup, given->claimed_speedup};
    const char *const where[] = {given->summary.path, given->path};
    const fl_case_side *a = judged_sides[0].side, *b = judged_sides[1].side;
    size_t best_a = best_run(a, true), best_b = best_run(b, false);
    double judged = a->runs[0].result->per_call_us.mean / b->runs[0].result->per_call_us.mean;
    double best = a->runs[best_a].result->per_call_us.mean / b->runs[best_b].result->per_call_us.mean;
    for (int i = 0; i < 2; i++)
        if (best_a + best_b > 0 && fabs(claims[i] / best - 1) < 1e-3 && fabs(claims[i] / judged - 1) > 5e-3)
            fl_audit_add(audit, 30, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_COMPUTATION, where[i],
                         "the published ratio of %.5g is that of the most favourable runs, %s and %s; the "
                         "reported ones give %.5g",
                         claims[i], a->runs[best_a].path, b->runs[best_b].path, judged);
}

void fl_judge_reporting(const fl_case *given, const fl_judged_side judged_sides[2], fl_audit *audit)
{
    for (int i = 0; i < 2; i++) {
        judge_precision(&judged_sides[i], audit);
        judge_choice(given, &judged_sides[i], i == 0, audit);
    }
    judge_chosen_ratio(given, judged_sides, audit);
}

/* ---- 99 ---- */

static bool has_word(const fl_case_text *text, const char *const *words)
{
    for (const char *const *word = words; *word; word++)
        if (text->bytes && strcasestr(text->bytes, *word))
            return true;
    return false;
}

/* Whether a document gives latencies, by a number and its unit, or tells which of them there are. */
static bool shows_latencies(const fl_case_text *text)
{
    static const char *const units[] = {"us", "ns", "ms", "µs", "μs", "microseconds", "nanoseconds"};
    static const char *const words[] = {"median",  "p50",     "p95",    "percentile",
                                        "mean us", "mean_us", "mean (", NULL};
    for (const char *at = text->bytes; at && *at; at++) {
        if (!isdigit((unsigned char)*at) || isalnum((unsigned char)at[1]))
            continue;
        const char *unit = at + 1 + strspn(at + 1, " ");
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            if (strncmp(unit, units[i], strlen(units[i])) == 0 &&
                !isalnum((unsigned char)unit[strlen(units[i])]))
                return true;
    }
    return has_word(text, words);
}

/* The document or comparison that shows p99; silent: one that gives latencies without it. NULL: none. */
static const char *find_tail(const fl_case *given, const char **silent)
{
    static const char *const words[] = {"p99", "p 99", "99th percentile", "99 % percentile", "99. percentile",
                                        NULL};
    *silent = NULL;
    for (size_t i = 0; i < given->documentation_count; i++)
        if (has_word(&given->documentation[i], words))
            return given->documentation[i].path;
        else if (shows_latencies(&given->documentation[i]))
            *silent = given->documentation[i].path;
    return given->has_summary && has_word(&given->summary.text, words) ? given->summary.path : NULL;
}

static void judge_tail_of(const fl_case *given, int side, const fl_result *result, bool shown,
                          fl_audit *audit)
{
    const char *path = fl_result_path(given, side);
    if (result->per_call_us.p99 > 0)
        fl_audit_add(audit, 99, (fl_concerns)side, FL_POINT_PASS, fl_how_of(given, FL_BY_READING), path,
                     "p99 is %.6g us", result->per_call_us.p99);
    else if (shown &&
             result->samples_ns) /* raw calls, as a CSV of readings holds them, and a table made of them */
        fl_audit_add(audit, 99, (fl_concerns)side, FL_POINT_UNCHECKED, FL_BY_READING, path,
                     "it gives no p99, which can be computed of its single calls");
    else
        fl_audit_add(audit, 99, (fl_concerns)side, FL_POINT_FAIL, FL_BY_READING, path, "p99 is not reported");
}

void fl_judge_tail(const fl_case *given, fl_audit *audit)
{
    const char *silent, *shown = find_tail(given, &silent);
    for (int i = 0; i < 2; i++) {
        const fl_result *result = given->sides[i].run_count ? given->sides[i].runs[0].result : NULL;
        if (!result)
            return;
        judge_tail_of(given, i, result, shown != NULL, audit);
    }
    if (shown)
        fl_audit_add(audit, 99, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_READING, shown,
                     "p99 stands in what is published");
    else if (silent)
        fl_audit_add(audit, 99, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_READING, silent,
                     "it gives latencies, and neither it nor the comparison shows p99");
}
