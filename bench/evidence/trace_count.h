/* The counter that both backends of a trace feed: executed instructions in, an fl_trace out. Pure. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_COUNT_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_COUNT_H

#include "bench/evidence/trace.h"

#define FL_LANES_UNKNOWN UINT64_MAX

/* Executions of one instruction at one address. */
typedef struct fl_execution {
    const fl_instruction *instruction; /* NULL: not decoded */
    size_t object;                     /* from fl_trace_object_index() */
    fl_part_of part;                   /* who executed it */
    uint64_t times;
    /* Sums over these times, looked at only where the instruction has them: */
    uint64_t repetitions;    /* instruction->repeats: how often the string operation was done */
    uint64_t chained;        /* how often it lengthened a long chain: fl_chain_follow() */
    uint64_t switched;       /* of these, another one than the last */
    uint64_t longest;        /* chain that it added to */
    uint64_t selected_lanes; /* instruction->mask_register >= 0, or no fixed lanes (SVE): lanes left by the
                              * mask; FL_LANES_UNKNOWN when that was not seen */
} fl_execution;

/* Zero counts, 1,568 multiply-adds expected. */
void fl_trace_init(fl_trace *trace);

/* The object of that name, added when new. Those beyond FL_TRACE_OBJECTS share a last one, "[others]". */
size_t fl_trace_object_index(fl_trace *trace, const char *name);

void fl_trace_count(fl_trace *trace, const fl_execution *execution);

/* One system call; fl_system_call_name() for the number. Those beyond FL_TRACE_CALLS share "[others]". */
void fl_trace_count_call(fl_trace *trace, const char *name);
void fl_trace_count_call_by(fl_trace *trace, const char *name, fl_part_of part);

/* Takes an empty region's instructions, bytes, moves, integer multiplications, objects and system calls off a
 * region's, none below zero. Floating-point arithmetic, threads, forks and signals stay: an empty region has
 * none of its own that could be taken off. One that did more than the region, as the first of a program may
 * (lazy binding, a virtual machine that looks a method up), is none of its part, and nothing is taken off. */
void fl_trace_subtract(fl_trace *trace, const fl_trace *empty);

/* Sorts objects and calls, most first, drops those left without instructions, and classifies. */
void fl_trace_finish(fl_trace *trace);

/* "read" for 0 on x86-64 …; "system call 451" written to text when this build's headers do not name it.
 * Returns text. */
const char *fl_system_call_name(uint64_t number, char text[32]);

/* Number of ones among the lowest `lanes` bits of a mask. */
uint64_t fl_lanes_selected(uint64_t mask, int lanes);

/* ---- what an instruction on tiles does: trace_tiles.c ---- */

enum { FL_TILE_CONFIGURATION_BYTES = 64 };

/* x86 AMX: bytes of the tile that is moved, or sums times what each of them adds, by a configuration as
 * LDTILECFG reads it. False where the tiles are not configured. */
bool fl_tile_lanes(const unsigned char configuration[FL_TILE_CONFIGURATION_BYTES],
                   const fl_instruction *instruction, uint64_t *lanes);

/* AArch64 SME: products of one outer product. rows and columns are predicates of `bits` bits, one for each
 * byte of a vector; a product is made where both of its factors are chosen. */
uint64_t fl_outer_lanes(const uint64_t *rows, const uint64_t *columns, unsigned bits,
                        const fl_instruction *instruction);

/* AArch64 SME2: lanes of all of an instruction's vectors that a predicate as counter selects (DDI 0487,
 * CounterToPredicate): the lowest bit set is the size of its elements, above it stands how many, and bit 15 takes
 * those behind them instead. bits as above. */
uint64_t fl_counted_lanes(uint64_t counter, unsigned bits, const fl_instruction *instruction);

/* Whether the object at path is meant by this name: "libfoo" is libfoo, libfoo.so.3 and, as files behind such
 * links are often called, libfoo-2.4.so and libfoo-r3.so; not libfoo_bar.so. */
bool fl_trace_is_library(const char *path, const char *name);

#endif
