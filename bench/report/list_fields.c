/* fairlane.list/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/documents.h"

static const char *const architecture_words[] = {"x86_64", "aarch64", "other", NULL};

static const fl_field cpu_fields[] = {
    {"name", FL_FIELD_TEXT, .meaning = "Brand."},
    {"architecture", FL_FIELD_TEXT, .words = architecture_words, .meaning = "Of the program and the CPU."},
    {"vendor", FL_FIELD_TEXT, .meaning = "CPUID's; \"\" on AArch64."},
    {"family", FL_FIELD_INT, .meaning = "CPUID's."},
    {"model", FL_FIELD_INT, .meaning = "CPUID's."},
    {"stepping", FL_FIELD_INT, .meaning = "CPUID's."},
    {"midr", FL_FIELD_INT, .meaning = "AArch64's main ID register; 0 elsewhere."},
    {"announces", FL_FIELD_TEXTS, .filled = true, .meaning = "Features that the CPU claims."},
    {"doubted", FL_FIELD_TEXTS, .filled = true,
     .meaning = "Claimed by one source and denied by another: not used."},
    {"hidden", FL_FIELD_TEXTS, .filled = true, .meaning = "Claimed, but hidden by FAIRLANE_HIDE: not used."},
    {"usable", FL_FIELD_TEXTS, .filled = true,
     .meaning = "Claimed, undoubted, and saved by the operating system."},
    {"os_saves_ymm", FL_FIELD_BOOL, .meaning = "The operating system saves 256-bit registers."},
    {"os_saves_zmm", FL_FIELD_BOOL, .meaning = "The operating system saves 512-bit registers."},
    {"sve_vector_bytes", FL_FIELD_INT, .meaning = "Vector length; 0 without SVE."},
    {0},
};

static const fl_field kernel_fields[] = {
    {"name", FL_FIELD_TEXT, .filled = true, .meaning = "Of the variant."},
    {"source", FL_FIELD_TEXT, .filled = true, .meaning = "Its file, from the project's root."},
    {"compiled", FL_FIELD_BOOL, .only = "true", .meaning = "It is part of this build."},
    {"cpu_allows", FL_FIELD_BOOL, .meaning = "The CPU has the instructions."},
    {"os_allows", FL_FIELD_BOOL, .meaning = "The operating system saves their registers."},
    {"runs", FL_FIELD_BOOL, .meaning = "All three hold."},
    {"chosen", FL_FIELD_BOOL, .meaning = "The dispatcher's choice."},
    {"reason", FL_FIELD_TEXT, .meaning = "Why it does not run; \"\" when it does."},
    {"work", FL_FIELD_TEXT, .filled = true, .meaning = "Name of the work, such as linear-784x2."},
    {"isa", FL_FIELD_TEXT, .filled = true,
     .meaning = "Instruction set, or library where that is decided at run time."},
    {"lanes", FL_FIELD_INT, .range = FL_POSITIVE, .null = true,
     .meaning = "Floats worked on by one instruction; null: not fixed."},
    {"fma", FL_FIELD_BOOL, .meaning = "Multiplies and adds in one instruction."},
    {"ordered_sums", FL_FIELD_BOOL,
     .meaning = "Products in vectors, sums one lane after the other: in time it is code of one lane."},
    {"accumulators", FL_FIELD_INT, .range = FL_POSITIVE, .null = true,
     .meaning = "Sums side by side per output; null: not known."},
    {"origin", FL_FIELD_TEXT, .filled = true, .meaning = "hand-written, compiler or library."},
    {"needs", FL_FIELD_TEXTS, .filled = true, .meaning = "Features that CPU and operating system must have."},
    {"compiler", FL_FIELD_TEXT, .filled = true, .meaning = "Name and version."},
    {"flags", FL_FIELD_TEXT, .meaning = "It was compiled with these."},
    {"one_thread", FL_FIELD_TEXT,
     .meaning = "Why it may be called by one thread at a time only, and is no choice of the dispatcher's; "
                "\"\": by any number."},
    {"detail", FL_FIELD_TEXT,
     .meaning = "Of a library: version and core type; \"\" otherwise or where it does not run."},
    {0},
};

static const fl_field absent_kernel_fields[] = {
    {"name", FL_FIELD_TEXT, .filled = true, .meaning = "Of the variant."},
    {"source", FL_FIELD_TEXT, .filled = true, .meaning = "Its file, from the project's root."},
    {"compiled", FL_FIELD_BOOL, .only = "false", .meaning = "It is no part of this build."},
    {"cpu_allows", FL_FIELD_BOOL, .meaning = "The CPU has the instructions."},
    {"os_allows", FL_FIELD_BOOL, .meaning = "The operating system saves their registers."},
    {"runs", FL_FIELD_BOOL, .meaning = "All three hold."},
    {"chosen", FL_FIELD_BOOL, .meaning = "The dispatcher's choice."},
    {"reason", FL_FIELD_TEXT, .meaning = "Why it does not run; \"\" when it does."},
    {0},
};

static const fl_field list_fields[] = {
    {"cpu", FL_FIELD_GROUP, .fields = cpu_fields, .meaning = "What decides."},
    {"chosen", FL_FIELD_TEXT, .filled = true, .null = true,
     .meaning = "The dispatcher's choice; null: none."},
    {"error", FL_FIELD_TEXT, .meaning = "Why nothing was chosen; \"\" when something was."},
    {"kernels", FL_FIELD_LIST, .fields = kernel_fields, .otherwise = absent_kernel_fields, .least_count = 1,
     .meaning = "In the order of the table."},
    {0},
};

const fl_description fl_list_description = {
    .schema = "fairlane.list/1",
    .meaning = "Every variant, and whether it runs on this machine.",
    .fields = list_fields,
};
