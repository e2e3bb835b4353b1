/* What the files of the fleet's report share. Private to this room. */
#ifndef FAIRLANE_BENCH_REPORT_FLEET_PARTS_H
#define FAIRLANE_BENCH_REPORT_FLEET_PARTS_H

#include "bench/report/table.h"
#include "bench/verdict/fleet.h"

/* A table in either form. */
typedef struct fl_sheet {
    bool markdown, started;
    FILE *out;
    fl_table *table; /* text */
} fl_sheet;

void fl_sheet_begin(fl_sheet *sheet, bool markdown, const fl_column *columns, size_t count, FILE *out);
void fl_sheet_row(fl_sheet *sheet);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void fl_sheet_cell(fl_sheet *sheet, const char *format, ...);
fl_status fl_sheet_end(fl_sheet *sheet, fl_error *error);

/* A heading above a table; a paragraph; one line of a list. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
void fl_fleet_heading(bool markdown, FILE *out, const char *format, ...);
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
void fl_fleet_line(bool markdown, FILE *out, const char *format, ...);

/* The part of a path that tells files apart: what all of them begin with, up to a slash, is left out. */
const char *fl_fleet_label(const fl_fleet *fleet, const char *path);

/* "10.4 [10.3, 10.5]" without the interval where there is none. */
void fl_fleet_ratio_cells(fl_sheet *sheet, bool known, double ratio, double low, double high);

/* Machine by machine, or, of many, kind by kind. */
fl_status fl_fleet_claim_table(const fl_fleet *fleet, bool markdown, FILE *out, fl_error *error);

/* Contestants of one kind of machine: the files from first up to end. */
fl_status fl_fleet_kind_table(const fl_fleet *fleet, size_t first, size_t end, bool markdown, FILE *out,
                              fl_error *error);

#endif
