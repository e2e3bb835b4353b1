/* A comparison, for readers. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/report/comparison_parts.h"
#include "bench/report/comparison_print.h"
#include "bench/report/picture_ratios.h"
#include "bench/report/steadiness.h"
#include "bench/report/unlike.h"

static const double least_p = 1e-300; /* below it nothing but zero can be told from the digits of a double */

static void add_side(fl_report *report, const fl_side *side, const char *label)
{
    const fl_result *r = side->result;
    const fl_document *d = side->document;
    char lanes[32] = "";
    if (r->lanes > 0)
        snprintf(lanes, sizeof lanes, ", %d lane%s", r->lanes, r->lanes == 1 ? "" : "s");
    fl_report_fact(report, label, "%s%s%s%s from %s", r->name, side->default_reason ? " (" : "",
                   side->default_reason ? side->default_reason : "", side->default_reason ? ")" : "",
                   fl_report_plain(report, side->path));
    if (r->imported)
        fl_report_fact(report, "", "read from a file of %s%s%s", r->imported->tool,
                       r->imported->entry[0] ? ": " : "", fl_report_plain(report, r->imported->entry));
    fl_report_fact(report, "", "%s%s%s%s%s%s%s%s; %s%s%s", r->work[0] ? r->work : "work not told",
                   r->isa[0] ? "; " : "", r->isa, lanes, r->origin[0] ? ", " : "", r->origin,
                   d->of_other_tool && !r->samples_ns ? "; " : "",
                   d->of_other_tool && !r->samples_ns ? "summaries only" : "",
                   d->environment.cpu[0] ? d->environment.cpu : "CPU not told", d->timestamp[0] ? "; " : "",
                   d->timestamp);
}

static void add_row(fl_report *report, const char *what, const fl_time_ratio *r)
{
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", what);
    if (!r->known) {
        for (int i = 0; i < 4; i++)
            fl_report_cell_add(report, "–");
        fl_report_cell_add(report, "not measured on both sides");
        return;
    }
    fl_report_cell_add(report, "%.2f", r->a_ns);
    fl_report_cell_add(report, "%.2f", r->b_ns);
    fl_report_cell_add(report, "%.4f", r->ratio);
    if (r->interval.low > 0 && isfinite(r->interval.high))
        fl_report_cell_add(report, "%.4f to %.4f", r->interval.low, r->interval.high);
    else
        fl_report_cell_add(report, "none");
    fl_report_cell_add(report, "%s", r->method);
}

/* What the last two rows are of. */
static const char *call_words(const fl_side *a, const fl_side *b)
{
    static const char *const words[] = {
        [FL_READING_CALL] = "single calls",
        [FL_READING_MEAN] = "means of many calls",
        [FL_READING_PROCESS] = "whole processes",
        [FL_READING_UNTOLD] = "calls as the files count them",
    };
    fl_reading of_a = fl_result_reading(a->result), of_b = fl_result_reading(b->result);
    return words[of_a == of_b ? of_a : FL_READING_UNTOLD];
}

static void add_call_row(fl_report *report, const char *words, const char *figure, const fl_time_ratio *r)
{
    char what[64];
    snprintf(what, sizeof what, "%s, %s", words, figure);
    add_row(report, what, r);
}

static void add_ratios(fl_report *report, const fl_comparison *c, const char *calls)
{
    static const fl_report_column columns[] = {
        {"time of one call", FL_COLUMN_WORDS}, {"A ns", FL_COLUMN_FIGURE},     {"B ns", FL_COLUMN_FIGURE},
        {"A / B", FL_COLUMN_FIGURE},           {"interval", FL_COLUMN_FIGURE}, {"how", FL_COLUMN_PROSE}};
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    add_row(report, "independent calls", &c->independent);
    add_row(report, "chained calls", &c->chained);
    add_call_row(report, calls, "median", &c->call_median);
    add_call_row(report, calls, "mean", &c->call_mean);
}

static void add_verdict(fl_report *report, const char *what, const fl_time_ratio *r)
{
    if (r->known)
        fl_report_verdict(report, r->not_shown[0] ? FL_MEANS_UNCHECKED : FL_MEANS_NOTHING, "%s: %s.", what,
                          r->words);
}

static void add_verdicts(fl_report *report, const fl_comparison *c, const char *calls)
{
    char what[64];
    add_verdict(report, "Independent calls", &c->independent);
    add_verdict(report, "Chained calls", &c->chained);
    if (c->independent.known || c->chained.known)
        return;
    snprintf(what, sizeof what, "Means of %s", calls);
    add_verdict(report, strcmp(what, "Means of means of many calls") == 0 ? "Means of many calls" : what,
                &c->call_mean);
}

static void add_tests(fl_report *report, const fl_comparison *c)
{
    if (!c->call_mean.known)
        return;
    if (isnan(c->welch.t))
        fl_report_say(report, "Welch's t does not exist: no standard error can be told from these calls.");
    else
        fl_report_say(
            report,
            "Welch's t = %.2f with %.1f degrees of freedom, p %s %.2g; difference of the means %.4g µs, "
            "%.4g %% interval %.4g to %.4g µs.",
            c->welch.t, c->welch.degrees_of_freedom, c->welch.p_two_sided < least_p ? "<" : "=",
            fmax(c->welch.p_two_sided, least_p), c->welch.difference, 100 * c->confidence,
            c->welch.interval.low, c->welch.interval.high);
    if (isnan(c->cohens_d))
        fl_report_say(report, "Cohen's d does not exist: the calls have no spread that is told. ");
    else
        fl_report_say(report, "Cohen's d = %.3g (%s). ", c->cohens_d, c->effect);
    fl_report_go_on(report, "The 95 %% intervals of the means %s.",
                    c->intervals_overlap ? "overlap" : "do not overlap");
    fl_report_remark(
        report, "",
        "These three describe the calls that were timed: successive calls of a process are not "
        "independent\nreplicates, so however small p is, it does not tell that another run would "
        "show the same.");
}

void fl_comparison_report(fl_report *report, const fl_side *a, const fl_side *b, const fl_comparison *c)
{
    const char *calls = call_words(a, b);
    fl_report_title(report, "%s against %s", fl_report_plain(report, a->result->name),
                    fl_report_plain(report, b->result->name));
    fl_report_unlike(report, &c->equality);
    add_verdicts(report, c, calls);
    fl_report_steadiness(report, fl_side_steadiness(a), fl_side_steadiness(b), "the warnings");
    fl_report_gap(report);
    fl_report_facts(report, (fl_fact_layout){.width = 2});
    add_side(report, a, "A");
    add_side(report, b, "B");
    for (size_t i = 0; i < c->warning_count; i++)
        fl_report_remark(report, "warning", "%s", c->warnings[i]);
    fl_picture_comparison(report, a, b, c);
    fl_report_gap(report);
    add_ratios(report, c, calls);
    fl_report_remark(
        report, "",
        "Intervals at %.4g %%, those of independent and chained calls corrected for being %zu. Single "
        "calls hold\nthe clock's own cost; take ratios from the first two rows where they are there.",
        100 * c->confidence, c->comparisons);
    fl_report_gap(report);
    add_tests(report, c);
}
