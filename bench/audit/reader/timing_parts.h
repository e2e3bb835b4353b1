/* What the writers of single tools share. Private to timing_*.c. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_TIMING_PARTS_H
#define FAIRLANE_BENCH_AUDIT_READER_TIMING_PARTS_H

#include "bench/audit/reader/timing_tools.h"

/* Names that no program can have. */
#define FL_TIMING_TIMES "(times)"
#define FL_TIMING_START "(start)"
#define FL_TIMING_STOP "(stop)"
#define FL_TIMING_UNTOLD "(as many as the tool chooses)"

typedef struct fl_timing_writer {
    fl_program *program;
    const fl_timing *timing;
    int file, line;
    bool failed;
} fl_timing_writer;

/* What is handed to a tool: a function and what it is called with, or a closure. */
typedef struct fl_timing_routine {
    const fl_node *target;
    const fl_node *first; /* of its arguments, which stand in a row; NULL: none */
} fl_timing_routine;

/* How often, and by which clock. Counts are expressions, or NULL and a number. */
typedef struct fl_timing_protocol {
    const fl_node *warm_ups, *rounds;
    double warm_up_number, round_number;
    double calls; /* between two readings */
    const char *clock, *store;
    bool given_once; /* what the routine is called with is computed before all of its calls */
} fl_timing_protocol;

/* Adds a node as the last child of parent (NULL: of none). NULL once memory is short, which the writer remembers. */
fl_node *fl_timing_add(fl_timing_writer *w, fl_node *parent, fl_node_kind kind, const char *text);
/* for _ in 0..count: the block. count: an expression, or NULL and a number, NaN for one that nobody told. */
fl_node *fl_timing_add_loop(fl_timing_writer *w, fl_node *parent, const fl_node *count, double number);
void fl_timing_add_clock(fl_timing_writer *w, fl_node *parent, const char *variable, const char *clock);
/* times.append(stop - start), by the language's method. */
void fl_timing_add_store(fl_timing_writer *w, fl_node *parent, const char *method);
bool fl_timing_is_callable(const fl_timing_routine *r);
void fl_timing_add_call(fl_timing_writer *w, fl_node *parent, const fl_timing_routine *r);
/* Puts the statements that a call stands for in its place. */
void fl_timing_write_out(fl_timing_writer *w, fl_node *call, const fl_timing_routine *r,
                         const fl_timing_protocol *p);

/* One for each tool: finds what the result was timed of, and writes it out; program->timed tells whether. */
void fl_timing_pytest(fl_timing_writer *w);
void fl_timing_criterion(fl_timing_writer *w);
void fl_timing_hyperfine(fl_timing_writer *w);
void fl_timing_marked(fl_timing_writer *w);

#endif
