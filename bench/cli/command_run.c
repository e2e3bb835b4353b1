/* fairlane run: verifies, measures and compares every kernel that this CPU can execute. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/clock.h"
#include "bench/base/clock_check.h"
#include "bench/base/file.h"
#include "bench/base/interrupt.h"
#include "bench/base/pin.h"
#include "bench/base/text.h"
#include "bench/base/version.h"
#include "bench/bounds/bounds.h"
#include "bench/cli/cli.h"
#include "bench/harness/environment.h"
#include "bench/harness/float_control.h"
#include "bench/lab/run.h"
#include "bench/report/run_report.h"
#include "bench/task/values.h"
#include "dispatch/dispatch.h"

enum { THOROUGH_PROCESSES = 30 };
enum {
    MOST_ITERATIONS = 1000000,
    MOST_PROCESSES = 1000,
    MOST_MISALIGNMENT = 60,
    MOST_CPUS = 4096,
    MOST_SECONDS = 86400
};

extern const fl_command fl_command_run;

static fl_status take_kernel(const fl_option *option, const char *name, void *request, fl_error *error)
{
    fl_run_options *wanted = request;
    (void)option;
    if (wanted->kernel_count >= FL_MOST_CONTESTANTS)
        return fl_fail(error, FL_USAGE, "run: more than %d kernels named", FL_MOST_CONTESTANTS);
    wanted->kernels[wanted->kernel_count++] = name;
    return FL_OK;
}

static fl_status take_peer(const fl_option *option, const char *name, void *request, fl_error *error)
{
    fl_run_options *wanted = request;
    (void)option;
    if (wanted->peer_count >= FL_MOST_PEERS)
        return fl_fail(error, FL_USAGE, "run: more than %d peers named", FL_MOST_PEERS);
    wanted->peers[wanted->peer_count++] = name;
    return FL_OK;
}

static fl_status take_thorough(const fl_option *option, const char *value, void *request, fl_error *error)
{
    (void)option, (void)value, (void)error;
    ((fl_run_options *)request)->processes = THOROUGH_PROCESSES;
    return FL_OK;
}

static fl_status take_quick(const fl_option *option, const char *value, void *request, fl_error *error)
{
    (void)option, (void)value, (void)error;
    fl_run_quick(request);
    return FL_OK;
}

static fl_status take_no_pin(const fl_option *option, const char *value, void *request, fl_error *error)
{
    (void)option, (void)value, (void)error;
    ((fl_run_options *)request)->cpu = FL_CPU_NONE;
    return FL_OK;
}

static fl_status take_misalignment(const fl_option *option, const char *value, void *request, fl_error *error)
{
    int64_t *misalign = &((fl_run_options *)request)->misalign;
    if (fl_parse_integer(option->name, value, 0, MOST_MISALIGNMENT, misalign, error) != FL_OK)
        return FL_USAGE;
    return *misalign % 4 == 0 ? FL_OK
                              : fl_fail(error, FL_USAGE, "--misalign: %s is not a multiple of 4", value);
}

static fl_status take_samples(const fl_option *option, const char *value, void *request, fl_error *error)
{
    static const char *const names[] = {
        [FL_SAMPLES_ALL] = "all", [FL_SAMPLES_SUMMARY] = "summary", [FL_SAMPLES_NONE] = "none"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(value, names[i]) == 0) {
            ((fl_run_options *)request)->samples = (fl_samples)i;
            return FL_OK;
        }
    return fl_fail(error, FL_USAGE, "--%s: none, summary or all is needed", option->name);
}

static const fl_option options[] = {
    {.name = "output",
     .letter = 'o',
     .argument = "FILE",
     .help = "Write the result file (fairlane.result/1) there, atomically.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(fl_run_options, output),
     .values = FL_VALUES_PATHS},
    {.name = "kernel",
     .letter = 'k',
     .argument = "NAME",
     .help = "Measure this kernel, or those named like 'avx*' that run here; may be given several times. The "
             "baseline 'scalar' always takes part.",
     .kind = FL_OPTION_OWN,
     .take = take_kernel,
     .values = FL_VALUES_KERNELS},
    {.name = "peer",
     .letter = 'p',
     .argument = "NAME",
     .help = "Measure this contestant beside the kernels ('fairlane peers' lists the known ones; a name with "
             "a slash is the path of a program that speaks fairlane.peer/1); may be given several times.",
     .kind = FL_OPTION_OWN,
     .take = take_peer,
     .values = FL_VALUES_PEERS},
    {.name = "python",
     .argument = "PATH",
     .help = "Python for peers that are written in it.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(fl_run_options, python),
     .values = FL_VALUES_PATHS},
    {.name = "timeout",
     .argument = "SECONDS",
     .help = "Most time that a peer may take for one answer; default 60.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(fl_run_options, peer_seconds),
     .low = 1,
     .high = MOST_SECONDS},
    {.name = "warmup",
     .argument = "N",
     .help = "Calls before the timed ones of the per-call protocol; default 100.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(fl_run_options, warmups),
     .high = MOST_ITERATIONS},
    {.name = "iterations",
     .argument = "N",
     .help = "Timed calls per kernel of the per-call protocol, spread evenly over the processes; "
             "default 10000, at most 1000000.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(fl_run_options, iterations),
     .low = 1,
     .high = MOST_ITERATIONS},
    {.name = "seed",
     .argument = "N",
     .help = "Seed of the training, the layouts and the order of rounds; default 42.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(fl_run_options, seed),
     .high = INT64_MAX},
    {.name = "processes",
     .argument = "N",
     .help = "Measuring processes, each with its own random layout; default 5.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(fl_run_options, processes),
     .low = 1,
     .high = MOST_PROCESSES},
    {.name = "thorough", .help = "30 processes.", .kind = FL_OPTION_OWN, .take = take_thorough},
    {.name = "quick",
     .help = "8 processes of 12 rounds: for a look, not for a claim.",
     .kind = FL_OPTION_OWN,
     .take = take_quick},
    {.name = "model",
     .argument = "FILE",
     .help = "Use the weights of this file (safetensors, .npy, .npz, a state_dict of torch.save()): "
             "one layer, weight [2,784] (or a kernel "
             "[784,2]) and bias [2], under any prefix; F32, or converted from F16, BF16, F64.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(fl_run_options, model),
     .values = FL_VALUES_PATHS},
    {.name = "tensor",
     .argument = "NAME",
     .help = "Of several layers in the file of --model take this one.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(fl_run_options, tensor)},
    {.name = "cpu",
     .argument = "N",
     .help = "Pin to this CPU instead of one chosen from the topology.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(fl_run_options, cpu),
     .high = MOST_CPUS},
    {.name = "no-pin", .help = "Do not pin.", .kind = FL_OPTION_OWN, .take = take_no_pin},
    {.name = "misalign",
     .argument = "N",
     .help = "Place weights and input N bytes (a multiple of 4, at most 60) off. Floors stay those of "
             "aligned data.",
     .kind = FL_OPTION_OWN,
     .take = take_misalignment},
    {.name = "attest",
     .argument = "SECONDS",
     .help =
         "Most time, after the measurement, for tracing one call of every contestant: libraries first, peers "
         "last; default 6, 0: none.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(fl_run_options, attest_seconds),
     .high = MOST_SECONDS},
    {.name = "cross-check",
     .help = "Let Google Benchmark measure the same kernels and compare.",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(fl_run_options, cross_check)},
    FL_QUIET_OPTION(fl_run_options, quiet_seconds),
    {.name = "samples",
     .argument = "WHICH",
     .help =
         "What the result file keeps of single calls: all (default), each in its order; summary, how many "
         "took how long; none, their figures alone. Rounds, which ratios come from, are always kept.",
     .kind = FL_OPTION_OWN,
     .take = take_samples},
    {.name = "json",
     .help = "Print the result document, without the samples, instead of the text.",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(fl_run_options, json)},
    {.name = NULL},
};

typedef struct request {
    fl_run_options options;
    const fl_printer *form;
} request;

static fl_status parse(int argc, char **argv, request *asked, fl_error *error)
{
    fl_run_options *wanted = &asked->options;
    *wanted = fl_run_defaults();
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_run, argc, argv, wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    asked->form = cursor.form;
    if (cursor.first_operand < argc)
        return fl_fail(error, FL_USAGE, "run: what is '%s'? a kernel is named with --kernel",
                       argv[cursor.first_operand]);
    if (wanted->iterations < wanted->processes)
        return fl_fail(error, FL_USAGE, "--iterations: %lld calls cannot be spread over %lld processes",
                       (long long)wanted->iterations, (long long)wanted->processes);
    return FL_OK;
}

/* The figures reach stdout before the file is tried: an unwritable file loses nothing. Nor does a reader that
 * went away (… | head): main says that standard output failed, after the file was written. */
static fl_status report(const request *asked, const fl_admissions *admissions, fl_document *document,
                        fl_error *error)
{
    const fl_run_options *wanted = &asked->options;
    fl_status status = FL_OK;
    if (wanted->json) {
        char *text = NULL;
        status = fl_document_text(document, false, &text, error);
        if (status == FL_OK)
            puts(text);
        free(text);
    } else {
        fl_report report = {.title = NULL};
        fl_run_report(&report, document);
        status = fl_report_print(&report, asked->form, stdout, error);
    }
    fflush(stdout);
    if (status == FL_OK && wanted->output)
        status = fl_document_reduce(document, wanted->samples, error);
    if (status == FL_OK && wanted->output)
        status = fl_document_write(wanted->output, document, error);
    if (status != FL_OK)
        return status;
    status = fl_run_judge_contestants(admissions, error);
    if (status != FL_OK)
        return status;
    return fl_bounds_reject_impossible(document, error);
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request asked;
    const fl_run_options *wanted = &asked.options;
    fl_status status = parse(argc, argv, &asked, error);
    if (status == FL_OK && wanted->output)
        status = fl_file_check_writable(wanted->output, error);
    if (status != FL_OK)
        return status;
    fl_plan *plan = calloc(1, sizeof *plan);
    fl_document *document = calloc(1, sizeof *document);
    fl_admissions *admissions = calloc(1, sizeof *admissions);
    if (!plan || !document || !admissions) {
        free(plan);
        free(document);
        free(admissions);
        return fl_fail(error, FL_UNABLE, "no memory for a plan");
    }
    fl_interrupt_watch();
    status = fl_run_measure(wanted, plan, admissions, document, error);
    if (status == FL_OK)
        status = report(&asked, admissions, document, error);
    fl_interrupt_restore();
    fl_document_free(document);
    free(document);
    free(admissions);
    free(plan);
    return status;
}

const fl_command fl_command_run = {
    .name = "run",
    .arguments = "",
    .summary = "verify, measure and compare every kernel that this CPU can execute",
    .description =
        "Verifies every kernel that this CPU can execute against a reference in double precision, then "
        "measures it on the trained model in two ways: call by call, each between two clock readings, beside "
        "the same loop around an empty call; and amortised over many calls per reading, independent "
        "(reciprocal throughput) and chained (latency), in interleaved rounds over several processes with "
        "random layouts. Prints the limits of the machine, one table and a few sentences.\n\n"
        "Ratios come from the amortised rounds alone: medians of paired ratios with sign-test intervals, "
        "corrected for their number. After the measurement one call of every contestant is executed "
        "instruction by instruction (--attest), which tells what class of SIMD a library really used. A time "
        "below 0.97 times its measured floor is looked into: a kernel that does all of its work in each call "
        "has disproved the floor, one of which that is not known puts it in doubt, and what only a wrong "
        "clock or work left out explains fails the run.\n\n"
        "--peer adds contestants that are programs of their own, in the same rounds: each measuring process "
        "starts its own copy on the same CPU, verifies it on several models and samples, and lets it time "
        "itself with its own clock. One that crashes, hangs, answers garbage or computes something wrong is "
        "reported and not timed; the rest of the run goes on.\n\n"
        "Exit code 1: a kernel breaks the contract, a peer misbehaves, or a time is impossible; the file is "
        "written all the same, and says so.",
    .options = options,
    .reports = true,
    .run = run,
};
