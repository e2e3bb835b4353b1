/* The flags that the sources of a side in C or C++ are compiled with, as far as its build files tell. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_BUILD_C_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_BUILD_C_H

#include "bench/audit/audit.h"
#include "bench/audit/reader/program.h"

enum { FL_C_FLAGS = 128 };

typedef struct fl_c_flag {
    char text[128];
    char where[160]; /* "Makefile:3" */
    bool perhaps;    /* it stands under a condition */
} fl_c_flag;

typedef struct fl_c_build {
    fl_c_flag flags[FL_C_FLAGS]; /* in the order in which the compiler sees them */
    size_t count;
    bool waits;       /* the last one stands apart from its argument, which is the next word */
    char unsure[128]; /* why the preprocessor may have been told something else; "" */
    bool told;        /* some file or command tells how it was compiled */
    char doubt[128];  /* why flags may be missing; "" */
    char where[160];  /* the file that was read; the doubt's place */
} fl_c_build;

/* Reads manifests (compile_commands.json, CMakeLists.txt, Makefile) and the command of a side. */
void fl_c_build_read(const fl_case_side *side, fl_c_build *build);

/* What of that is the preprocessor's. */
void fl_c_options_read(const fl_case_side *side, fl_c_options *options);

/* For files that the three parts of the reading share. where: "Makefile:3". */
void fl_c_flag_add(fl_c_build *build, const char *text, size_t size, const char *where, bool perhaps);
void fl_c_doubt(fl_c_build *build, const char *where, const char *why);
void fl_c_unsure(fl_c_build *build, const char *why);
/* Whether text names a source of the side, "bench.c" or "bench.o". */
bool fl_c_names_source(const fl_case_side *side, const char *text);

void fl_c_read_cmake(const fl_case_side *side, const fl_case_text *file, fl_c_build *build);
void fl_c_read_make(const fl_case_side *side, const fl_case_text *file, fl_c_build *build);

/* -O2, -Ofast: a level of optimisation. */
bool fl_c_is_level(const char *flag);
/* -flto, a profile, -fwhole-program: a flag by which more than one file is optimised at once, or by what was measured. */
bool fl_c_is_whole_program(const char *flag);

void fl_judge_c_build(const fl_case *given, int side, fl_audit *audit);

#endif
