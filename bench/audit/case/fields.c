/* fairlane.case/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/audit/case/fields.h"

/* Relative, without "." or ".." and without an empty name. */
#define BELOW_ITS_FOLDER "^(?!/)(?!(.*/)?\\.\\.?(/|$))(?!.*//)(?!.*/$)"

static const fl_field side_fields[] = {
    {"comment", FL_FIELD_TEXT, .optional = true, .meaning = "ignored"},
    {"name", FL_FIELD_TEXT, .filled = true, .size = 64, .meaning = "Of the contestant."},
    {"language", FL_FIELD_TEXT, .size = 16, .optional = true, .meaning = "python, rust, c"},
    {"command", FL_FIELD_TEXT, .size = 512, .optional = true, .meaning = "that ran it"},
    {"results", FL_FIELD_TEXTS, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER,
     .each = "relative to the case file, below its folder, through no symbolic link", .least_count = 1,
     .most_count = 8, .unique = true,
     .meaning = "the judged run first, then repetitions of it: fairlane.result/1 or the audited benchmark's "
                "own format, whose results may lack figures and may hold samples_ns and environment"},
    {"result", FL_FIELD_TEXT, .size = 64, .optional = true,
     .meaning = "name of the result, when the files hold several"},
    {"trace", FL_FIELD_TEXT, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER, .optional = true,
     .meaning = "fairlane.trace/1"},
    {"model", FL_FIELD_TEXT, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER, .optional = true,
     .meaning = "safetensors: weight [2, 784] and bias [2], F32"},
    {"data", FL_FIELD_TEXT, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER, .optional = true,
     .meaning =
         "safetensors: pixels [1000, 784] F32, labels [1000], sample [1, 784] F32, as the program made them"},
    {"sources", FL_FIELD_TEXTS, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER,
     .each = "relative to the case file, below its folder, through no symbolic link", .most_count = 32,
     .unique = true, .optional = true, .meaning = "of the benchmark program"},
    {"library_sources", FL_FIELD_TEXTS, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER,
     .each = "relative to the case file, below its folder, through no symbolic link", .most_count = 32,
     .unique = true, .optional = true, .meaning = "of the library that it measures"},
    {"manifests", FL_FIELD_TEXTS, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER,
     .each = "relative to the case file, below its folder, through no symbolic link", .most_count = 32,
     .unique = true, .optional = true,
     .meaning = "Cargo.toml, .cargo/config.toml, pyproject.toml, requirements.txt"},
    {"locks", FL_FIELD_TEXTS, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER,
     .each = "relative to the case file, below its folder, through no symbolic link", .most_count = 32,
     .unique = true, .optional = true, .meaning = "Cargo.lock, uv.lock, requirements with versions"},
    {0},
};

static const fl_field comparison_fields[] = {
    {"comment", FL_FIELD_TEXT, .optional = true, .meaning = "ignored"},
    {"summary", FL_FIELD_TEXT, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER, .optional = true,
     .meaning = "the author's own comparison: JSON with t_statistic, degrees_of_freedom, p_value, cohens_d, "
                "effect_size, speedup, intervals_overlap, at the top or below comparison"},
    {"sources", FL_FIELD_TEXTS, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER,
     .each = "relative to the case file, below its folder, through no symbolic link", .most_count = 32,
     .unique = true, .optional = true, .meaning = "of the program that compared"},
    {"claimed_speedup", FL_FIELD_FIGURE, .range = FL_POSITIVE, .below = 1000000000000.0, .known = true,
     .optional = true, .meaning = "A's latency over B's, as published"},
    {0},
};

static const fl_field elsewhere_fields[] = {
    {"comment", FL_FIELD_TEXT, .optional = true, .meaning = "ignored"},
    {"a", FL_FIELD_TEXT, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER,
     .meaning = "relative to the case file, below its folder, through no symbolic link"},
    {"b", FL_FIELD_TEXT, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER,
     .meaning = "relative to the case file, below its folder, through no symbolic link"},
    {0},
};

static const fl_field audit_fields[] = {
    {"comment", FL_FIELD_ANYTHING, .optional = true, .meaning = "ignored"},
    {"id", FL_FIELD_TEXT, .size = 64, .optional = true, .meaning = "Of the audit."},
    {"version", FL_FIELD_TEXT, .size = 32, .optional = true, .meaning = "Of the audit."},
    {"date", FL_FIELD_TEXT, .size = 32, .optional = true, .meaning = "Of the audit."},
    {"auditor", FL_FIELD_TEXT, .size = 128, .optional = true, .meaning = "Who audits."},
    {"revision", FL_FIELD_TEXT, .size = 160, .optional = true, .meaning = "of what was audited"},
    {0},
};

static const fl_field declaration_fields[] = {
    {"comment", FL_FIELD_TEXT, .optional = true, .meaning = "ignored"},
    {"point", FL_FIELD_INT, .range = FL_POSITIVE, .most = 100, .meaning = "Its number."},
    {"holds", FL_FIELD_BOOL, .meaning = "As the author says."},
    {"statement", FL_FIELD_TEXT, .size = 256, .optional = true, .meaning = "In words."},
    {0},
};

static const fl_field document_fields[] = {
    {"comment", FL_FIELD_TEXT, .optional = true, .meaning = "ignored"},
    {"made_by", FL_FIELD_TEXT, .only = "\"fairlane audit --run\"", .optional = true,
     .meaning = "the case was made by it: the audit then names the points that it can only decide while it "
                "measures; no evidence of anything"},
    {"a", FL_FIELD_GROUP, .fields = side_fields, .definition = "side", .meaning = "the side in Python"},
    {"b", FL_FIELD_GROUP, .fields = side_fields, .definition = "side", .meaning = "the side in Rust"},
    {"comparison", FL_FIELD_GROUP, .fields = comparison_fields, .optional = true,
     .meaning = "What the author concludes."},
    {"documentation", FL_FIELD_TEXTS, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER,
     .each = "relative to the case file, below its folder, through no symbolic link", .most_count = 32,
     .unique = true, .optional = true, .meaning = "README and the like"},
    {"lab", FL_FIELD_TEXT, .filled = true, .size = 256, .pattern = BELOW_ITS_FOLDER, .optional = true,
     .meaning = "fairlane.result/1 of `fairlane bound -o` or `fairlane run -o`, for bounds"},
    {"elsewhere", FL_FIELD_GROUP, .fields = elsewhere_fields, .optional = true,
     .meaning = "results of the same two from a second machine; a side's \"result\" names the result in "
                "these files too"},
    {"audit", FL_FIELD_GROUP, .fields = audit_fields, .optional = true,
     .meaning = "the head of the written audit; what is missing is left open to be filled in by hand"},
    {"declarations", FL_FIELD_LIST, .fields = declaration_fields, .most_count = 100, .optional = true,
     .meaning = "what the author says; never decides in his own favour"},
    {0},
};

const fl_description fl_case_description = {
    .schema = "fairlane.case/1",
    .meaning = "A comparison as what it left behind. What is left out counts as unchecked.",
    .fields = document_fields,
};
