/* One inference of a side, traced as the side's own command reaches it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/evidence/trace_file.h"
#include "bench/lab/reproduce_parts.h"

/* How one inference is entered, in the order in which it is tried: each try runs the whole command, so only what a
 * source of the side has the word of. */
static const struct {
    const char *word, *function;
} guesses[] = {
    {"torch", "at::_ops::linear::call@libtorch_cpu.so"},
    {"numpy", "cblas_sgemv"},
    {"predict", "predict"},
    {"infer(", "infer"},
    {"inference(", "inference"},
    {"forward(", "forward"},
};

static bool holds(const fl_case_side *side, const char *word)
{
    for (size_t i = 0; i < side->source_count; i++)
        if (strstr(side->sources[i].bytes, word))
            return true;
    return false;
}

/* Why it is not shown that the function is what was timed, one inference a call; false: it is. Its first call may be
 * a step of training, or of a batch; it may be called for a check alone, or thrice between two clock readings. */
static bool is_doubtful(const char *function, const fl_trace *trace, const fl_reproduced_side *reproduced,
                        char why[400])
{
    static const double most_calls = 1.5; /* of it for each timed one: warming up and checking included */
    const fl_result *result = reproduced->runs[0].written.result;
    double times = (double)trace->multiply_add_lanes / (double)trace->expected_multiply_adds,
           calls = (double)trace->regions / (double)result->iterations;
    if (!(times >= 0.95 && times < 2.5))
        snprintf(why, 400, "the first call of %.100s executes %llu multiply-adds, and one inference has %llu",
                 function, (unsigned long long)trace->multiply_add_lanes,
                 (unsigned long long)trace->expected_multiply_adds);
    else if (fl_result_reading(result) != FL_READING_CALL)
        snprintf(why, 400,
                 "how often the inference is called is not told, so that %.100s is not shown to be it",
                 function);
    else if (!(calls >= 1 && calls < most_calls))
        snprintf(why, 400,
                 "%.100s was called %llu times, and %zu calls were timed: it is not one inference a call",
                 function, (unsigned long long)trace->regions, result->iterations);
    else
        return false;
    return true;
}

/* found: whether there is such a function; what is known of it stands in the side's trace, or in why_trace. */
static fl_status trace_function(const fl_confinement *c, const char *function, fl_case_side *side,
                                fl_reproduced_side *reproduced, bool *found, fl_error *error)
{
    char path[600], seconds[24];
    fl_confined_end end;
    fl_error unread = {""};
    snprintf(path, sizeof path, "%.500s/trace.json", c->scratch);
    snprintf(seconds, sizeof seconds, "%lld", (long long)c->most.seconds);
    remove(path);
    fl_print(stderr, "tracing %.100s of %.60s\n", function, side->name);
    const char *const starter[] = {"fairlane",  "trace", "--json",     "--calls", "--output", path,
                                   "--timeout", seconds, "--function", function,  "--",       NULL};
    fl_status status = fl_confined_run_by(c, starter, side->command, &end, error);
    if (status != FL_OK)
        return status;
    if (fl_trace_read(path, &side->trace, &unread) != FL_OK) {
        snprintf(reproduced->why_trace, sizeof reproduced->why_trace, "--function %.100s: %.250s", function,
                 end.why[0] ? end.why : unread.text);
        return FL_OK;
    }
    *found = true;
    if (is_doubtful(function, &side->trace, reproduced, reproduced->why_trace))
        return FL_OK;
    /* what was confined, and not what confined it */
    snprintf(side->trace.command, sizeof side->trace.command, "%s", side->command);
    snprintf(side->trace_path, sizeof side->trace_path, "traced here, %.200s", function);
    reproduced->why_trace[0] = '\0';
    side->has_trace = true;
    return FL_OK;
}

fl_status fl_reproduce_trace(const fl_confinement *confinement, const char *function, fl_case_side *side,
                             fl_reproduced_side *reproduced, fl_error *error)
{
    fl_status status = FL_OK;
    bool found = false;
    if (!function && side->function[0])
        function = side->function;
    if (function)
        return trace_function(confinement, function, side, reproduced, &found, error);
    for (size_t i = 0; i < sizeof guesses / sizeof *guesses && status == FL_OK && !found; i++)
        if (holds(side, guesses[i].word))
            status = trace_function(confinement, guesses[i].function, side, reproduced, &found, error);
    if (status == FL_OK && !found)
        snprintf(
            reproduced->why_trace, sizeof reproduced->why_trace,
            "no source names a function that is known to be an inference, and that was found; --function, or "
            "\"function\" in the "
            "case, names the one whose call is an inference");
    return status;
}
