/* Tables of text. On a terminal that is too narrow prose is broken at words, columns of a rank are left out, the highest
 * first, which is said, and those that still do not fit follow in further blocks, each beginning with the first column
 * again; of a wide table (fl_table_widen()) no column is left out. Nothing is cut at any width.
 * Everywhere else a table is plain and whole, one line a row. Cells are UTF-8; anything a terminal could take
 * for a command stands as '?' (fl_text_make_plain). */
#ifndef FAIRLANE_BENCH_REPORT_TABLE_H
#define FAIRLANE_BENCH_REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/report/report.h"
#include "kernels/error.h"

typedef struct fl_table fl_table;

/* An empty table; the caller frees it. Never NULL in effect: when memory ran out, every function below does
 * nothing and fl_table_print says so. */
fl_table *fl_table_new(const fl_report_column *columns, size_t count);
void fl_table_free(fl_table *table);

/* Starts a row; its cells are empty. */
void fl_table_row(fl_table *table);

/* Fills the next cell of the current row. */
FL_PRINTF(2, 3)
void fl_table_cell(fl_table *table, const char *format, ...);

/* Gives the cell that was filled last the colour of its meaning, likewise. */
void fl_table_colour(fl_table *table, fl_meaning meaning);

/* Which columns are left out first for want of width: [columns of the table], 0: never; NULL: none is. */
void fl_table_rank(fl_table *table, const int *ranks);

/* No column is left out for want of width. */
void fl_table_widen(fl_table *table);

/* Makes the current row stand out where out is a terminal, unless NO_COLOR is set. */
void fl_table_emphasise(fl_table *table);

/* Prints, once. FL_UNABLE when memory ran out; whether the writing failed shows in ferror(out). */
fl_status fl_table_print(fl_table *table, FILE *out, fl_error *error);

#endif
