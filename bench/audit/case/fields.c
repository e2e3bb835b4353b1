/* fairlane.case/1: its members, where they stand in an fl_case, what each means and which values it may have. The
 * reader and the JSON Schema are made from here. */
#include "bench/audit/case/fields.h"

#include "bench/audit/case/case.h"

/* Relative, without "." or ".." and without an empty name. */
#define NAME "([^/.][^/]*|\\.[^/.][^/]*|\\.\\.[^/]+)"
#define BELOW_ITS_FOLDER "^" NAME "(/" NAME ")*$"

#define COMMENT                                                                                              \
    {                                                                                                        \
        "comment", FL_FIELD_ANYTHING, .optional = true, .meaning = "ignored"                                 \
    }

#define FORM "a path below the case's folder: not absolute, no part of it empty or . or one that climbs (..)"

#define WHERE "relative to the case file, below its folder, through no symbolic link"

/* One path: a text of the struct. */
#define PATH(type, member)                                                                                   \
    FL_FIELD_TEXT, FL_MEMBER(type, member), .filled = true, .pattern = BELOW_ITS_FOLDER, .form = FORM

/* Any number of them, behind a pointer to fl_case_left. */
#define LEFT(type, member, number)                                                                           \
    FL_FIELD_TEXTS, .offset = offsetof(type, member), .size = sizeof(((fl_case_left *)0)->path),             \
                    .stride = sizeof(fl_case_left), .behind = true, .count = offsetof(type, number),         \
                    .filled = true, .pattern = BELOW_ITS_FOLDER, .form = FORM, .each = WHERE,                \
                    .unique = true, .optional = true

/* Paths of an array of fl_case_text in the struct; number: the member that counts them. */
#define PATHS(type, member, number)                                                                          \
    FL_FIELD_TEXTS, .offset = offsetof(type, member) + offsetof(fl_case_text, path),                         \
                    .size = sizeof(((fl_case_text *)0)->path), .stride = sizeof(((type *)0)->member[0]),     \
                    .count = offsetof(type, number), .filled = true, .pattern = BELOW_ITS_FOLDER,            \
                    .form = FORM, .each = WHERE,                                                             \
                    .most_count = sizeof(((type *)0)->member) / sizeof(((type *)0)->member[0]),              \
                    .unique = true

static const fl_field side_fields[] = {
    COMMENT,
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_case_side, name), .filled = true, .meaning = "Of the contestant."},
    {"language", FL_FIELD_TEXT, FL_MEMBER(fl_case_side, language), .optional = true,
     .meaning = "python, rust, c"},
    {"command", FL_FIELD_TEXT, FL_MEMBER(fl_case_side, command), .optional = true, .meaning = "that ran it"},
    {"build", FL_FIELD_TEXT, FL_MEMBER(fl_case_side, build), .optional = true,
     .meaning = "what has to be run once before it, by `audit --reproduce`"},
    {"writes", PATH(fl_case_side, writes), .optional = true,
     .meaning = "the result file that the command writes, where that is not one of \"results\""},
    {"function", FL_FIELD_TEXT, FL_MEMBER(fl_case_side, function), .optional = true,
     .meaning = "SYMBOL or SYMBOL@LIBRARY whose call is one inference, for the trace of `audit --reproduce`"},
    {"documented_as", FL_FIELD_TEXT, FL_MEMBER(fl_case_side, documented_as), .optional = true,
     .meaning = "how the documentation writes it, where that is another line: the call of a script with the "
                "command"},
    {"results", FL_FIELD_TEXTS, .offset = offsetof(fl_case_side, runs),
     .size = sizeof(((fl_case_run *)0)->path), .stride = sizeof(fl_case_run), .behind = true,
     .count = offsetof(fl_case_side, run_count), .filled = true, .pattern = BELOW_ITS_FOLDER, .form = FORM,
     .each = WHERE, .unique = true, .least_count = 1,
     .meaning = "the judged run first, then repetitions of it: fairlane.result/1 or the audited benchmark's "
                "own format, whose results may lack figures and may hold samples_ns and environment"},
    {"result", FL_FIELD_TEXT, FL_MEMBER(fl_case_side, wanted), .optional = true,
     .meaning = "name of the result, when the files hold several"},
    {"trace", PATH(fl_case_side, trace_path), .optional = true, .meaning = "fairlane.trace/1"},
    {"model", PATH(fl_case_side, model_path), .optional = true,
     .meaning = "safetensors: weight [2, 784] and bias [2], F32"},
    {"data", PATH(fl_case_side, data_path), .optional = true,
     .meaning =
         "safetensors: pixels [1000, 784] F32, labels [1000], sample [1, 784] F32, as the program made them"},
    {"sources", PATHS(fl_case_side, sources, source_count), .optional = true,
     .meaning = "of the benchmark program"},
    {"unread_sources", LEFT(fl_case_side, unread_sources, unread_count),
     .meaning = "sources in its language that the folder holds too and that cannot be read, for their size "
                "or encoding: "
                "the side is not read whole, and passes nothing that it could fail"},
    {"untaken_sources", LEFT(fl_case_side, untaken_sources, untaken_count),
     .meaning =
         "sources that were left for their number: the same, where what the command runs may lead to one"},
    {"library_sources", PATHS(fl_case_side, library_sources, library_source_count), .optional = true,
     .meaning =
         "of the library that it measures: files, folders of them, crates, wheels or other archives (.crate, "
         ".whl, .zip, .tar, .tar.gz, .tgz) of any size and number; what is code in those of both sides takes "
         "at most "
         "512 MiB of memory, and a half of what the machine, the control group and RLIMIT_AS leave, and 25 "
         "s"},
    {"manifests", PATHS(fl_case_side, manifests, manifest_count), .optional = true,
     .meaning = "Cargo.toml, .cargo/config.toml, pyproject.toml, requirements.txt"},
    {"locks", PATHS(fl_case_side, locks, lock_count), .optional = true,
     .meaning = "Cargo.lock, uv.lock, requirements with versions"},
    {0},
};

static const fl_field comparison_fields[] = {
    COMMENT,
    {"summary", PATH(fl_case, summary.path), .optional = true,
     .meaning = "the author's own comparison: JSON with t_statistic, degrees_of_freedom, p_value, cohens_d, "
                "effect_size, speedup, intervals_overlap, at the top or below comparison"},
    {"sources", PATHS(fl_case, comparison_sources, comparison_source_count), .optional = true,
     .meaning = "of the program that compared"},
    {"claimed_speedup", FL_FIELD_FIGURE, FL_MEMBER(fl_case, claimed_speedup), .range = FL_POSITIVE,
     .below = 1000000000000.0, .known = true, .optional = true,
     .meaning = "A's latency over B's, as published"},
    {0},
};

static const fl_field published_fields[] = {
    COMMENT,
    {"cpu", FL_FIELD_TEXT, FL_MEMBER(fl_case, published.cpu), .filled = true, .optional = true,
     .meaning = "its name, where the result files tell none: what a trace is held against"},
    {"core", FL_FIELD_TEXT, FL_MEMBER(fl_case, published.core), .filled = true, .optional = true,
     .meaning =
         "the processor whose model is asked, as `fairlane bound --cpu` takes it: znver3, skylake-avx512 …"},
    {"ghz", FL_FIELD_FIGURE, FL_MEMBER(fl_case, published.ghz), .range = FL_POSITIVE, .below = 10.0,
     .known = true, .optional = true, .meaning = "its clock under load"},
    {0},
};

static const fl_field elsewhere_fields[] = {
    COMMENT,
    {"a", PATH(fl_case, elsewhere[0].path), .meaning = WHERE},
    {"b", PATH(fl_case, elsewhere[1].path), .meaning = WHERE},
    {0},
};

static const fl_field audit_fields[] = {
    COMMENT,
    {"id", FL_FIELD_TEXT, FL_MEMBER(fl_case_head, id), .optional = true, .meaning = "Of the audit."},
    {"version", FL_FIELD_TEXT, FL_MEMBER(fl_case_head, version), .optional = true,
     .meaning = "Of the audit."},
    {"date", FL_FIELD_TEXT, FL_MEMBER(fl_case_head, date), .optional = true, .meaning = "Of the audit."},
    {"auditor", FL_FIELD_TEXT, FL_MEMBER(fl_case_head, auditor), .optional = true, .meaning = "Who audits."},
    {"revision", FL_FIELD_TEXT, FL_MEMBER(fl_case_head, revision), .optional = true,
     .meaning = "of what was audited"},
    {0},
};

static const fl_field declaration_fields[] = {
    COMMENT,
    {"point", FL_FIELD_INT, FL_MEMBER(fl_case_declaration, point), .range = FL_POSITIVE,
     .most = FL_AUDIT_POINTS, .meaning = "Its number."},
    {"holds", FL_FIELD_BOOL, FL_MEMBER(fl_case_declaration, holds), .meaning = "As the author says."},
    {"statement", FL_FIELD_TEXT, FL_MEMBER(fl_case_declaration, statement), .optional = true,
     .meaning = "In words."},
    {0},
};

static const fl_field document_fields[] = {
    COMMENT,
    {"made_by", FL_FIELD_TEXT, FL_MEMBER(fl_case, made_by), .only = "\"" FL_CASE_MADE_BY "\"",
     .optional = true,
     .meaning = "the case was made by it: the audit then names the points that it can only decide while it "
                "measures; no evidence of anything"},
    {"root", FL_FIELD_TEXT, FL_MEMBER(fl_case, root), .filled = true, .optional = true,
     .meaning = "the folder that all paths are relative to, from the case file or absolute; of its own when "
                "left out"},
    {"whole", FL_FIELD_BOOL, FL_MEMBER(fl_case, whole), .optional = true,
     .meaning =
         "all that was published is in that folder: what is not in it is absent. Checked: the case must name "
         "every source, manifest, lock file and document in it"},
    {"a", FL_FIELD_GROUP, FL_MEMBER(fl_case, sides[0]), .fields = side_fields, .definition = "side",
     .meaning = "the side in Python"},
    {"b", FL_FIELD_GROUP, FL_MEMBER(fl_case, sides[1]), .fields = side_fields, .definition = "side",
     .meaning = "the side in Rust"},
    {"comparison", FL_FIELD_GROUP, .fields = comparison_fields, .optional = true,
     .meaning = "What the author concludes."},
    {"documentation", PATHS(fl_case, documentation, documentation_count), .optional = true,
     .meaning = "README and the like"},
    {"lab", PATH(fl_case, lab_path), .optional = true,
     .meaning = "fairlane.result/1 of `fairlane bound -o` or `fairlane run -o`, for bounds"},
    {"published", FL_FIELD_GROUP, .fields = published_fields, .optional = true,
     .meaning = "the machine that the figures are of: with core and ghz, points 81 to 83 are judged by a "
                "model where "
                "the lab did not measure that machine"},
    {"elsewhere", FL_FIELD_GROUP, .fields = elsewhere_fields, .optional = true,
     .meaning = "results of the same two from a second machine; a side's \"result\" names the result in "
                "these files too"},
    {"audit", FL_FIELD_GROUP, FL_MEMBER(fl_case, head), .fields = audit_fields, .optional = true,
     .meaning = "the head of the written audit; what is missing is left open to be filled in by hand"},
    {"declarations", FL_FIELD_LIST, offsetof(fl_case, declarations), sizeof(fl_case_declaration),
     .stride = sizeof(fl_case_declaration), .count = offsetof(fl_case, declaration_count),
     .fields = declaration_fields, .most_count = FL_AUDIT_POINTS, .optional = true,
     .meaning = "what the author says; never decides in his own favour"},
    {0},
};

const fl_description fl_case_description = {
    .schema = "fairlane.case/1",
    .meaning = "A comparison as what it left behind. What is left out counts as unchecked.",
    .fields = document_fields,
    .cure = "'fairlane audit --template' shows all",
};
