#include "bench/report/library_report.h"

#include "bench/verdict/executed.h"
#include "bench/verdict/ranking.h"

static void ratio_cell(fl_report *report, const fl_library_match *match)
{
    const fl_paired_ratio *ratio = &match->ratio;
    if (match->known)
        fl_report_cell_add(report, "%.3f [%.3f, %.3f]%s", ratio->ratio, ratio->interval.low,
                           ratio->interval.high, ratio->different ? "" : " no difference");
    else
        fl_report_cell_add(report, "–");
}

static void add_row(fl_report *report, const fl_document *document, const fl_library_match *independent)
{
    fl_library_match chained = fl_match_alike(document, independent->library, true);
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", independent->library->name);
    fl_report_cell_add(report, "%s", fl_class_of_result(independent->library));
    fl_report_cell_add(report, "%s", independent->own->name);
    ratio_cell(report, independent);
    fl_report_cell_add(report, "%s", chained.own ? chained.own->name : "–");
    ratio_cell(report, &chained);
}

void fl_run_report_libraries(fl_report *report, const fl_document *document)
{
    static const fl_report_column columns[] = {
        {"library", FL_COLUMN_WORDS}, {"executed", FL_COLUMN_WORDS},
        {"like it", FL_COLUMN_WORDS}, {"independent: times as long", FL_COLUMN_FIGURE},
        {"like it", FL_COLUMN_WORDS}, {"chained: times as long", FL_COLUMN_FIGURE}};
    static const int ranks[] = {0, 0, 0, 0, 1, 1};
    bool any = false;
    for (size_t i = 0; i < document->result_count; i++) {
        fl_library_match match = fl_match_alike(document, &document->results[i], false);
        if (!match.own)
            continue;
        if (!any) {
            fl_report_gap(report);
            fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
            fl_report_ranks(report, ranks);
        }
        any = true;
        add_row(report, document, &match);
    }
    if (any)
        fl_report_remark(
            report, "",
            "Like it: the fastest of the lab's own kernels that executes the same class, fused or not.");
}
