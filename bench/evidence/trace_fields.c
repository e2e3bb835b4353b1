/* fairlane.trace/1: which figure of a trace stands where, and what it means. fairlane.trace.1.schema.json is
 * made from here. */
#include "bench/evidence/trace_fields.h"

#include "bench/evidence/trace_file.h"

const char *const fl_trace_part_words[FL_PARTS + 1] = {"caller", "others", "handlers", NULL};

const char *const fl_trace_element_words[FL_ELEMENTS + 1] = {"float16", "bfloat16", "float32",
                                                             "float64", "other",    NULL};
static const char *const architectures[] = {"x86_64", "aarch64", NULL};
const char *const fl_trace_how_words[FL_TRACE_HOWS + 1] = {"ptrace", "qemu", NULL};
const char *const fl_trace_hiding_words[FL_HIDINGS + 1] = {"nothing", "own code", "cpuid", "emulator", NULL};

static const char *width_word(size_t i)
{
    return i < FL_WIDTHS ? fl_width_name((fl_width)i) : NULL;
}

static const fl_field arithmetic_fields[] = {
    {"width", FL_FIELD_TEXT, FL_MEMBER(fl_trace_arithmetic_row, width), .word = width_word,
     .meaning = "Of the registers."},
    {"element", FL_FIELD_TEXT, FL_MEMBER(fl_trace_arithmetic_row, element), .words = fl_trace_element_words,
     .meaning = "other: x87"},
    {"instructions", FL_FIELD_UINT64, FL_MEMBER(fl_trace_arithmetic_row, counts.instructions),
     .meaning = "Executed."},
    {"lanes", FL_FIELD_UINT64, FL_MEMBER(fl_trace_arithmetic_row, counts.lanes),
     .meaning = "Numbers worked on."},
    {"multiply_lanes", FL_FIELD_UINT64, FL_MEMBER(fl_trace_arithmetic_row, counts.multiply_lanes),
     .meaning = "Products rounded by themselves."},
    {"fused_lanes", FL_FIELD_UINT64, FL_MEMBER(fl_trace_arithmetic_row, counts.fused_lanes),
     .meaning = "Products added in the same instruction."},
    {"sum_lanes", FL_FIELD_UINT64, FL_MEMBER(fl_trace_arithmetic_row, counts.sum_lanes), .optional = true,
     .meaning = "Additions and subtractions rounded by themselves, those between the products of one "
                "instruction included."},
    {"ordered_lanes", FL_FIELD_UINT64, FL_MEMBER(fl_trace_arithmetic_row, counts.ordered_lanes),
     .optional = true, .meaning = "Of these, done one lane after the other by an instruction on vectors."},
    {"chained_lanes", FL_FIELD_UINT64, FL_MEMBER(fl_trace_arithmetic_row, counts.chained_lanes),
     .optional = true,
     .meaning = "Additions, fused ones included, that more than 400 others stand before in one chain; "
                "missing in traces of older versions."},
    {0},
};

static const fl_field conversion_fields[] = {
    {"from", FL_FIELD_TEXT, FL_MEMBER(fl_trace_conversion_row, from), .words = fl_number_type_names,
     .meaning = "Type before."},
    {"to", FL_FIELD_TEXT, FL_MEMBER(fl_trace_conversion_row, to), .words = fl_number_type_names,
     .meaning = "Type after."},
    {"numbers", FL_FIELD_UINT64, FL_MEMBER(fl_trace_conversion_row, numbers), .range = FL_POSITIVE,
     .meaning = "How many."},
    {0},
};

static const fl_field object_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_trace_object, name), .meaning = "Base name."},
    {"instructions", FL_FIELD_UINT64, FL_MEMBER(fl_trace_object, instructions), .meaning = "Executed there."},
    {"multiply_add_lanes", FL_FIELD_UINT64, FL_MEMBER(fl_trace_object, multiply_add_lanes),
     .meaning = "float32 products there."},
    {"newer_instructions", FL_FIELD_UINT64, FL_MEMBER(fl_trace_object, newer_instructions), .optional = true,
     .meaning =
         "Of the instructions, those in an encoding that the architecture's baseline lacks (VEX, EVEX, "
         "SVE)."},
    {0},
};

const char *const fl_trace_chooser_words[] = {"instruction",      "import",   "ifunc", "variant",
                                              "made at run time", "not read", NULL};

static const fl_field chooser_fields[] = {
    {"object", FL_FIELD_TEXT, FL_MEMBER(fl_trace_chooser, object), .filled = true, .meaning = "Base name."},
    {"by", FL_FIELD_TEXT, FL_MEMBER(fl_trace_chooser, by), .words = fl_trace_chooser_words,
     .meaning = "How it can find out what the CPU offers."},
    {0},
};

const char *const fl_trace_left_words[] = {"", "made at run time", "code or data", "not read", NULL};

static const fl_field imitated_fields[] = {
    {"object", FL_FIELD_TEXT, FL_MEMBER(fl_trace_imitated, object), .filled = true,
     .meaning = "Base name; [anonymous] for code of no file, [others] for what is too many."},
    {"places", FL_FIELD_UINT64, FL_MEMBER(fl_trace_imitated, places),
     .meaning = "Instructions of it, cpuid, that the tracer answered for, in all processes."},
    {"answers", FL_FIELD_UINT64, FL_MEMBER(fl_trace_imitated, answers), .meaning = "That it gave."},
    {"left", FL_FIELD_UINT64, FL_MEMBER(fl_trace_imitated, left),
     .meaning =
         "Places that may be one and that it could not answer for, at least; any makes the trace none of the "
         "imitated CPU."},
    {"why", FL_FIELD_TEXT, FL_MEMBER(fl_trace_imitated, why), .words = fl_trace_left_words,
     .meaning = "What kept it from that; empty where nothing is left."},
    {0},
};

static const fl_field call_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_trace_call, name), .meaning = "As the system's header names it."},
    {"count", FL_FIELD_UINT64, FL_MEMBER(fl_trace_call, count), .range = FL_POSITIVE,
     .meaning = "How often."},
    {"by_caller", FL_FIELD_UINT64, FL_MEMBER(fl_trace_call, by_caller), .optional = true,
     .meaning = "Of these, by the thread that the region was called in."},
    {0},
};

static const fl_field function_fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_trace_function, name),
     .meaning = "Demangled, without parameters; [no symbol]."},
    {"object", FL_FIELD_TEXT, FL_MEMBER(fl_trace_function, object), .meaning = "Base name of the object."},
    {"instructions", FL_FIELD_UINT64, FL_MEMBER(fl_trace_function, instructions), .range = FL_POSITIVE,
     .meaning = "Executed in it."},
    {"multiply_add_lanes", FL_FIELD_UINT64, FL_MEMBER(fl_trace_function, multiply_add_lanes),
     .meaning = "float32"},
    {0},
};

static const fl_field part_fields[] = {
    {"part", FL_FIELD_TEXT, FL_MEMBER(fl_trace_part_row, part), .words = fl_trace_part_words,
     .meaning = "Who."},
    {"instructions", FL_FIELD_UINT64, FL_MEMBER(fl_trace_part_row, counts.instructions),
     .meaning = "Executed by it."},
    {"multiply_add_lanes", FL_FIELD_UINT64, FL_MEMBER(fl_trace_part_row, counts.multiply_add_lanes),
     .meaning = "float32 products by it."},
    {0},
};

static const fl_field fields[] = {
    {"name", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, trace.name), .filled = true,
     .meaning = "The contestant: a kernel's name, or the command's first word."},
    {"version", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, trace.version), .optional = true,
     .meaning = "Of a peer, as it tells of itself; empty or missing for everything else."},
    {"command", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, trace.command),
     .meaning = "The command line, its words joined by blanks; empty for a kernel."},
    {"function", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, trace.function),
     .meaning = "The symbol whose first call was the region; empty where marks made it, and for a kernel."},
    {"cpu", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, trace.cpu),
     .meaning = "Brand of the CPU that executed it."},
    {"architecture", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, trace.architecture), .words = architectures,
     .meaning = "Of the program that was traced."},
    {"hidden_features", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, trace.hidden_features), .optional = true,
     .demanded = true, .meaning = "Features that the CPU has and FAIRLANE_HIDE hid; empty: none."},
    {"hidden_by", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, hiding), .words = fl_trace_hiding_words,
     .optional = true,
     .meaning =
         "How they were hidden. own code: from the lab's kernels and dispatcher and from libraries that "
         "listen to "
         "variables; the program itself could see them. cpuid: the tracer answered the program's cpuid "
         "instructions, see imitated. emulator: the emulated CPU lacks them. Missing in traces of older "
         "versions."},
    {"how", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, how), .words = fl_trace_how_words,
     .meaning = "Single steps on the real CPU, or the log of QEMU's user emulation."},
    {"classification", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, trace.classification),
     .meaning = "Class and share of the work in words; follows from the counts."},
    {"class", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, simd_class),
     .pattern =
         "^(no float32 work|inconclusive|(products )?(scalar|SIMD-(128|256|512|SVE|tile)|mixed)(\\+FMA|, "
         "[0-9]+ % fused)?(, sums (not known|not seen|(scalar|SIMD-(128|256|512|SVE|tile)|mixed)( in "
         "double)?))?( on (float16|bfloat16|float64|integer) weights)?)$",
     .meaning = "Width at which the work was multiplied and added in float32, up to 5 % of it, both where "
                "they differ; follows from the counts. In a trace without sums_counted that of the products "
                "alone may stand here."},
    {"fused", FL_FIELD_BOOL, FL_MEMBER(fl_file_trace, trace.fused),
     .meaning = "Less than 5 % of the work was multiplied and added separately."},
    {"sums_counted", FL_FIELD_BOOL, FL_MEMBER(fl_file_trace, trace.sums_counted), .optional = true,
     .meaning = "Whether sum_lanes and ordered_lanes were counted; missing in traces of older versions, of "
                "which nothing is concluded about plain additions."},
    {"reason", FL_FIELD_TEXT, FL_MEMBER(fl_file_trace, trace.reason),
     .meaning = "What is doubtful; empty for nothing. Follows from the counts."},
    {"multiply_add_lanes", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.multiply_add_lanes),
     .meaning = "float32 products, of all widths, after masks."},
    {"expected_multiply_adds", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.expected_multiply_adds),
     .meaning = "Those of the work that the contestant claims to do; 0: not known."},
    {"regions", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.regions), .range = FL_POSITIVE,
     .meaning = "How often the region was entered and left until the program ended or was stopped; the "
                "counts are of the first."},
    {"instructions", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.instructions),
     .meaning = "Executed inside the region, all threads together, the empty region subtracted."},
    {"empty_instructions", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.empty_instructions),
     .meaning = "What was subtracted."},
    {"chain_switches", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.chain_switches), .optional = true,
     .meaning = "How often the next addition in a long chain (chained_lanes) lengthened another one than the "
                "last: both outputs are summed in turn. Missing in traces of older versions."},
    {"longest_chain", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.longest_chain), .optional = true,
     .meaning = "How many products were added one after the other in one register, at most. Missing in "
                "traces of older versions."},
    {"integer_multiply_instructions", FL_FIELD_UINT64,
     FL_MEMBER(fl_file_trace, trace.integer_multiply_instructions),
     .meaning = "Multiplications of whole numbers, dot products included."},
    {"integer_multiply_lanes", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.integer_multiply_lanes),
     .meaning = "Products of these, after masks."},
    {"bytes_loaded", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.bytes_loaded),
     .meaning = "Through memory operands, after masks of AVX-512; the stack's included."},
    {"bytes_stored", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.bytes_stored), .meaning = "Likewise."},
    {"undecoded", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.undecoded),
     .meaning = "Executed instructions that the decoder does not know; any makes the trace inconclusive."},
    {"uncounted", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.uncounted),
     .meaning =
         "Executed arithmetic instructions whose lanes could not be seen; any makes the trace inconclusive."},
    {"uncounted_products", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.uncounted_products),
     .optional = true,
     .meaning = "Products that these can have done at most; missing in traces of older versions."},
    {"unseen", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.unseen), .optional = true, .demanded = true,
     .meaning = "What ran without being stepped through: threads and processes that hide from tracers, "
                "instructions executed in the step of another; any makes the trace inconclusive."},
    {"wide_moves", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.wide_moves),
     .meaning = "Instructions on registers of 256 bits or more that neither compute in floating point nor "
                "multiply."},
    {"sve_bytes", FL_FIELD_INT, FL_MEMBER(fl_file_trace, trace.sve_bytes), .most = 256,
     .meaning = "SVE vector length; 0 without SVE."},
    {"threads_run", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.threads_run),
     .meaning = "Threads that executed at least one instruction inside the region."},
    {"forks", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.forks),
     .meaning = "Processes started inside the region."},
    {"signals", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.signals),
     .meaning = "Delivered inside the region."},
    {"held_signals", FL_FIELD_UINT64, FL_MEMBER(fl_file_trace, trace.held_signals), .optional = true,
     .meaning = "Signals by which the program's own scheduler (Go's) would have preempted the calling "
                "thread, which only the stepping makes run long: kept back until the end of the region."},
    {"arithmetic", FL_FIELD_LIST, offsetof(fl_file_trace, arithmetic), sizeof(fl_trace_arithmetic_row),
     .count = offsetof(fl_file_trace, arithmetic_count), .fields = arithmetic_fields, .compact = true,
     .each = "One kind.", .most_count = 35,
     .meaning = "Floating-point arithmetic by width and element; kinds that were not executed are left out."},
    {"conversions", FL_FIELD_LIST, offsetof(fl_file_trace, conversions), sizeof(fl_trace_conversion_row),
     .optional = true, .count = offsetof(fl_file_trace, conversion_count), .fields = conversion_fields,
     .compact = true, .each = "One kind; bfloat16 to float32 is a shift by 16 bits.", .most_count = 25,
     .meaning = "Numbers converted from one type to another; missing in traces of older versions."},
    {"parts", FL_FIELD_LIST, offsetof(fl_file_trace, parts), sizeof(fl_trace_part_row), .optional = true,
     .count = offsetof(fl_file_trace, part_count), .fields = part_fields, .compact = true,
     .each = "caller: the thread that the region was called in; others: threads and processes; handlers: "
             "signal handlers.",
     .most_count = 3,
     .meaning = "Who executed; empty where that is not known, missing in traces of older versions."},
    {"functions", FL_FIELD_LIST, offsetof(fl_file_trace, functions), sizeof(fl_trace_function),
     .optional = true, .count = offsetof(fl_file_trace, function_count), .fields = function_fields,
     .compact = true, .each = "One function, by the symbols of its object.", .most_count = FL_TRACE_FUNCTIONS,
     .meaning = "The functions that executed most, the empty region included, and those that multiplied and "
                "added most among them; most instructions first."},
    {"objects", FL_FIELD_LIST, offsetof(fl_file_trace, objects), sizeof(fl_trace_object),
     .count = offsetof(fl_file_trace, object_count), .fields = object_fields, .compact = true,
     .each = "A shared object, the program, [vdso], [anonymous] or [others].", .most_count = FL_TRACE_OBJECTS,
     .meaning = "Where the instructions stood, most first."},
    {"system_calls", FL_FIELD_LIST, offsetof(fl_file_trace, calls), sizeof(fl_trace_call),
     .count = offsetof(fl_file_trace, call_count), .fields = call_fields, .compact = true,
     .each = "One system call.", .most_count = FL_TRACE_CALLS,
     .meaning = "Made inside the region, most first."},
    {"choosers_sought", FL_FIELD_BOOL, FL_MEMBER(fl_file_trace, trace.choosers_sought), .optional = true,
     .meaning = "Whether choosers were looked for: of commands alone, where steps are single."},
    {"scalar_alone", FL_FIELD_BOOL, FL_MEMBER(fl_file_trace, trace.scalar_alone), .optional = true,
     .meaning =
         "Whether scalar code alone can be reached from what was executed, through both ways of each branch "
         "and "
         "through calls, up to the C library and what never returns: what chooses by the CPU then chooses "
         "nothing in SIMD. false: no, or not known."},
    {"choosers", FL_FIELD_LIST, offsetof(fl_file_trace, choosers), sizeof(fl_trace_chooser), .optional = true,
     .count = offsetof(fl_file_trace, chooser_count), .fields = chooser_fields, .compact = true,
     .each = "One object.", .most_count = FL_TRACE_CHOOSERS,
     .meaning = "Objects that the program had mapped and that can find out what the CPU offers, whether they "
                "executed anything or not: with none, and no code compiled for newer CPUs, what is executed "
                "cannot depend on the CPU."},
    {"imitated", FL_FIELD_LIST, offsetof(fl_file_trace, imitated), sizeof(fl_trace_imitated),
     .optional = true, .count = offsetof(fl_file_trace, imitated_count), .fields = imitated_fields,
     .compact = true, .each = "One object.", .most_count = FL_TRACE_IMITATED,
     .meaning = "Where features were hidden by cpuid: the objects that ask for the CPU by that instruction."},
    {0},
};

const fl_description fl_trace_description = {
    .schema = "fairlane.trace/1",
    .meaning = "What one inference really executed between two marks, instruction by instruction. See "
               "bench/evidence/trace.h.",
    .fields = fields,
};
