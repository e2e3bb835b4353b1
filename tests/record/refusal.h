/* What a refused document looks like: one line, and nothing
 * left behind. Behind cmocka.h and what it needs. */
#ifndef FAIRLANE_TESTS_REFUSAL_H
#define FAIRLANE_TESTS_REFUSAL_H

#include <stdlib.h>
#include <string.h>

#include "bench/record/result.h"

/* Exact size on the heap, so that the sanitizers see one byte read too far. */
static inline void expect_refusal_at(const char *text, size_t size, const char *start, const char *part)
{
    fl_document document;
    fl_error error = {""};
    char *exact = malloc(size ? size : 1);
    assert_non_null(exact);
    memcpy(exact, text, size);
    fl_status status = fl_document_parse(exact, size, "doc.json", &document, &error);
    free(exact);
    if (status == FL_OK)
        fl_document_free(&document);
    if (status != FL_USAGE || strncmp(error.text, start, strlen(start)) != 0 || !strstr(error.text, part) ||
        strpbrk(error.text, "\n\033"))
        fail_msg("status %d, '%s', where '%s' and '%s' are expected", (int)status, error.text, start, part);
    assert_null(document.results);
    assert_int_equal(document.result_count, 0);
}

/* The reader of violations.h. */
static inline fl_status read_document(const char *text, size_t size, fl_error *error)
{
    fl_document document;
    fl_status status = fl_document_parse(text, size, "document.json", &document, error);
    if (status == FL_OK)
        fl_document_free(&document);
    return status;
}

static inline void expect_refusal(const char *text, size_t size, const char *part)
{
    expect_refusal_at(text, size, "doc.json:", part);
}

#endif
