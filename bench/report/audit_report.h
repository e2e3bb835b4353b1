/* What `fairlane audit` says: text, Markdown, and JSON (fairlane.audit/1,
 * bench/audit/fairlane.audit.1.schema.json). */
#ifndef FAIRLANE_BENCH_REPORT_AUDIT_REPORT_H
#define FAIRLANE_BENCH_REPORT_AUDIT_REPORT_H

#include <stdio.h>

#include "bench/audit/audit.h"

fl_status fl_audit_print(const fl_case *given, const fl_audit *audit, FILE *out, fl_error *error);

/* A document to sign, in Markdown: its head (what the case does not tell is left open, but for the date,
 * which is then today's), summary, acceptance criteria, each point, limitations found in the documents, lines
 * to sign, and the digest of every file that was evidence. program: what judged, "fairlane 0.1.0 (…)". */
void fl_audit_print_markdown(const fl_case *given, const fl_audit *audit, const char *program, FILE *out);

/* Text is the caller's to free. FL_UNABLE without memory. */
fl_status fl_audit_json(const fl_case *given, const fl_audit *audit, char **text, fl_error *error);

#endif
