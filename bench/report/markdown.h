/* Text for Markdown. */
#ifndef FAIRLANE_BENCH_REPORT_MARKDOWN_H
#define FAIRLANE_BENCH_REPORT_MARKDOWN_H

#include <stdio.h>

/* Prints text so that whatever Markdown or a web page would take for markup shows as it stands. */
void fl_markdown_escape(const char *text, FILE *out);

#endif
