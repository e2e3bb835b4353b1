/* Whether two runs agree, as text and as JSON. */
#include "bench/report/agreement_report.h"
#include "bench/record/json.h"
#include "bench/report/documents.h"

#include <stdlib.h>

#include "bench/base/text.h"

static const char *word_of(fl_calls calls)
{
    return calls == FL_CALLS_CHAINED ? "chained" : "independent";
}

static size_t listed(const fl_agreement *agreement)
{
    return agreement->different < FL_MOST_DISAGREEMENTS ? agreement->different : FL_MOST_DISAGREEMENTS;
}

static void add_disagreements(fl_report *report, const fl_agreement *agreement)
{
    static const fl_report_column columns[] = {
        {"called different", FL_COLUMN_WORDS}, {"calls", FL_COLUMN_WORDS},
        {"first ns", FL_COLUMN_FIGURE},        {"second ns", FL_COLUMN_FIGURE},
        {"first / second", FL_COLUMN_FIGURE},  {"interval", FL_COLUMN_FIGURE}};
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < listed(agreement); i++) {
        const fl_disagreement *one = &agreement->disagreements[i];
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", one->name);
        fl_report_cell_add(report, "%s", word_of(one->calls));
        fl_report_cell_add(report, "%.2f", one->ratio.a_ns);
        fl_report_cell_add(report, "%.2f", one->ratio.b_ns);
        fl_report_cell_add(report, "%.4f", one->ratio.ratio);
        fl_report_cell_add(report, "%.4f to %.4f", one->ratio.interval.low, one->ratio.interval.high);
    }
    fl_report_gap(report);
}

static void add_verdict(fl_report *report, fl_agreement_verdict verdict)
{
    static const char *const words[] = {
        [FL_AGREE] = "the two runs agree",
        [FL_DISAGREE] = "the two runs do not agree",
        [FL_AGREEMENT_UNCHECKED] = "unchecked: too few pairs could be shown",
    };
    static const fl_meaning meanings[] = {[FL_AGREE] = FL_MEANS_PASS,
                                          [FL_DISAGREE] = FL_MEANS_FAIL,
                                          [FL_AGREEMENT_UNCHECKED] = FL_MEANS_UNCHECKED};
    fl_report_verdict(report, meanings[verdict], "Verdict: %s.", words[verdict]);
}

static void add_side(fl_report *report, const char *label, const fl_side *side)
{
    fl_report_fact(report, label, "%s%s%s", fl_report_plain(report, side->path),
                   side->document->timestamp[0] ? "; " : "", side->document->timestamp);
}

void fl_agreement_report(fl_report *report, const fl_side *first, const fl_side *second,
                         const fl_agreement *agreement)
{
    size_t shown = agreement->pairs - agreement->not_shown;
    fl_report_title(report, "Do two runs agree?");
    fl_report_facts(report, (fl_fact_layout){.width = 7});
    add_side(report, "first", first);
    add_side(report, "second", second);
    fl_report_gap(report);
    if (agreement->different > 0)
        add_disagreements(report, agreement);
    fl_report_say(
        report,
        "%zu contestants were measured in both runs, %zu pairs of times of equal code (independent and "
        "chained calls).",
        agreement->contestants, agreement->pairs);
    fl_report_say(report, "Called different: %zu of %zu (%.1f %%); at most %.0f %% may be.",
                  agreement->different, shown, 100 * fl_agreement_share(agreement), 100 * fl_agreement_limit);
    if (agreement->not_shown > 0)
        fl_report_say(report, "Not shown: %zu; %s.", agreement->not_shown, agreement->why_not_shown);
    if (agreement->other_code > 0)
        fl_report_say(report, "Left out, as their machine code is not the same in both: %zu.",
                      agreement->other_code);
    if (agreement->ratios > 0)
        fl_report_say(
            report,
            "Ratios to %s vary across the runs by %.2f %% (coefficient of variation, root mean square of "
            "%zu), most that of %s, %s calls: %.2f %%.",
            first->document->baseline, 100 * agreement->ratio_cv, agreement->ratios, agreement->worst_name,
            word_of(agreement->worst_calls), 100 * agreement->worst_cv);
    add_verdict(report, agreement->verdict);
}

/* ---- JSON ---- */

static void add_run(fl_json list, const fl_side *side)
{
    fl_json run = fl_json_object(list, NULL);
    fl_json_add_text(run, "path", side->path);
    fl_json_add_text(run, "timestamp", side->document->timestamp);
}

static void add_disagreement(fl_json list, const fl_disagreement *one)
{
    fl_json json = fl_json_object(list, NULL);
    fl_json_add_text(json, "name", one->name);
    fl_json_add_text(json, "calls", word_of(one->calls));
    fl_json_add_number(json, "first_ns", one->ratio.a_ns);
    fl_json_add_number(json, "second_ns", one->ratio.b_ns);
    fl_json_add_number(json, "ratio", one->ratio.ratio);
    fl_json_add_number(json, "low", one->ratio.interval.low);
    fl_json_add_number(json, "high", one->ratio.interval.high);
}

static void add_variation(fl_json json, const fl_agreement *agreement)
{
    if (agreement->ratios == 0) {
        fl_json_add_null(json, "ratio_variation");
        return;
    }
    fl_json variation = fl_json_object(json, "ratio_variation");
    fl_json_add_number(variation, "ratios", (double)agreement->ratios);
    fl_json_add_number(variation, "root_mean_square", agreement->ratio_cv);
    fl_json_add_number(variation, "largest", agreement->worst_cv);
    fl_json_add_text(variation, "largest_of", agreement->worst_name);
    fl_json_add_text(variation, "largest_calls", word_of(agreement->worst_calls));
}

fl_status fl_agreement_print_json(const fl_side *first, const fl_side *second, const fl_agreement *agreement,
                                  FILE *out, fl_error *error)
{
    static const char *const verdicts[] = {"agree", "disagree", "unchecked"};
    fl_json_writer writer = {0};
    fl_json json = fl_json_document(&writer, &fl_selftest_across_description);
    fl_json runs = fl_json_array(json, "runs");
    add_run(runs, first);
    add_run(runs, second);
    fl_json_add_number(json, "contestants", (double)agreement->contestants);
    fl_json_add_number(json, "pairs", (double)agreement->pairs);
    fl_json_add_number(json, "called_different", (double)agreement->different);
    fl_json_add_number(json, "not_shown", (double)agreement->not_shown);
    fl_json_add_text(json, "why_not_shown", agreement->why_not_shown);
    fl_json_add_number(json, "other_code", (double)agreement->other_code);
    fl_json_add_number(json, "share_different", fl_agreement_share(agreement));
    fl_json_add_number(json, "most_share_different", fl_agreement_limit);
    add_variation(json, agreement);
    fl_json list = fl_json_array(json, "different");
    for (size_t i = 0; i < listed(agreement); i++)
        add_disagreement(list, &agreement->disagreements[i]);
    fl_json_add_text(json, "verdict", verdicts[agreement->verdict]);
    char *text = NULL;
    fl_status status = fl_json_print(json, "selftest", &text, error);
    if (status == FL_OK)
        fl_print(out, "%s\n", text);
    free(text);
    return status;
}
