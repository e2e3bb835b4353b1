/* Whether two runs agree, as text and as JSON. */
#include "bench/report/agreement_print.h"
#include "bench/record/json.h"
#include "bench/report/documents.h"

#include <stdlib.h>

#include "bench/base/text.h"
#include "bench/report/table.h"

static const char *word_of(fl_calls calls)
{
    return calls == FL_CALLS_CHAINED ? "chained" : "independent";
}

static size_t listed(const fl_agreement *agreement)
{
    return agreement->different < FL_MOST_DISAGREEMENTS ? agreement->different : FL_MOST_DISAGREEMENTS;
}

static fl_status print_disagreements(const fl_agreement *agreement, FILE *out, fl_error *error)
{
    static const fl_column columns[] = {{"called different", false, false}, {"calls", false, false},
                                        {"first ns", true, false},          {"second ns", true, false},
                                        {"first / second", true, false},    {"interval", true, false}};
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < listed(agreement); i++) {
        const fl_disagreement *one = &agreement->disagreements[i];
        fl_table_row(table);
        fl_table_cell(table, "%s", one->name);
        fl_table_cell(table, "%s", word_of(one->calls));
        fl_table_cell(table, "%.2f", one->ratio.a_ns);
        fl_table_cell(table, "%.2f", one->ratio.b_ns);
        fl_table_cell(table, "%.4f", one->ratio.ratio);
        fl_table_cell(table, "%.4f to %.4f", one->ratio.interval.low, one->ratio.interval.high);
    }
    fl_status status = fl_table_print(table, out, error);
    fl_table_free(table);
    fputs("\n", out);
    return status;
}

static const char *verdict_words(fl_agreement_verdict verdict)
{
    switch (verdict) {
    case FL_AGREE:
        return "the two runs agree";
    case FL_DISAGREE:
        return "the two runs do not agree";
    case FL_AGREEMENT_UNCHECKED:
        break;
    }
    return "unchecked: too few pairs could be shown";
}

static void print_side(const char *label, const fl_side *side, FILE *out)
{
    char path[1024];
    fl_print(out, "%-6s  %s%s%s\n", label, fl_text_make_plain(side->path, path, sizeof path),
             side->document->timestamp[0] ? "; " : "", side->document->timestamp);
}

fl_status fl_agreement_print(const fl_side *first, const fl_side *second, const fl_agreement *agreement,
                             FILE *out, fl_error *error)
{
    size_t shown = agreement->pairs - agreement->not_shown;
    fl_status status = FL_OK;
    print_side("first", first, out);
    print_side("second", second, out);
    fputs("\n", out);
    if (agreement->different > 0)
        status = print_disagreements(agreement, out, error);
    fl_print(out,
             "%zu contestants were measured in both runs, %zu pairs of times of equal code (independent and "
             "chained calls).\n",
             agreement->contestants, agreement->pairs);
    fl_print(out, "Called different: %zu of %zu (%.1f %%); at most %.0f %% may be.\n", agreement->different,
             shown, 100 * fl_agreement_share(agreement), 100 * fl_agreement_limit);
    if (agreement->not_shown > 0)
        fl_print(out, "Not shown: %zu; %s.\n", agreement->not_shown, agreement->why_not_shown);
    if (agreement->other_code > 0)
        fl_print(out, "Left out, as their machine code is not the same in both: %zu.\n",
                 agreement->other_code);
    if (agreement->ratios > 0)
        fl_print(
            out,
            "Ratios to %s vary across the runs by %.2f %% (coefficient of variation, root mean square of "
            "%zu), most that of %s, %s calls: %.2f %%.\n",
            first->document->baseline, 100 * agreement->ratio_cv, agreement->ratios, agreement->worst_name,
            word_of(agreement->worst_calls), 100 * agreement->worst_cv);
    fl_print(out, "Verdict: %s.\n", verdict_words(agreement->verdict));
    return status;
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
