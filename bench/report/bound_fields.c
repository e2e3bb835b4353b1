/* fairlane.bound/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/bound_stored.h"
#include "bench/report/documents.h"
#include "kernels/isa.h"

static const char *const set_by_words[] = {"unknown", "loads", "arithmetic", "chain", NULL};
static const char *const claim_words[] = {
    "unknown", "impossible", "possible", "needs overhead to explain", "above the cold ceiling", NULL};
static const char *const verdict_words[] = {"PASS", "FAIL", "UNCHECKED", NULL};
static const char *const latency_floor_set_by_words[] = {"", "model", "ports", "measured", NULL};

static const char *isa_word(size_t i)
{
    return i < FL_ISA_LIBRARY ? fl_isa_name((fl_isa)i) : NULL;
}

static const char *class_word(size_t i)
{
    return i == 0 ? "strict-scalar" : isa_word(i - 1);
}

static const fl_field figure_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_bound_figure, name), .filled = true,
     .meaning = "What was measured or computed."},
    {"ns", FL_FIELD_FIGURE, FL_MEMBER(fl_bound_figure, ns), .range = FL_POSITIVE, .known = true,
     .meaning = "Median; of loads and arithmetic what the quickest tenth of the rounds showed, at the "
                "highest clock that was seen."},
    {"low_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_bound_figure, interval.low),
     .meaning = "95 % interval of the median; null: not known."},
    {"high_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_bound_figure, interval.high), .meaning = "Its upper end."},
    {"samples", FL_FIELD_SIZE, FL_MEMBER(fl_bound_figure, samples),
     .meaning = "Rounds or calls behind it; 0: computed."},
    {0},
};

static const fl_field class_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_stored_class, is.name), .word = class_word,
     .meaning = "strict-scalar: additions in source order."},
    {"isa", FL_FIELD_TEXT, FL_MEMBER(fl_stored_class, isa), .word = isa_word, .meaning = "Instruction set."},
    {"strict", FL_FIELD_BOOL, FL_MEMBER(fl_stored_class, is.strict), .meaning = "Sums in source order."},
    {"floor_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_class, is.floor_ns), .range = FL_POSITIVE,
     .meaning =
         "The slowest of loads, arithmetic and chain, as the quickest hundredth of the rounds showed them."},
    {"set_by", FL_FIELD_TEXT, FL_MEMBER(fl_stored_class, set_by), .words = set_by_words,
     .meaning = "What sets the floor."},
    {"reason", FL_FIELD_TEXT, FL_MEMBER(fl_stored_class, is.reason),
     .meaning = "The probe or chain that sets the floor, or the kernel that was quicker than the probe."},
    {"doubt", FL_FIELD_TEXT, FL_MEMBER(fl_stored_class, is.doubt),
     .meaning = "Why loads and arithmetic set no floor here although they were measured; empty: they do."},
    {"loads", FL_FIELD_GROUP, FL_MEMBER(fl_stored_class, is.loads), .fields = figure_fields, .null = true,
     .definition = "figure", .meaning = "Loading 9,408 bytes in vectors of this width."},
    {"arithmetic", FL_FIELD_GROUP, FL_MEMBER(fl_stored_class, is.arithmetic), .fields = figure_fields,
     .null = true, .definition = "figure", .meaning = "1,568 multiply-adds on registers."},
    {"chain", FL_FIELD_GROUP, FL_MEMBER(fl_stored_class, is.chain), .fields = figure_fields, .null = true,
     .definition = "figure", .meaning = "strict-scalar: 784 dependent additions."},
    {"independent", FL_FIELD_GROUP, FL_MEMBER(fl_stored_class, is.independent), .fields = figure_fields,
     .null = true, .definition = "figure",
     .meaning = "The fastest kernel of the class, hot, calls that do not depend on each other."},
    {"chained", FL_FIELD_GROUP, FL_MEMBER(fl_stored_class, is.chained), .fields = figure_fields, .null = true,
     .definition = "figure", .meaning = "The fastest kernel of the class, hot, one call after the other."},
    {"cold", FL_FIELD_GROUP, FL_MEMBER(fl_stored_class, is.cold), .fields = figure_fields, .null = true,
     .definition = "figure",
     .meaning =
         "The slowest kernel of the class, its lines flushed before each call, clock readings included."},
    {0},
};

static const fl_field judged_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_stored_judgement, name), .word = class_word,
     .meaning = "Of the class."},
    {"claim", FL_FIELD_TEXT, FL_MEMBER(fl_stored_judgement, claim), .words = claim_words,
     .meaning = "What the claim is, of this class."},
    {"times_floor", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_judgement, times_floor), .range = FL_POSITIVE,
     .meaning = "Claimed / floor."},
    {"outside_share", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_judgement, outside_share), .most = 1,
     .meaning = "Of the claimed time, what the floor does not account for."},
    {0},
};

static const fl_field claim_fields[] = {
    {"latency_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_claim, latency_ns), .range = FL_POSITIVE,
     .known = true, .meaning = "As claimed."},
    {"summary", FL_FIELD_TEXT, FL_MEMBER(fl_stored_claim, summary), .filled = true,
     .meaning = "The judgement in one sentence."},
    {"classes", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_claim, classes, class_count),
     .most_count = FL_MOST_CLASSES, .fields = judged_fields, .meaning = "Judged by each class."},
    {0},
};

static const fl_field point_fields[] = {
    {"number", FL_FIELD_INT, FL_MEMBER(fl_stored_point, is.number), .least = 81, .most = 84,
     .meaning = "Of the audit."},
    {"verdict", FL_FIELD_TEXT, FL_MEMBER(fl_stored_point, verdict), .words = verdict_words,
     .meaning = "UNCHECKED: the figures do not decide."},
    {"question", FL_FIELD_TEXT, FL_MEMBER(fl_stored_point, is.question), .filled = true,
     .meaning = "The point."},
    {"reason", FL_FIELD_TEXT, FL_MEMBER(fl_stored_point, is.reason), .filled = true,
     .meaning = "The figures that decide."},
    {0},
};

static const fl_field measured_fields[] = {
    {"source", FL_FIELD_TEXT, FL_MEMBER(fl_stored_measured, source),
     .meaning = "File of the measurement; empty: taken now."},
    {"cpu", FL_FIELD_TEXT, FL_MEMBER(fl_stored_measured, is.cpu), .meaning = "The processor."},
    {"emulator", FL_FIELD_TEXT, FL_MEMBER(fl_stored_measured, is.emulator), .meaning = "Empty: none."},
    {"hidden_features", FL_FIELD_TEXT, FL_MEMBER(fl_stored_measured, is.hidden_features),
     .meaning = "Features of the processor that FAIRLANE_HIDE hid; empty: none."},
    {"timestamp", FL_FIELD_TEXT, FL_MEMBER(fl_stored_measured, is.timestamp),
     .meaning = "When it was measured, UTC, ISO 8601."},
    {"comparable", FL_FIELD_BOOL, FL_MEMBER(fl_stored_measured, comparable),
     .meaning = "false: the times are an emulator's."},
    {"core_ghz", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_measured, is.core_ghz), .range = FL_POSITIVE,
     .meaning = "Frequency of the core, from a chain of integer additions."},
    {"add_latency_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_measured, is.add_latency_ns),
     .range = FL_POSITIVE, .meaning = "A float32 addition that waits for the one before."},
    {"unsteady_share", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_measured, is.unsteady_share), .most = 1,
     .meaning = "Of all timed blocks, those that a witness called disturbed."},
    {"clock_cost_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_measured, is.clock_cost_ns),
     .meaning = "One reading of the clock."},
    {"clock_tick_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_measured, is.clock_tick_ns),
     .meaning = "Its step."},
    {"empty_call", FL_FIELD_GROUP, FL_MEMBER(fl_stored_measured, is.empty_call), .fields = figure_fields,
     .null = true, .definition = "figure",
     .meaning = "An empty call, timed call by call: what two readings add to a per-call figure."},
    {"classes", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_measured, classes, class_count),
     .most_count = FL_MOST_CLASSES, .fields = class_fields, .meaning = "The classes that this CPU has."},
    {"claims", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_measured, claims, claim_count), .fields = claim_fields,
     .most_count = 2, .meaning = "The claimed latencies."},
    {"points", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_measured, points, point_count), .fields = point_fields,
     .least_count = 4, .most_count = 4, .meaning = "The points of the audit on latencies."},
    {0},
};

static const fl_field kernel_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_stored_kernel, name), .filled = true, .meaning = "The kernel."},
    {"isa", FL_FIELD_TEXT, FL_MEMBER(fl_stored_kernel, isa), .word = isa_word, .meaning = "Instruction set."},
    {"latency_cycles", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_kernel, is.latency_cycles), .range = FL_POSITIVE,
     .meaning = "One call, first instruction to last."},
    {"latency_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_kernel, latency_ns), .range = FL_POSITIVE,
     .meaning = "The same at that frequency."},
    {"throughput_cycles", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_kernel, is.throughput_cycles),
     .range = FL_POSITIVE, .meaning = "Each of many independent calls."},
    {"throughput_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_kernel, throughput_ns), .range = FL_POSITIVE,
     .meaning = "The same at that frequency."},
    {"latency_floor_cycles", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_kernel, is.latency_floor.cycles),
     .range = FL_POSITIVE,
     .meaning =
         "One call: the least of what the model, the core's ports and a measurement from such a core allow."},
    {"latency_floor_set_by", FL_FIELD_TEXT, FL_MEMBER(fl_stored_kernel, latency_set_by),
     .words = latency_floor_set_by_words, .meaning = "Which of these it is; empty: none."},
    {"throughput_floor_cycles", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_kernel, is.throughput_floor.cycles),
     .range = FL_POSITIVE, .meaning = "Each of many independent calls, likewise."},
    {"throughput_floor_set_by", FL_FIELD_TEXT, FL_MEMBER(fl_stored_kernel, throughput_set_by),
     .words = latency_floor_set_by_words, .meaning = "Which of these it is; empty: none."},
    {"absent", FL_FIELD_TEXT, FL_MEMBER(fl_stored_kernel, is.absent),
     .meaning = "Why there are no cycles; empty otherwise."},
    {0},
};

static const fl_field model_fields[] = {
    {"cpu", FL_FIELD_TEXT, FL_MEMBER(fl_stored_model, cpu), .filled = true,
     .meaning = "The modelled processor, as llvm-mca names it."},
    {"tool", FL_FIELD_TEXT, FL_MEMBER(fl_stored_model, tool), .filled = true, .meaning = "What modelled it."},
    {"ghz", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_model, ghz), .range = FL_POSITIVE, .known = true,
     .meaning = "The frequency that was stated."},
    {"latency_ns", FL_FIELD_FIGURE, FL_MEMBER(fl_stored_model, latency_ns), .range = FL_POSITIVE,
     .meaning = "The claimed latency."},
    {"source", FL_FIELD_TEXT, FL_MEMBER(fl_stored_model, source), .optional = true, .demanded = true,
     .meaning = "File of a measurement from such a core; empty: none."},
    {"kernels", FL_FIELD_LIST, FL_ELEMENTS(fl_stored_model, kernels, kernel_count),
     .most_count = FL_MOST_CORE_TIMES, .fields = kernel_fields, .meaning = "One by one."},
    {0},
};

static const fl_field bound_fields[] = {
    {"measured", FL_FIELD_GROUP, FL_MEMBER(fl_stored_bound, measured), .fields = measured_fields,
     .null = true, .meaning = "From a measurement; null: from a model."},
    {"model", FL_FIELD_GROUP, FL_MEMBER(fl_stored_bound, model), .fields = model_fields, .null = true,
     .meaning = "From llvm-mca's model: not measured, not a bound; null: measured."},
    {0},
};

const fl_description fl_bound_description = {
    .schema = "fairlane.bound/1",
    .meaning = "What `fairlane bound --json` prints: the least and greatest plausible times of the task per "
               "class of instruction set, and what follows for claimed latencies. Times in nanoseconds per "
               "call; null: not known.",
    .fields = bound_fields,
};
