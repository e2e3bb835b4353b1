/* Which of the sources are programs that the command runs: of Python the files that it names, of Rust the targets as Cargo
 * finds them (The Cargo Book, "Cargo Targets"). What stands beside them in a folder may be another program. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_COMMAND_PROGRAM_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_COMMAND_PROGRAM_H

#include "bench/audit/case/case.h"
#include "bench/audit/reader/program.h"

typedef struct fl_programs {
    bool told; /* the command tells what it runs, and all of that is among the sources */
    bool entry
        [FL_CASE_FILES]; /* which sources these are; where several are, one of them made the result; of C: it names */
    bool several;      /* it runs one of several, or all, and which made the result is not told */
    char lacking[160]; /* what it runs and is not among the sources; "" */
} fl_programs;

void fl_programs_find(const fl_case_side *side, fl_programs *programs);

/* Empties the trees of sources that are no part of what is run: neither run nor imported, declared or named there. */
void fl_programs_keep(const fl_case_side *side, const fl_programs *programs, fl_program *program);

/* Whether what is run may be, or lead to, a file of the folder that was not taken; of the sources' own folders alone. */
bool fl_programs_may_lead_to(const fl_case_side *side, const fl_programs *programs, const fl_program *program,
                             const char *path);

/* Whether two files belong to two programs that the command runs one after the other; in C and C++, where it names no source,
 * to any two. */
bool fl_programs_run_both(const fl_programs *programs, const fl_program *program, size_t one, size_t other);

/* Whether one of two files imports, declares or names the other. */
bool fl_programs_are_one(const fl_program *program, size_t one, size_t other);

#endif
