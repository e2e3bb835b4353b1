#include "bench/cli/point93_request.h"

#include <math.h>
#include <string.h>

#include "bench/base/time_text.h"
#include "bench/bounds/bounds.h"
#include "bench/cli/pictures.h"
#include "bench/lab/run.h"
#include "bench/verdict/equal.h"
#include "kernels/kernel.h"

extern const fl_command fl_command_point93;

enum { MOST_SECONDS = 86400 };

/* --claim-a, --force-b: the side that an option is of stands at its end. */
static int side_of(const fl_option *option)
{
    return option->name[strlen(option->name) - 1] - 'a';
}

static fl_status take_claim(const fl_option *option, const char *value, void *request, fl_error *error)
{
    return fl_parse_time(option->name, value, &((fl_point93_request *)request)->claim_ns[side_of(option)],
                         error);
}

static fl_status take_setting(const fl_option *option, const char *value, void *request, fl_error *error)
{
    fl_point93_request *wanted = request;
    size_t *count = &wanted->force_count[side_of(option)];
    if (!fl_is_setting(value) || *count == FL_MOST_FORCED)
        return fl_fail(error, FL_USAGE, "--%s: '%.60s' is not VARIABLE=VALUE, or more than %d of them",
                       option->name, value, FL_MOST_FORCED);
    wanted->force[side_of(option)][(*count)++] = value;
    return FL_OK;
}

static fl_status take_peer(const fl_option *option, const char *name, void *request, fl_error *error)
{
    fl_point93_request *wanted = request;
    (void)option;
    if (wanted->peer[1])
        return fl_fail(error, FL_USAGE, "point93: more than two peers; two contestants are judged");
    wanted->peer[wanted->peer[0] ? 1 : 0] = name;
    return FL_OK;
}

static fl_status take_aspect(const fl_option *option, const char *what, void *request, fl_error *error)
{
    (void)option;
    return fl_aspect_allow("point93", what, &((fl_point93_request *)request)->unlike, error);
}

const fl_option fl_point93_options[] = {
    {.name = "trace-a",
     .argument = "FILE",
     .help = "What A executed (fairlane.trace/1); kernels of the lab trace themselves.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(fl_point93_request, trace[0]),
     .values = FL_VALUES_PATHS},
    {.name = "trace-b",
     .argument = "FILE",
     .help = "What B executed.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(fl_point93_request, trace[1]),
     .values = FL_VALUES_PATHS},
    {.name = "claim-a",
     .argument = "TIME",
     .help = "A is a published latency, e.g. 5.03us (ns, us, ms, s), not a result.",
     .kind = FL_OPTION_OWN,
     .take = take_claim},
    {.name = "claim-b",
     .argument = "TIME",
     .help = "B is a published latency.",
     .kind = FL_OPTION_OWN,
     .take = take_claim},
    {.name = "force-a",
     .argument = "VARIABLE=VALUE",
     .help = "Measure and trace A, a kernel or a peer, once more with this in its environment, so that "
             "its library uses another class of SIMD (OPENBLAS_CORETYPE=Prescott, "
             "ATEN_CPU_CAPABILITY=default …), for the cells of that class; may be given several times.",
     .kind = FL_OPTION_OWN,
     .take = take_setting},
    {.name = "force-b",
     .argument = "VARIABLE=VALUE",
     .help = "The same for B.",
     .kind = FL_OPTION_OWN,
     .take = take_setting},
    {.name = "peer",
     .letter = 'p',
     .argument = "NAME",
     .help = "A contestant that is a program of its own ('fairlane peers' lists the known ones), measured "
             "now beside the lab's kernels and traced; two of them, or one and another contestant, which "
             "may be the name of a "
             "kernel then. Peers come first: A, or A and B.",
     .kind = FL_OPTION_OWN,
     .take = take_peer,
     .values = FL_VALUES_PEERS},
    {.name = "python",
     .argument = "PATH",
     .help = "Python for peers that are written in it.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(fl_point93_request, python),
     .values = FL_VALUES_PATHS},
    {.name = "timeout",
     .argument = "SECONDS",
     .help = "Most time for one answer of a peer, and for its trace; default 60.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(fl_point93_request, seconds),
     .low = 1,
     .high = MOST_SECONDS},
    {.name = "run",
     .argument = "FILE",
     .help = "The lab's own kernels, measured by 'fairlane run -o FILE' on the contestants' machine; without "
             "it a result file of the lab among the operands, else a measurement made now.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(fl_point93_request, run),
     .values = FL_VALUES_PATHS},
    {.name = "no-run",
     .help = "Measure nothing: leave what rests on the lab's kernels unknown.",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(fl_point93_request, no_run)},
    {.name = "output",
     .letter = 'o',
     .argument = "FILE",
     .help = "Store the measurement that is made now there (fairlane.result/1), atomically.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(fl_point93_request, output),
     .values = FL_VALUES_PATHS},
    {.name = "unlike",
     .argument = "WHAT",
     .help = FL_UNLIKE_HELP,
     .kind = FL_OPTION_OWN,
     .take = take_aspect,
     .values = FL_VALUES_ASPECTS},
    FL_QUIET_OPTION(fl_point93_request, quiet_seconds),
    {.name = "json",
     .help = "Print one JSON document (schema fairlane.point93/1) instead of the text.",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(fl_point93_request, json)},
    FL_PICTURES_OPTIONS,
    {.name = NULL},
};

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
    if (fl_parse_options(&fl_command_point93, argc, argv, wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    wanted->form = cursor.form;
    fl_status status = take_operands(argv + cursor.first_operand, argc - cursor.first_operand, wanted, error);
    return status == FL_OK ? check_combination(wanted, error) : status;
}
