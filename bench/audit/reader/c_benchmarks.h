/* Which of several benchmarks in a program of C or C++ a result is of. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_C_BENCHMARKS_H
#define FAIRLANE_BENCH_AUDIT_READER_C_BENCHMARKS_H

#include "bench/audit/reader/program.h"

/* Leaves in the tree, of what Google Benchmark runs, the function that the result is called after, "BM_linear/784";
 * and of calls that differ in a name that they hand over, measure("plain", f), the one with the result's name. Before
 * any name of the program was looked up. */
void fl_keep_benchmark(fl_program *program, const char *result);

#endif
