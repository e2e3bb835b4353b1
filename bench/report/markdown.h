/* Text for Markdown. */
#ifndef FAIRLANE_BENCH_REPORT_MARKDOWN_H
#define FAIRLANE_BENCH_REPORT_MARKDOWN_H

#include <stdio.h>

/* Prints text so that whatever Markdown or a web page would take for markup shows as it stands. */
void fl_markdown_escape(const char *text, FILE *out);

/* The same, with line_feed in place of each. */
void fl_markdown_lines(const char *text, const char *line_feed, FILE *out);

#endif
