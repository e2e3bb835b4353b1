/* fairlane.audit/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/audit/audit.h"
#include "bench/report/documents.h"

static const char *const verdict_words[] = {"PASS", "FAIL", "UNCHECKED", "NOT APPLICABLE", NULL};
static const char *const concerns_words[] = {"a", "b", "both", NULL};
static const char *const how_words[] = {"measured", "traced",        "computed", "read",
                                        "declared", "nothing found", NULL};
static const char *const provider_words[] = {
    "results",   "statistics", "machine", "traces",       "sources", "build", "commands",
    "documents", "elsewhere",  "lab",     "reproduction", "case",    NULL};

static const fl_field unlike_fields[] = {
    {"what", FL_FIELD_TEXT, .meaning = "the word that --unlike was given"},
    {"difference", FL_FIELD_TEXT, .meaning = "In words."},
    {0},
};

static const fl_field total_fields[] = {
    {"pass", FL_FIELD_INT, .most = FL_AUDIT_POINTS, .meaning = "Points that hold."},
    {"fail", FL_FIELD_INT, .most = FL_AUDIT_POINTS, .meaning = "Points that do not."},
    {"unchecked", FL_FIELD_INT, .most = FL_AUDIT_POINTS, .meaning = "Points that could not be checked."},
    {"not_applicable", FL_FIELD_INT, .most = FL_AUDIT_POINTS,
     .meaning = "Points that ask about what is in neither side."},
    {0},
};

static const fl_field category_fields[] = {
    {"number", FL_FIELD_INT, .range = FL_POSITIVE, .most = 8, .meaning = "From 1."},
    {"title", FL_FIELD_TEXT, .filled = true, .meaning = "Its name."},
    {"pass", FL_FIELD_INT, .most = FL_AUDIT_POINTS, .meaning = "Points that hold."},
    {"fail", FL_FIELD_INT, .most = FL_AUDIT_POINTS, .meaning = "Points that do not."},
    {"unchecked", FL_FIELD_INT, .most = FL_AUDIT_POINTS, .meaning = "Points that could not be checked."},
    {"not_applicable", FL_FIELD_INT, .most = FL_AUDIT_POINTS,
     .meaning = "Points that ask about what is in neither side."},
    {0},
};

static const fl_field live_only_fields[] = {
    {"number", FL_FIELD_INT, .range = FL_POSITIVE, .most = FL_AUDIT_POINTS, .meaning = "Of the point."},
    {"live", FL_FIELD_TEXT, .words = verdict_words, .meaning = "While it was measured."},
    {"kept", FL_FIELD_TEXT, .words = verdict_words, .meaning = "From the files that it left."},
    {0},
};

static const fl_field evidence_fields[] = {
    {"concerns", FL_FIELD_TEXT, .words = concerns_words, .meaning = "Which side."},
    {"verdict", FL_FIELD_TEXT, .words = verdict_words, .meaning = "what this piece alone says"},
    {"blocks", FL_FIELD_BOOL, .meaning = "an UNCHECKED that no PASS outweighs"},
    {"how", FL_FIELD_TEXT, .words = how_words, .meaning = "How it was obtained."},
    {"provider", FL_FIELD_TEXT, .words = provider_words,
     .meaning = "whose evidence it is; case: the author's word, or that nothing was found"},
    {"where", FL_FIELD_TEXT, .meaning = "file and place; empty when nowhere"},
    {"text", FL_FIELD_TEXT, .filled = true, .meaning = "What was found."},
    {0},
};

static const fl_field point_fields[] = {
    {"number", FL_FIELD_INT, .range = FL_POSITIVE, .most = FL_AUDIT_POINTS, .meaning = "From 1."},
    {"category", FL_FIELD_INT, .range = FL_POSITIVE, .most = 8, .meaning = "Number of its category."},
    {"title", FL_FIELD_TEXT, .filled = true, .size = 73, .meaning = "The point."},
    {"verdict", FL_FIELD_TEXT, .words = verdict_words,
     .meaning = "FAIL when a piece of evidence fails; else UNCHECKED when one blocks; else NOT APPLICABLE "
                "when what it asks about was shown to be in neither side; else UNCHECKED when a side that "
                "the point names has no PASS; else PASS"},
    {"providers", FL_FIELD_TEXTS, .words = provider_words, .least_count = 1,
     .meaning = "whose evidence the point takes"},
    {"evidence", FL_FIELD_LIST, .fields = evidence_fields, .least_count = 1, .most_count = 8,
     .meaning = "the deciding piece first"},
    {0},
};

static const fl_field taken_fields[] = {
    {"path", FL_FIELD_TEXT, .meaning = "Of the file, from the folder."},
    {"role", FL_FIELD_TEXT, .meaning = "What it was taken for."},
    {"side", FL_FIELD_TEXT, .words = concerns_words, .meaning = "Whose."},
    {0},
};

static const fl_field left_fields[] = {
    {"path", FL_FIELD_TEXT, .meaning = "Of the file, from the folder."},
    {"role", FL_FIELD_TEXT, .meaning = "What it could have been taken for."},
    {"why", FL_FIELD_TEXT, .meaning = "Why it was not."},
    {0},
};

static const fl_field found_fields[] = {
    {"taken", FL_FIELD_LIST, .fields = taken_fields, .meaning = "Files of the case."},
    {"left", FL_FIELD_LIST, .fields = left_fields, .meaning = "Files that an audit could have read."},
    {"other_files", FL_FIELD_INT, .meaning = "Of other kinds."},
    {"folders_left", FL_FIELD_INT, .meaning = "Installed, built or hidden: not looked into."},
    {0},
};

static const fl_field reproduced_run_fields[] = {
    {"path", FL_FIELD_TEXT, .filled = true, .meaning = "of the result file that was written"},
    {"mean_us", FL_FIELD_FIGURE, .range = FL_POSITIVE, .meaning = "Of its calls."},
    {"seconds", FL_FIELD_FIGURE, .known = true, .meaning = "that the command took"},
    {"other_busy_cpus", FL_FIELD_FIGURE, .meaning = "CPUs that other processes kept busy meanwhile"},
    {"steal_percent", FL_FIELD_FIGURE, .meaning = "of the busy time, that the hypervisor took for others"},
    {0},
};

static const fl_field reproduced_side_fields[] = {
    {"build", FL_FIELD_TEXT, .meaning = "command that was run once; empty: none"},
    {"command", FL_FIELD_TEXT, .filled = true, .meaning = "that was run three times"},
    {"why_not", FL_FIELD_TEXT,
     .meaning = "why it could not be built or run, or left no result; empty: it did"},
    {"trace", FL_FIELD_TEXT,
     .meaning = "what the trace of one inference shows, of here or of the case; empty: none"},
    {"why_no_trace", FL_FIELD_TEXT,
     .meaning = "why no inference of it was traced; empty: one was, or none was needed"},
    {"runs", FL_FIELD_LIST, .fields = reproduced_run_fields, .most_count = 3,
     .meaning = "In turns with the other side."},
    {0},
};

static const fl_field reproduction_fields[] = {
    {"cpu", FL_FIELD_TEXT, .meaning = "of this machine"},
    {"confined", FL_FIELD_BOOL, .meaning = "in bubblewrap, without network and without the home folder"},
    {"core_ghz", FL_FIELD_FIGURE, .range = FL_POSITIVE, .meaning = "median around the runs"},
    {"a", FL_FIELD_GROUP, .fields = reproduced_side_fields, .definition = "reproduced_side",
     .meaning = "Side A."},
    {"b", FL_FIELD_GROUP, .fields = reproduced_side_fields, .definition = "reproduced_side",
     .meaning = "Side B."},
    {0},
};

static const fl_field audit_fields[] = {
    {"case", FL_FIELD_TEXT, .meaning = "the case file"},
    {"by_lab", FL_FIELD_BOOL, .meaning = "the case was measured by the lab here and now"},
    {"a", FL_FIELD_TEXT, .meaning = "name of the side in Python"},
    {"b", FL_FIELD_TEXT, .meaning = "name of the side in Rust"},
    {"valid", FL_FIELD_BOOL,
     .meaning = "of the points that apply at least 95 % pass, among them all of categories 1 to 3, and none "
                "of category 8 fails or is not decided"},
    {"conclusion", FL_FIELD_TEXT, .meaning = "which parts of that rule hold"},
    {"unlike", FL_FIELD_LIST, .fields = unlike_fields,
     .meaning = "what the two sides are unlike in and were judged in spite of"},
    {"total", FL_FIELD_GROUP, .fields = total_fields, .meaning = "Over all points."},
    {"categories", FL_FIELD_LIST, .fields = category_fields, .least_count = 8, .most_count = 8,
     .meaning = "The eight, in their order."},
    {"live_only", FL_FIELD_LIST, .fields = live_only_fields,
     .meaning = "points of a case that `audit --run` made which come out otherwise while it measures than "
                "from the files it keeps"},
    {"found", FL_FIELD_GROUP, .fields = found_fields, .null = true,
     .meaning = "of a folder: what was taken for the case, and what was left and why; null of a case file"},
    {"reproduction", FL_FIELD_GROUP, .fields = reproduction_fields, .null = true,
     .meaning = "of --reproduce: what both sides' own commands came to here; null without it"},
    {"points", FL_FIELD_LIST, .fields = point_fields, .least_count = FL_AUDIT_POINTS,
     .most_count = FL_AUDIT_POINTS, .meaning = "The hundred, in their order."},
    {0},
};

const fl_description fl_audit_description = {
    .schema = "fairlane.audit/1",
    .meaning = "The 100 points of the checklist, judged by evidence, as `fairlane audit --json` prints them. "
               "Text is fit to be shown on a terminal.",
    .fields = audit_fields,
};
