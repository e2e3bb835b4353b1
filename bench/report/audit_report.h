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

enum { FL_AUDIT_LIMITATIONS = 20, FL_AUDIT_LINE = 240 };

/* A line of a document under a heading that speaks of limitations. */
typedef struct fl_audit_limitation {
    char text[FL_AUDIT_LINE], path[256];
    size_t line;
} fl_audit_limitation;

/* A file that was evidence: what it was, "result of A", and its digest. */
typedef struct fl_audit_file {
    char role[64], path[512], sha256[65];
} fl_audit_file;

/* What an audit on paper has beside its verdicts. */
typedef struct fl_audit_paper {
    fl_case_head head; /* what the case does not tell is left open, but for the date, which is then today's */
    char program
        [128]; /* what judged, "fairlane 0.1.0 (…)"; "": a document of before that tells none of this */
    fl_audit_limitation limitations[FL_AUDIT_LIMITATIONS]; /* the first ones */
    size_t limitation_count;
    fl_audit_file *files; /* [file_count], owned */
    size_t file_count, file_room;
    bool short_of_memory;
} fl_audit_paper;

/* FL_UNABLE without memory; to be freed in any case. */
fl_status fl_audit_paper_of(const fl_case *given, const char *program, fl_audit_paper *paper,
                            fl_error *error);
void fl_audit_paper_free(fl_audit_paper *paper);

/* A document to sign: its head, summary, acceptance criteria, each point, limitations found in the documents, lines to
 * sign, and the digest of every file that was evidence. */
void fl_audit_document(fl_report *report, const fl_case *given, const fl_audit *audit,
                       const fl_audit_paper *paper);

/* finding: where the case was found in a folder; else NULL. Text is the caller's to free. FL_UNABLE without
 * memory. */
fl_status fl_audit_json(const fl_case *given, const fl_audit *audit, const fl_finding *finding,
                        const fl_audit_paper *paper, char **text, fl_error *error);

/* What was taken of a folder, and what was left and why: at the end of a report, and as the member "found". */
void fl_finding_report(fl_report *report, const fl_finding *finding);
void fl_finding_json(const fl_finding *finding, fl_json to);

/* What running both sides again came to; in JSON the member "reproduction". Nothing, or null, where they were not. */
void fl_reproduction_report(fl_report *report, const fl_case *given);
void fl_reproduction_json(const fl_case *given, fl_json to);

#endif
