/* fairlane.selftest-across/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/documents.h"

static const char *const largest_calls_words[] = {"independent", "chained", NULL};
static const char *const verdict_words[] = {"agree", "disagree", "unchecked", NULL};

static const fl_field run_fields[] = {
    {"path", FL_FIELD_TEXT, .filled = true, .meaning = "The file, or that it was measured now."},
    {"timestamp", FL_FIELD_TEXT, .meaning = "When it began, UTC, ISO 8601."},
    {0},
};

static const fl_field ratio_variation_fields[] = {
    {"ratios", FL_FIELD_INT, .range = FL_POSITIVE, .meaning = "How many ratios."},
    {"root_mean_square", FL_FIELD_FIGURE, .known = true, .meaning = "Of the coefficients of variation."},
    {"largest", FL_FIELD_FIGURE, .known = true, .meaning = "Of the coefficients of variation."},
    {"largest_of", FL_FIELD_TEXT, .meaning = "Whose that is."},
    {"largest_calls", FL_FIELD_TEXT, .words = largest_calls_words, .meaning = "Of which calls."},
    {0},
};

static const fl_field different_fields[] = {
    {"name", FL_FIELD_TEXT, .filled = true, .meaning = "Of the contestant."},
    {"calls", FL_FIELD_TEXT, .words = largest_calls_words, .meaning = "Which."},
    {"first_ns", FL_FIELD_FIGURE, .range = FL_POSITIVE, .known = true,
     .meaning = "In the first run, in nanoseconds."},
    {"second_ns", FL_FIELD_FIGURE, .range = FL_POSITIVE, .known = true, .meaning = "In the second run."},
    {"ratio", FL_FIELD_FIGURE, .range = FL_POSITIVE, .known = true,
     .meaning = "Of the first run to the second, in cycles of the core where both tell them."},
    {"low", FL_FIELD_FIGURE, .range = FL_POSITIVE, .known = true, .meaning = "Lower end of its interval."},
    {"high", FL_FIELD_FIGURE, .range = FL_POSITIVE, .known = true, .meaning = "Upper end."},
    {0},
};

static const fl_field selftest_across_fields[] = {
    {"runs", FL_FIELD_LIST, .fields = run_fields, .least_count = 2, .most_count = 2,
     .meaning = "The first and the second."},
    {"contestants", FL_FIELD_INT, .range = FL_POSITIVE, .meaning = "In both runs, of the same machine code."},
    {"pairs", FL_FIELD_INT, .range = FL_POSITIVE,
     .meaning = "Of their times in both runs, independent and chained calls."},
    {"called_different", FL_FIELD_INT, .meaning = "Pairs whose interval excludes 1."},
    {"not_shown", FL_FIELD_INT, .meaning = "Pairs of which neither a difference nor its absence is shown."},
    {"why_not_shown", FL_FIELD_TEXT, .meaning = "Of the first of them; empty for none."},
    {"other_code", FL_FIELD_INT,
     .meaning = "Contestants left out, as their machine code is not the same in both runs."},
    {"share_different", FL_FIELD_FIGURE, .most = 1, .known = true,
     .meaning = "Of the pairs that could be shown."},
    {"most_share_different", FL_FIELD_FIGURE, .most = 1, .known = true,
     .meaning = "What may be called different at most."},
    {"ratio_variation", FL_FIELD_GROUP, .fields = ratio_variation_fields, .null = true,
     .meaning = "Coefficients of variation, across the two runs, of the ratios to the baseline; null where "
                "none are told."},
    {"different", FL_FIELD_LIST, .fields = different_fields, .most_count = 128,
     .meaning = "The pairs that were called different, at most 128 of them."},
    {"verdict", FL_FIELD_TEXT, .words = verdict_words, .meaning = "unchecked: too few pairs could be shown."},
    {0},
};

const fl_description fl_selftest_across_description = {
    .schema = "fairlane.selftest-across/1",
    .meaning = "The same measurement made twice, and what is called different from itself.",
    .fields = selftest_across_fields,
};
