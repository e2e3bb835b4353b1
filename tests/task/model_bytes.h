/* Builds safetensors files, good and hostile, for the tests of their reader. Under AddressSanitizer the
 * buffers, cut to size, show any read beyond them. */
#ifndef FAIRLANE_TESTS_MODEL_BYTES_H
#define FAIRLANE_TESTS_MODEL_BYTES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/task/task.h"

enum { MODEL_DATA = 4 * (FL_WEIGHTS + FL_OUTPUTS) };

#define BIAS "\"bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}"
#define WEIGHT "\"weight\":{\"dtype\":\"F32\",\"shape\":[2,784],\"data_offsets\":[8,6280]}"
#define GOOD "{" BIAS "," WEIGHT "}"
#define F32(name, shape, begin, end)                                                                         \
    "\"" name "\":{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":[" begin "," end "]}"

/* The file of that header and that many bytes of data, in a buffer of just its size. Caller frees. */
static inline unsigned char *build(const char *header, size_t header_size, size_t data_size, size_t *size)
{
    *size = 8 + header_size + data_size;
    unsigned char *bytes = malloc(*size);
    assert_non_null(bytes);
    for (int n = 0; n < 8; n++)
        bytes[n] = (unsigned char)((uint64_t)header_size >> (8 * n));
    memcpy(bytes + 8, header, header_size);
    for (size_t n = 0; n < data_size; n++)
        bytes[8 + header_size + n] = (unsigned char)(n % 4 == 3 ? 0x3F : n);
    return bytes;
}

static inline void assert_refused(const void *bytes, size_t size, const char *words)
{
    fl_model model;
    static const fl_model nothing;
    fl_error error = {""};
    memset(&model, 0x55, sizeof model);
    fl_status status = fl_model_parse(bytes, size, "bad.safetensors", &model, &error);
    if (status != FL_USAGE || !strstr(error.text, words))
        fail_msg("expected \"%s\", got status %d and \"%s\"", words, (int)status, error.text);
    assert_true(strncmp(error.text, "bad.safetensors: ", 17) == 0);
    for (const char *c = error.text; *c; c++)
        assert_true((unsigned char)*c >= ' ' && *c != 0x7F); /* one line, nothing that moves the cursor */
    assert_memory_equal(&model, &nothing, sizeof model);
}

static inline void assert_header_refused(const char *header, size_t data_size, const char *words)
{
    size_t size = 0;
    unsigned char *bytes = build(header, strlen(header), data_size, &size);
    assert_refused(bytes, size, words);
    free(bytes);
}

static inline void assert_header_accepted(const char *header, size_t data_size)
{
    size_t size = 0;
    unsigned char *bytes = build(header, strlen(header), data_size, &size);
    fl_model model;
    fl_error error = {""};
    if (fl_model_parse(bytes, size, "good.safetensors", &model, &error) != FL_OK)
        fail_msg("%s: %s", header, error.text);
    free(bytes);
}

typedef struct hostile {
    const char *header;
    size_t data_size;
    const char *words;
} hostile;

static inline void refuse_all(const hostile *cases, size_t count)
{
    for (size_t n = 0; n < count; n++)
        assert_header_refused(cases[n].header, cases[n].data_size, cases[n].words);
}

#endif
