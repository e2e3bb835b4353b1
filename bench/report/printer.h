/* The forms in which a report can be printed. A new one is a file and a line in printers.c: the option of
 * every command that reports, the help and the man page follow from it. */
#ifndef FAIRLANE_BENCH_REPORT_PRINTER_H
#define FAIRLANE_BENCH_REPORT_PRINTER_H

#include <stdio.h>

#include "bench/report/report.h"

typedef struct fl_printer {
    const char *name;   /* "markdown", and so the option --markdown */
    const char *ending; /* of names of files in this form, ".md" */
    const char *help;   /* of that option, one sentence */
    /* FL_UNABLE without memory; whether the writing failed shows in ferror(out) */
    fl_status (*print)(const fl_report *report, FILE *out, fl_error *error);
} fl_printer;

/* The first is what is printed unless another is asked for; ends with NULL. */
extern const fl_printer *const fl_printers[];

/* What becomes of the pictures of this process's reports beside their printing; set once, by the options. */
typedef struct fl_drawing {
    const char *folder; /* for files of them, written when it is printed; NULL: none are written */
    bool in_text;       /* text shows them in characters */
} fl_drawing;

extern fl_drawing fl_report_drawing;

/* Prints a report and frees it. printer: NULL for the first. FL_UNABLE where memory ran
 * short, with nothing printed if that was while it was built. */
fl_status fl_report_print(fl_report *report, const fl_printer *printer, FILE *out, fl_error *error);

/* The same into a file, written whole or not at all. FL_UNABLE as of fl_file_write(). */
fl_status fl_report_write(fl_report *report, const fl_printer *printer, const char *path, fl_error *error);

/* Text, NULL included, whatever its width: to be looked at, while other forms are documents to keep. */
bool fl_printer_is_text(const fl_printer *printer);

/* The form that the ending of a file's name asks for; the first for any other. */
const fl_printer *fl_printer_of_path(const char *path);

#endif
