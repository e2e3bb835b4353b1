/* What stands between fairlane.audit/1 and the values that its report is made from. Private to this room, as
 * point93_stored.h: audit_read.c settles it. */
#ifndef FAIRLANE_BENCH_REPORT_AUDIT_STORED_H
#define FAIRLANE_BENCH_REPORT_AUDIT_STORED_H

#include "bench/audit/audit.h"
#include "bench/audit/case/find.h"
#include "bench/audit/providers/reproduction.h"
#include "bench/report/audit_report.h"

enum { FL_AUDIT_WORD = 32, FL_AUDIT_PATH = 4096 };

typedef struct fl_stored_difference {
    char what[FL_AUDIT_WORD], difference[320];
} fl_stored_difference;

typedef struct fl_stored_counts {
    int number; /* of the category */
    char title[64];
    int pass, fail, unchecked, not_applicable;
} fl_stored_counts;

typedef struct fl_stored_live {
    char live[FL_AUDIT_WORD], kept[FL_AUDIT_WORD];
    int number;
} fl_stored_live;

typedef struct fl_stored_evidence {
    char concerns[FL_AUDIT_WORD], verdict[FL_AUDIT_WORD], how[FL_AUDIT_WORD], provider[FL_AUDIT_WORD];
    fl_evidence is;
} fl_stored_evidence;

typedef struct fl_stored_audit_point {
    int number, category;
    char title[73], verdict[FL_AUDIT_WORD];
    char providers[FL_PROVIDERS][FL_AUDIT_WORD];
    size_t provider_count;
    fl_stored_evidence evidence[FL_AUDIT_EVIDENCE];
    size_t evidence_count;
} fl_stored_audit_point;

/* Of a folder. */
typedef struct fl_stored_found_file {
    char path[256], role[FL_AUDIT_WORD], side[FL_AUDIT_WORD], why[120];
} fl_stored_found_file;

typedef struct fl_stored_commands {
    char build[512], command[512], place[160];
} fl_stored_commands;

typedef struct fl_stored_found {
    fl_stored_commands sides[2];
    fl_stored_found_file *taken, *left; /* owned */
    size_t taken_count, left_count, other_files, folders_left;
    char cpu_named[128], cpu_place[160];
} fl_stored_found;

/* Of --reproduce. */
typedef struct fl_stored_run {
    char path[FL_AUDIT_PATH];
    double mean_us, seconds, other_busy_cpus, steal_percent;
} fl_stored_run;

typedef struct fl_stored_reproduced {
    char build[512], command[512], why_not[400], trace[192], trace_path[256], why_no_trace[400];
    double published_mean_us;
    fl_stored_run runs[FL_REPRODUCED_RUNS];
    size_t run_count;
} fl_stored_reproduced;

typedef struct fl_stored_reproduction {
    char cpu[128];
    bool confined;
    double core_ghz;
    fl_stored_reproduced sides[2];
} fl_stored_reproduction;

typedef struct fl_stored_audit {
    char path[512], names[2][64], conclusion[320], not_read[320];
    bool by_lab, valid;
    fl_stored_difference unlike[FL_ASPECTS];
    fl_stored_counts total, categories[FL_AUDIT_CATEGORIES];
    fl_stored_live live_only[FL_AUDIT_POINTS];
    size_t unlike_count, category_count, live_only_count;
    bool has_found, has_reproduction;
    fl_stored_found found;
    fl_stored_reproduction reproduction;
    fl_audit_paper paper;
    fl_stored_audit_point *points; /* owned; FL_AUDIT_POINTS of a document that was read */
    size_t point_count;
    fl_audit judged;
} fl_stored_audit;

#endif
