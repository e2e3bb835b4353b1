/* fairlane.compare/1, and what fairlane.pairs/1 says likewise. */
#include "bench/report/comparison_parts.h"
#include "bench/report/comparison_print.h"
#include "bench/report/documents.h"

static bool is_known(const void *ratio)
{
    return ((const fl_time_ratio *)ratio)->known;
}

static const fl_field interval_fields[] = {
    {"low", FL_FIELD_FIGURE, .range = FL_ANY, .meaning = "null: no end on this side."},
    {"high", FL_FIELD_FIGURE, .range = FL_ANY, .meaning = "null: no end on this side."},
    {"confidence", FL_FIELD_FIGURE, .range = FL_POSITIVE, .below = 1, .known = true,
     .meaning = "Asked for, corrected for the number of comparisons."},
    {"coverage", FL_FIELD_FIGURE, .most = 1, .known = true,
     .meaning = "Reached by the order statistics taken."},
    {0},
};

static const fl_field ratio_fields[] = {
    {"a_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_time_ratio, a_ns), .range = FL_POSITIVE, .known = true,
     .meaning = "Of A, in nanoseconds."},
    {"b_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_time_ratio, b_ns), .range = FL_POSITIVE, .known = true,
     .meaning = "Of B, in nanoseconds."},
    {"ratio", FL_FIELD_FIGURE, FL_MEMBER(fl_time_ratio, ratio), .range = FL_POSITIVE, .known = true,
     .meaning = "A over B."},
    {"interval", FL_FIELD_INTERVAL, FL_MEMBER(fl_time_ratio, interval), .fields = interval_fields,
     .meaning = "Of the ratio."},
    {"method", FL_FIELD_TEXT, FL_MEMBER(fl_time_ratio, method), .filled = true,
     .meaning = "How both come about."},
    {"different", FL_FIELD_BOOL, FL_MEMBER(fl_time_ratio, different),
     .meaning = "The interval excludes 1, and nothing forbids to show it."},
    {"in_cycles", FL_FIELD_BOOL, FL_MEMBER(fl_time_ratio, in_cycles),
     .meaning = "Ratio and interval are those of cycles of the core."},
    {"not_shown", FL_FIELD_TEXT, FL_MEMBER(fl_time_ratio, not_shown),
     .meaning = "Why neither a difference nor its absence is shown; empty otherwise."},
    {"words", FL_FIELD_TEXT, FL_MEMBER(fl_time_ratio, words), .filled = true,
     .meaning = "The same in a sentence."},
    {0},
};

static const fl_field welch_fields[] = {
    {"t", FL_FIELD_FIGURE, FL_MEMBER(fl_t_test, t), .range = FL_ANY, .meaning = "The statistic."},
    {"degrees_of_freedom", FL_FIELD_FIGURE, FL_MEMBER(fl_t_test, degrees_of_freedom),
     .meaning = "By Welch and Satterthwaite."},
    {"p_two_sided", FL_FIELD_FIGURE, FL_MEMBER(fl_t_test, p_two_sided), .most = 1, .meaning = "Of t."},
    {"difference_us", FL_FIELD_FIGURE, FL_MEMBER(fl_t_test, difference), .range = FL_ANY,
     .meaning = "A less B, microseconds."},
    {"interval_us", FL_FIELD_INTERVAL, FL_MEMBER(fl_t_test, interval), .fields = interval_fields,
     .meaning = "Of that difference, in microseconds."},
    {0},
};

const fl_field fl_time_ratio_fields[] = {
    {"independent", FL_FIELD_GROUP, FL_MEMBER(fl_comparison, independent), .fields = ratio_fields,
     .present = is_known, .definition = "ratio",
     .meaning = "Independent calls; null: not measured on both sides."},
    {"chained", FL_FIELD_GROUP, FL_MEMBER(fl_comparison, chained), .fields = ratio_fields,
     .present = is_known, .definition = "ratio",
     .meaning = "Chained calls; null: not measured on both sides."},
    {"call_median", FL_FIELD_GROUP, FL_MEMBER(fl_comparison, call_median), .fields = ratio_fields,
     .present = is_known, .definition = "ratio", .meaning = "Medians of single calls; null: not known."},
    {"call_mean", FL_FIELD_GROUP, FL_MEMBER(fl_comparison, call_mean), .fields = ratio_fields,
     .present = is_known, .definition = "ratio", .meaning = "Means of single calls; null: not known."},
    {0},
};

static const fl_field comparison_fields[] = {
    {"confidence", FL_FIELD_FIGURE, FL_MEMBER(fl_comparison, confidence), .range = FL_POSITIVE, .below = 1,
     .known = true, .meaning = "Of all intervals, before correction."},
    {"", FL_FIELD_INCLUDE, .fields = fl_time_ratio_fields},
    {"welch", FL_FIELD_GROUP, FL_MEMBER(fl_comparison, welch), .fields = welch_fields,
     .meaning =
         "Welch's t-test on single calls, taken as independent (they are not); null: it does not exist."},
    {"cohens_d", FL_FIELD_FIGURE, FL_MEMBER(fl_comparison, cohens_d), .range = FL_ANY,
     .meaning = "With pooled standard deviation."},
    {0},
};

static const char *const reading_words[] = {[FL_READING_CALL] = "call",
                                            [FL_READING_MEAN] = "mean",
                                            [FL_READING_PROCESS] = "process",
                                            [FL_READING_UNTOLD] = "untold",
                                            NULL};

static const fl_field imported_fields[] = {
    {"tool", FL_FIELD_TEXT, .filled = true, .meaning = "That wrote the file."},
    {"entry", FL_FIELD_TEXT, .meaning = "Where the result stands in it."},
    {"reading", FL_FIELD_TEXT, .words = reading_words,
     .meaning =
         "What each of its times is of: a single call, many calls divided by their number, a whole process."},
    {"calls_per_reading", FL_FIELD_FIGURE, .range = FL_ANY,
     .meaning = "null: not told, or not always the same."},
    {0},
};

static const fl_field result_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_result, name), .filled = true, .meaning = "Of the result in it."},
    {"work", FL_FIELD_TEXT, FL_MEMBER(fl_result, work), .meaning = "\"\": the file does not say."},
    {"isa", FL_FIELD_TEXT, FL_MEMBER(fl_result, isa), .meaning = "\"\": the file does not say."},
    {"lanes", FL_FIELD_INT, FL_MEMBER(fl_result, lanes),
     .meaning = "0: not fixed, or the file does not say."},
    {"origin", FL_FIELD_TEXT, FL_MEMBER(fl_result, origin), .meaning = "\"\": the file does not say."},
    {0},
};

static const fl_field side_fields[] = {
    {"path", FL_FIELD_TEXT, .filled = true, .meaning = "Of the result file."},
    {"", FL_FIELD_INCLUDE, .fields = result_fields},
    {"cpu", FL_FIELD_TEXT, .meaning = "Brand."},
    {"timestamp", FL_FIELD_TEXT, .meaning = "Of the run."},
    {"imported", FL_FIELD_GROUP, .fields = imported_fields, .null = true,
     .meaning = "null: a file of the lab or of the audited benchmark."},
    {0},
};

const fl_field fl_unlike_fields[] = {
    {"what", FL_FIELD_TEXT, .filled = true, .meaning = "The word that --unlike was given."},
    {"difference", FL_FIELD_TEXT, .filled = true, .meaning = "In words."},
    {0},
};

static const fl_field compare_fields[] = {
    {"a", FL_FIELD_GROUP, .fields = side_fields, .definition = "side", .meaning = "First."},
    {"b", FL_FIELD_GROUP, .fields = side_fields, .definition = "side", .meaning = "Second."},
    {"", FL_FIELD_INCLUDE, .fields = comparison_fields},
    {"effect", FL_FIELD_TEXT, .meaning = "negligible, small, medium or large; \"\" where d does not exist."},
    {"intervals_overlap", FL_FIELD_BOOL, .meaning = "The 95 % intervals of the two means."},
    {"unlike", FL_FIELD_LIST, .fields = fl_unlike_fields,
     .meaning = "What the two are unlike in and were compared in spite of."},
    {"warnings", FL_FIELD_TEXTS, .compact = true, .filled = true, .meaning = "Sentences."},
    {0},
};

const fl_description fl_compare_description = {
    .schema = "fairlane.compare/1",
    .meaning = "Two results, what divides them and how sure that is.",
    .fields = compare_fields,
};

/* What an importer tells of a side; null for files of the lab and of the audited benchmark. */
static void add_imported(fl_json side, const fl_imported *imported)
{
    if (!imported) {
        fl_json_add_null(side, "imported");
        return;
    }
    fl_json json = fl_json_object(side, "imported");
    fl_json_add_text(json, "tool", imported->tool);
    fl_json_add_text(json, "entry", imported->entry);
    fl_json_add_text(json, "reading", reading_words[imported->reading]);
    fl_json_add_number(json, "calls_per_reading", imported->calls_per_reading);
}

static void add_side(fl_json root, const char *label, const fl_side *side)
{
    fl_json json = fl_json_object(root, label);
    fl_json_add_text(json, "path", side->path);
    fl_json_add_members(json, result_fields, side->result);
    fl_json_add_text(json, "cpu", side->document->environment.cpu);
    fl_json_add_text(json, "timestamp", side->document->timestamp);
    add_imported(json, side->result->imported);
}

void fl_json_add_unlike(fl_json to, const fl_equality *equality)
{
    fl_json unlike = fl_json_array(to, "unlike");
    for (size_t i = 0; i < equality->unlike_count; i++) {
        fl_json one = fl_json_object(unlike, NULL);
        fl_json_add_text(one, "what", fl_aspect_name(equality->unlike[i].aspect));
        fl_json_add_text(one, "difference", equality->unlike[i].text);
    }
}

fl_status fl_comparison_json(const fl_side *a, const fl_side *b, const fl_comparison *c, char **text,
                             fl_error *error)
{
    fl_json_writer writer = {.spaced = true};
    fl_json root = fl_json_document(&writer, &fl_compare_description);
    add_side(root, "a", a);
    add_side(root, "b", b);
    fl_json_add_members(root, comparison_fields, c);
    fl_json_add_text(root, "effect", c->effect);
    fl_json_add_bool(root, "intervals_overlap", c->intervals_overlap);
    fl_json_add_unlike(root, &c->equality);
    fl_json warnings = fl_json_array(root, "warnings");
    for (size_t i = 0; i < c->warning_count; i++)
        fl_json_add_text(warnings, NULL, c->warnings[i]);
    return fl_json_print(root, "compare", text, error);
}
