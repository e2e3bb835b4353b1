/* What running both sides again came to. */
#include <math.h>

#include "bench/audit/providers/reproduction.h"
#include "bench/record/json.h"
#include "bench/report/audit_parts.h"
#include "bench/report/audit_report.h"

static void add_runs(fl_report *report, const fl_case *given)
{
    static const fl_report_column columns[] = {{"side", FL_COLUMN_WORDS},
                                               {"run", FL_COLUMN_FIGURE},
                                               {"mean us", FL_COLUMN_FIGURE},
                                               {"command took s", FL_COLUMN_FIGURE},
                                               {"others' CPUs", FL_COLUMN_FIGURE}};
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (int side = 0; side < 2; side++) {
        const fl_reproduced_side *r = &given->reproduction->sides[side];
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%c", 'A' + side);
        fl_report_cell_add(report, "published");
        fl_report_cell_add(report, "%.4g", given->sides[side].runs[0].result->per_call_us.mean);
        for (size_t i = 0; i < r->count; i++) {
            fl_report_row_begin(report);
            fl_report_cell_add(report, "%c", 'A' + side);
            fl_report_cell_add(report, "%zu", i + 1);
            fl_report_cell_add(report, "%.4g", r->runs[i].written.result->per_call_us.mean);
            fl_report_cell_add(report, "%.2f", r->runs[i].seconds);
            fl_report_cell_add(report, "%.2f", r->runs[i].seen.other_busy_cpus);
        }
    }
}

static void add_side(fl_report *report, const fl_case *given, int side)
{
    const fl_case_side *s = &given->sides[side];
    const fl_reproduced_side *r = &given->reproduction->sides[side];
    const char *letter = side == 0 ? "A" : "B";
    if (s->build[0])
        fl_report_fact(report, letter, "build: %s", fl_report_plain(report, s->build));
    fl_report_fact(report, letter, "command: %s", fl_report_plain(report, s->command));
    if (r->why[0])
        fl_report_fact(report, letter, "not reproduced: %s", fl_report_plain(report, r->why));
    if (s->has_trace)
        fl_report_fact(report, letter, "trace: %s, %s", fl_report_plain(report, s->trace_path),
                       fl_report_plain(report, s->trace.classification));
    else if (r->why_trace[0])
        fl_report_fact(report, letter, "no trace: %s", fl_report_plain(report, r->why_trace));
}

void fl_reproduction_report(fl_report *report, const fl_case *given)
{
    static const fl_fact_layout layout = {.indent = 2, .width = 2};
    const fl_reproduction *again = given->reproduction;
    if (!again)
        return;
    fl_report_gap(report);
    fl_report_heading(report, 2, "Run again here");
    fl_report_say(report, "On %s, %s.",
                  again->cpu[0] ? fl_report_plain(report, again->cpu) : "a CPU without a name",
                  again->confined ? "in bubblewrap, without network and without the home folder"
                                  : "unconfined: the commands could do whatever the caller may");
    fl_report_facts(report, layout);
    add_side(report, given, 0);
    add_side(report, given, 1);
    add_runs(report, given);
}

static void add_side_json(fl_json to, const fl_case *given, int side)
{
    const fl_case_side *s = &given->sides[side];
    const fl_reproduced_side *r = &given->reproduction->sides[side];
    fl_json json = fl_json_object(to, side == 0 ? "a" : "b");
    fl_json_add_text(json, "build", s->build);
    fl_json_add_text(json, "command", s->command);
    fl_json_add_text(json, "why_not", r->why);
    fl_json_add_text(json, "trace", s->has_trace ? s->trace.classification : "");
    fl_json_add_text(json, "trace_path", s->has_trace ? s->trace_path : "");
    fl_json_add_text(json, "why_no_trace", r->why_trace);
    fl_json_add_number(json, "published_mean_us", s->runs[0].result->per_call_us.mean);
    fl_json runs = fl_json_array(json, "runs");
    for (size_t i = 0; i < r->count; i++) {
        fl_json run = fl_json_object(runs, NULL);
        fl_json_add_text(run, "path", r->runs[i].written.path);
        fl_json_add_number(run, "mean_us", r->runs[i].written.result->per_call_us.mean);
        fl_json_add_number(run, "seconds", r->runs[i].seconds);
        fl_json_add_number(run, "other_busy_cpus", r->runs[i].seen.other_busy_cpus);
        fl_json_add_number(run, "steal_percent", r->runs[i].seen.steal_percent);
    }
}

void fl_reproduction_json(const fl_case *given, fl_json to)
{
    const fl_reproduction *again = given->reproduction;
    if (!again) {
        fl_json_add_null(to, "reproduction");
        return;
    }
    fl_json json = fl_json_object(to, "reproduction");
    fl_json_add_text(json, "cpu", again->cpu);
    fl_json_add_bool(json, "confined", again->confined);
    fl_json_add_number(json, "core_ghz", again->ghz);
    add_side_json(json, given, 0);
    add_side_json(json, given, 1);
}
