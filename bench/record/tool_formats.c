#include "bench/record/tool_formats.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

enum { MOST_MARKS = 3 };

/* A document that has all of these members, and whose list, where one is named, begins with an object that
 * has the member. NULL ends or stands for none. */
typedef struct format {
    const char *tool;
    const char *members[MOST_MARKS];
    const char *list, *member;
} format;

static const format formats[] = {
    {"Google Benchmark", {"context", "benchmarks"}, "benchmarks", "run_name"},
    {"Google Benchmark", {"context", "benchmarks"}, "benchmarks", "real_time"},
    {"pytest-benchmark", {"machine_info", "benchmarks"}, "benchmarks", "stats"},
    {"pyperf", {"metadata", "benchmarks"}, "benchmarks", "runs"},
    {"BenchmarkDotNet", {"HostEnvironmentInfo", "Benchmarks"}, NULL, NULL},
    {"hyperfine", {"results"}, "results", "command"},
    {"nanobench", {"results"}, "results", "median(elapsed)"},
    {"Criterion (estimates)", {"mean", "median", "std_dev"}, NULL, NULL},
    {"Criterion (samples)", {"sampling_mode", "iters", "times"}, NULL, NULL},
    {"torch.utils.benchmark", {"measurements"}, "measurements", "task_spec"},
};

static bool is_of(const cJSON *root, const format *f)
{
    for (int i = 0; i < MOST_MARKS && f->members[i]; i++)
        if (!cJSON_GetObjectItemCaseSensitive(root, f->members[i]))
            return false;
    if (!f->list)
        return true;
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, f->list);
    return cJSON_IsArray(list) && list->child && cJSON_GetObjectItemCaseSensitive(list->child, f->member);
}

fl_status fl_refuse_tool_format(const fl_reader *reader)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (is_of(reader->root, &formats[i]))
            return fl_fail(
                reader->error, FL_USAGE,
                "%s: this is a file of %s, which fairlane does not read; measure with 'fairlane run "
                "-o FILE', or give a published figure to 'point93 --claim-a' or 'bound --latency'",
                reader->name, formats[i].tool);
    return FL_OK;
}
