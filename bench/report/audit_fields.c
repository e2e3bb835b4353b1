/* fairlane.audit/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/audit_stored.h"
#include "bench/report/documents.h"

static const char *const verdict_words[] = {"PASS", "FAIL", "UNCHECKED", "NOT APPLICABLE", NULL};
static const char *const concerns_words[] = {"a", "b", "both", NULL};
static const char *const how_words[] = {"measured", "traced",   "computed",      "read",
                                        "modelled", "declared", "nothing found", NULL};
static const char *const provider_words[] = {
    "results",   "statistics", "machine", "traces",       "sources", "build", "commands",
    "documents", "elsewhere",  "lab",     "reproduction", "case",    NULL};

static const fl_field unlike_fields[] = {
    {"what", FL_FIELD_TEXT, FL_MEMBER(fl_stored_difference, what),
     .meaning = "the word that --unlike was given"},
    {"difference", FL_FIELD_TEXT, FL_MEMBER(fl_stored_difference, difference), .meaning = "In words."},
    {0},
};

static const fl_field total_fields[] = {
    {"pass", FL_FIELD_INT, FL_MEMBER(fl_stored_counts, pass), .most = FL_AUDIT_POINTS,
     .meaning = "Points that hold."},
    {"fail", FL_FIELD_INT, FL_MEMBER(fl_stored_counts, fail), .most = FL_AUDIT_POINTS,
     .meaning = "Points that do not."},
    {"unchecked", FL_FIELD_INT, FL_MEMBER(fl_stored_counts, unchecked), .most = FL_AUDIT_POINTS,
     .meaning = "Points that could not be checked."},
    {"not_applicable", FL_FIELD_INT, FL_MEMBER(fl_stored_counts, not_applicable), .most = FL_AUDIT_POINTS,
     .meaning = "Points that ask about what is in neither side."},
    {0},
};

static const fl_field category_fields[] = {
    {"number", FL_FIELD_INT, FL_MEMBER(fl_stored_counts, number), .range = FL_POSITIVE, .most = 8,
     .meaning = "From 1."},
    {"title", FL_FIELD_TEXT, FL_MEMBER(fl_stored_counts, title), .filled = true, .meaning = "Its name."},
    {"pass", FL_FIELD_INT, FL_MEMBER(fl_stored_counts, pass), .most = FL_AUDIT_POINTS,
     .meaning = "Points that hold."},
    {"fail", FL_FIELD_INT, FL_MEMBER(fl_stored_counts, fail), .most = FL_AUDIT_POINTS,
     .meaning = "Points that do not."},
    {"unchecked", FL_FIELD_INT, FL_MEMBER(fl_stored_counts, unchecked), .most = FL_AUDIT_POINTS,
     .meaning = "Points that could not be checked."},
    {"not_applicable", FL_FIELD_INT, FL_MEMBER(fl_stored_counts, not_applicable), .most = FL_AUDIT_POINTS,
     .meaning = "Points that ask about what is in neither side."},
    {0},
};

static const fl_field live_only_fields[] = {
    {"number", FL_FIELD_INT, FL_MEMBER(fl_stored_live, number), .range = FL_POSITIVE, .most = FL_AUDIT_POINTS,
     .meaning = "Of the point."},
    {"live", FL_FIELD_TEXT, FL_MEMBER(fl_stored_live, live), .words = verdict_words,
     .meaning = "While it was measured."},
    {"kept", FL_FIELD_TEXT, FL_MEMBER(fl_stored_live, kept), .words = verdict_words,
     .meaning = "From the files that it left."},
    {0},
};

static const fl_field evidence_fields[] = {
    {"concerns", FL_FIELD_TEXT, FL_MEMBER(fl_stored_evidence, concerns), .words = concerns_words,
     .meaning = "Which side."},
    {"verdict", FL_FIELD_TEXT, FL_MEMBER(fl_stored_evidence, verdict), .words = verdict_words,
     .meaning = "what this piece alone says"},
    {"blocks", FL_FIELD_BOOL, FL_MEMBER(fl_stored_evidence, is.blocks),
     .meaning = "an UNCHECKED that no PASS outweighs"},
    {"how", FL_FIELD_TEXT, FL_MEMBER(fl_stored_evidence, how), .words = how_words,
     .meaning = "How it was obtained."},
    {"provider", FL_FIELD_TEXT, FL_MEMBER(fl_stored_evidence, provider), .words = provider_words,
     .meaning = "whose evidence it is; case: the author's word, or that nothing was found"},
    {"where", FL_FIELD_TEXT, FL_MEMBER(fl_stored_evidence, is.where),
     .meaning = "file and place; empty when nowhere"},
    {"text", FL_FIELD_TEXT, FL_MEMBER(fl_stored_evidence, is.text), .filled = true,
     .meaning = "What was found."},
    {0},
};

static const fl_field point_fields[] = {
    {"number", FL_FIELD_INT, FL_MEMBER(fl_stored_audit_point, number), .range = FL_POSITIVE,
     .most = FL_AUDIT_POINTS, .meaning = "From 1."},
    {"category", FL_FIELD_INT, FL_MEMBER(fl_stored_audit_point, category), .range = FL_POSITIVE, .most = 8,
     .meaning = "Number of its category."},
    {"title", FL_FIELD_TEXT, FL_MEMBER(fl_stored_audit_point, title), .filled = true,
     .meaning = "The point."},
    {"verdict", FL_FIELD_TEXT, FL_MEMBER(fl_stored_audit_point, verdict), .words = verdict_words,
     .meaning = "FAIL when a piece of evidence fails; else UNCHECKED when one blocks; else NOT APPLICABLE "
                "when what it asks about was shown to be in neither side; else UNCHECKED when a side that "
                "the point names has no PASS; else PASS"},
    {"providers", FL_FIELD_TEXTS, FL_TEXTS(fl_stored_audit_point, providers, provider_count),
     .most_count = FL_PROVIDERS, .words = provider_words, .least_count = 1,
     .meaning = "whose evidence the point takes"},
    {"evidence", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_audit_point, evidence, evidence_count),
     .fields = evidence_fields, .least_count = 1, .most_count = 8, .meaning = "the deciding piece first"},
    {0},
};

static const fl_field taken_fields[] = {
    {"path", FL_FIELD_TEXT, FL_MEMBER(fl_stored_found_file, path),
     .meaning = "Of the file, from the folder."},
    {"role", FL_FIELD_TEXT, FL_MEMBER(fl_stored_found_file, role), .meaning = "What it was taken for."},
    {"side", FL_FIELD_TEXT, FL_MEMBER(fl_stored_found_file, side), .words = concerns_words,
     .meaning = "Whose."},
    {0},
};

static const fl_field left_fields[] = {
    {"path", FL_FIELD_TEXT, FL_MEMBER(fl_stored_found_file, path),
     .meaning = "Of the file, from the folder."},
    {"role", FL_FIELD_TEXT, FL_MEMBER(fl_stored_found_file, role),
     .meaning = "What it could have been taken for."},
    {"why", FL_FIELD_TEXT, FL_MEMBER(fl_stored_found_file, why), .meaning = "Why it was not."},
    {0},
};

static const fl_field commands_fields[] = {
    {"build", FL_FIELD_TEXT, FL_MEMBER(fl_stored_commands, build),
     .meaning = "What builds the side; empty: nothing found."},
    {"command", FL_FIELD_TEXT, FL_MEMBER(fl_stored_commands, command),
     .meaning = "What runs it; empty: nothing found."},
    {"place", FL_FIELD_TEXT, FL_MEMBER(fl_stored_commands, place),
     .meaning = "File and line of the command."},
    {0},
};

static const fl_field found_fields[] = {
    {"a", FL_FIELD_GROUP, FL_MEMBER(fl_stored_found, sides[0]), .fields = commands_fields,
     .definition = "commands", .optional = true, .demanded = true, .meaning = "Commands of side A."},
    {"b", FL_FIELD_GROUP, FL_MEMBER(fl_stored_found, sides[1]), .fields = commands_fields,
     .definition = "commands", .optional = true, .demanded = true, .meaning = "Commands of side B."},
    {"taken", FL_FIELD_LIST, FL_BEHIND(fl_stored_found, taken, taken_count), .fields = taken_fields,
     .meaning = "Files of the case."},
    {"left", FL_FIELD_LIST, FL_BEHIND(fl_stored_found, left, left_count), .fields = left_fields,
     .meaning = "Files that an audit could have read."},
    {"other_files", FL_FIELD_SIZE, FL_MEMBER(fl_stored_found, other_files), .meaning = "Of other kinds."},
    {"folders_left", FL_FIELD_SIZE, FL_MEMBER(fl_stored_found, folders_left),
     .meaning = "Installed, built or hidden: not looked into."},
    {"cpu_named", FL_FIELD_TEXT, FL_MEMBER(fl_stored_found, cpu_named), .filled = true, .optional = true,
     .meaning = "The first processor that a document names; nobody's word for it was taken."},
    {"cpu_place", FL_FIELD_TEXT, FL_MEMBER(fl_stored_found, cpu_place), .filled = true, .optional = true,
     .meaning = "File and line of that."},
    {0},
};

static const fl_field reproduced_run_fields[] = {
    {"path", FL_FIELD_TEXT, FL_MEMBER(fl_stored_run, path), .filled = true,
     .meaning = "of the result file that was written"},
    {"mean_us", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_run, mean_us), .range = FL_POSITIVE,
     .meaning = "Of its calls."},
    {"seconds", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_run, seconds), .known = true,
     .meaning = "that the command took"},
    {"other_busy_cpus", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_run, other_busy_cpus),
     .meaning = "CPUs that other processes kept busy meanwhile"},
    {"steal_percent", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_run, steal_percent),
     .meaning = "of the busy time, that the hypervisor took for others"},
    {0},
};

static const fl_field reproduced_side_fields[] = {
    {"build", FL_FIELD_TEXT, FL_MEMBER(fl_stored_reproduced, build),
     .meaning = "command that was run once; empty: none"},
    {"command", FL_FIELD_TEXT, FL_MEMBER(fl_stored_reproduced, command), .filled = true,
     .meaning = "that was run three times"},
    {"why_not", FL_FIELD_TEXT, FL_MEMBER(fl_stored_reproduced, why_not),
     .meaning = "why it could not be built or run, or left no result; empty: it did"},
    {"trace", FL_FIELD_TEXT, FL_MEMBER(fl_stored_reproduced, trace),
     .meaning = "what the trace of one inference shows, of here or of the case; empty: none"},
    {"trace_path", FL_FIELD_TEXT, FL_MEMBER(fl_stored_reproduced, trace_path), .optional = true,
     .demanded = true, .meaning = "file of that trace; empty: none"},
    {"published_mean_us", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_reproduced, published_mean_us),
     .optional = true, .demanded = true, .meaning = "mean of the calls that the side's own result tells"},
    {"why_no_trace", FL_FIELD_TEXT, FL_MEMBER(fl_stored_reproduced, why_no_trace),
     .meaning = "why no inference of it was traced; empty: one was, or none was needed"},
    {"runs", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_reproduced, runs, run_count),
     .fields = reproduced_run_fields, .most_count = 3, .meaning = "In turns with the other side."},
    {0},
};

static const fl_field reproduction_fields[] = {
    {"cpu", FL_FIELD_TEXT, FL_MEMBER(fl_stored_reproduction, cpu), .meaning = "of this machine"},
    {"confined", FL_FIELD_BOOL, FL_MEMBER(fl_stored_reproduction, confined),
     .meaning = "in bubblewrap, without network and without the home folder"},
    {"core_ghz", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_reproduction, core_ghz), .range = FL_POSITIVE,
     .meaning = "median around the runs"},
    {"a", FL_FIELD_GROUP, FL_MEMBER(fl_stored_reproduction, sides[0]), .fields = reproduced_side_fields,
     .definition = "reproduced_side", .meaning = "Side A."},
    {"b", FL_FIELD_GROUP, FL_MEMBER(fl_stored_reproduction, sides[1]), .fields = reproduced_side_fields,
     .definition = "reproduced_side", .meaning = "Side B."},
    {0},
};

static const fl_field head_fields[] = {
    {"id", FL_FIELD_TEXT, FL_MEMBER(fl_audit_paper, head.id),
     .meaning = "Of the document; empty: the case does not tell."},
    {"version", FL_FIELD_TEXT, FL_MEMBER(fl_audit_paper, head.version), .meaning = "Of the document."},
    {"date", FL_FIELD_TEXT, FL_MEMBER(fl_audit_paper, head.date),
     .meaning = "As the case tells it, else the day of the audit."},
    {"auditor", FL_FIELD_TEXT, FL_MEMBER(fl_audit_paper, head.auditor), .meaning = "Who audits."},
    {"revision", FL_FIELD_TEXT, FL_MEMBER(fl_audit_paper, head.revision), .meaning = "Of what is audited."},
    {"program", FL_FIELD_TEXT, FL_MEMBER(fl_audit_paper, program), .filled = true, .meaning = "What judged."},
    {0},
};

static const fl_field limitation_fields[] = {
    {"text", FL_FIELD_TEXT, FL_MEMBER(fl_audit_limitation, text), .meaning = "The line."},
    {"path", FL_FIELD_TEXT, FL_MEMBER(fl_audit_limitation, path), .meaning = "Of the document."},
    {"line", FL_FIELD_SIZE, FL_MEMBER(fl_audit_limitation, line), .range = FL_POSITIVE,
     .meaning = "Its number."},
    {0},
};

static const fl_field file_fields[] = {
    {"what", FL_FIELD_TEXT, FL_MEMBER(fl_audit_file, role), .meaning = "What it was: \"result of A\"."},
    {"path", FL_FIELD_TEXT, FL_MEMBER(fl_audit_file, path), .meaning = "As the case names it."},
    {"sha256", FL_FIELD_TEXT, FL_MEMBER(fl_audit_file, sha256), .pattern = FL_SHA256_OR_EMPTY,
     .meaning = "Of its bytes."},
    {0},
};

static const fl_field audit_fields[] = {
    {"case", FL_FIELD_TEXT, FL_MEMBER(fl_stored_audit, path), .meaning = "the case file"},
    {"by_lab", FL_FIELD_BOOL, FL_MEMBER(fl_stored_audit, by_lab),
     .meaning = "the case was measured by the lab here and now"},
    {"a", FL_FIELD_TEXT, FL_MEMBER(fl_stored_audit, names[0]), .meaning = "name of the side in Python"},
    {"b", FL_FIELD_TEXT, FL_MEMBER(fl_stored_audit, names[1]), .meaning = "name of the side in Rust"},
    {"valid", FL_FIELD_BOOL, FL_MEMBER(fl_stored_audit, valid),
     .meaning = "of the points that apply at least 95 % pass, among them all of categories 1 to 3, and none "
                "of category 8 fails or is not decided"},
    {"conclusion", FL_FIELD_TEXT, FL_MEMBER(fl_stored_audit, conclusion),
     .meaning = "which parts of that rule hold"},
    {"not_read", FL_FIELD_TEXT, FL_MEMBER(fl_stored_audit, not_read), .filled = true, .optional = true,
     .meaning = "sources that take more time, memory or depth than the reader allows, and why"},
    {"unlike", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_audit, unlike, unlike_count), .most_count = FL_ASPECTS,
     .fields = unlike_fields, .meaning = "what the two sides are unlike in and were judged in spite of"},
    {"total", FL_FIELD_GROUP, FL_MEMBER(fl_stored_audit, total), .fields = total_fields,
     .meaning = "Over all points."},
    {"categories", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_audit, categories, category_count),
     .fields = category_fields, .least_count = 8, .most_count = 8, .meaning = "The eight, in their order."},
    {"live_only", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_audit, live_only, live_only_count),
     .most_count = FL_AUDIT_POINTS, .fields = live_only_fields,
     .meaning = "points of a case that `audit --run` made which come out otherwise while it measures than "
                "from the files it keeps"},
    {"found", FL_FIELD_GROUP, FL_MEMBER(fl_stored_audit, found), .fields = found_fields, .null = true,
     .meaning = "of a folder: what was taken for the case, and what was left and why; null of a case file"},
    {"reproduction", FL_FIELD_GROUP, FL_MEMBER(fl_stored_audit, reproduction), .fields = reproduction_fields,
     .null = true, .meaning = "of --reproduce: what both sides' own commands came to here; null without it"},
    {"head", FL_FIELD_GROUP, FL_MEMBER(fl_stored_audit, paper), .fields = head_fields, .optional = true,
     .demanded = true, .meaning = "Head of the document to sign."},
    {"limitations", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_audit, paper.limitations, paper.limitation_count),
     .fields = limitation_fields, .most_count = FL_AUDIT_LIMITATIONS, .optional = true, .demanded = true,
     .meaning = "What the documents of the case say under a heading that speaks of limitations."},
    {"files", FL_FIELD_LIST, FL_BEHIND(fl_stored_audit, paper.files, paper.file_count), .fields = file_fields,
     .optional = true, .demanded = true, .meaning = "Files that were evidence, the case first."},
    {"points", FL_FIELD_LIST, FL_BEHIND(fl_stored_audit, points, point_count), .fields = point_fields,
     .least_count = FL_AUDIT_POINTS, .most_count = FL_AUDIT_POINTS,
     .meaning = "The hundred, in their order."},
    {0},
};

const fl_description fl_audit_description = {
    .schema = "fairlane.audit/1",
    .meaning = "The 100 points of the checklist, judged by evidence, as `fairlane audit --json` prints them. "
               "Text is fit to be shown on a terminal.",
    .fields = audit_fields,
};
