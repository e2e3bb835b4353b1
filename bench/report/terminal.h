/* What a terminal changes: lines end at its width, words break there, and a verdict has a colour. Elsewhere, in a file or
 * a pipe, there is none of that: a line is a row or a sentence, whatever its length, to be searched and compared. */
#ifndef FAIRLANE_BENCH_REPORT_TERMINAL_H
#define FAIRLANE_BENCH_REPORT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/report/report.h"

/* Its columns, 80 where it does not tell; 0: out is no terminal. */
size_t fl_terminal_width(FILE *out);

/* Unless NO_COLOR is set or TERM is "dumb" or not set. */
bool fl_terminal_has_colours(FILE *out);

/* The name that libsmartcols has for the meaning's colour; NULL for none. */
const char *fl_colour_name(fl_meaning meaning);
/* The sequence that begins it; fl_colour_end ends it. */
const char *fl_colour_begin(fl_meaning meaning);
extern const char fl_colour_end[];

/* Columns that a text of UTF-8 takes: one a character, as for all signs that reports use. */
size_t fl_text_width(const char *text);
/* Of its first length bytes. */
size_t fl_text_columns(const char *text, size_t length);

/* text and a line feed, where column columns of the first line are taken already. width: of the terminal, 0 for none.
 * Words that do not fit begin a line behind hang blanks. A line feed in text ends a line where a blank follows, and
 * otherwise is a blank itself; without width it stays as it is. */
void fl_print_prose(FILE *out, const char *text, size_t column, size_t hang, size_t width);

/* Before a note on a line of code, which goes to a line of its own where the terminal has no room for both. */
#define FL_CODE_NOTE " <- "

/* Lines of code or of commands, to be copied: none is broken but before its note. */
void fl_print_code(FILE *out, const char *lines, size_t width);

#endif
