/* The stage of the tests of point 93: a measured lab, two contestants, and the verdict on them. */
#ifndef FAIRLANE_TESTS_VERDICT_STAGE_H
#define FAIRLANE_TESTS_VERDICT_STAGE_H

#include <stdbool.h>

#include "bench/report/point93_report.h"
#include "tests/bounds/bounds_fixture.h"
#include "tests/verdict/verdict_fixture.h"

extern fl_document lab, of_other_tool[2];
extern fl_trace traces[2];
extern fl_contestant sides[2];
extern fl_point93 point;

int set_up(void **state);
int tear_down(void **state);

/* A kernel of the lab, with a trace as such a kernel leaves it. */
void enter_kernel(int i, const char *name, fl_width width, bool fused);

/* A contestant of which only a summary is known. */
void enter_foreign(int i, const char *name, double mean_us, fl_width width, bool fused);

void judge(void);
bool is_remarked(const char *part);
void expect_cell(fl_cell_kind kind, fl_obtained how, double low, double ratio, double high);

#endif
