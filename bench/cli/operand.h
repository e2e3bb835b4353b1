/* Operands that name results of a file: A.json[:NAME] B.json[:NAME]. */
#ifndef FAIRLANE_BENCH_CLI_OPERAND_H
#define FAIRLANE_BENCH_CLI_OPERAND_H

#include "bench/verdict/comparison.h"
#include "kernels/error.h"

typedef struct fl_operand {
    char *path;       /* owned */
    const char *name; /* within the argument; NULL: none given */
    fl_document document;
    fl_side side; /* refers to the operands' documents; both to the first's when both name the same file */
} fl_operand;

/* Reads both files and picks both results. Without a NAME the only result of a file is taken, or the one that
 * is named on the other side. FL_USAGE with one line that begins with command otherwise. The caller frees
 * both operands, after a failure too. */
fl_status fl_operands_read(const char *command, const char *const arguments[2], fl_operand operands[2],
                           fl_error *error);

/* The same in two steps: reads both files (one only where both paths are of it; *same), then picks. */
fl_status fl_operands_open(const char *command, const char *const arguments[2], fl_operand operands[2],
                           bool *same, fl_error *error);
fl_status fl_operands_pick(const char *command, fl_operand operands[2], bool same, fl_error *error);

/* One operand alone. */
fl_status fl_operand_read(const char *command, const char *argument, fl_operand *operand, fl_error *error);

/* Whether what stands in front of some colon of it, or all of it, is there. */
bool fl_operand_is_file(const char *argument);

/* Whether it names a result of a file: FILE:NAME. */
bool fl_operand_names_result(const char *argument);

void fl_operand_free(fl_operand *operand);
void fl_operands_free(fl_operand operands[2]);

#endif
