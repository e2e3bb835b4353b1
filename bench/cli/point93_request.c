#include "bench/cli/point93_request.h"

#include <math.h>
#include <string.h>

#include "bench/base/time_text.h"
#include "bench/bounds/bounds.h"
#include "bench/lab/run.h"
#include "bench/verdict/equal.h"
#include "kernels/kernel.h"

extern const fl_command fl_command_point93;

enum option {
    TRACE_A,
    TRACE_B,
    CLAIM_A,
    CLAIM_B,
    FORCE_A,
    FORCE_B,
    PEER,
    PYTHON,
    TIMEOUT,
    RUN,
    NO_RUN,
    OUTPUT,
    UNLIKE,
    QUIET_WAIT,
    JSON
};

enum { MOST_SECONDS = 86400 };

const fl_option fl_point93_options[] = {
    [TRACE_A] = {"trace-a", 0, "FILE",
                 "What A executed (fairlane.trace/1); kernels of the lab trace themselves."},
    [TRACE_B] = {"trace-b", 0, "FILE", "What B executed."},
    [CLAIM_A] = {"claim-a", 0, "TIME",
                 "A is a published latency, e.g. 5.03us (ns, us, ms, s), not a result."},
    [CLAIM_B] = {"claim-b", 0, "TIME", "B is a published latency."},
    [FORCE_A] = {"force-a", 0, "VARIABLE=VALUE",
                 "Measure and trace A, a kernel or a peer, once more with this in its environment, so that "
                 "its library uses another class of SIMD (OPENBLAS_CORETYPE=Prescott, "
                 "ATEN_CPU_CAPABILITY=default …), for the cells of that class; may be given several times."},
    [FORCE_B] = {"force-b", 0, "VARIABLE=VALUE", "The same for B."},
    [PEER] = {"peer", 'p', "NAME",
              "A contestant that is a program of its own ('fairlane peers' lists the known ones), measured "
              "now beside the lab's kernels and traced; two of them, or one and another contestant, which "
              "may be the name of a "
              "kernel then. Peers come first: A, or A and B."},
    [PYTHON] = {"python", 0, "PATH", "Python for peers that are written in it."},
    [TIMEOUT] = {"timeout", 0, "SECONDS",
                 "Most time for one answer of a peer, and for its trace; default 60."},
    [RUN] = {"run", 0, "FILE",
             "The lab's own kernels, measured by 'fairlane run -o FILE' on the contestants' machine; without "
             "it a result file of the lab among the operands, else a measurement made now."},
    [NO_RUN] = {"no-run", 0, NULL, "Measure nothing: leave what rests on the lab's kernels unknown."},
    [OUTPUT] = {"output", 'o', "FILE",
                "Store the measurement that is made now there (fairlane.result/1), atomically."},
    [UNLIKE] = {"unlike", 0, "WHAT", FL_UNLIKE_HELP},
    [QUIET_WAIT] = FL_QUIET_OPTION,
    [JSON] = {"json", 0, NULL, "Print one JSON document (schema fairlane.point93/1) instead of the text."},
    {NULL, 0, NULL, NULL},
};

static fl_status set_option(int option, const char *value, fl_point93_request *wanted, fl_error *error)
{
    switch ((enum option)option) {
    case TRACE_A:
    case TRACE_B:
        wanted->trace[option - TRACE_A] = value;
        return FL_OK;
    case CLAIM_A:
    case CLAIM_B:
        return fl_parse_time(option == CLAIM_A ? "claim-a" : "claim-b", value,
                             &wanted->claim_ns[option - CLAIM_A], error);
    case FORCE_A:
    case FORCE_B: {
        size_t *count = &wanted->force_count[option - FORCE_A];
        if (!fl_is_setting(value) || *count == FL_MOST_FORCED)
            return fl_fail(error, FL_USAGE, "--%s: '%.60s' is not VARIABLE=VALUE, or more than %d of them",
                           fl_point93_options[option].name, value, FL_MOST_FORCED);
        wanted->force[option - FORCE_A][(*count)++] = value;
        return FL_OK;
    }
    case PEER:
        if (wanted->peer[1])
            return fl_fail(error, FL_USAGE, "point93: more than two peers; two contestants are judged");
        wanted->peer[wanted->peer[0] ? 1 : 0] = value;
        return FL_OK;
    case PYTHON:
        wanted->python = value;
        return FL_OK;
    case TIMEOUT:
        return fl_parse_integer("timeout", value, 1, MOST_SECONDS, &wanted->seconds, error);
    case RUN:
        wanted->run = value;
        return FL_OK;
    case NO_RUN:
        wanted->no_run = true;
        return FL_OK;
    case OUTPUT:
        wanted->output = value;
        return FL_OK;
    case UNLIKE:
        return fl_aspect_allow("point93", value, &wanted->unlike, error);
    case QUIET_WAIT:
        return fl_parse_integer("quiet-wait", value, 0, FL_MOST_QUIET_SECONDS, &wanted->quiet_seconds, error);
    case JSON:
        wanted->json = true;
        return FL_OK;
    }
    return FL_USAGE;
}

bool fl_point93_is_claimed(const fl_point93_request *wanted, int side)
{
    return !isnan(wanted->claim_ns[side]);
}

static bool is_given(const fl_point93_request *wanted, int side)
{
    return fl_point93_is_claimed(wanted, side) || wanted->peer[side];
}

static bool is_kernel(const char *name)
{
    for (size_t i = 0; i < fl_variant_count; i++)
        if (strcmp(fl_variants[i].name, name) == 0)
            return true;
    return false;
}

bool fl_point93_is_example(const fl_point93_request *wanted)
{
    return !wanted->peer[0] && !wanted->operand[0] && !wanted->operand[1] &&
           !fl_point93_is_claimed(wanted, 0) && !fl_point93_is_claimed(wanted, 1);
}

/* Operands fill the sides that no option fills. */
static fl_status take_operands(char **operands, int given, fl_point93_request *wanted, fl_error *error)
{
    int needed = 2 - is_given(wanted, 0) - is_given(wanted, 1);
    bool twice = (fl_point93_is_claimed(wanted, 0) && wanted->peer[0]) ||
                 (fl_point93_is_claimed(wanted, 1) && wanted->peer[1]);
    if (twice)
        return fl_fail(
            error, FL_USAGE,
            "point93: peers come first, as A and B: a published latency beside one peer is --claim-b");
    if (given != needed && !(given == 0 && needed == 2))
        return fl_fail(error, FL_USAGE,
                       "point93: two contestants are needed, as in r.json:scalar r.json:avx2, each a result "
                       "or a published latency (--claim-a, --claim-b), or peers (--peer); or none at all, "
                       "for a worked example");
    for (int i = 0; i < 2 && given > 0; i++)
        if (!is_given(wanted, i)) {
            bool kernel = wanted->peer[0] && is_kernel(*operands);
            *(kernel ? &wanted->kernel[i] : &wanted->operand[i]) = *operands;
            operands++;
        }
    return FL_OK;
}

static fl_status check_combination(const fl_point93_request *wanted, fl_error *error)
{
    if (wanted->peer[0] && (wanted->run || wanted->no_run))
        return fl_fail(error, FL_USAGE, "point93: peers are measured now; leave out --run and --no-run");
    if (wanted->run && wanted->no_run)
        return fl_fail(error, FL_USAGE, "point93: --run and --no-run exclude each other");
    if (wanted->output && (wanted->run || wanted->no_run))
        return fl_fail(error, FL_USAGE,
                       "point93: --output stores a measurement made now; leave out --run and --no-run");
    if (wanted->no_run && wanted->force_count[0] + wanted->force_count[1] > 0)
        return fl_fail(error, FL_USAGE,
                       "point93: --no-run measures nothing; leave out --force-a and --force-b");
    if (fl_point93_is_example(wanted) && wanted->force_count[0] + wanted->force_count[1] > 0)
        return fl_fail(error, FL_USAGE,
                       "point93: the worked example forces nothing; name two contestants beside --force-a "
                       "and --force-b");
    if (fl_point93_is_example(wanted) && (wanted->no_run || wanted->trace[0] || wanted->trace[1]))
        return fl_fail(error, FL_USAGE,
                       "point93: the worked example traces and measures the lab's own kernels; leave out "
                       "--no-run, --trace-a and --trace-b");
    return FL_OK;
}

fl_status fl_point93_parse(int argc, char **argv, fl_point93_request *wanted, fl_error *error)
{
    *wanted = (fl_point93_request){
        .claim_ns = {NAN, NAN}, .seconds = FL_PEER_SECONDS, .quiet_seconds = FL_QUIET_DEFAULT};
    fl_cursor cursor = {0};
    int option;
    while ((option = fl_next_option(&fl_command_point93, argc, argv, &cursor, error)) >= 0)
        if (set_option(option, cursor.value, wanted, error) != FL_OK)
            return FL_USAGE;
    if (option == FL_OPTIONS_ERROR)
        return FL_USAGE;
    fl_status status = take_operands(argv + cursor.first_operand, argc - cursor.first_operand, wanted, error);
    return status == FL_OK ? check_combination(wanted, error) : status;
}
