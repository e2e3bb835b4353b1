/* Packed numbers: what comes out is what went in, and nothing else is taken for it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/record/packed.h"

enum { COUNT = 1000 };

/* Readings of a clock of 10 ns that now and then shows one more, with few that took long. */
static void fill(double *numbers, size_t count, unsigned seed)
{
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1103515245U + 12345U;
        numbers[i] = 750 + 10.0 * (seed >> 16 & 1) + ((seed >> 20 & 7) == 0) + ((seed >> 24) == 7 ? 1e4 : 0);
    }
}

static char *text_of(const fl_packed *packed)
{
    fl_builder out = {0};
    fl_error error;
    char *text = NULL;
    fl_packed_write_order(packed, &out);
    assert_int_equal(fl_build_finish(&out, "order", &text, &error), FL_OK);
    return text;
}

/* The bytes again, from the list of texts. */
static const char *read_text(char *text, fl_packed *packed)
{
    const char *fault = NULL;
    packed->size = 0;
    packed->bytes = malloc(strlen(text) + 1);
    assert_non_null(packed->bytes);
    for (char *piece = strtok(text, "[], \""); piece && !fault;) {
        char *next = strtok(NULL, "[], \"");
        fault = fl_packed_read_piece(piece, !next, packed->bytes, &packed->size);
        piece = next;
    }
    return fault;
}

/* How often each value is among them. */
static void expect_counts(const fl_packed *packed, const double *numbers, size_t count)
{
    size_t *times = calloc(packed->distinct, sizeof *times);
    assert_non_null(times);
    assert_null(fl_unpack_counts(packed, times, count));
    for (size_t i = 0; i < packed->distinct; i++) {
        size_t wanted = 0;
        for (size_t k = 0; k < count; k++)
            wanted += numbers[k] == packed->values[i];
        assert_int_equal(times[i], wanted);
    }
    assert_string_equal(fl_unpack_counts(packed, times, count + 8), "ends before its last number");
    assert_string_equal(fl_unpack_counts(packed, times, count - 8), "goes on behind its last number");
    free(times);
}

static void they_come_out_as_they_went_in(void **state)
{
    static const size_t counts[] = {256, 257, 258, COUNT, 300000};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        const size_t count = counts[i];
        double *numbers = malloc(count * sizeof *numbers), *again = malloc(count * sizeof *again);
        fl_packed packed, read;
        assert_true(numbers && again);
        fill(numbers, count, (unsigned)i);
        assert_int_equal(fl_pack(numbers, count, &packed), FL_PACKED);
        char *text = text_of(&packed);
        assert_true(strlen(text) < count);
        read = packed;
        assert_null(read_text(text, &read));
        assert_int_equal(read.size, packed.size);
        assert_memory_equal(read.bytes, packed.bytes, packed.size);
        assert_null(fl_unpack(&read, again, count));
        assert_memory_equal(again, numbers, count * sizeof *numbers);
        expect_counts(&read, numbers, count);
        free(read.bytes);
        fl_packed_free(&packed);
        free(text);
        free(numbers);
        free(again);
    }
}

static void what_would_not_be_shorter_is_not_packed(void **state)
{
    double numbers[COUNT];
    fl_packed packed;
    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        numbers[i] = (double)i;
    assert_int_equal(fl_pack(numbers, COUNT, &packed), FL_NOT_SHORTER);
    fl_packed_free(&packed);
    fill(numbers, COUNT, 1);
    assert_int_equal(fl_pack(numbers, 255, &packed), FL_NOT_SHORTER);
    fl_packed_free(&packed);
}

/* A document that others wrote: "1 0 1 2" with shift 0 is 010 1 010 011, and 6 zeros. */
static void the_code_is_the_one_that_is_described(void **state)
{
    double values[] = {20, 30, 21}, numbers[5];
    uint8_t bytes[] = {0x54, 0xC0};
    fl_packed packed = {.values = values, .distinct = 3, .bytes = bytes, .size = 2};
    const double wanted[] = {30, 20, 30, 21};
    (void)state;
    char *text = text_of(&packed);
    assert_string_equal(text, "[\"VMA=\"]");
    free(text);
    assert_null(fl_unpack(&packed, numbers, 4));
    assert_memory_equal(numbers, wanted, sizeof wanted);
    assert_string_equal(fl_unpack(&packed, numbers, 5), "ends before its last number");
    assert_string_equal(fl_unpack(&packed, numbers, 3), "goes on behind its last number");
    packed.distinct = 2;
    assert_string_equal(fl_unpack(&packed, numbers, 4), "names a value that is not there");
    packed = (fl_packed){.values = values, .distinct = 3, .bytes = bytes, .size = 2, .shift = FL_MOST_SHIFT};
    assert_non_null(fl_unpack(&packed, numbers, 1));
}

static void what_is_no_base64_is_refused(void **state)
{
    static const char *const wrong[] = {
        "", "A", "AAA", "AA=A", "A===", "====", "AA A", "AAB=", "AB==", "AA-A"};
    uint8_t bytes[16];
    size_t size = 0;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++, size = 0)
        assert_non_null(fl_packed_read_piece(wrong[i], true, bytes, &size));
    assert_non_null(fl_packed_read_piece("AAA=", false, bytes, &size));
    size = 0;
    assert_null(fl_packed_read_piece("AAA=", true, bytes, &size));
    assert_int_equal(size, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_come_out_as_they_went_in),
        cmocka_unit_test(what_would_not_be_shorter_is_not_packed),
        cmocka_unit_test(the_code_is_the_one_that_is_described),
        cmocka_unit_test(what_is_no_base64_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
