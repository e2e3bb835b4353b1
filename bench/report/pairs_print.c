#include "bench/report/pairs_print.h"

#include <math.h>

#include "bench/base/builder.h"
#include "bench/report/comparison_parts.h"
#include "bench/report/documents.h"
#include "bench/report/picture_ratios.h"
#include "bench/report/unlike.h"

/* ---- text ---- */

static void add_file(fl_report *report, const fl_side *side, const char *label)
{
    const fl_document *d = side->document;
    fl_report_fact(report, label, "%s", fl_report_plain(report, side->path));
    fl_report_fact(report, "", "%s%s%s", d->environment.cpu[0] ? d->environment.cpu : "CPU not told",
                   d->timestamp[0] ? "; " : "", d->timestamp);
}

/* The first pair that was compared stands for what all are unlike in. */
static const fl_comparison *first_compared(const fl_pairs *pairs)
{
    size_t i = 0;
    while (!pairs->pairs[i].compared)
        i++;
    return &pairs->pairs[i].comparison;
}

static void add_ratio(fl_report *report, const fl_time_ratio *r)
{
    if (!r->known) {
        fl_report_cell_add(report, "–");
        fl_report_cell_add(report, "–");
        return;
    }
    fl_report_cell_add(report, "%.4f", r->ratio);
    if (r->interval.low > 0 && isfinite(r->interval.high))
        fl_report_cell_add(report, "%.4f to %.4f", r->interval.low, r->interval.high);
    else
        fl_report_cell_add(report, "none");
}

static void add_pair(fl_report *report, const fl_pair *pair)
{
    const fl_comparison *c = &pair->comparison;
    const fl_time_ratio *r = fl_pair_ratio(c);
    const bool rounds = r != &c->call_mean;
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", pair->a.result->name);
    if (!pair->compared) {
        for (int i = 0; i < 6; i++)
            fl_report_cell_add(report, "–");
        fl_report_cell_add(report, "%s", pair->refused);
        return;
    }
    fl_report_cell_add(report, "%.2f", r->a_ns);
    fl_report_cell_add(report, "%.2f", r->b_ns);
    add_ratio(report, r);
    add_ratio(report, rounds ? &c->chained : &(fl_time_ratio){.known = false});
    fl_report_cell_add(report, "%s",
                       !r->known           ? "not measured on both sides"
                       : r->not_shown[0]   ? r->words
                       : !fl_pair_shows(r) ? "not shown: there is no interval"
                       : !r->different     ? "no difference"
                       : r->ratio > 1      ? "B is faster"
                                           : "A is faster");
}

static void add_table(fl_report *report, const fl_pairs *pairs)
{
    static const fl_report_column columns[] = {
        {"result", FL_COLUMN_WORDS},    {"A ns", FL_COLUMN_FIGURE},     {"B ns", FL_COLUMN_FIGURE},
        {"A / B", FL_COLUMN_FIGURE},    {"interval", FL_COLUMN_FIGURE}, {"chained A / B", FL_COLUMN_FIGURE},
        {"interval", FL_COLUMN_FIGURE}, {"", FL_COLUMN_PROSE},
    };
    static const int ranks[] = {0, 2, 2, 0, 0, 1, 1, 0};
    fl_report_table(report, columns, sizeof columns / sizeof *columns);
    fl_report_ranks(report, ranks);
    for (size_t i = 0; i < pairs->count; i++)
        add_pair(report, &pairs->pairs[i]);
}

/* Whether a result of one file has no partner in the other. */
static bool is_alone(const fl_result *result, const fl_document *other)
{
    return !result->is_probe && !fl_document_find(other, result->name);
}

static void add_alone(fl_report *report, const fl_side *side, const fl_side *other, const char *label)
{
    fl_builder names = {0};
    for (size_t i = 0; i < side->document->result_count; i++)
        if (is_alone(&side->document->results[i], other->document))
            fl_build_format(&names, "%s%s", names.size > 0 ? ", " : "", side->document->results[i].name);
    if (names.size > 0)
        fl_report_say(report, "Only in %s: %s.", label, fl_report_built(report, &names));
}

void fl_pairs_report(fl_report *report, const fl_side *a, const fl_side *b, const fl_pairs *pairs)
{
    const fl_comparison *first = first_compared(pairs);
    fl_report_title(report, "All results of two files");
    fl_report_unlike(report, &first->equality);
    fl_report_say(
        report,
        "Of %zu results of both files B is faster in %zu, A in %zu; no difference in %zu, not shown "
        "in %zu; not compared: %zu.",
        pairs->count, pairs->b_faster, pairs->a_faster, pairs->no_difference, pairs->not_shown,
        pairs->count - pairs->compared);
    fl_report_facts(report, (fl_fact_layout){.width = 2});
    add_file(report, a, "A");
    add_file(report, b, "B");
    fl_picture_pairs(report, pairs);
    fl_report_gap(report);
    add_table(report, pairs);
    fl_report_remark(
        report, "",
        "Intervals at %.4g %%, corrected for being %zu. The first three figures are of independent calls, "
        "where a\nfile has none of chained ones, else means of single calls. FILE:NAME tells one pair "
        "in full.",
        100 * first->confidence, first->comparisons);
    add_alone(report, a, b, "A");
    add_alone(report, b, a, "B");
}

/* ---- JSON ---- */

static const fl_field file_fields[] = {
    {"path", FL_FIELD_TEXT, .filled = true, .meaning = "Of the file."},
    {"cpu", FL_FIELD_TEXT, .meaning = "Brand."},
    {"timestamp", FL_FIELD_TEXT, .meaning = "Of the run."},
    {0},
};

static const char *const held_words[] = {"held", "unclear", "slower", NULL};

static const fl_field pair_fields[] = {
    {"name", FL_FIELD_TEXT, .filled = true, .meaning = "Of both results."},
    {"refused", FL_FIELD_TEXT,
     .meaning = "What the two are unlike in and were not compared for; empty: they were."},
    {"held", FL_FIELD_TEXT, .words = held_words, .optional = true,
     .meaning = "Against the limit: all of each interval at or below it, one above it, or neither."},
    {"", FL_FIELD_INCLUDE, .fields = fl_time_ratio_fields},
    {0},
};

static const fl_field pairs_fields[] = {
    {"a", FL_FIELD_GROUP, .fields = file_fields, .meaning = "First."},
    {"b", FL_FIELD_GROUP, .fields = file_fields, .meaning = "Second."},
    {"confidence", FL_FIELD_FIGURE, .range = FL_POSITIVE, .below = 1, .known = true,
     .meaning = "Of all intervals, before correction."},
    {"comparisons", FL_FIELD_INT, .meaning = "That the intervals are corrected for."},
    {"fail_above", FL_FIELD_FIGURE, .least = 1, .range = FL_POSITIVE, .known = true, .optional = true,
     .meaning = "The limit: how many times as long B may take as A."},
    {"unlike", FL_FIELD_LIST, .fields = fl_unlike_fields,
     .meaning = "What the two are unlike in and were compared in spite of."},
    {"pairs", FL_FIELD_LIST, .fields = pair_fields, .meaning = "Results that both files hold."},
    {"only_in_a", FL_FIELD_TEXTS, .filled = true, .meaning = "Names."},
    {"only_in_b", FL_FIELD_TEXTS, .filled = true, .meaning = "Names."},
    {0},
};

const fl_description fl_pairs_description = {
    .schema = "fairlane.pairs/1",
    .meaning = "All results of two files, paired by name.",
    .fields = pairs_fields,
};

static void write_file(fl_json root, const char *label, const fl_side *side)
{
    fl_json json = fl_json_object(root, label);
    fl_json_add_text(json, "path", side->path);
    fl_json_add_text(json, "cpu", side->document->environment.cpu);
    fl_json_add_text(json, "timestamp", side->document->timestamp);
}

static void write_alone(fl_json root, const char *label, const fl_side *side, const fl_side *other)
{
    fl_json names = fl_json_array(root, label);
    for (size_t i = 0; i < side->document->result_count; i++)
        if (is_alone(&side->document->results[i], other->document))
            fl_json_add_text(names, NULL, side->document->results[i].name);
}

fl_status fl_pairs_json(const fl_side *a, const fl_side *b, const fl_pairs *pairs, const fl_held_all *held,
                        char **text, fl_error *error)
{
    const fl_comparison *first = first_compared(pairs);
    fl_json_writer writer = {.spaced = true};
    fl_json root = fl_json_document(&writer, &fl_pairs_description);
    write_file(root, "a", a);
    write_file(root, "b", b);
    fl_json_add_number(root, "confidence", first->confidence);
    fl_json_add_number(root, "comparisons", (double)first->comparisons);
    if (held)
        fl_json_add_number(root, "fail_above", held->limit);
    fl_json_add_unlike(root, &first->equality);
    fl_json list = fl_json_array(root, "pairs");
    for (size_t i = 0; i < pairs->count; i++) {
        const fl_pair *pair = &pairs->pairs[i];
        fl_json json = fl_json_object(list, NULL);
        fl_json_add_text(json, "name", pair->a.result->name);
        fl_json_add_text(json, "refused", pair->refused);
        if (held)
            fl_json_add_text(json, "held", fl_held_name(held->pairs[i].held));
        fl_json_add_members(json, fl_time_ratio_fields, &pair->comparison);
    }
    write_alone(root, "only_in_a", a, b);
    write_alone(root, "only_in_b", b, a);
    return fl_json_print(root, "compare", text, error);
}
