/* fairlane.fleet/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/documents.h"

static const char *const calls_words[] = {"independent", "chained", NULL};
static const char *const verdict_words[] = {"PASS", "FAIL", "UNCHECKED", NULL};
static const char *const claim_words[] = {"holds", "lost", "not shown", "not measured", NULL};

static const fl_field point_fields[] = {
    {"verdict", FL_FIELD_TEXT, .words = verdict_words, .meaning = "UNCHECKED: the files do not decide."},
    {"text", FL_FIELD_TEXT, .filled = true, .meaning = "Why."},
    {0},
};

static const fl_field claim_fields[] = {
    {"a", FL_FIELD_TEXT, .meaning = "The base."},
    {"b", FL_FIELD_TEXT, .meaning = "Claimed to be the faster one."},
    {"at_least", FL_FIELD_FIGURE, .least = 1, .known = true, .meaning = "By this factor."},
    {"machines", FL_FIELD_INT, .meaning = "Judged: distinct ones that count."},
    {"holds", FL_FIELD_INT, .meaning = "Machines on which it does."},
    {"lost", FL_FIELD_INT, .meaning = "Machines on which it does not."},
    {"not_shown", FL_FIELD_INT, .meaning = "Machines on which neither is shown."},
    {"least_ratio", FL_FIELD_FIGURE, .range = FL_POSITIVE, .meaning = "A over B."},
    {"most_ratio", FL_FIELD_FIGURE, .range = FL_POSITIVE, .meaning = "The largest."},
    {"point_78", FL_FIELD_GROUP, .fields = point_fields, .meaning = "Of the audit."},
    {"point_79", FL_FIELD_GROUP, .fields = point_fields, .meaning = "Of the audit."},
    {0},
};

static const fl_field not_read_fields[] = {
    {"path", FL_FIELD_TEXT, .filled = true, .meaning = "Of the file."},
    {"reason", FL_FIELD_TEXT, .filled = true, .meaning = "Why not."},
    {0},
};

static const fl_field machine_claim_fields[] = {
    {"verdict", FL_FIELD_TEXT, .words = claim_words, .meaning = "Of the claim, on this machine."},
    {"ratio", FL_FIELD_FIGURE, .range = FL_POSITIVE, .meaning = "A over B."},
    {"interval", FL_FIELD_FIGURES, .range = FL_POSITIVE, .known = true, .null = true, .least_count = 2,
     .most_count = 2, .meaning = "null: none."},
    {"why", FL_FIELD_TEXT, .meaning = "Why it is not shown; empty otherwise."},
    {0},
};

static const fl_field cell_fields[] = {
    {"name", FL_FIELD_TEXT, .filled = true, .meaning = "Of the result."},
    {"class", FL_FIELD_TEXT, .meaning = "Executed, else declared; empty: not known."},
    {"detail", FL_FIELD_TEXT, .meaning = "What a library or a peer tells of itself."},
    {"ns", FL_FIELD_FIGURE, .range = FL_POSITIVE, .meaning = "One call."},
    {"ratio", FL_FIELD_FIGURE, .range = FL_POSITIVE,
     .meaning = "Base over this: above 1, this is the faster one. null: not known, see why."},
    {"interval", FL_FIELD_FIGURES, .range = FL_POSITIVE, .known = true, .null = true, .least_count = 2,
     .most_count = 2, .meaning = "null: none."},
    {"different", FL_FIELD_BOOL, .meaning = "The interval excludes 1, and nothing forbids to show it."},
    {"over_floor", FL_FIELD_FIGURE, .range = FL_POSITIVE, .meaning = "Times the least possible time."},
    {"steady", FL_FIELD_BOOL, .meaning = "false: do not rely on it."},
    {"impossible", FL_FIELD_BOOL, .meaning = "A time below its floor."},
    {"why", FL_FIELD_TEXT,
     .meaning = "Why no ratio is known, or what forbids to show a difference; empty otherwise."},
    {"rank", FL_FIELD_INT, .range = FL_POSITIVE, .null = true,
     .meaning = "On this machine: one more than there are contestants whose interval lies wholly above this "
                "one's. null: "
                "none, as its ratio or interval is not known."},
    {"tied", FL_FIELD_BOOL, .meaning = "Some other contestant there is not shown to differ from it."},
    {0},
};

static const fl_field machine_fields[] = {
    {"path", FL_FIELD_TEXT, .filled = true, .meaning = "Of the file."},
    {"kind", FL_FIELD_TEXT, .filled = true,
     .meaning = "Microarchitecture, else CPU, and what was hidden: files are grouped by it."},
    {"cpu", FL_FIELD_TEXT, .meaning = "Brand."},
    {"architecture", FL_FIELD_TEXT, .meaning = "x86_64, aarch64."},
    {"os", FL_FIELD_TEXT, .meaning = "Operating system."},
    {"hypervisor", FL_FIELD_TEXT, .meaning = "Empty or none: none seen."},
    {"emulator", FL_FIELD_TEXT, .meaning = "Empty: none."},
    {"hidden_features", FL_FIELD_TEXT, .meaning = "Features that FAIRLANE_HIDE hid; empty: none."},
    {"steering", FL_FIELD_TEXT, .meaning = "Variables by which libraries choose."},
    {"boot_id", FL_FIELD_TEXT, .meaning = "Random number of the system's start; empty: not known."},
    {"timestamp", FL_FIELD_TEXT, .meaning = "Of the run."},
    {"memory_total_bytes", FL_FIELD_FIGURE, .range = FL_ANY, .meaning = "null: not known."},
    {"confidence", FL_FIELD_FIGURE, .range = FL_POSITIVE, .below = 1, .known = true,
     .meaning = "Of its intervals, before correction."},
    {"comparisons", FL_FIELD_INT, .meaning = "That they are corrected for; 0: not told."},
    {"same_machine_as", FL_FIELD_TEXT, .meaning = "The first file of the same machine; empty: this one."},
    {"perhaps_same_machine_as", FL_FIELD_TEXT, .meaning = "Same CPU and memory, another boot."},
    {"copy", FL_FIELD_BOOL, .meaning = "Every figure is that of another file."},
    {"set_apart", FL_FIELD_TEXT, .meaning = "What it is unlike most files in; empty: nothing."},
    {"untold", FL_FIELD_TEXT, .meaning = "What must be equal and it does not tell."},
    {"no_base", FL_FIELD_TEXT, .meaning = "Why it has no ratios."},
    {"counts", FL_FIELD_BOOL,
     .meaning = "It takes part in the claim: neither set apart, nor emulated, nor a copy."},
    {"claim", FL_FIELD_GROUP, .fields = machine_claim_fields, .compact = true, .null = true,
     .meaning = "null: no --of."},
    {"results", FL_FIELD_LIST, .fields = cell_fields, .compact = true,
     .meaning = "In the order of the file."},
    {0},
};

static const fl_field fleet_fields[] = {
    {"base", FL_FIELD_TEXT, .meaning = "Result that ratios refer to; empty: no file has one."},
    {"calls", FL_FIELD_TEXT, .words = calls_words, .meaning = "Which times."},
    {"files", FL_FIELD_INT, .meaning = "That were read."},
    {"distinct_machines", FL_FIELD_INT, .meaning = "Files of one machine counted once."},
    {"named_twice", FL_FIELD_INT, .meaning = "Files that were named more than once."},
    {"passed_over", FL_FIELD_INT, .meaning = "Files in folders with names of no result."},
    {"claim", FL_FIELD_GROUP, .fields = claim_fields, .null = true, .meaning = "null: no --of."},
    {"not_read", FL_FIELD_LIST, .fields = not_read_fields, .meaning = "Files that could not be read."},
    {"machines", FL_FIELD_LIST, .fields = machine_fields,
     .meaning = "By kind; those set apart and emulated ones last."},
    {0},
};

const fl_description fl_fleet_description = {
    .schema = "fairlane.fleet/1",
    .meaning = "Results of many machines against one base.",
    .fields = fleet_fields,
};
