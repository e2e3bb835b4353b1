/* What `fairlane audit` says: text, Markdown, and JSON (fairlane.audit/1,
 * bench/audit/fairlane.audit.1.schema.json). */
#ifndef FAIRLANE_BENCH_REPORT_AUDIT_REPORT_H
#define FAIRLANE_BENCH_REPORT_AUDIT_REPORT_H

#include <stdio.h>

#include "bench/audit/audit.h"

fl_status fl_audit_print(const fl_case *given, const fl_audit *audit, FILE *out, fl_error *error);

/* To hand on: headings, tables, nothing for a terminal. */
void fl_audit_print_markdown(const fl_case *given, const fl_audit *audit, FILE *out);

/* Text is the caller's to free. FL_UNABLE without memory. */
fl_status fl_audit_json(const fl_case *given, const fl_audit *audit, char **text, fl_error *error);

#endif
