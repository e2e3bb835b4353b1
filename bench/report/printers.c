#include <stdlib.h>
#include <string.h>

#include "bench/base/file.h"
#include "bench/base/memory.h"
#include "bench/report/picture_draw.h"
#include "bench/report/printer.h"

/* One a line; print_NAME.c has fl_printer_NAME. The first is what is printed unless another is asked for. */
#define FL_PRINTERS(X)                                                                                       \
    X(text)                                                                                                  \
    X(wide)                                                                                                  \
    X(markdown)                                                                                              \
    X(html)

#define FL_PRINTER_DECLARED(name) extern const fl_printer fl_printer_##name;
FL_PRINTERS(FL_PRINTER_DECLARED)

#define FL_PRINTER_LISTED(name) &fl_printer_##name,
const fl_printer *const fl_printers[] = {FL_PRINTERS(FL_PRINTER_LISTED) NULL};

fl_drawing fl_report_drawing = {.folder = NULL};

fl_status fl_report_print(fl_report *report, const fl_printer *printer, FILE *out, fl_error *error)
{
    fl_status status = FL_OK;
    if (report->arena.failed || fl_memory_ran_short())
        status = fl_fail(error, FL_UNABLE, "the report cannot be printed: out of memory");
    if (status == FL_OK)
        status = (printer ? printer : fl_printers[0])->print(report, out, error);
    if (status == FL_OK && fl_report_drawing.folder) {
        fflush(out);
        status = fl_pictures_write(report, fl_report_drawing.folder, error);
    }
    fl_report_free(report);
    return status;
}

/* What was printed into a file without a name, whole. NULL where that cannot be read again. */
static char *read_back(FILE *file, size_t *size)
{
    long length = fflush(file) == 0 && !ferror(file) ? ftell(file) : -1;
    char *bytes = length >= 0 ? malloc((size_t)length + 1) : NULL;
    *size = length >= 0 ? (size_t)length : 0;
    rewind(file);
    if (bytes && fread(bytes, 1, *size, file) != *size) {
        free(bytes);
        bytes = NULL;
    }
    return bytes;
}

fl_status fl_report_write(fl_report *report, const fl_printer *printer, const char *path, fl_error *error)
{
    FILE *file = tmpfile();
    size_t size = 0;
    char *bytes = NULL;
    if (!file) {
        fl_report_free(report);
        return fl_fail(error, FL_UNABLE, "%s: no temporary file can be made for the report", path);
    }
    fl_status status = fl_report_print(report, printer, file, error);
    if (status == FL_OK && !(bytes = read_back(file, &size)))
        status = fl_fail(error, FL_UNABLE, "%s: the report cannot be kept in a temporary file", path);
    if (status == FL_OK)
        status = fl_file_write(path, bytes, size, error);
    free(bytes);
    fclose(file);
    return status;
}

bool fl_printer_is_text(const fl_printer *printer)
{
    return !printer || printer == &fl_printer_text || printer == &fl_printer_wide;
}

const fl_printer *fl_printer_of_path(const char *path)
{
    size_t length = strlen(path);
    for (size_t i = 0; fl_printers[i]; i++) {
        size_t ending = strlen(fl_printers[i]->ending);
        if (length > ending && strcmp(path + length - ending, fl_printers[i]->ending) == 0)
            return fl_printers[i];
    }
    return fl_printers[0];
}
