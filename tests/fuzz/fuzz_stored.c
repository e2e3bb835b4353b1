/* Any bytes must end in the report of a document or in one line of error, never in a fault. */
#include "tests/fuzz/fuzz.h"

#include "bench/report/documents.h"
#include "bench/report/printer.h"
#include "bench/report/stored.h"

/* Builds the report in both manners, prints it, and tells whether there is one. */
static bool told(const fl_stored_form *form, const char *bytes, size_t size, bool on_paper)
{
    fl_report report = {.title = NULL};
    fl_error error = {""};
    char *text = NULL;
    size_t length = 0;
    fl_status status = form->tell(bytes, size, "fuzz", on_paper, &report, &error);
    if (status != FL_OK) {
        fl_report_free(&report);
        fuzz_must(status == FL_USAGE && strncmp(error.text, "fuzz:", 5) == 0 &&
                  !strpbrk(error.text, "\n\r\x1b"));
        return false;
    }
    FILE *out = open_memstream(&text, &length);
    fuzz_must(out && fl_report_print(&report, fl_printers[on_paper], out, &error) == FL_OK);
    fuzz_must(fclose(out) == 0 && length > 0 && !memchr(text, '\x1b', length));
    free(text);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char schema[64];
    char *text = fuzz_text(bytes, size);
    fl_stored_schema(fuzz_file(bytes, size), schema, sizeof schema);
    const fl_stored_form *form = fl_stored_find(schema);
    for (const fl_stored_form *any = fl_stored_forms; any->description; any++)
        if (told(any, text, size, false)) {
            fl_report report = {.title = NULL};
            fl_error error = {""};
            fuzz_must(told(any, text, size, true) && (!form || form == any));
            fuzz_must(!form || fl_stored_tell(form, fuzz_file(bytes, size), true, &report, &error) == FL_OK);
            fl_report_free(&report);
        }
    free(text);
    return 0;
}
