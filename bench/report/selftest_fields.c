/* fairlane.selftest/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/documents.h"

static const fl_field pair_fields[] = {
    {"name", FL_FIELD_TEXT, .filled = true, .meaning = "What was planted."},
    {"planted_ratio", FL_FIELD_FIGURE, .least = 1, .known = true, .meaning = "1: none is planted."},
    {"called_different", FL_FIELD_INT, .meaning = "Trials, of all."},
    {"rate_ci_95", FL_FIELD_FIGURES, .most = 1, .known = true, .least_count = 2, .most_count = 2,
     .meaning = "Of the share of such trials."},
    {"median_ratio", FL_FIELD_FIGURE, .range = FL_POSITIVE, .known = true, .meaning = "Over the trials."},
    {"ok", FL_FIELD_BOOL, .meaning = "It is found as often, or invented as seldom, as it must be."},
    {0},
};

static const fl_field selftest_fields[] = {
    {"kernel", FL_FIELD_TEXT, .filled = true, .meaning = "That was measured against itself."},
    {"trials", FL_FIELD_INT, .range = FL_POSITIVE, .meaning = "How often."},
    {"processes", FL_FIELD_INT, .range = FL_POSITIVE, .meaning = "In each trial."},
    {"rounds", FL_FIELD_INT, .range = FL_POSITIVE, .meaning = "Per process and trial."},
    {"resolution_percent", FL_FIELD_FIGURE, .range = FL_ANY,
     .meaning = "Differences from here on are found in 80 % of trials; null: too few rounds to tell."},
    {"pairs", FL_FIELD_LIST, .fields = pair_fields, .least_count = 1,
     .meaning = "One for each planted difference."},
    {0},
};

const fl_description fl_selftest_description = {
    .schema = "fairlane.selftest/1",
    .meaning = "Which differences the lab finds, and which it invents, on this machine.",
    .fields = selftest_fields,
};
