/* The result file: what is written reads back to the bit, by us and by those who know only the old format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench/base/file.h"
#include "bench/base/text.h"
#include "bench/record/pair.h"
#include "bench/record/result_fields.h"
#include "bench/record/rounds.h"
#include "tests/record/record_fixture.h"
#include "tests/record/refusal.h"
#include "tests/record/violations.h"

static const char reversing[] = {'\xe2', '\x80', '\xae', 0}; /* U+202E, which no source text should hold */

static char *text_of(const fl_document *document, bool with_samples)
{
    fl_error error = {""};
    char *text = NULL;
    if (fl_document_text(document, with_samples, &text, &error) != FL_OK)
        fail_msg("%s", error.text);
    return text;
}

static void parse(const char *text, fl_document *document)
{
    fl_error error = {""};
    if (fl_document_parse(text, strlen(text), "doc.json", document, &error) != FL_OK)
        fail_msg("%s", error.text);
}

static void round_trip_is_byte_identical(void **state)
{
    (void)state;
    static const double variations[] = {0, 1e-9, 0.37, 123.456, -0.999};
    for (size_t i = 0; i < sizeof variations / sizeof variations[0]; i++) {
        for (int with_samples = 0; with_samples < 2; with_samples++) {
            fl_document first, second;
            fl_fixture(&first, 1 + 37 * i, variations[i]);
            char *before = text_of(&first, with_samples);
            parse(before, &second);
            char *after = text_of(&second, with_samples);
            assert_string_equal(before, after);
            fl_document_free(&first);
            fl_document_free(&second);
            free(before);
            free(after);
        }
    }
}

static void everything_survives(void **state)
{
    (void)state;
    fl_document before, after;
    fl_fixture(&before, 100, 0.1);
    char *text = text_of(&before, true);
    parse(text, &after);
    assert_false(after.of_other_tool);
    assert_true(after.seed == UINT64_MAX);
    assert_string_equal(after.environment.cpu, before.environment.cpu);
    assert_string_equal(after.platform, "Linux 6.1.0 x86_64");
    assert_int_equal(after.environment.pinned_cpu, -1);
    assert_int_equal(after.result_count, 4);
    assert_true(isnan(after.environment.steal_percent));
    assert_string_equal(after.environment.boot_id, before.environment.boot_id);
    assert_string_equal(after.environment.steering, "OPENBLAS_CORETYPE=Haswell; MKL_CBWR=AVX2");
    assert_string_equal(after.environment.floating_point, before.environment.floating_point);
    assert_string_equal(after.sample_sha256, before.sample_sha256);
    assert_memory_equal(&after.values, &before.values, sizeof after.values);
    assert_true(after.environment.memory_total_bytes == before.environment.memory_total_bytes);
    assert_true(after.environment.swap_used_bytes_before == 0 && after.environment.numa_nodes == 2);
    assert_true(after.environment.hottest_celsius_after == 61.5 &&
                after.environment.other_busy_cpus == 0.125);
    assert_true(isnan(after.environment.pages_swapped) && isnan(after.environment.waiting_percent));
    const fl_result *a = fl_document_find(&before, "avx2"), *b = fl_document_find(&after, "avx2");
    assert_non_null(b);
    assert_false(b->is_probe);
    assert_true(fl_document_find(&after, "loads-avx2")->is_probe);
    assert_null(fl_document_find(&after, "AVX2"));
    assert_string_equal(b->flags, "-O2 -D\"quoted\\\"");
    assert_string_equal(b->executed.simd_class, a->executed.simd_class);
    assert_true(a->executed.simd_class[0] && b->executed.multiply_adds == 1568 &&
                b->executed.expected == 1568 && b->executed.instructions == 856 && !b->executed.reason[0]);
    assert_memory_equal(b->samples_ns, a->samples_ns, 100 * sizeof(double));
    assert_memory_equal(b->samples_process, a->samples_process, 100 * sizeof(int));
    assert_memory_equal(b->chained.ns, a->chained.ns, a->chained.rounds * sizeof(double));
    assert_memory_equal(b->chained.cycles, a->chained.cycles, a->chained.rounds * sizeof(double));
    assert_memory_equal(b->chained.state, a->chained.state, a->chained.rounds * sizeof(int));
    assert_true(b->per_call_us.sd == a->per_call_us.sd && b->per_call_us.n == 100);
    assert_true(b->independent.versus_baseline.ratio == a->independent.versus_baseline.ratio);
    assert_true(b->independent.versus_baseline.different);
    assert_true(isinf(a->p99_interval_ns.high) && isinf(b->p99_interval_ns.high));
    assert_true(isnan(b->chained_floor.ns) && isnan(b->chained_floor.interval.low));
    assert_true(b->independent_floor.interval.high == 1.11);
    free(text);
    fl_document_free(&before);
    fl_document_free(&after);
    assert_int_equal(after.result_count, 0);
    assert_null(after.results);
}

/* Every bit of a double, from denormals to the largest. */
static void figures_keep_all_digits(void **state)
{
    (void)state;
    static const double figures[] = {0.1,
                                     1.0 / 3,
                                     2.0 / 3 * 1e-7,
                                     123456789.123456789,
                                     1e15 + 0.5,
                                     1e300,
                                     5e-324,
                                     2.2250738585072014e-308,
                                     1.7976931348623157e308,
                                     1e22,
                                     9007199254740993.0,
                                     0.30000000000000004,
                                     45.3};
    fl_document first, second;
    fl_fixture(&first, 3, 0);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        first.clock_cost_ns = figures[i];
        first.machine[0].low = -figures[i];
        char *text = text_of(&first, true);
        parse(text, &second);
        assert_true(second.clock_cost_ns == figures[i] && second.machine[0].low == -figures[i]);
        free(text);
        fl_document_free(&second);
    }
    first.clock_cost_ns = 45.3;
    char *text = text_of(&first, true);
    assert_non_null(strstr(text, "\"cost_ns\": 45.3,")); /* the shortest form, not 45.299999999999997 */
    free(text);
    fl_document_free(&first);
}

static void probes_stand_apart(void **state)
{
    (void)state;
    fl_document document;
    fl_fixture(&document, 3, 0);
    char *text = text_of(&document, true);
    const char *results = strstr(text, "\"results\""), *probes = strstr(text, "\"probes\"");
    const char *probe = strstr(text, "\"name\": \"loads-avx2\"");
    assert_true(results < probes && probes < probe);
    assert_null(strstr(probe + 1, "\"name\": \"scalar\""));
    free(text);
    fl_document_free(&document);
}

/* The ratios to the baseline by the rounds that are there now. */
static void settle(fl_document *document)
{
    const fl_series *baseline = &fl_document_find(document, document->baseline)->independent;
    for (size_t i = 0; i < document->result_count; i++) {
        fl_series *series = &document->results[i].independent;
        if (series->versus_baseline.rounds > 0)
            assert_int_equal(fl_document_compare(document, baseline, series, &series->versus_baseline, NULL),
                             FL_OK);
    }
}

/* Files that were written before cycles and states were recorded. */
static void cycles_and_states_may_be_missing(void **state)
{
    (void)state;
    fl_document document, read;
    fl_fixture(&document, 3, 0);
    for (size_t i = 0; i < document.result_count; i++) {
        free(document.results[i].independent.cycles);
        free(document.results[i].independent.state);
        document.results[i].independent.cycles = NULL;
        document.results[i].independent.state = NULL;
        assert_int_equal(fl_series_summarise(&document.results[i].independent, 0.95, NULL), FL_OK);
    }
    settle(&document);
    char *text = text_of(&document, true);
    parse(text, &read);
    assert_null(read.results[0].independent.cycles);
    assert_null(read.results[0].independent.state);
    assert_true(isnan(read.results[0].independent.median_cycles));
    assert_int_equal(read.results[0].independent.states.quiet, 0);
    assert_int_equal(read.results[0].chained.states.quiet, 38);
    assert_non_null(read.results[0].chained.cycles);
    free(text);
    fl_document_free(&document);
    fl_document_free(&read);
}

static void samples_can_be_left_out(void **state)
{
    (void)state;
    fl_document document, read;
    fl_fixture(&document, 100, 0);
    char *text = text_of(&document, false);
    assert_null(strstr(text, "samples_"));
    parse(text, &read);
    assert_int_equal(read.results[0].iterations, 100);
    assert_null(read.results[0].samples_ns);
    assert_null(read.results[0].samples_process);
    assert_non_null(read.results[0].independent.ns);
    free(text);
    fl_document_free(&document);
    fl_document_free(&read);
}

/* A contestant that was only timed in blocks, or not at all. */
static void missing_protocols_are_null(void **state)
{
    (void)state;
    fl_document document, read;
    fl_fixture(&document, 5, 0);
    free(document.results[1].samples_ns);
    free(document.results[1].samples_process);
    document.results[1].samples_ns = NULL;
    document.results[1].samples_process = NULL;
    document.results[1].iterations = 0; /* the figures of the calls that were there must not be written */
    document.empty_call.iterations = 0;
    document.results[2].chained.rounds = 0;
    char *text = text_of(&document, true);
    parse(text, &read);
    assert_true(isnan(read.results[1].per_call_us.mean) && isnan(read.results[1].throughput_per_sec));
    assert_int_equal(read.results[1].independent.rounds, 40);
    assert_int_equal(read.results[2].chained.rounds, 0);
    assert_true(isnan(read.results[2].chained.median_ns));
    assert_int_equal(read.empty_call.iterations, 0);
    free(text);
    fl_document_free(&document);
    fl_document_free(&read);
}

static void expect_unwritten(fl_document *document, const char *part)
{
    fl_error error = {""};
    char *text = NULL;
    assert_int_equal(fl_document_text(document, true, &text, &error), FL_USAGE);
    assert_null(text);
    if (!strstr(error.text, part))
        fail_msg("'%s' lacks '%s'", error.text, part);
}

static void writer_refuses_what_no_reader_takes(void **state)
{
    (void)state;
    fl_document document;
    fl_fixture(&document, 5, 0);
    double kept = document.results[1].samples_ns[3];
    document.results[1].samples_ns[3] = NAN;
    expect_unwritten(&document, "'avx2' has a sample");
    document.results[1].samples_ns[3] = -1;
    expect_unwritten(&document, "'avx2' has a sample");
    document.results[1].samples_ns[3] = kept;
    document.results[0].chained.ns[0] = INFINITY;
    expect_unwritten(&document, "'scalar' has a round");
    document.results[0].chained.ns[0] = 0;
    expect_unwritten(&document, "'scalar' has a round");
    document.results[0].chained.ns[0] = 900;
    document.results[0].chained.cycles[1] = NAN;
    expect_unwritten(&document, "'scalar' has a round");
    document.results[0].chained.cycles[1] = 900;
    strcpy(document.results[1].name, "scalar");
    expect_unwritten(&document, "two results have the name 'scalar'");
    strcpy(document.results[1].name, "");
    expect_unwritten(&document, "name");
    strcpy(document.results[1].name, "a\033[2Jb");
    expect_unwritten(&document, "'a?[2Jb'");
    fl_document_free(&document);
}

/* A brand string cut in the middle of a character, or one that holds escape codes, spoils no file. */
static void texts_are_made_plain(void **state)
{
    (void)state;
    fl_document document, read;
    fl_fixture(&document, 3, 0);
    strcpy(document.environment.os, "cut \xe2\x82");
    strcpy(document.environment.governor, "a\033[31m\"\\\n\x7f");
    snprintf(document.environment.turbo, sizeof document.environment.turbo, "%sno", reversing);
    char *text = text_of(&document, true);
    parse(text, &read);
    assert_string_equal(read.environment.os, "cut ??");
    assert_string_equal(read.environment.governor, "a?[31m\"\\??");
    assert_string_equal(read.environment.turbo, "?no");
    free(text);
    fl_document_free(&document);
    fl_document_free(&read);
}

static void utf8_is_told_from_its_imitations(void **state)
{
    (void)state;
    static const char *const plain[] = {
        "", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbd"};
    static const char *const bad[] = {"\x80",
                                      "\xc0\x80",
                                      "\xc1\xbf",
                                      "\xc3",
                                      "\xe0\x80\x80",
                                      "\xed\xa0\x80",
                                      "\xf0\x80\x80\x80",
                                      "\xf4\x90\x80\x80",
                                      "\xf8\x88\x80\x80\x80",
                                      "\xff",
                                      "\x1b",
                                      "\x7f",
                                      "\xc2\x9b",
                                      reversing,
                                      "\xef\xbb\xbf",
                                      "a\xe2\x82"};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        assert_true(fl_text_is_plain(plain[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (fl_text_is_plain(bad[i]))
            fail_msg("text %zu passes as plain", i);
    char small[4];
    assert_string_equal(fl_text_make_plain("ab\xe2\x82\xac", small, sizeof small), "ab");
    assert_string_equal(fl_text_make_plain("abcdef", small, sizeof small), "abc");
}

static void times_are_told_in_their_unit(void **state)
{
    (void)state;
    static const struct {
        double ns;
        const char *text;
    } cases[] = {{0, "0 ns"},       {54.72, "54.72 ns"},      {999.94, "999.9 ns"},
                 {999.96, "1 us"},  {15914.2, "15.91 us"},    {156800, "156.8 us"},
                 {2.5e6, "2.5 ms"}, {123456789012, "123.5 s"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(fl_time_text(cases[i].ns).text, cases[i].text);
}

static void file_round_trip(void **state)
{
    (void)state;
    fl_document document, read;
    fl_error error = {""};
    char path[] = "/tmp/fairlane-record-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    fl_fixture(&document, 100, 0);
    assert_int_equal(fl_document_write(path, &document, &error), FL_OK);
    assert_int_equal(fl_document_read(path, &read, &error), FL_OK);
    assert_int_equal(read.result_count, 4);
    unlink(path);
    fl_document_free(&read);
    assert_int_equal(fl_document_read(path, &read, &error), FL_USAGE);
    assert_non_null(strstr(error.text, path));
    assert_int_equal(fl_document_write("/nonexistent/folder/x.json", &document, &error), FL_UNABLE);
    fl_document_free(&document);
}

/* 25 contestants of 50,000 calls each: the text is built without a node per sample. */
static void large_documents_stay_small_in_memory(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__)
    print_message("skipped: AddressSanitizer keeps freed memory\n");
    skip();
#endif
    enum { RESULTS = 25, CALLS = 50000 };
    fl_document document, read;
    fl_fixture(&document, CALLS, 0);
    fl_result *results = calloc(RESULTS, sizeof *results);
    assert_non_null(results);
    for (size_t i = 0; i < RESULTS; i++) { /* share the arrays of the first */
        results[i] = document.results[1];
        results[i].independent.versus_baseline.rounds = results[i].chained.versus_baseline.rounds = 0;
        snprintf(results[i].name, sizeof results[i].name, "result %zu", i);
    }
    fl_document large = document;
    large.results = results;
    large.result_count = RESULTS;
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    char *text = text_of(&large, true);
    parse(text, &read);
    getrusage(RUSAGE_SELF, &after);
    assert_int_equal(read.results[24].iterations, CALLS);
    /* Text once (about 4 MiB) and the arrays read (15 MiB), with room for how buffers grow; nodes of cJSON
     * alone would take 80 MiB. */
    assert_true(after.ru_maxrss - before.ru_maxrss < 48 * 1024);
    free(text);
    free(results);
    fl_document_free(&document);
    fl_document_free(&read);
}

/* A document for the validator and for the check of `fairlane compare`. */
static fl_status write_fixture(const char *path, double variation, size_t calls)
{
    fl_document document;
    fl_error error = {""};
    fl_fixture(&document, calls, variation);
    fl_status status = fl_document_write(path, &document, &error);
    fl_document_free(&document);
    if (status != FL_OK)
        fprintf(stderr, "%s\n", error.text);
    return status;
}

/* What the table forbids, and the schema with it, the reader refuses: every field, every rule. */
static void what_the_table_forbids_is_refused(void **state)
{
    (void)state;
    fl_document document;
    char *text = NULL;
    fl_fixture(&document, 4, 0);
    document.seed = 42; /* the tree that is planted into holds doubles */
    assert_int_equal(fl_document_text(&document, true, &text, NULL), FL_OK);
    fl_document_free(&document);
    assert_true(fl_plant_violations(text, &fl_result_description, read_document) > 400);
    free(text);
}

int main(int argc, char **argv)
{
    if ((argc == 4 || argc == 5) && strcmp(argv[1], "--write") == 0) /* FILE VARIATION [CALLS] */
        return (int)write_fixture(argv[2], strtod(argv[3], NULL),
                                  argc == 5 ? strtoul(argv[4], NULL, 10) : 200);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip_is_byte_identical),
        cmocka_unit_test(everything_survives),
        cmocka_unit_test(figures_keep_all_digits),
        cmocka_unit_test(probes_stand_apart),
        cmocka_unit_test(cycles_and_states_may_be_missing),
        cmocka_unit_test(samples_can_be_left_out),
        cmocka_unit_test(missing_protocols_are_null),
        cmocka_unit_test(writer_refuses_what_no_reader_takes),
        cmocka_unit_test(texts_are_made_plain),
        cmocka_unit_test(utf8_is_told_from_its_imitations),
        cmocka_unit_test(times_are_told_in_their_unit),
        cmocka_unit_test(what_the_table_forbids_is_refused),
        cmocka_unit_test(file_round_trip),
        cmocka_unit_test(large_documents_stay_small_in_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
