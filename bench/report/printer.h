/* The forms in which a report can be printed. A new one is a file and a line in printers.c: the option of
 * every command that reports, the help and the man page follow from it. */
#ifndef FAIRLANE_BENCH_REPORT_PRINTER_H
#define FAIRLANE_BENCH_REPORT_PRINTER_H

#include <stdio.h>

#include "bench/report/report.h"

typedef struct fl_printer {
    const char *name; /* "markdown", and so the option --markdown */
    const char *help; /* of that option, one sentence */
    /* FL_UNABLE without memory; whether the writing failed shows in ferror(out) */
    fl_status (*print)(const fl_report *report, FILE *out, fl_error *error);
} fl_printer;

/* The first is what is printed unless another is asked for; ends with NULL. */
extern const fl_printer *const fl_printers[];

/* Prints a report and frees it. printer: NULL for the first. FL_UNABLE where memory ran
 * short, with nothing printed if that was while it was built. */
fl_status fl_report_print(fl_report *report, const fl_printer *printer, FILE *out, fl_error *error);

#endif
