/* Any bytes must end in a trace or in one line of error, never in a fault; and what was read and written
 * again must read as the same trace. */
#include "tests/fuzz/fuzz.h"

#include "bench/evidence/trace_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fl_trace first, second;
    fl_error error = {""};
    char *text = NULL;
    fl_status status = fl_trace_parse((const char *)bytes, size, "fuzz", &first, &error);
    if (status != FL_OK) {
        if (status != FL_USAGE || strncmp(error.text, "fuzz:", 5) != 0 || strpbrk(error.text, "\n\r\x1b"))
            abort();
        return 0;
    }
    if (fl_trace_text(&first, &text, &error) != FL_OK ||
        fl_trace_parse(text, strlen(text), "fuzz", &second, &error) != FL_OK ||
        memcmp(&first, &second, sizeof first) != 0)
        abort();
    free(text);
    fuzz_must(fl_trace_read(fuzz_file(bytes, size), &second, &error) == FL_OK);
    fuzz_must(memcmp(&first, &second, sizeof first) == 0);
    return 0;
}
