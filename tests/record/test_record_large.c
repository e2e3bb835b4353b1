/* The largest that the lab writes is read: many million samples, a thousand processes, states that change
 * with every block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/record/fields.h"
#include "bench/record/rounds.h"
#include "tests/record/record_fixture.h"

enum { CALLS = 2200000, LISTS = 5, PROCESSES = 1000, BLOCKS = 100 * PROCESSES };

/* As many blocks as the most processes make, and as many runs as there can be. */
static void fill_blocks(fl_series *series)
{
    fl_error error = {""};
    free(series->ns);
    free(series->process);
    free(series->cycles);
    free(series->state);
    *series = (fl_series){.rounds = BLOCKS, .calls_per_block = 1};
    series->ns = calloc(BLOCKS, sizeof *series->ns);
    series->process = calloc(BLOCKS, sizeof *series->process);
    series->cycles = calloc(BLOCKS, sizeof *series->cycles);
    series->state = calloc(BLOCKS, sizeof *series->state);
    assert_true(series->ns && series->process && series->cycles && series->state);
    for (int i = 0; i < BLOCKS; i++) {
        series->ns[i] = 1000 + i % 7;
        series->cycles[i] = 3000 + i % 7;
        series->process[i] = 1 + i / (BLOCKS / PROCESSES);
        series->state[i] = i % 2 ? FL_ROUND_QUIET : FL_ROUND_SHARED;
    }
    if (fl_series_summarise(series, 0.95, &error) != FL_OK)
        fail_msg("%s", error.text);
}

static void the_largest_document_is_read(void **state)
{
    (void)state;
    fl_document written, read;
    fl_error error = {""};
    char *text = NULL;
    assert_true((size_t)CALLS * LISTS * 2 > FL_MOST_NUMBERS); /* more than a small file may announce */
    assert_true((int)BLOCKS > (int)FL_SCAN_ARRAYS);           /* more runs than there may be arrays */
    fl_fixture(&written, CALLS, 0.1);
    written.processes = PROCESSES;
    fill_blocks(&written.results[1].cold);
    if (fl_document_text(&written, true, &text, &error) != FL_OK)
        fail_msg("%s", error.text);
    if (fl_document_parse(text, strlen(text), "doc.json", &read, &error) != FL_OK)
        fail_msg("%s", error.text);
    free(text);
    const fl_series *cold = &read.results[1].cold;
    assert_int_equal(cold->rounds, BLOCKS);
    assert_memory_equal(cold->state, written.results[1].cold.state, BLOCKS * sizeof *cold->state);
    assert_memory_equal(cold->process, written.results[1].cold.process, BLOCKS * sizeof *cold->process);
    for (size_t i = 0; i < read.result_count; i++)
        assert_memory_equal(read.results[i].samples_ns, written.results[i].samples_ns,
                            CALLS * sizeof(double));
    fl_document_free(&written);
    fl_document_free(&read);
}

/* A run is written in a few characters: what it announces must not cost more than the file has of them. */
static void a_small_file_that_announces_much_is_refused(void **state)
{
    (void)state;
    fl_document document, read;
    fl_error error = {""};
    char *text = NULL;
    fl_fixture(&document, 20, 0.1);
    document.results[1].iterations = 2 * (size_t)FL_MOST_NUMBERS;
    free(document.results[1].samples_ns);
    free(document.results[1].samples_process);
    document.results[1].samples_ns = NULL;
    document.results[1].samples_process = calloc(document.results[1].iterations, sizeof(int));
    assert_non_null(document.results[1].samples_process);
    for (size_t i = 0; i < document.results[1].iterations; i++)
        document.results[1].samples_process[i] = 1;
    assert_int_equal(fl_document_text(&document, true, &text, &error), FL_OK);
    assert_int_equal(fl_document_parse(text, strlen(text), "doc.json", &read, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "more samples than the text of the file can hold"));
    free(text);
    fl_document_free(&document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_document_is_read),
        cmocka_unit_test(a_small_file_that_announces_much_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
