/* What `fairlane audit` says: in short, as a document to sign, and JSON (fairlane.audit/1,
 * bench/audit/fairlane.audit.1.schema.json). */
#ifndef FAIRLANE_BENCH_REPORT_AUDIT_REPORT_H
#define FAIRLANE_BENCH_REPORT_AUDIT_REPORT_H

#include "bench/audit/audit.h"
#include "bench/audit/case/find.h"
#include "bench/record/json.h"
#include "bench/report/report.h"

/* In short: the verdict, what does not pass, then the rest, or with failed_alone nothing else. */
void fl_audit_report(fl_report *report, const fl_case *given, const fl_audit *audit, bool failed_alone);

/* A document to sign: its head (what the case does not tell is left open, but for the date, which is then
 * today's), summary, acceptance criteria, each point, limitations found in the documents, lines to sign, and
 * the digest of every file that was evidence. program: what judged, "fairlane 0.1.0 (…)". */
void fl_audit_document(fl_report *report, const fl_case *given, const fl_audit *audit, const char *program);

/* finding: where the case was found in a folder; else NULL. Text is the caller's to free. FL_UNABLE without
 * memory. */
fl_status fl_audit_json(const fl_case *given, const fl_audit *audit, const fl_finding *finding, char **text,
                        fl_error *error);

/* What was taken of a folder, and what was left and why: at the end of a report, and as the member "found". */
void fl_finding_report(fl_report *report, const fl_finding *finding);
void fl_finding_json(const fl_finding *finding, fl_json to);

/* What running both sides again came to; in JSON the member "reproduction". Nothing, or null, where they were not. */
void fl_reproduction_report(fl_report *report, const fl_case *given);
void fl_reproduction_json(const fl_case *given, fl_json to);

#endif
