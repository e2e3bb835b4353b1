#include "bench/cli/compare_fleet.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench/base/text.h"
#include "bench/cli/operand.h"
#include "bench/import/result_files.h"
#include "bench/report/fleet_report.h"

static fl_status collect(char *const *operands, int count, fl_result_files *files, fl_error *error)
{
    fl_status status = FL_OK;
    for (int i = 0; i < count && status == FL_OK; i++) {
        if (fl_operand_names_result(operands[i]))
            return fl_fail(error, FL_USAGE,
                           "compare: two results are needed, as in r.json:scalar r.json:avx2; of many files "
                           "none is named here, --of A,B names two for all of them");
        status = fl_result_files_add(files, operands[i], error);
    }
    fl_result_files_settle(files);
    return status;
}

static fl_status print(const fl_fleet *fleet, fl_fleet_form form, const fl_printer *printer,
                       const char *output, fl_error *error)
{
    char *text = NULL;
    fl_report report = {.title = NULL};
    fl_status status = FL_OK;
    switch (form) {
    case FL_FLEET_JSON:
        status = fl_fleet_json(fleet, &text, error);
        if (text)
            fputs(text, stdout);
        free(text);
        return status;
    case FL_FLEET_CSV:
        fl_fleet_csv(fleet, stdout);
        for (size_t i = 0; i < fleet->failure_count; i++) /* the table has no place for them */
            fl_print(stderr, "fairlane: not read: %s\n", fleet->failures[i].reason);
        return FL_OK;
    case FL_FLEET_REPORT:
        break;
    }
    fl_fleet_report(&report, fleet);
    return output ? fl_report_write(&report, printer, output, error)
                  : fl_report_print(&report, printer, stdout, error);
}

fl_status fl_compare_fleet(char *const *operands, int count, const fl_fleet_options *options,
                           fl_fleet_form form, const fl_printer *printer, const char *output, fl_error *error)
{
    fl_result_files files = {0};
    fl_fleet fleet;
    fl_fleet_init(&fleet, options);
    fl_status status = collect(operands, count, &files, error);
    if (status == FL_OK)
        status = fl_fleet_read(&fleet, &files, error);
    if (status == FL_OK)
        status = print(&fleet, form, printer, output, error);
    if (status == FL_OK && fleet.failure_count > 0)
        status = FL_NEGATIVE;
    fl_fleet_free(&fleet);
    fl_result_files_free(&files);
    return status;
}
