/* Any bytes must end in a document or in one line of error, never in a fault; and what was read, written and
 * read again must be the same to the byte. */
#include "tests/fuzz/fuzz.h"

#include "bench/record/result.h"
#include "bench/record/tool_formats.h"

static char *rewrite(const fl_document *document)
{
    char *text = NULL;
    if (fl_document_text(document, true, &text, NULL) != FL_OK)
        abort();
    return text;
}

/* What the audit takes of a file that lacks figures. */
static void read_incomplete(const uint8_t *bytes, size_t size)
{
    fl_document document;
    fl_error error = {""};
    fl_status status = fl_document_parse_incomplete((const char *)bytes, size, "fuzz", &document, &error);
    fuzz_must(status == FL_OK ? !error.text[0]
                              : status == FL_USAGE && error.text[0] && !strpbrk(error.text, "\n\r\x1b"));
    fl_document_free(&document);
}

/* What is compared without its single calls: refused just where it is with them. */
static void read_without_samples(const uint8_t *bytes, size_t size, fl_status with)
{
    for (int counts = 0; counts < 2; counts++) {
        const fl_format_reader formats = {.without_samples = true, .counts = counts};
        fl_document document;
        fl_error error = {""};
        fuzz_must(fl_document_parse_any((const char *)bytes, size, "fuzz", &formats, &document, &error) ==
                  with);
        fl_document_free(&document);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fl_document first, second;
    fl_error error = {""};
    read_incomplete(bytes, size);
    fl_status status = fl_document_parse((const char *)bytes, size, "fuzz", &first, &error);
    read_without_samples(bytes, size, status);
    if (status != FL_OK) {
        if (status != FL_USAGE || strncmp(error.text, "fuzz:", 5) != 0 || strpbrk(error.text, "\n\r\x1b") ||
            first.results || first.result_count > 0)
            abort();
        return 0;
    }
    if (error.text[0])
        abort();
    char *once = rewrite(&first);
    /* A foreign file does not promise what ours do, so it need not pass as one of ours. */
    if (!first.of_other_tool) {
        if (fl_document_parse(once, strlen(once), "fuzz", &second, &error) != FL_OK)
            abort();
        char *twice = rewrite(&second);
        if (strcmp(once, twice) != 0)
            abort();
        free(twice);
        fl_document_free(&second);
    }
    free(once);
    fuzz_must(fl_document_read(fuzz_file(bytes, size), &second, &error) == FL_OK);
    fl_document_free(&second);
    fl_document_free(&first);
    return 0;
}
