/* Files of the audited benchmark's own tools: read as far as they go, the rest is absent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "bench/record/result.h"

static void parse(const char *text, fl_document *document)
{
    fl_error error = {""};
    if (fl_document_parse(text, strlen(text), "doc.json", document, &error) != FL_OK)
        fail_msg("%s", error.text);
}

static const char audited[] =
    "{\n"
    "  \"config\": {\"seed\": 42, \"input_dim\": 784, \"num_classes\": 2,\n"
    "    \"pytorch_version\": \"2.9.1+cu128\", \"platform\": \"Linux 6.8.0\",\n"
    "    \"cpu\": \"Some CPU\", \"timestamp\": \"1764274185Z\"},\n"
    "  \"results\": [\n"
    "    {\"name\": \"PyTorch LogisticRegression\", \"iterations\": 10000,\n"
    "     \"mean_us\": 5.11, \"std_us\": 0.97, \"ci_95_lower\": 5.11,\n"
    "     \"ci_95_upper\": 5.11, \"p50_us\": 5.03, \"p95_us\": 5.21, \"p99_us\": 8.03,\n"
    "     \"min_us\": 4.89, \"max_us\": 88.80, \"throughput_per_sec\": 195551}\n"
    "  ]\n}";

static void audited_format_loads(void **state)
{
    (void)state;
    fl_document read;
    parse(audited, &read);
    assert_true(read.of_other_tool);
    assert_int_equal(read.result_count, 1);
    assert_string_equal(read.results[0].name, "PyTorch LogisticRegression");
    assert_true(read.results[0].per_call_us.mean == 5.11 && read.results[0].per_call_us.n == 10000);
    assert_string_equal(read.environment.cpu, "Some CPU");
    assert_string_equal(read.platform, "Linux 6.8.0");
    assert_int_equal(read.warmup_iterations, 0);
    assert_true(isnan(read.results[0].lag1_autocorrelation) && isnan(read.results[0].independent_floor.ns));
    assert_null(read.results[0].samples_ns);
    assert_true(isnan(read.environment.numa_nodes) && isnan(read.environment.steal_percent));
    assert_int_equal(read.environment.pinned_cpu, -1);
    fl_document_free(&read);
    parse("{\"config\": {\"cpu\": \"Some CPU\"}, \"environment\": {\"cpu\": \"Other\", \"governor\": "
          "\"powersave\", \"steal_percent\": 12.5, \"invented\": 7}, \"results\": []}",
          &read);
    assert_string_equal(read.environment.cpu, "Some CPU");
    assert_string_equal(read.environment.governor, "powersave");
    assert_true(read.environment.steal_percent == 12.5 && isnan(read.environment.numa_nodes));
    assert_int_equal(read.environment.pinned_cpu, -1);
    assert_true(read.environment.context_switches_involuntary == -1);
    fl_document_free(&read);
    parse("{\"results\": []}", &read);
    assert_true(read.of_other_tool);
    fl_document_free(&read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(audited_format_loads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
