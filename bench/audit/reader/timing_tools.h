/* Tools that read the clock themselves: a program hands them what is to be timed. What such a tool then does, by
 * its own documentation, is written out in the program's tree as the statements that it stands for, so that whoever
 * judges programs reads it like a loop that was written by hand:
 *
 *     benchmark.pedantic(f, args=(x,), rounds=10, warmup_rounds=2)
 *
 * becomes `for _ in 0..2: f(x)` and `for _ in 0..10: start = clock(); f(x); times.append(clock() - start)`. All of
 * it stands on the line of the call. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_TIMING_TOOLS_H
#define FAIRLANE_BENCH_AUDIT_READER_TIMING_TOOLS_H

#include "bench/audit/reader/program.h"

/* What a result file tells of how it was made. */
typedef struct fl_timing {
    const char
        *tool; /* as its importer calls it: "pytest-benchmark", "Criterion"; others are none of these */
    const char
        *entry; /* the result's name: "test_linear", "group/function/parameter", "python3 program.py" */
    const char *command; /* that ran the tool; "" when it is not told */
    const char *clock;   /* by its name in the file: "perf_counter"; "" when it is not told */
    double readings;     /* 0: not told */
    double calls;        /* of a reading; NaN: not told, or differing */
} fl_timing;

/* Before any name of the program was looked up. Sets program->timed to the block that was written out; NULL with
 * program->times_elsewhere when the tool is known and what it timed was not found, or is timed in a way that is not
 * known here. */
void fl_write_out_timing(fl_program *program, const fl_timing *timing);

#endif
