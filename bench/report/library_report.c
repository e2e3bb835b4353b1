#include "bench/report/library_report.h"

#include <stdio.h>

#include "bench/base/text.h"
#include "bench/report/table.h"
#include "bench/verdict/executed.h"
#include "bench/verdict/ranking.h"

static void ratio_cell(fl_table *table, const fl_library_match *match)
{
    const fl_paired_ratio *ratio = &match->ratio;
    if (match->known)
        fl_table_cell(table, "%.3f [%.3f, %.3f]%s", ratio->ratio, ratio->interval.low, ratio->interval.high,
                      ratio->different ? "" : " no difference");
    else
        fl_table_cell(table, "–");
}

static void add_row(fl_table *table, const fl_document *document, const fl_library_match *independent)
{
    fl_library_match chained = fl_match_alike(document, independent->library, true);
    fl_table_row(table);
    fl_table_cell(table, "%s", independent->library->name);
    fl_table_cell(table, "%s", fl_class_of_result(independent->library));
    fl_table_cell(table, "%s", independent->own->name);
    ratio_cell(table, independent);
    fl_table_cell(table, "%s", chained.own ? chained.own->name : "–");
    ratio_cell(table, &chained);
}

fl_status fl_report_libraries(const fl_document *document, fl_error *error)
{
    static const fl_column columns[] = {
        {"library", false, false}, {"executed", false, false},
        {"like it", false, false}, {"independent: times as long", true, false},
        {"like it", false, false}, {"chained: times as long", true, false}};
    size_t count = 0;
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < document->result_count; i++) {
        fl_library_match match = fl_match_alike(document, &document->results[i], false);
        if (!match.own)
            continue;
        add_row(table, document, &match);
        count++;
    }
    fl_status status = FL_OK;
    if (count > 0) {
        fl_print(stdout, "\n");
        status = fl_table_print(table, stdout, error);
        fl_print(
            stdout,
            "Like it: the fastest of the lab's own kernels that executes the same class, fused or not.\n");
    }
    fl_table_free(table);
    return status;
}
