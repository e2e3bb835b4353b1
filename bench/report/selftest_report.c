#include "bench/report/selftest_report.h"

static void add_row(fl_report *report, const fl_selftest_pair *pair)
{
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", pair->name);
    fl_report_cell_add(report, "%zu of %d", pair->called_different, FL_SELFTEST_TRIALS);
    fl_report_cell_add(report, "%.1f %% [%.1f, %.1f]",
                       100.0 * (double)pair->called_different / FL_SELFTEST_TRIALS, 100.0 * pair->rate.low,
                       100.0 * pair->rate.high);
    fl_report_cell_add(report, "%.4f", pair->median_ratio);
    fl_report_cell_add(report, "%s", pair->wanted);
    fl_report_cell_mean(report, pair->good ? FL_MEANS_PASS : FL_MEANS_FAIL, "%s",
                        pair->good ? "ok" : "FAILED");
}

void fl_selftest_report(fl_report *report, const fl_selftest *found)
{
    static const fl_report_column columns[] = {{"pair", FL_COLUMN_WORDS},
                                               {"called different", FL_COLUMN_FIGURE},
                                               {"rate [95 % CI]", FL_COLUMN_FIGURE},
                                               {"median ratio", FL_COLUMN_FIGURE},
                                               {"wanted", FL_COLUMN_WORDS},
                                               {"", FL_COLUMN_WORDS}};
    fl_report_title(report, "Which differences the lab finds, and which it invents");
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < FL_SELFTEST_PAIRS; i++)
        add_row(report, &found->pairs[i]);
    fl_report_gap(report);
    fl_report_say(
        report,
        "%d trials of %lld rounds in each of the same %d processes (so the rates hold for their layouts); "
        "kernel '%s', copies of '%s'.",
        FL_SELFTEST_TRIALS, found->rounds, FL_SELFTEST_PROCESSES, found->kernel, found->copies);
    fl_report_say(report,
                  "Differences of %.2f %% and more are found in %.0f %% of trials on this machine now.",
                  found->resolution, 100.0 * FL_SELFTEST_POWER);
}
