/* fairlane.point93/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/documents.h"
#include "bench/report/point93_stored.h"

static const char *const verdict_words[] = {"PASS", "FAIL", "UNCHECKED", NULL};
static const char *const basis_words[] = {"chained calls", "independent calls", "mean of single calls", NULL};
static const char *const attested_words[] = {"no", "machine not told", "yes", NULL};
static const char *const steady_words[] = {"not told", "no", "yes", NULL};
static const char *const how_words[] = {"not available", "published", "measured", "bounded", NULL};
static const char *const favours_words[] = {"A", "B", NULL};
static const char *const cell_words[] = {"as claimed",      "both scalar", "both widest", "A with B's SIMD",
                                         "B with A's SIMD", "same work",   NULL};
static const char *const winner_words[] = {"survives", "not shown", "lost", "nothing claimed", NULL};

static const fl_field unlike_fields[] = {
    {"what", FL_FIELD_TEXT, FL_MEMBER(fl_stored_unlike, what), .filled = true,
     .meaning = "The word that --unlike was given."},
    {"difference", FL_FIELD_TEXT, FL_MEMBER(fl_stored_unlike, difference), .filled = true,
     .meaning = "In words."},
    {0},
};

static const fl_field latency_fields[] = {
    {"how", FL_FIELD_TEXT, FL_MEMBER(fl_stored_latency, how), .words = how_words,
     .meaning = "How it was obtained."},
    {"ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_latency, is.ns), .meaning = "In nanoseconds."},
    {"low_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_latency, is.low),
     .meaning = "Lower end of its interval."},
    {"high_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_latency, is.high), .meaning = "Upper end."},
    {"source", FL_FIELD_TEXT, FL_MEMBER(fl_stored_latency, is.source),
     .meaning = "What it was computed from."},
    {0},
};

static const fl_field side_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_stored_side, name), .filled = true, .meaning = "Of the result."},
    {"path", FL_FIELD_TEXT, FL_MEMBER(fl_stored_side, path), .meaning = "Of its file."},
    {"cpu", FL_FIELD_TEXT, FL_MEMBER(fl_stored_side, cpu), .meaning = "Brand."},
    {"trace", FL_FIELD_TEXT, FL_MEMBER(fl_stored_side, trace),
     .meaning = "The trace file; \"traced now\"; \"\": none."},
    {"attested", FL_FIELD_TEXT, FL_MEMBER(fl_stored_side, attested), .words = attested_words,
     .meaning = "Whether a trace shows what it executed."},
    {"class", FL_FIELD_TEXT, FL_MEMBER(fl_stored_side, simd_class),
     .pattern = "^(not known|mixed|(scalar|SIMD-(128|256|512|SVE|tile))(\\+FMA)?|products "
                "(scalar|SIMD-(128|256|512|SVE|tile)), sums (scalar|SIMD-(128|256|512|SVE|tile)))$",
     .meaning = "Of SIMD."},
    {"simd_share_low", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_side, is.attestation.simd_low), .most = 1,
     .known = true, .meaning = "Of the products, those in vectors: the least that it may be."},
    {"simd_share_high", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_side, is.attestation.simd_high), .most = 1,
     .known = true,
     .meaning =
         "Share of the work's products made in SIMD; an interval where the trace can be read in two ways."},
    {"sums_share_low", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_side, is.attestation.sums_low), .most = 1,
     .known = true, .meaning = "Of the additions, likewise."},
    {"sums_share_high", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_side, is.attestation.sums_high), .most = 1,
     .known = true, .meaning = "Share of the work's additions made in SIMD, likewise."},
    {"multiply_adds_declared", FL_FIELD_UINT64, FL_MEMBER(fl_stored_side, is.declared),
     .meaning = "Of the work that the result names; 0: not told."},
    {"multiply_adds_executed", FL_FIELD_UINT64, FL_MEMBER(fl_stored_side, is.attestation.executed),
     .meaning = "In float32, by the trace; 0: no trace."},
    {"evidence", FL_FIELD_TEXT, FL_MEMBER(fl_stored_side, is.attestation.evidence), .filled = true,
     .meaning = "In words."},
    {"latency", FL_FIELD_GROUP, FL_MEMBER(fl_stored_side, latency), .fields = latency_fields,
     .definition = "latency",
     .meaning = "A latency in ns per call with the interval of its median or mean, or, bounded, with its "
                "bounds; and where it comes from, or why it is not available."},
    {"steady", FL_FIELD_TEXT, FL_MEMBER(fl_stored_side, steady), .words = steady_words, .optional = true,
     .demanded = true, .meaning = "Whether it was measured steadily, as its file tells."},
    {"bias_share", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_side, is.share), .range = FL_ANY,
     .meaning = "What SIMD can save, as a share of this latency."},
    {"bias_share_low", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_side, is.share_low), .range = FL_ANY,
     .meaning = "Lower end."},
    {"bias_share_high", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_side, is.share_high), .range = FL_ANY,
     .meaning = "Upper end."},
    {0},
};

static const fl_field bias_fields[] = {
    {"from", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, is.saving.from),
     .meaning = "Class that was taken from."},
    {"to", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, is.saving.to),
     .meaning = "Class that it was taken to."},
    {"ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_pairing, is.saving.ns), .range = FL_ANY,
     .meaning = "In nanoseconds."},
    {"low_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_pairing, is.saving.interval_ns.low), .range = FL_ANY,
     .meaning = "Lower end of its interval."},
    {"high_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_pairing, is.saving.interval_ns.high), .range = FL_ANY,
     .meaning = "Upper end."},
    {"source", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, is.saving_source), .filled = true,
     .meaning = "What it was computed from."},
    {"favours", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, favours), .words = favours_words, .null = true,
     .meaning = "null: neither."},
    {0},
};

static const fl_field cell_fields[] = {
    {"cell", FL_FIELD_TEXT, FL_MEMBER(fl_stored_cell, cell), .words = cell_words,
     .meaning = "Of the fairness table."},
    {"how", FL_FIELD_TEXT, FL_MEMBER(fl_stored_cell, how), .words = how_words,
     .meaning = "How it was obtained."},
    {"a", FL_FIELD_GROUP, FL_MEMBER(fl_stored_cell, side[0]), .fields = latency_fields,
     .definition = "latency",
     .meaning = "A latency in ns per call with the interval of its median or mean, or, bounded, with its "
                "bounds; and where it comes from, or why it is not available."},
    {"b", FL_FIELD_GROUP, FL_MEMBER(fl_stored_cell, side[1]), .fields = latency_fields,
     .definition = "latency",
     .meaning = "A latency in ns per call with the interval of its median or mean, or, bounded, with its "
                "bounds; and where it comes from, or why it is not available."},
    {"ratio", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_cell, is.ratio),
     .meaning = "A / B; above 1 B is the faster one."},
    {"low", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_cell, is.low), .meaning = "Lower end of its interval."},
    {"high", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_cell, is.high), .meaning = "Upper end."},
    {"method", FL_FIELD_TEXT, FL_MEMBER(fl_stored_cell, is.method), .meaning = "How it was computed."},
    {"not_shown", FL_FIELD_TEXT, FL_MEMBER(fl_stored_cell, is.not_shown), .optional = true, .demanded = true,
     .meaning = "Why neither a difference nor its absence is shown; empty otherwise."},
    {"winner", FL_FIELD_TEXT, FL_MEMBER(fl_stored_cell, winner), .words = winner_words,
     .meaning = "Whether the claimed winner wins here too."},
    {"magnitude", FL_FIELD_TEXT, FL_MEMBER(fl_stored_cell, magnitude), .words = winner_words,
     .meaning = "Whether the claimed magnitude holds here too."},
    {0},
};

static const fl_field pairing_fields[] = {
    {"unlike", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_pairing, unlike, unlike_count), .fields = unlike_fields,
     .most_count = FL_ASPECTS, .meaning = "What the two sides are unlike in and were judged in spite of."},
    {"verdict", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, verdict), .words = verdict_words,
     .meaning = "On point 93."},
    {"as_traced", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, as_traced), .words = verdict_words,
     .meaning = "What the traces say by themselves, were they taken on the machine of the figures."},
    {"reason", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, is.reason), .filled = true, .meaning = "Why."},
    {"basis", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, basis), .words = basis_words,
     .meaning = "Of the ratios."},
    {"a", FL_FIELD_GROUP, FL_MEMBER(fl_stored_pairing, side[0]), .fields = side_fields, .definition = "side",
     .meaning = "First."},
    {"b", FL_FIELD_GROUP, FL_MEMBER(fl_stored_pairing, side[1]), .fields = side_fields, .definition = "side",
     .meaning = "Second."},
    {"bias", FL_FIELD_GROUP, .offset = 0, .fields = bias_fields,
     .meaning = "What SIMD can save in this task, by the lab's own paired measurement; from is \"\" when it "
                "is not known, and source says why."},
    {"work_differs", FL_FIELD_BOOL, FL_MEMBER(fl_stored_pairing, is.work_differs),
     .meaning = "They do not do the same work."},
    {"cells", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_pairing, cells, cell_count), .fields = cell_fields,
     .definition = "cell", .least_count = 5, .most_count = 6, .meaning = "The fairness table."},
    {"claimed_winner", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, claimed_winner), .words = favours_words,
     .null = true, .meaning = "null: none."},
    {"claimed_magnitude", FL_FIELD_INT, FL_MEMBER(fl_stored_pairing, is.claimed_magnitude),
     .meaning = "log10 of the claimed speed-up, rounded; 0: no order of magnitude is claimed."},
    {"winner", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, winner), .words = winner_words,
     .meaning = "Over all cells."},
    {"magnitude", FL_FIELD_TEXT, FL_MEMBER(fl_stored_pairing, magnitude), .words = winner_words,
     .meaning = "Over all cells."},
    {"remarks", FL_FIELD_TEXTS, FL_TEXTS(fl_stored_pairing, is.remarks, is.remark_count),
     .most_count = FL_POINT93_REMARKS, .filled = true, .meaning = "Sentences."},
    {0},
};

static const fl_field point93_fields[] = {
    {"pairings", FL_FIELD_LIST, FL_BEHIND(fl_stored_point93, pairings, count), .fields = pairing_fields,
     .least_count = 1, .meaning = "One for each two that were compared."},
    {0},
};

const fl_description fl_point93_description = {
    .schema = "fairlane.point93/1",
    .meaning = "The verdict on point 93, its evidence and the fairness table.",
    .fields = point93_fields,
};
