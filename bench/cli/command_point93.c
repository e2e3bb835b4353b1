/* fairlane point93: does one side use SIMD where the other does not, and what is that worth? */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/cli.h"
#include "bench/cli/operand.h"
#include "bench/cli/pictures.h"
#include "bench/lab/point93_session.h"
#include "bench/lab/run.h"
#include "bench/report/point93_report.h"
#include "kernels/kernel.h"

extern const fl_command fl_command_point93;

enum { MOST_SECONDS = 86400 };

typedef struct request {
    fl_point93_request asked;
    const char *operand[2]; /* results of files; NULL: none */
    fl_operand operands[2];
    size_t peer_count;
    bool json;
    const fl_printer *form;
} request;

/* --claim-a, --force-b: the side that an option is of stands at its end. */
static int side_of(const fl_option *option)
{
    return option->name[strlen(option->name) - 1] - 'a';
}

static fl_status take_setting(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    fl_point93_request *wanted = &((request *)asked)->asked;
    size_t *count = &wanted->force_count[side_of(option)];
    if (!fl_is_setting(value) || *count == FL_MOST_FORCED)
        return fl_fail(error, FL_USAGE, "--%s: '%.60s' is not VARIABLE=VALUE, or more than %d of them",
                       option->name, value, FL_MOST_FORCED);
    wanted->force[side_of(option)][(*count)++] = value;
    return FL_OK;
}

static const fl_option options[] = {
    FL_TAKE_TEXT(request, asked.trace[0], 0, "trace-a", "FILE", FL_VALUES_PATHS,
                 "What A executed (fairlane.trace/1); kernels of the lab trace themselves."),
    FL_TAKE_TEXT(request, asked.trace[1], 0, "trace-b", "FILE", FL_VALUES_PATHS, "What B executed."),
    FL_TAKE_TIME(request, asked.claim_ns[0], "claim-a",
                 "A is a published latency, e.g. 5.03us (ns, us, ms, s), not a result."),
    FL_TAKE_TIME(request, asked.claim_ns[1], "claim-b", "B is a published latency."),
    FL_TAKE_OWN(
        take_setting, 0, "force-a", "VARIABLE=VALUE", FL_VALUES_UNKNOWN,
        "Measure and trace A, a kernel or a peer, once more with this in its environment, so that its "
        "library uses another class of SIMD (OPENBLAS_CORETYPE=Prescott, ATEN_CPU_CAPABILITY=default …), "
        "for the cells of that class; may be given several times."),
    FL_TAKE_OWN(take_setting, 0, "force-b", "VARIABLE=VALUE", FL_VALUES_UNKNOWN, "The same for B."),
    FL_TAKE_TEXTS(
        request, asked.peer, peer_count, 2, "more than two peers; two contestants are judged", 'p', "peer",
        "NAME", FL_VALUES_PEERS,
        "A contestant that is a program of its own ('fairlane peers' lists the known ones), measured "
        "now beside the lab's kernels and traced; two of them, or one and another contestant, which may "
        "be the name of a kernel then. Peers come first: A, or A and B."),
    FL_TAKE_TEXT(request, asked.python, 0, "python", "PATH", FL_VALUES_PATHS,
                 "Python for peers that are written in it."),
    FL_TAKE_INTEGER(request, asked.seconds, "timeout", "SECONDS", 1, MOST_SECONDS,
                    "Most time for one answer of a peer, and for its trace; default 60."),
    FL_TAKE_TEXT(
        request, asked.run, 0, "run", "FILE", FL_VALUES_PATHS,
        "The lab's own kernels, measured by 'fairlane run -o FILE' on the contestants' machine; without "
        "it a result file of the lab among the operands, else a measurement made now."),
    FL_TAKE_FLAG(request, asked.no_run, "no-run",
                 "Measure nothing: leave what rests on the lab's kernels unknown."),
    FL_TAKE_TEXT(request, asked.output, 'o', "output", "FILE", FL_VALUES_PATHS,
                 "Store the measurement that is made now there (fairlane.result/1), atomically."),
    FL_TAKE_ASPECT(request, asked.unlike, FL_UNLIKE_HELP),
    FL_QUIET_OPTION(request, asked.quiet_seconds),
    FL_TAKE_FLAG(request, json, "json",
                 "Print one JSON document (schema fairlane.point93/1) instead of the text."),
    FL_PICTURES_OPTIONS,
    {.name = NULL},
};

static bool is_given(const fl_point93_request *asked, int side)
{
    return fl_point93_is_claimed(asked, side) || asked->peer[side];
}

static bool is_kernel(const char *name)
{
    for (size_t i = 0; i < fl_variant_count; i++)
        if (strcmp(fl_variants[i].name, name) == 0)
            return true;
    return false;
}

/* Operands fill the sides that no option fills. */
static fl_status take_operands(char **operands, int given, request *wanted, fl_error *error)
{
    fl_point93_request *asked = &wanted->asked;
    int needed = 2 - is_given(asked, 0) - is_given(asked, 1);
    bool twice = (fl_point93_is_claimed(asked, 0) && asked->peer[0]) ||
                 (fl_point93_is_claimed(asked, 1) && asked->peer[1]);
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
        if (!is_given(asked, i)) {
            bool kernel = asked->peer[0] && is_kernel(*operands);
            *(kernel ? &asked->kernel[i] : &wanted->operand[i]) = *operands;
            asked->given[i] = kernel ? NULL : &wanted->operands[i].side;
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

static fl_status parse(int argc, char **argv, request *wanted, fl_error *error)
{
    *wanted = (request){
        .asked = {.claim_ns = {NAN, NAN}, .seconds = FL_PEER_SECONDS, .quiet_seconds = FL_QUIET_DEFAULT}};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_point93, argc, argv, wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    wanted->form = cursor.form;
    fl_status status = take_operands(argv + cursor.first_operand, argc - cursor.first_operand, wanted, error);
    return status == FL_OK ? check_combination(&wanted->asked, error) : status;
}

static fl_status read_operands(request *wanted, fl_error *error)
{
    const char *command = "point93";
    if (wanted->operand[0] && wanted->operand[1])
        return fl_operands_read(command, wanted->operand, wanted->operands, error);
    for (int i = 0; i < 2; i++)
        if (wanted->operand[i])
            return fl_operand_read(command, wanted->operand[i], &wanted->operands[i], error);
    return FL_OK;
}

static fl_status report(const request *wanted, const fl_point93_session *made, fl_error *error)
{
    fl_pairing pairings[FL_MOST_PAIRS];
    fl_status status = FL_OK;
    for (size_t i = 0; i < made->pair_count; i++)
        pairings[i] = (fl_pairing){made->pairs[i].contestants, &made->pairs[i].point};
    if (wanted->json) {
        char *text = NULL;
        status = fl_point93_json(pairings, made->pair_count, &text, error);
        if (status == FL_OK)
            puts(text);
        free(text);
        return status;
    }
    fl_report report = {.title = NULL};
    for (size_t i = 0; i < made->pair_count; i++) {
        if (i > 0)
            fl_report_gap(&report);
        fl_point93_report(&report, &pairings[i]);
    }
    return fl_report_print(&report, wanted->form, stdout, error);
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted;
    fl_status status = parse(argc, argv, &wanted, error);
    if (status == FL_OK)
        status = fl_check_outputs(wanted.asked.output, error);
    if (status != FL_OK)
        return status;
    fl_point93_session *made = calloc(1, sizeof *made);
    if (!made)
        return fl_fail(error, FL_UNABLE, "point93: no memory");
    status = read_operands(&wanted, error);
    if (status == FL_OK)
        status = fl_point93_make(&wanted.asked, made, error);
    if (status == FL_OK)
        status = report(&wanted, made, error);
    if (status == FL_OK)
        status = fl_point93_status(made, error);
    fl_point93_session_free(made);
    fl_operands_free(wanted.operands);
    free(made);
    return status;
}

const fl_command fl_command_point93 = {
    .name = "point93",
    .arguments = "[A.json[:NAME] B.json[:NAME] | --peer A --peer B]",
    .summary = "judge by evidence whether one side uses SIMD where the other does not",
    .description =
        "Judges point 93 of the audited checklist for two contestants: neither side uses SIMD when the other "
        "does not. What each executed is told by a trace; kernels of the lab are traced now, and their "
        "machine code must be the code that was timed. Then: how much time SIMD can save in this task, and "
        "the fairness table, which tells what the comparison would say with both scalar, both at the widest "
        "SIMD, and each side with the other's. A cell is measured where the lab can measure it, else bounded "
        "from below and above, and says which; where neither can be done it is not available.\n\n"
        "PASS: both are attested, and the shares of their products and of their sums done in SIMD differ by "
        "at most 5 percentage points each. FAIL: both are attested, and either differs by more: products in "
        "SIMD that are added one after the other are not SIMD as a whole. UNCHECKED: everything else: no "
        "trace, an inconclusive one, one of another CPU or other code, a figure whose machine is not told. "
        "Different widths pass as the point is worded, with a remark.\n\n"
        "Without operands a worked example: the lab's scalar kernel against its SIMD kernel and against a "
        "BLAS, measured now (--output keeps the measurement) or taken from --run FILE.\n\n"
        "Only equals are judged: results that are unlike in model, sample, machine (CPU or boot), a "
        "library's core or the variables that steer it, misalignment, arithmetic, clock or reading, or that "
        "were timed on subnormal or infinite values, are refused by name (exit code 2) unless --unlike "
        "allows it, which then heads the output. Unlike work is judged by itself.\n\n"
        "--peer takes contestants that are programs of their own: both are verified, measured in the same "
        "rounds as the lab's kernels (--output keeps the measurement) and traced, and attested by name, "
        "version and CPU.\n\n"
        "A library that picks its code by a variable can be forced into another class: --force-a and "
        "--force-b set it, measure and trace that contestant once more (--output FILE keeps the measurement "
        "as FILE.forced-a1 …), and the cells of the class that the trace shows hold what was measured so.\n\n"
        "Exit code 0: PASS. 1: FAIL or UNCHECKED, of several pairs in any. 3: UNCHECKED because a kernel of "
        "the lab cannot be traced here.",
    .options = options,
    .reports = true,
    .run = run,
};
