/* Which functions a traced program executed. Private to the ptrace backend. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_FUNCTIONS_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_FUNCTIONS_H

#include "bench/evidence/tracee.h"

typedef struct fl_functions fl_functions;

/* NULL: no memory, and nothing is told of functions. */
fl_functions *fl_functions_new(void);
void fl_functions_free(fl_functions *functions);

/* The index of the function that holds an instruction, by the symbols of its file; code without a symbol is
 * one function for each object. SIZE_MAX: no memory. */
size_t fl_functions_find(fl_functions *functions, const fl_space *space, const fl_code *code);

/* As its author wrote it; "[no symbol]". Valid until the next function is found. */
const char *fl_functions_name(const fl_functions *functions, size_t index);

/* Where that function begins and ends, by its symbol. False: none holds the instruction. */
bool fl_functions_extent(fl_functions *functions, const fl_space *space, const fl_code *code, uint64_t *begin,
                         uint64_t *end);

void fl_functions_count(fl_functions *functions, size_t index, uint64_t instructions, uint64_t multiply_adds);

/* Forgets the counts, keeps the symbols. */
void fl_functions_clear(fl_functions *functions);

/* The ones that executed most, with those that multiplied
 * and added most among them, most instructions first. */
void fl_functions_hand_over(const fl_functions *functions, fl_trace *trace);

#endif
