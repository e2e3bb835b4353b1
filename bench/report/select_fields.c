/* fairlane.select/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/documents.h"

static const fl_field select_fields[] = {
    {"match", FL_FIELD_TEXT, .filled = true, .meaning = "What is to be matched."},
    {"class", FL_FIELD_TEXT,
     .pattern = "^(not known|mixed|(scalar|SIMD-(128|256|512|SVE|tile))(\\+FMA)?|products "
                "(scalar|SIMD-(128|256|512|SVE|tile)), sums (scalar|SIMD-(128|256|512|SVE|tile)))$",
     .meaning = "Of SIMD."},
    {"kernel", FL_FIELD_TEXT, .filled = true, .null = true, .meaning = "null: none is fair."},
    {"none", FL_FIELD_TEXT, .meaning = "Why no kernel is fair; \"\" when one is."},
    {"reasons", FL_FIELD_TEXTS, .filled = true, .meaning = "Why this one."},
    {"differs", FL_FIELD_TEXTS, .filled = true, .meaning = "What still differs."},
    {"others", FL_FIELD_TEXT, .meaning = "Also fair, with another structure; empty: none."},
    {0},
};

const fl_description fl_select_description = {
    .schema = "fairlane.select/1",
    .meaning = "The kernel that a contestant may fairly be compared with.",
    .fields = select_fields,
};
