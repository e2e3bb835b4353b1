#include "bench/base/memory.h"
#include "bench/report/printer.h"

extern const fl_printer fl_printer_text;
extern const fl_printer fl_printer_markdown;

const fl_printer *const fl_printers[] = {
    &fl_printer_text,     //
    &fl_printer_markdown, //
    NULL,
};

fl_status fl_report_print(fl_report *report, const fl_printer *printer, FILE *out, fl_error *error)
{
    fl_status status = report->arena.failed || fl_memory_ran_short()
                           ? fl_fail(error, FL_UNABLE, "the report cannot be printed: out of memory")
                           : (printer ? printer : fl_printers[0])->print(report, out, error);
    fl_report_free(report);
    return status;
}
