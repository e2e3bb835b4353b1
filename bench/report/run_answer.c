#include "bench/report/run_answer.h"

#include <string.h>

#include "bench/base/builder.h"
#include "bench/verdict/ranking.h"

static void add_verdict(fl_report *report, const fl_document *document, const fl_result *fastest)
{
    if (document->impossible) {
        fl_report_verdict(report, FL_MEANS_FAIL,
                          "IMPOSSIBLE: a time stands below its floor; see / floor below");
        return;
    }
    if (fl_is_emulated(document)) {
        fl_report_verdict(report, FL_MEANS_FAIL, "EMULATED: these times compare with nothing");
        return;
    }
    if (!fastest) {
        fl_report_verdict(report, FL_MEANS_UNCHECKED, "NOTHING was timed in rounds");
        return;
    }
    fl_report_verdict(report, FL_MEANS_NOTHING, "Fastest here: %s, %.1f ns a call", fastest->name,
                      fastest->independent.median_ns);
    if (fastest->chained.rounds > 0)
        fl_report_go_on(report, " (%.1f ns chained)", fastest->chained.median_ns);
    fl_report_go_on(report, ".");
}

static void add_factor(fl_report *report, const fl_document *document, const fl_result *fastest)
{
    const fl_result *baseline = fl_document_find(document, document->baseline);
    if (!fastest || !baseline)
        return;
    const fl_paired_ratio *ratio = &fastest->independent.versus_baseline;
    if (fastest == baseline)
        fl_report_say(report, "Factor: 1, it is the baseline itself.");
    else if (ratio->rounds == 0 || ratio->processes < 2)
        fl_report_say(report, "Factor: not shown, as only one process measured.");
    else if (!ratio->different)
        fl_report_say(report, "Factor: no difference from %s is shown.", baseline->name);
    else
        fl_report_say(report, "Factor: %.2f times as fast as %s [%.2f, %.2f].", ratio->ratio, baseline->name,
                      ratio->interval.low, ratio->interval.high);
}

static void add_steadiness(fl_report *report, const fl_document *document)
{
    enum { NAMED = 3 };
    fl_builder names = {0};
    size_t all = 0, unsteady = 0;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        if (result->is_probe)
            continue;
        all++;
        if (result->steady)
            continue;
        if (unsteady < NAMED)
            fl_build_format(&names, "%s%s", unsteady ? ", " : "", result->name);
        unsteady++;
    }
    if (unsteady == 0)
        fl_report_verdict(report, FL_MEANS_PASS, "Steady: all %zu of %zu.", all, all);
    else
        fl_report_verdict(report, FL_MEANS_UNCHECKED, "Not steady: %zu of %zu (%s%s); see stability below.",
                          unsteady, all, fl_report_built(report, &names), unsteady > NAMED ? ", …" : "");
}

void fl_run_report_answer(fl_report *report, const fl_document *document)
{
    const fl_result *fastest = fl_fastest(document, NULL);
    add_verdict(report, document, fastest);
    add_factor(report, document, fastest);
    add_steadiness(report, document);
    fl_report_gap(report);
}
