#include "tests/report/run_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>

#include "bench/report/printer.h"
#include "bench/report/run_report.h"

const char *run_text(const fl_document *document)
{
    static char text[65536];
    fl_error error = {""};
    fl_report report = {.title = NULL};
    FILE *file = tmpfile();
    assert_non_null(file);
    fl_run_report(&report, document);
    fl_status status = fl_report_print(&report, NULL, file, &error);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_int_equal(status, FL_OK);
    return text;
}
