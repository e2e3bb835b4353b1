#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/verdict/verdict_stage.h"

fl_document lab, of_other_tool[2];
fl_trace traces[2];
fl_contestant sides[2];
fl_point93 point;

int set_up(void **state)
{
    (void)state;
    bounds_fixture(&lab);
    memset(sides, 0, sizeof sides);
    memset(of_other_tool, 0, sizeof of_other_tool);
    return 0;
}

int tear_down(void **state)
{
    (void)state;
    fl_document_free(&lab);
    fl_document_free(&of_other_tool[0]);
    fl_document_free(&of_other_tool[1]);
    return 0;
}

void enter_kernel(int i, const char *name, fl_width width, bool fused)
{
    fl_result *result = NULL;
    for (size_t k = 0; k < lab.result_count; k++)
        if (strcmp(lab.results[k].name, name) == 0)
            result = &lab.results[k];
    assert_non_null(result);
    memset(result->code_sha256, 'c', 64);
    traces[i] = verdict_trace(width, fused, strcmp(result->work, "logistic-784x1") == 0 ? 784 : 1568);
    traces[i].expected_multiply_adds = traces[i].multiply_add_lanes;
    snprintf(traces[i].name, sizeof traces[i].name, "%s", name);
    traces[i].command[0] = '\0';
    sides[i] = (fl_contestant){.side = {.path = "lab.json", .document = &lab, .result = result},
                               .trace = &traces[i],
                               .traced_sha256 = result->code_sha256,
                               .traced_detail = ""};
}

void enter_foreign(int i, const char *name, double mean_us, fl_width width, bool fused)
{
    fl_document_free(&of_other_tool[i]); /* of an earlier question in the same test */
    verdict_foreign(&of_other_tool[i], name, mean_us, 0);
    of_other_tool[i].results[0].per_call_us.sd = 0.001; /* the interval of the mean stays a point */
    traces[i] = verdict_trace(width, fused, 1568);
    sides[i] = (fl_contestant){.side = {.path = "foreign.json",
                                        .document = &of_other_tool[i],
                                        .result = &of_other_tool[i].results[0]},
                               .trace = &traces[i]};
}

void judge(void)
{
    fl_error error = {""};
    if (fl_point93_judge(sides, &lab, "lab.json", &point, &error) != FL_OK)
        fail_msg("%s", error.text);
}

bool is_remarked(const char *part)
{
    for (size_t i = 0; i < point.remark_count; i++)
        if (strstr(point.remarks[i], part))
            return true;
    return false;
}

void expect_cell(fl_cell_kind kind, fl_obtained how, double low, double ratio, double high)
{
    const fl_cell *cell = &point.cells[kind];
    assert_int_equal(cell->how, how);
    if (!(fabs(cell->low - low) < 1e-9 * low && fabs(cell->high - high) < 1e-9 * high &&
          fabs(cell->ratio - ratio) < 1e-9 * ratio))
        fail_msg("%s: %.9g [%.9g, %.9g]", fl_cell_name(kind), cell->ratio, cell->low, cell->high);
}
