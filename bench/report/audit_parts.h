/* What the printed forms of an audit share. Private to this room. */
#ifndef FAIRLANE_BENCH_REPORT_AUDIT_PARTS_H
#define FAIRLANE_BENCH_REPORT_AUDIT_PARTS_H

#include <stdbool.h>

#include "bench/audit/audit.h"
#include "bench/report/report.h"

/* "A", "B", "" for both. */
const char *fl_audit_concerned(const fl_evidence *piece);

/* Whether a piece is among those that decide its point: all that fail, or one for each side. */
bool fl_audit_is_shown(const fl_audit_point *point, size_t index);

/* What stands behind the verdict: the factor, and how steady it is. */
void fl_audit_add_answer(fl_report *report, const fl_audit *audit);

/* Points that only a live audit can decide; nothing where there are none. */
void fl_audit_add_live_only(fl_report *report, const fl_audit *audit);

#endif
