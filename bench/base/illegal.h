/* What becomes of a program when a library takes the CPU for one that has more. */
#ifndef FAIRLANE_BENCH_BASE_ILLEGAL_H
#define FAIRLANE_BENCH_BASE_ILLEGAL_H

/* For the beginning of main(). From then on an illegal instruction ends the process with FL_UNABLE and one
 * line that names the object it stands in, the C library or another one, instead of a signal without a word.
 * Kernels are tried under a guard of their own (stage.h), which comes first. program: the name in front of
 * the line, static storage. */
void fl_explain_illegal_instructions(const char *program);

/* The same for abort(), by which libraries give up where memory is short. Not for measuring processes: the
 * lab tells of what their kernels do. */
void fl_explain_aborts(const char *program);

/* Undoes both in a process whose death is somebody's evidence. */
void fl_die_of_illegal_instructions(void);

#endif
