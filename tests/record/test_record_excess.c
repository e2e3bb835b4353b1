/* The result file as hostile input, second part: too much of everything, and faults of the audited format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/record/refusal.h"

static void foreign_faults(void **state)
{
    (void)state;
#define TAIL                                                                                                 \
    "\"std_us\": 1, \"ci_95_lower\": 1, \"ci_95_upper\": 1, \"p50_us\": 1, \"p95_us\": 1, \"p99_us\": 1, "   \
    "\"min_us\": 1, \"max_us\": 1, \"throughput_per_sec\": 1}"
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"{\"results\": [\n{\"name\": \"a\", \"iterations\": 0, \"mean_us\": 1, " TAIL "]}",
         "doc.json:2: \"iterations\" is 0"},
        {"{\"results\": [\n\n{\"name\": \"a\", \"iterations\": 1, \"mean_us\": -1, " TAIL "]}",
         "doc.json:3: \"mean_us\" is -1"},
        {"{\"results\": [{\"name\": \"a\", \"iterations\": 1, \"mean_us\": null, " TAIL "]}",
         "\"mean_us\" is null"},
        {"{\"results\": [{\"name\": \"a\", \"iterations\": 1, " TAIL "]}", "\"mean_us\" is missing"},
        {"{\"results\": [{\"name\": \"a\", \"iterations\": 1, \"mean_us\": 1, " TAIL
         ", {\"name\": \"a\", \"iterations\": 1, \"mean_us\": 1, " TAIL "]}",
         "another result with the name 'a'"},
    };
#undef TAIL
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_refusal(cases[i].text, strlen(cases[i].text), cases[i].part);
}

/* start, then unit repeated, then end. */
static void expect_long_refusal(const char *start, const char *unit, size_t times, const char *end,
                                const char *part)
{
    size_t size = 0;
    char *text = NULL;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fputs(start, out);
    for (size_t i = 0; i < times; i++)
        fputs(unit, out);
    fputs(end, out);
    fclose(out);
    expect_refusal(text, size, part);
    free(text);
}

static void excesses(void **state)
{
    (void)state;
    expect_long_refusal("{\"a\": ", "[", 100000, "", "nested deeper than 32 levels");
    expect_long_refusal("{\"a\": ", "{\"a\":", 100000, "", "nested deeper than 32 levels");
    expect_long_refusal("{\"a\": [null", ",null", 300000, "]}", "more than 200000 values");
    expect_long_refusal("{\"a\": [[]", ",[]", 300000, "]}", "more than 200000 values");
    expect_long_refusal("{\"a\": [[1,2,3]", ",[1,2,3]", 60000, "]}", "more than 50000 arrays of numbers");
    expect_long_refusal("{\"a\": [[1,2]", ",[1,2]", 60000, "]}", "neither a fairlane result");
    expect_long_refusal("{\"a\": [[1,2]", ",[1,2]", 60000, "]", "truncated");
    expect_long_refusal("{\"a\": [[1,2]", ",[1,2]", 60000, ",[1,02]]}", "'02' is not JSON");
    expect_long_refusal("{\"a\": [[1]", ",[1]", 60000, "]}", "more than 50000 arrays of numbers");
    expect_long_refusal("{\"a\": \"", "x", 100000, "\"}", "a string is longer than 65536 bytes");
    expect_long_refusal("{\"a\": ", "9", 1000, "}", "is not JSON");
    expect_long_refusal("{\"a\": [", "9", 1000, "]}", "is not JSON");
    expect_long_refusal("{\"results\": [{}", ",{}", 20000, "]}", "at most 10000 are accepted");
    expect_long_refusal("{\"a0\": 1", ",\"a\": 1", 300, "}", "stands twice");
    expect_long_refusal("{\"results\": [", "\n", 5000, "{}]}", "doc.json:5001: \"name\" is missing");
    expect_long_refusal("{\"a\": [1", ",1", 1000000, "]}", "neither a fairlane result");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foreign_faults),
        cmocka_unit_test(excesses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
