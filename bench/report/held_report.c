#include "bench/report/held_report.h"

#include <math.h>

static void add_verdict(fl_report *report, const char *path, const fl_held_all *v)
{
    const bool open = v->unclear + v->missing_count > 0;
    fl_report_verdict(report,
                      v->slower > 0 ? FL_MEANS_FAIL
                      : open        ? FL_MEANS_UNCHECKED
                                    : FL_MEANS_PASS,
                      "%s: of %zu results %zu held what %s allows, %zu slower, %zu unclear",
                      v->slower > 0 ? "SLOWER"
                      : open        ? "UNCLEAR"
                                    : "HELD",
                      v->count, v->held, fl_report_plain(report, path), v->slower, v->unclear);
    if (v->missing_count > 0)
        fl_report_go_on(report, ", %zu not measured now (%s%s)", v->missing_count, v->missing,
                        v->missing_count > 1 ? ", …" : "");
    fl_report_go_on(report, "; the limit is %.4g times as long.", v->limit);
}

static void add_held(fl_report *report, fl_held held, const char *why)
{
    static const fl_meaning meanings[] = {
        [FL_HELD] = FL_MEANS_PASS, [FL_UNCLEAR] = FL_MEANS_UNCHECKED, [FL_SLOWER] = FL_MEANS_FAIL};
    fl_report_cell_mean(report, meanings[held], "%s%s%s", held == FL_SLOWER ? "SLOWER" : fl_held_name(held),
                        why[0] ? ": " : "", why);
}

static void add_slowdown(fl_report *report, const char *name, const fl_slowdown *s)
{
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", name);
    fl_report_cell_add(report, "%s", s->calls);
    fl_report_cell_add(report, "%.1f", s->from->a_ns);
    fl_report_cell_add(report, "%.1f", s->from->b_ns);
    if (s->low > 0 && isfinite(s->high))
        fl_report_cell_add(report, "%.3f [%.3f, %.3f]", s->factor, s->low, s->high);
    else
        fl_report_cell_add(report, "%.3f", s->factor);
    add_held(report, s->held, s->why);
}

static void add_pair(fl_report *report, const fl_held_pair *pair)
{
    for (size_t i = 0; i < pair->count; i++)
        add_slowdown(report, i == 0 ? pair->name : "", &pair->slowdowns[i]);
    if (pair->count > 0)
        return;
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", pair->name);
    for (int i = 0; i < 4; i++)
        fl_report_cell_add(report, "–");
    add_held(report, FL_UNCLEAR, fl_report_plain(report, pair->why));
}

void fl_held_report(fl_report *report, const char *path, const fl_held_all *v)
{
    static const fl_report_column columns[] = {
        {"result", FL_COLUMN_WORDS},           {"calls", FL_COLUMN_WORDS},
        {"then ns", FL_COLUMN_FIGURE},         {"now ns", FL_COLUMN_FIGURE},
        {"now / then [CI]", FL_COLUMN_FIGURE}, {"", FL_COLUMN_PROSE}};
    add_verdict(report, path, v);
    static const int ranks[] = {0, 0, 1, 1, 0, 0};
    fl_report_table(report, columns, sizeof columns / sizeof *columns);
    fl_report_ranks(report, ranks);
    for (size_t i = 0; i < v->count; i++)
        add_pair(report, &v->pairs[i]);
    fl_report_remark(
        report, "",
        "Slower: all of the interval lies above the limit; held: all of it at or below. Intervals are "
        "those of 'compare'.");
}
