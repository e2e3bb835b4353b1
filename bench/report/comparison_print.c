/* A comparison, for readers. */
#include <math.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/comparison_parts.h"
#include "bench/report/comparison_print.h"
#include "bench/report/table.h"

static const double least_p = 1e-300; /* below it nothing but zero can be told from the digits of a double */

static void print_side(const fl_side *side, char label, FILE *out)
{
    const fl_result *r = side->result;
    const fl_document *d = side->document;
    char path[1024], lanes[32] = "";
    if (r->lanes > 0)
        snprintf(lanes, sizeof lanes, ", %d lane%s", r->lanes, r->lanes == 1 ? "" : "s");
    fl_print(out, "%c  %s%s%s%s from %s\n", label, r->name, side->default_reason ? " (" : "",
             side->default_reason ? side->default_reason : "", side->default_reason ? ")" : "",
             fl_text_make_plain(side->path, path, sizeof path));
    if (r->imported)
        fl_print(out, "   read from a file of %s%s%s\n", r->imported->tool, r->imported->entry[0] ? ": " : "",
                 fl_text_make_plain(r->imported->entry, path, sizeof path));
    fl_print(out, "   %s%s%s%s%s%s%s%s; %s%s%s\n", r->work[0] ? r->work : "work not told",
             r->isa[0] ? "; " : "", r->isa, lanes, r->origin[0] ? ", " : "", r->origin,
             d->foreign && !r->samples_ns ? "; " : "", d->foreign && !r->samples_ns ? "summaries only" : "",
             d->environment.cpu[0] ? d->environment.cpu : "CPU not told", d->timestamp[0] ? "; " : "",
             d->timestamp);
}

static void add_row(fl_table *table, const char *what, const fl_time_ratio *r)
{
    fl_table_row(table);
    fl_table_cell(table, "%s", what);
    if (!r->known) {
        fl_table_cell(table, "–");
        fl_table_cell(table, "–");
        fl_table_cell(table, "–");
        fl_table_cell(table, "–");
        fl_table_cell(table, "not measured on both sides");
        return;
    }
    fl_table_cell(table, "%.2f", r->a_ns);
    fl_table_cell(table, "%.2f", r->b_ns);
    fl_table_cell(table, "%.4f", r->ratio);
    if (r->interval.low > 0 && isfinite(r->interval.high))
        fl_table_cell(table, "%.4f to %.4f", r->interval.low, r->interval.high);
    else
        fl_table_cell(table, "none");
    fl_table_cell(table, "%s", r->method);
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

static void add_call_row(fl_table *table, const char *words, const char *figure, const fl_time_ratio *r)
{
    char what[64];
    snprintf(what, sizeof what, "%s, %s", words, figure);
    add_row(table, what, r);
}

static fl_status print_ratios(const fl_comparison *c, const char *calls, FILE *out, fl_error *error)
{
    static const fl_column columns[] = {{"time of one call", false, false},
                                        {"A ns", true, false},
                                        {"B ns", true, false},
                                        {"A / B", true, false},
                                        {"interval", true, false},
                                        {"how", false, true}};
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    add_row(table, "independent calls", &c->independent);
    add_row(table, "chained calls", &c->chained);
    add_call_row(table, calls, "median", &c->call_median);
    add_call_row(table, calls, "mean", &c->call_mean);
    fl_status status = fl_table_print(table, out, error);
    fl_table_free(table);
    return status;
}

static void print_verdict(const char *what, const fl_time_ratio *r, FILE *out)
{
    if (r->known)
        fl_print(out, "%s: %s.\n", what, r->words);
}

static void print_tests(const fl_comparison *c, FILE *out)
{
    if (!c->call_mean.known)
        return;
    if (isnan(c->welch.t))
        fl_print(out, "Welch's t does not exist: no standard error can be told from these calls.\n");
    else
        fl_print(out,
                 "Welch's t = %.2f with %.1f degrees of freedom, p %s %.2g; difference of the means %.4g µs, "
                 "%.4g %% interval %.4g to %.4g µs.\n",
                 c->welch.t, c->welch.degrees_of_freedom, c->welch.p_two_sided < least_p ? "<" : "=",
                 fmax(c->welch.p_two_sided, least_p), c->welch.difference, 100 * c->confidence,
                 c->welch.interval.low, c->welch.interval.high);
    if (isnan(c->cohens_d))
        fl_print(out, "Cohen's d does not exist: the calls do not vary. ");
    else
        fl_print(out, "Cohen's d = %.3g (%s). ", c->cohens_d, c->effect);
    fl_print(out, "The 95 %% intervals of the means %s.\n",
             c->intervals_overlap ? "overlap" : "do not overlap");
    fl_print(out, "These three describe the calls that were timed: successive calls of a process are not "
                  "independent\nreplicates, so however small p is, it does not tell that another run would "
                  "show the same.\n");
}

void fl_comparison_print_unlike(const fl_comparison *c, FILE *out)
{
    for (size_t i = 0; i < c->equality.unlike_count; i++)
        fl_print(out, "UNLIKE %s: %s\n", fl_aspect_name(c->equality.unlike[i].aspect),
                 c->equality.unlike[i].text);
}

fl_status fl_comparison_print(const fl_side *a, const fl_side *b, const fl_comparison *c, FILE *out,
                              fl_error *error)
{
    fl_comparison_print_unlike(c, out);
    print_side(a, 'A', out);
    print_side(b, 'B', out);
    for (size_t i = 0; i < c->warning_count; i++)
        fl_print(out, "warning: %s\n", c->warnings[i]);
    fl_print(out, "\n");
    fl_status status = print_ratios(c, call_words(a, b), out, error);
    if (status != FL_OK)
        return status;
    fl_print(
        out,
        "Intervals at %.4g %%, those of independent and chained calls corrected for being %zu. Single "
        "calls hold\nthe clock's own cost; take ratios from the first two rows where they are there.\n\n",
        100 * c->confidence, c->comparisons);
    print_verdict("Independent calls", &c->independent, out);
    print_verdict("Chained calls", &c->chained, out);
    if (!c->independent.known && !c->chained.known) {
        char what[64];
        snprintf(what, sizeof what, "Means of %s", call_words(a, b));
        print_verdict(strcmp(what, "Means of means of many calls") == 0 ? "Means of many calls" : what,
                      &c->call_mean, out);
    }
    print_tests(c, out);
    return FL_OK;
}
