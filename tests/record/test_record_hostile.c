/* The result file as hostile input: each fault is refused with one line that names the file, the line and
 * what is wrong there, and nothing is left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/record/record_fixture.h"
#include "tests/record/refusal.h"

static char *good; /* a document of ours */

#ifdef FL_EMULATED /* each place takes a hundred times as long */
enum { SPARSELY = 20 };
#else
enum { SPARSELY = 1 };
#endif

static int set_up(void **state)
{
    (void)state;
    fl_document document;
    fl_fixture(&document, 20, 0);
    fl_status status = fl_document_text(&document, true, &good, NULL);
    fl_document_free(&document);
    return status == FL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    free(good);
    return 0;
}

typedef struct fault {
    const char *section;        /* the fault is planted behind this text, "" for anywhere */
    const char *find, *replace; /* replace: "~" at its end drops the rest of the line, "~" alone all of it */
    const char *part;           /* of the message */
    bool elsewhere;             /* the message names another line than that of the change */
} fault;

static const char *find_behind(const char *text, const char *section, const char *find)
{
    const char *place = strstr(text, section);
    return place ? strstr(place, find) : NULL;
}

static void plant(const fault *f)
{
    const char *place = find_behind(good, f->section, f->find);
    if (!place)
        fail_msg("the document has no '%s' behind '%s'", f->find, f->section);
    size_t before = (size_t)(place - good), size = 0, kept = strcspn(f->replace, "~");
    const char *rest = place + strlen(f->find);
    char *bad = NULL, start[32];
    if (f->replace[kept])
        rest += strcspn(rest, "\n") - (kept > 0); /* with its comma */
    FILE *out = open_memstream(&bad, &size);
    assert_non_null(out);
    fprintf(out, "%.*s%.*s%s", (int)before, good, (int)kept, f->replace, rest);
    fclose(out);
    size_t line = 1;
    for (size_t i = 0; i < before; i++)
        line += good[i] == '\n';
    snprintf(start, sizeof start, "doc.json:%zu: ", line);
    expect_refusal_at(bad, size, f->elsewhere ? "doc.json:" : start, f->part);
    free(bad);
}

static void plant_all(const fault *faults, size_t count)
{
    for (size_t i = 0; i < count; i++)
        plant(&faults[i]);
}

static void wrong_values(void **state)
{
    (void)state;
    static const fault faults[] = {
        {"\"avx2\"", "\"mean_us\": 0", "\"mean_us\": -3, \"x\": 0",
         "\"mean_us\" is -3; a latency must be a positive finite number", false},
        {"\"avx2\"", "\"mean_us\": 0", "\"mean_us\": 0, \"x\": 0",
         "\"mean_us\" is 0; a latency must be a posi", false},
        {"", "\"mean_us\": 0", "\"mean_us\": 1e999, \"x\": 0", "\"mean_us\" is inf; a latency", false},
        {"", "\"mean_us\": 0", "\"mean_us\": null~", "\"mean_us\" is null; a latency", false},
        {"", "\"mean_us\": 0", "\"mean_us\": \"5\", \"x\": 0", "\"mean_us\" is a text; it must be a number",
         false},
        {"", "\"mean_us\": 0", "\"mean_us\": {}, \"x\": 0", "\"mean_us\" is an object", false},
        {"", "\"mean_us\": 0", "\"mean_us\": [1], \"x\": 0", "\"mean_us\" is a list", false},
        {"", "\"mean_us\": 0", "\"mean_us\": true, \"x\": 0", "\"mean_us\" is true or false", false},
        {"", "\"std_us\": 0", "\"std_us\": -0.5, \"x\": 0", "\"std_us\" is -0.5; a latency must be a non-neg",
         false},
        {"", "\"iterations\": 20", "\"iterations\": 20.5",
         "\"iterations\" is 20.5; it must be a non-negative", false},
        {"", "\"iterations\": 20", "\"iterations\": -20", "\"iterations\" is -20", false},
        {"", "\"iterations\": 20", "\"iterations\": 1e300",
         "\"iterations\" is 1.0000000000000001e+300; that is too l", false},
        {"", "\"iterations\": 20", "\"iterations\": 99999999999999999999", "too large", false},
        {"", "\"input_dim\": 784", "\"input_dim\": 2147483648",
         "\"input_dim\" is 2147483648; that is too large", false},
        {"", "\"input_dim\": 784", "\"input_dim\": 779", "the layer is 779 to 2; this lab measures 784 to 2",
         true},
        {"", "\"num_classes\": 2", "\"num_classes\": 1", "the layer is 784 to 1", true},
        {"", "\n  \"impossible\": false", "\n  \"impossible\": true", "the results say otherwise", true},
        {"", "{\"low\": 1.09, \"high\": 1.11", "{\"low\": 0.89, \"high\": 0.91",
         "\"impossible\" is false at 0.91", true},
        {"", "\"interval_ns\": {\"low\": ",
         "\"interval_ns\": {\"low\": 0.5, \"high\": 1, \"confidence\": 0.5, \"coverage\": 0.5}~",
         "\"low\" is 0.5, but the rounds give", false},
        {"\"chained\"", "\"interval_ns\": {\"low\": ",
         "\"interval_ns\": {\"low\": -1, \"high\": 1, \"confidence\": 0.5, \"coverage\": 0.5}~",
         "\"low\" is -1", false},
        {"\"environment\"", "\"cpu\": \"", "\"cpu\": \"Other ", "\"environment\" is not that of \"config\"",
         false},
        {"", "\"impossible\": false", "\"impossible\": true", "\"impossible\" is true", true},
        {"", "\"max_error_in_bounds\": 0.0123", "\"max_error_in_bounds\": 1.0123",
         "\"max_error_in_bounds\" is 1.0123; what breaks the bound is not timed", false},
    };
    plant_all(faults, sizeof faults / sizeof faults[0]);
}

/* Members of another kind than theirs, and seeds and intervals outside their range. */
static void wrong_kinds(void **state)
{
    (void)state;
    static const fault faults[] = {
        {"", "\"seed\": 18446744073709551615", "\"seed\": 18446744073709551616", "below 2^64", false},
        {"", "\"seed\": 18446744073709551615", "\"seed\": 1e19", "below 2^64", false},
        {"", "\"seed\": 18446744073709551615", "\"seed\": -1", "\"seed\" is -1", false},
        {"", "\"steady\": true", "\"steady\": 1", "\"steady\" is a number; it must be true or false", false},
        {"", "\"kernel\": {", "\"kernel\": [1], \"x\": {",
         "\"kernel\" is a list; it must be an object or null", false},
        {"", "\"evidence\": {", "\"evidence\": null, \"x\": {", "\"evidence\" is null; it must be an object",
         false},
        {"", "\"results\": [", "\"results\": {}, \"x\": [", "\"results\" is an object; it must be a list",
         false},
        {"", "\"results\": [", "\"results\": [7],\"x\": [", "an element of \"results\" is a number", false},
        {"", "\"results\": [", "\"results\": [null, {}],\"x\": [", "an element of \"results\" is null",
         false},
        {"", "\"skips\": [", "\"skips\": [[]],\"x\": [", "an element of \"skips\" is a list", false},
        {"", "{\"low\": 668, \"high\": 698", "{\"low\": 698, \"high\": 668",
         "ends at 668 before it begins at 698", false},
        {"", "{\"low\": 668, \"high\": 698", "{\"low\": \"668\", \"high\": 698", "\"low\" is a text", false},
        {"", "\"p50_interval_ns\": {", "\"p50_interval_ns\": 1, \"x\": {", "it must be an interval", false},
        {"", "\"confidence\": 0.95, \"cov", "\"confidence\": 95, \"cov",
         "\"confidence\" is 95; it must be at most 1", false},
    };
    plant_all(faults, sizeof faults / sizeof faults[0]);
}

static void wrong_arrays(void **state)
{
    (void)state;
    static const fault faults[] = {
        {"", "[662,673,", "[662,-673,", "\"samples_ns\"[1] is -673; a latency must be a non-negative", false},
        {"", "[662,673,", "[662,\n1e999,", "\"samples_ns\"[1] is inf", true},
        {"", "[662,673,", "[662,", "\"samples_ns\" holds 19 numbers where 20 are announced", false},
        {"", "[662,673,", "[662,673,673,", "\"samples_ns\" holds 21 numbers where 20 are announced", false},
        {"", "[662,673,", "[662,674,", "the samples give", true},
        {"", "[662,673,", "[662,\"673\",",
         "\"samples_ns\" is a list; it must be a list of at least one number", false},
        {"", "[662,673,", "[662,[673],", "\"samples_ns\" is a list", false},
        {"", "[662,673,", "[662,null,", "\"samples_ns\" is a list", false},
        {"", "[662,673,", "[662,,673,", "'' is not JSON", false},
        {"", "[662,673,", "[662,0673,", "'0673' is not JSON", false},
        {"", "[662,673,", "[662,6e,", "'6e' is not JSON", false},
        {"", "[662,673,", "[662 673,", "'673' is not JSON", false},
        {"", "[662,673,", "[+662,673,", "'+662' is not JSON", false},
        {"", "\"samples_ns\": [", "\"samples_ns\": [], \"x\": [", "\"samples_ns\" is a list", false},
        {"", "\"samples_ns\": [", "\"samples_ns\": null, \"x\": [", "\"samples_ns\" is null", false},
        {"", "\"samples_ns\": [", "~", "\"samples_process_runs\" stands without \"samples_ns\"", true},
        {"", "_runs\": [[1,4],", "_runs\": [[1,5],", "covers more than the 20 samples", true},
        {"", "\"samples_process_runs\": [[1,4],", "\"samples_process_runs\": [[1,3],", "covers 19 of 20",
         false},
        {"", "\"samples_process_runs\": [[1,4],", "\"samples_process_runs\": [[0,4],",
         "0 is no whole number from 1 to 2147483647", false},
        {"", "\"samples_process_runs\": [[1,4],", "\"samples_process_runs\": [[1.5,4],",
         "1.5 is no whole number from 1 to 2147483647", false},
        {"", "\"samples_process_runs\": [[1,4],", "\"samples_process_runs\": [[1,-4],",
         "not a number of samples", false},
        {"", "\"samples_process_runs\": [[1,4],", "\"samples_process_runs\": [[1,4,1],", "must hold pairs",
         false},
        {"", "\"samples_process_runs\": [[1,4],", "\"samples_process_runs\": [1,", "must hold pairs", false},
        {"", "\"samples_process_runs\": [", "\"samples_process_runs\": [1],\"x\": [",
         "it must be a list of pairs", false},
        {"", "\"rounds_ns\": [601", "\"rounds_ns\": [-1", "a latency must be a positive finite number",
         false},
        {"", "\"rounds_ns\": [601", "\"rounds_ns\": [701", "\"median_ns\" is", true},
        {"", "\"rounds_ns\": [", "~", "\"rounds_ns\" is missing", true},
        {"", "\"rounds_cycles\": [2", "\"rounds_cycles\": [-2", "a positive finite number", false},
        {"", "\"rounds_cycles\": [", "\"rounds_cycles\": [1,", "holds 41 numbers where 40", false},
        {"", "\"rounds_state_runs\": [[1,38],", "\"rounds_state_runs\": [[1,39],", "covers more than the 40",
         true},
        {"", "\"rounds_state_runs\": [[1,38],", "\"rounds_state_runs\": [[4,38],",
         "4 is no whole number from 1 to 3", true},
        {"", "\"states\": {\"quiet\": 38", "\"states\": {\"quiet\": 39", "\"states\" counts other rounds",
         true},
        {"", "\"median_cycles\": 2", "\"median_cycles\": 3", "\"median_cycles\" is 3", false},
        {"", "\"rounds\": 40", "\"rounds\": 39", "\"rounds_ns\" holds 40 numbers where 39", true},
        {"", "\"rounds\": 40", "\"rounds\": 0", "\"rounds\" is 0; it must be a positive", false},
    };
    plant_all(faults, sizeof faults / sizeof faults[0]);
}

/* Figures that are well-formed but not those of the samples. */
static void inconsistent_statistics(void **state)
{
    (void)state;
    static const fault faults[] = {
        {"", "\"mean_us\": 0.6814", "\"mean_us\": 0.6815", "\"throughput_per_sec\" is", true},
        {"", "\"std_us\": 0.0273", "\"std_us\": 0.0274", "\"std_us\" is", false},
        {"", "\"ci_95_lower\": 0.66", "\"ci_95_lower\": 0.67", "\"ci_95_lower\" is", false},
        {"", "\"p50_us\": 0.68", "\"p50_us\": 0.679", "\"p50_us\" is 0.679, but the samples give 0.68",
         false},
        {"", "\"p50_us\": 0.68", "\"p50_us\": 0.9", "below the 0.9 of the percentile before it", true},
        {"", "\"p99_us\": 0.735", "\"p99_us\": 0.7", "\"p99_us\" is 0.7, below", false},
        {"", "\"max_us\": 0.735", "\"max_us\": 0.8", "\"max_us\" is 0.8, but the samples give 0.735", false},
        {"", "\"min_us\": 0.623", "\"min_us\": 0.6", "\"min_us\" is 0.6, but", false},
        {"", "\"throughput_per_sec\": 14", "\"throughput_per_sec\": 24", "\"throughput_per_sec\" is 24",
         false},
        {"", "\"median_ns\": 604", "\"median_ns\": 504", "\"median_ns\" is 504", false},
        {"\"avx2\"", "\"ratio\": 9.98", "\"ratio\": 19.98", "\"ratio\" is 19.98", false},
        {"\"avx2\"", "{\"rounds\": 38", "{\"rounds\": 41", "\"versus_baseline\" pairs 41 rounds", false},
    };
    plant_all(faults, sizeof faults / sizeof faults[0]);
}

static void wrong_names(void **state)
{
    (void)state;
    static const fault faults[] = {
        {"", "\"name\": \"avx2\"", "\"name\": \"scalar\"", "there is another result with the name 'scalar'",
         false},
        {"", "\"name\": \"loads-avx2\"", "\"name\": \"avx2\"", "there is another result with the name 'avx2'",
         false},
        {"", "\"name\": \"avx2\"", "\"name\": \"\"", "\"name\" is empty", false},
        {"", "\"name\": \"avx2\"", "\"name\": 7", "\"name\" is a number; it must be a text", false},
        {"", "\"name\": \"avx2\"", "\"x\": \"avx2\"", "\"name\" is missing", true},
        {"", "\"name\": \"avx2\"", "\"name\": \"\\u001b[2J\"", "\"name\" holds control characters", false},
        {"", "\"name\": \"avx2\"", "\"name\": \"\\u009b2J\"", "\"name\" holds control characters", false},
        {"", "\"name\": \"avx2\"", "\"name\": \"\\u202eno\"", "\"name\" holds control characters", false},
        {"", "\"name\": \"avx2\"", "\"name\": \"a\\nb\"", "\"name\" holds control characters", false},
        {"", "\"name\": \"avx2\"", "\"name\": \"a\\u0000b\"", "the character zero", false},
        {"", "\"name\": \"avx2\"", "\"name\": \"\033[2J\"", "the control character 0x1b", false},
        {"", "\"name\": \"avx2\"", "\"name\": \"\xff\"", "a string is not UTF-8", false},
        {"", "\"name\": \"avx2\"", "\"name\": \"\xed\xa0\x80\"", "a string is not UTF-8", false},
        {"", "\"name\": \"avx2\"", "\"name\": \"\\\xff\"", "a string is not UTF-8", false},
        {"", "\"name\": \"avx2\"", "\"name\": \"\\ud800\"", "not valid JSON", false},
        {"", "\"name\": \"avx2\"", "\"name\": \"\\x41\"", "not valid JSON", false},
        {"", "\"name\": \"avx2\"",
         "\"name\": \"0123456789012345678901234567890123456789012345678901234567890123\"",
         "\"name\" holds 64 bytes; at most 63 are accepted", false},
        {"", "\"cpu\": \"", "\"cpu\": \"\\u0007", "\"cpu\" holds control characters", false},
    };
    plant_all(faults, sizeof faults / sizeof faults[0]);
}

static void wrong_structure(void **state)
{
    (void)state;
    static const fault faults[] = {
        {"", "fairlane.result/1", "fairlane.result/2",
         "\"schema\" is \"fairlane.result/2\"; this fairlane reads fairlane.result/1", false},
        {"", "\"schema\": \"fair", "\"schema\": \"\\u001b[2Jfair", "\"schema\" is \"?[2Jfair", false},
        {"", "\"schema\": \"fairlane.result/1\"", "\"schema\": 1", "\"schema\" must be", false},
        {"", "\"mean_us\"", "\"iterations\"", "\"iterations\" stands twice", false},
        {"", "\"config\"", "\"results\"", "\"results\" stands twice in one object", true},
        {"", "\"environment\"", "\"\\u0065nvironment2\"", "\"environment\" is missing", true},
        {"", "\"numa_nodes\": 2", "\"numa_nodes\": 0", "\"numa_nodes\" is 0; it must be a positive", true},
        {"", "\"numa_nodes\": 2", "\"numa_nodes\": \"2\"", "\"numa_nodes\" is a text", true},
        {"", "\"other_busy_cpus\": 0.125", "\"other_busy_cpus\": -1", "it must be a non-negative", true},
        {"", "\"swap_used_bytes_after\": 0", "\"swap_used_bytes_after\": -4096", "it must be a non-neg",
         true},
        {"", "\"hottest_celsius_after\": 61.5", "\"hottest_celsius_after\": 1e999",
         "it must be a finite number", true},
        {"", "\"clock\":", "\"klock\":", "\"clock\" is missing", true},
        {"", "\"fma\": ", "\"fna\": ", "\"fma\" is missing", false},
        {"", "\"mean_us\": 0", "\"mean_us\": NaN, \"x\": 0",
         "NaN is not JSON; a figure that does not exist is", false},
        {"", "\"mean_us\": 0", "\"mean_us\": -Infinity, \"x\": 0", "-Infinity is not JSON", false},
        {"", "\"mean_us\": 0", "\"mean_us\": nan, \"x\": 0", "'nan' is not JSON", false},
        {"", "\"mean_us\": 0", "\"mean_us\": 0x10, \"x\": 0", "'0x10' is not JSON", false},
        {"", "\"mean_us\": 0", "\"mean_us\": 01, \"x\": 0", "'01' is not JSON", false},
        {"", "\"mean_us\": 0", "\"mean_us\": .5, \"x\": 0", "'.5' is not JSON", false},
        {"", "\"mean_us\": 0", "\"mean_us\": 5., \"x\": 0", "'5.' is not JSON", false},
        {"", "\"mean_us\": 0", "\"mean_us\": nullx, \"x\": 0", "'nullx' is not JSON", false},
        {"", "\"mean_us\": 0", "\"mean_us\": \033[1m, \"x\": 0", "'?' is not JSON", false},
        {"", "\"mean_us\": 0", "\"mean_us\": 1 2, \"x\": 0", "not valid JSON at '", false},
        {"", "\"mean_us\": 0", "\"mean_us\" 0", "not valid JSON at '", false},
        {"", "\"mean_us\": 0", "'mean_us': 0", "is not JSON", false},
        {"", "\"mean_us\": 0", "// a comment\n\"mean_us\": 0", "'//' is not JSON", false},
        {"", "\"impossible\": false", "\"impossible\": false,", "not valid JSON", true},
        {"", "\"mean_us\": 0", "]\"mean_us\": 0", "a bracket closes", true},
    };
    plant_all(faults, sizeof faults / sizeof faults[0]);
}

static void truncated_anywhere(void **state)
{
    (void)state;
    size_t size = strlen(good) - 1; /* the last newline may be missing */
    for (size_t cut = 1; cut < size; cut += SPARSELY * (1 + cut % 7))
        expect_refusal(good, cut, "");
    expect_refusal(good, size / 2, "it is truncated, write it again");
}

/* Each byte turned into another must give an answer: a document or one clean line. */
static void changed_anywhere(void **state)
{
    (void)state;
    static const char changes[] = {'"', '\\', '[', '}', ',', '9', '-', 'e', ' ', '\n', '\0', '\x80'};
    size_t size = strlen(good), change = 0;
    char *bad = malloc(size + 1);
    assert_non_null(bad);
    memcpy(bad, good, size + 1);
    for (size_t at = 0; at < size; at += (size_t)SPARSELY * 3) {
        fl_document document;
        fl_error error = {""};
        bad[at] = changes[change++ % sizeof changes];
        fl_status status = fl_document_parse(bad, size, "doc.json", &document, &error);
        assert_true(status == FL_OK || (status == FL_USAGE && strncmp(error.text, "doc.json:", 9) == 0));
        assert_null(strpbrk(error.text, "\n\033"));
        fl_document_free(&document);
        bad[at] = good[at];
    }
    free(bad);
}

static void not_a_document(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"", "the file is empty"},
        {" \n\t ", "the file is empty"},
        {"null", "does not begin with '{'"},
        {"[]", "does not begin with '{'"},
        {"42", "does not begin with '{'"},
        {"\xef\xbb\xbf{}", "byte-order mark"},
        {"\xff\xfe{", "does not begin with '{'"},
        {"{}", "neither a fairlane result nor one of the audited benchmark"},
        {"{", "truncated"},
        {"{}}", "a bracket closes that was never opened"},
        {"{} {}", "not valid JSON"},
        {"{]", "not valid JSON"},
        {"{\"results\": 5}", "\"results\" is a number; it must be a list"},
        {"{\"results\": [1, 2]}", "an element of \"results\""},
        {"{\"results\": [5]}", "an element of \"results\""},
        {"{\"results\": [{}]}", "\"name\" is missing"},
        {"{\"config\": 5, \"results\": []}", "\"config\" is a number; it must be an object"},
        {"{\"config\": {\"seed\": \"x\"}, \"results\": []}", "\"seed\" is a text"},
        {"{\"context\": {}, \"benchmarks\": []}", "neither a fairlane result"},
        {"{\"schema\": \"fairlane.compare/1\"}", "this fairlane reads fairlane.result/1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_refusal(cases[i].text, strlen(cases[i].text), cases[i].part);
    expect_refusal("{\"a\": \0}", 9, "is not JSON");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_values),
        cmocka_unit_test(wrong_kinds),
        cmocka_unit_test(wrong_arrays),
        cmocka_unit_test(wrong_names),
        cmocka_unit_test(inconsistent_statistics),
        cmocka_unit_test(wrong_structure),
        cmocka_unit_test(truncated_anywhere),
        cmocka_unit_test(changed_anywhere),
        cmocka_unit_test(not_a_document),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
