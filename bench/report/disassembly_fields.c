/* fairlane.disassembly/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/documents.h"

static const char *const operation_words[] = {"", "arithmetic", "multiply", "multiply-add", NULL};
static const char *const width_words[] = {"",        "scalar", "64-bit", "128-bit", "256-bit",
                                          "512-bit", "SVE",    "tile",   NULL};

static const fl_field arithmetic_fields[] = {
    {"scalar", FL_FIELD_INT, .meaning = "scalar"},   {"64-bit", FL_FIELD_INT, .meaning = "64-bit"},
    {"128-bit", FL_FIELD_INT, .meaning = "128-bit"}, {"256-bit", FL_FIELD_INT, .meaning = "256-bit"},
    {"512-bit", FL_FIELD_INT, .meaning = "512-bit"}, {"SVE", FL_FIELD_INT, .meaning = "SVE"},
    {"tile", FL_FIELD_INT, .meaning = "tile"},       {0},
};

static const fl_field encodings_fields[] = {
    {"general", FL_FIELD_INT, .meaning = "general"},
    {"x87", FL_FIELD_INT, .meaning = "x87"},
    {"SSE", FL_FIELD_INT, .meaning = "SSE"},
    {"VEX", FL_FIELD_INT, .meaning = "VEX"},
    {"EVEX", FL_FIELD_INT, .meaning = "EVEX"},
    {"SVE", FL_FIELD_INT, .meaning = "SVE"},
    {0},
};

static const fl_field loop_fields[] = {
    {"begin", FL_FIELD_INT, .meaning = "Offset of the first instruction."},
    {"end", FL_FIELD_INT, .meaning = "Offset behind the jump back."},
    {"instructions", FL_FIELD_INT, .meaning = "Of one turn."},
    {"products", FL_FIELD_INT, .meaning = "float32 products of one turn."},
    {"straight", FL_FIELD_BOOL, .meaning = "No other jump in it."},
    {0},
};

static const fl_field code_fields[] = {
    {"at", FL_FIELD_INT, .meaning = "Offset."},
    {"bytes", FL_FIELD_INT, .range = FL_POSITIVE, .meaning = "Its length."},
    {"text", FL_FIELD_TEXT, .filled = true, .meaning = "Assembler text."},
    {"understood", FL_FIELD_BOOL, .meaning = "The decoder knows it."},
    {"operation", FL_FIELD_TEXT, .words = operation_words,
     .meaning = "Empty: it does not compute in floating point."},
    {"width", FL_FIELD_TEXT, .words = width_words,
     .meaning = "Of its registers; empty where there is no operation."},
    {"lanes", FL_FIELD_INT, .meaning = "Numbers worked on; 0: none or not fixed."},
    {0},
};

static const fl_field disassembly_fields[] = {
    {"kernel", FL_FIELD_TEXT, .filled = true, .meaning = "The kernel."},
    {"function", FL_FIELD_TEXT, .filled = true, .meaning = "Its symbol."},
    {"class", FL_FIELD_TEXT, .filled = true, .meaning = "By its multiplications; or why it is not told."},
    {"closed", FL_FIELD_BOOL, .meaning = "Nothing leaves the function and every byte was understood."},
    {"contradiction", FL_FIELD_TEXT,
     .meaning = "What stands against the kernel's own description; empty: nothing."},
    {"code_sha256", FL_FIELD_TEXT, .pattern = FL_SHA256_PATTERN, .meaning = "Of the code's bytes."},
    {"code_bytes", FL_FIELD_INT, .meaning = "Length of the code."},
    {"instructions", FL_FIELD_INT, .meaning = "Understood ones."},
    {"undecoded_bytes", FL_FIELD_INT, .meaning = "Bytes not understood."},
    {"loads", FL_FIELD_INT, .meaning = "Instructions that read memory."},
    {"arithmetic", FL_FIELD_GROUP, .fields = arithmetic_fields,
     .meaning = "Floating-point arithmetic by width."},
    {"multiplications", FL_FIELD_GROUP, .fields = arithmetic_fields,
     .meaning = "Of these, products, fused ones included."},
    {"fused", FL_FIELD_GROUP, .fields = arithmetic_fields, .meaning = "Of these, fused multiply-adds."},
    {"encodings", FL_FIELD_GROUP, .fields = encodings_fields, .meaning = "Instructions by encoding."},
    {"calls", FL_FIELD_INT, .meaning = "Direct and indirect."},
    {"tail_jumps", FL_FIELD_INT, .meaning = "Direct jumps out of the function."},
    {"indirect_branches", FL_FIELD_INT, .meaning = "Jumps through a register or memory."},
    {"system_calls", FL_FIELD_INT, .meaning = "System calls and interrupts."},
    {"loops", FL_FIELD_LIST, .fields = loop_fields, .meaning = "In the order of the code."},
    {"code", FL_FIELD_LIST, .fields = code_fields, .least_count = 1,
     .meaning = "Instruction by instruction."},
    {0},
};

const fl_description fl_disassembly_description = {
    .schema = "fairlane.disassembly/1",
    .meaning = "What `fairlane disassemble --json` prints: the machine code of one kernel as it stands, and "
               "what it consists of. Not what is executed.",
    .fields = disassembly_fields,
};
