/* The second instrument: Google Benchmark, a program of its own beside this one, over the same kernels. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/subprocess.h"
#include "bench/base/system.h"
#include "bench/lab/run.h"

enum { MOST_OUTPUT = 16 << 20 };

/* The folder of this program, with fairlane-gbench in it. */
static fl_status find_program(char *path, size_t size, fl_error *error)
{
    if (!fl_system_own_path(path, size))
        return fl_fail(error, FL_UNABLE, "--cross-check: cannot tell where this program lies");
    char *slash = strrchr(path, '/');
    size_t used = slash ? (size_t)(slash + 1 - path) : 0;
    snprintf(path + used, size - used, "fairlane-gbench");
    if (access(path, X_OK) != 0)
        return fl_fail(error, FL_UNABLE, "--cross-check: %s: %s; build it with Google Benchmark installed",
                       path, strerror(errno));
    return FL_OK;
}

/* ^(avx2|scalar|…)/ : names hold letters, digits and hyphens only. */
static void write_filter(const fl_plan *plan, char *filter, size_t size)
{
    size_t used = (size_t)snprintf(filter, size, "--benchmark_filter=^(");
    const char *between = "";
    for (uint32_t e = 0; e < plan->job.contestant_count && used < size; e++) {
        if (plan->job.contestants[e].kind != FL_CONTESTANT_KERNEL)
            continue;
        used += (size_t)snprintf(filter + used, size - used, "%s%s", between, plan->job.contestants[e].name);
        between = "|";
    }
    if (used < size)
        snprintf(filter + used, size - used, ")/");
}

/* Many short repetitions, as many as the lab has rounds: the median of long ones would hold every
 * disturbance. What it warns about is no news here. */
static fl_status run_program(const char *path, const char *filter, int cpu, char **text, fl_error *error)
{
    const char *const arguments[] = {"fairlane-gbench",
                                     filter,
                                     "--benchmark_format=json",
                                     "--benchmark_repetitions=101",
                                     "--benchmark_min_time=0.0002",
                                     "--benchmark_enable_random_interleaving=true",
                                     "--benchmark_report_aggregates_only=true",
                                     NULL};
    const fl_subprocess program = {
        .arguments = arguments, .path = path, .most_output = MOST_OUTPUT, .cpu = cpu >= 0 ? &cpu : NULL};
    fl_subprocess_end end;
    fl_status status = fl_subprocess_run(&program, &end, error);
    *text = status == FL_OK && end.exit_code == 0 ? end.output : NULL;
    if (*text)
        end.output = NULL;
    fl_subprocess_free(&end);
    if (*text || status == FL_INTERRUPTED)
        return status;
    return fl_fail(error, FL_UNABLE, "--cross-check: %s failed; run it by itself to see why", path);
}

/* The median real time of "NAME/MODE" in Google Benchmark's output; NaN when it is not there. */
static double find_median(const cJSON *benchmarks, const char *name, const char *mode)
{
    char wanted[96];
    snprintf(wanted, sizeof wanted, "%s/%s", name, mode);
    const cJSON *one;
    cJSON_ArrayForEach(one, benchmarks)
    {
        const char *run_name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "run_name"));
        const char *aggregate = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "aggregate_name"));
        const char *unit = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "time_unit"));
        const cJSON *time = cJSON_GetObjectItemCaseSensitive(one, "real_time");
        if (run_name && aggregate && unit && cJSON_IsNumber(time) && strcmp(run_name, wanted) == 0 &&
            strcmp(aggregate, "median") == 0 && strcmp(unit, "ns") == 0)
            return time->valuedouble;
    }
    return NAN;
}

static fl_status collect(const cJSON *benchmarks, fl_document *document, fl_error *error)
{
    static const char *const modes[FL_MODES] = {"independent", "chained"};
    document->cross_checks = calloc(document->result_count * FL_MODES + 1, sizeof *document->cross_checks);
    if (!document->cross_checks)
        return fl_fail(error, FL_UNABLE, "no memory for the cross-check");
    for (size_t i = 0; i < document->result_count; i++)
        for (int mode = 0; mode < FL_MODES && !document->results[i].is_probe && !document->results[i].peer;
             mode++) {
            const fl_result *result = &document->results[i];
            double theirs = find_median(benchmarks, result->name, modes[mode]);
            if (!isfinite(theirs))
                return fl_fail(error, FL_UNABLE, "--cross-check: Google Benchmark did not report %s/%s",
                               result->name, modes[mode]);
            fl_cross_check *check = &document->cross_checks[document->cross_check_count++];
            snprintf(check->name, sizeof check->name, "%s", result->name);
            snprintf(check->mode, sizeof check->mode, "%s", modes[mode]);
            check->lab_ns = mode == FL_CHAINED ? result->chained.median_ns : result->independent.median_ns;
            check->google_benchmark_ns = theirs;
            check->ratio = check->lab_ns / theirs;
        }
    return FL_OK;
}

fl_status fl_run_cross_check(const fl_plan *plan, fl_document *document, fl_error *error)
{
    char path[PATH_MAX], filter[FL_MOST_CONTESTANTS * 66];
    char *text = NULL;
    fl_status status = find_program(path, sizeof path, error);
    if (status != FL_OK)
        return status;
    write_filter(plan, filter, sizeof filter);
    status = run_program(path, filter, plan->job.cpu, &text, error);
    if (status != FL_OK)
        return status;
    errno = 0;
    cJSON *root = cJSON_Parse(text);
    const cJSON *benchmarks = cJSON_GetObjectItemCaseSensitive(root, "benchmarks");
    if (cJSON_IsArray(benchmarks))
        status = collect(benchmarks, document, error);
    else if (!root && errno == ENOMEM)
        status = fl_fail(error, FL_UNABLE, "--cross-check: no memory for the answer of %s", path);
    else
        status = fl_fail(error, FL_UNABLE, "--cross-check: %s printed something that is not its JSON", path);
    cJSON_Delete(root);
    free(text);
    return status;
}
