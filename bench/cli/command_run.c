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

enum option {
    OPTION_OUTPUT,
    OPTION_KERNEL,
    OPTION_PEER,
    OPTION_PYTHON,
    OPTION_TIMEOUT,
    OPTION_WARMUP,
    OPTION_ITERATIONS,
    OPTION_SEED,
    OPTION_PROCESSES,
    OPTION_THOROUGH,
    OPTION_QUICK,
    OPTION_MODEL,
    OPTION_TENSOR,
    OPTION_CPU,
    OPTION_NO_PIN,
    OPTION_MISALIGN,
    OPTION_ATTEST,
    OPTION_CROSS_CHECK,
    OPTION_QUIET_WAIT,
    OPTION_JSON,
};

static const fl_option options[] = {
    [OPTION_OUTPUT] = {"output", 'o', "FILE", "Write the result file (fairlane.result/1) there, atomically."},
    [OPTION_KERNEL] =
        {"kernel", 'k', "NAME",
         "Measure this kernel; may be given several times. The baseline 'scalar' always takes part."},
    [OPTION_PEER] =
        {"peer", 'p', "NAME",
         "Measure this contestant beside the kernels ('fairlane peers' lists the known ones; a name with "
         "a slash is the path of a program that speaks fairlane.peer/1); may be given several times."},
    [OPTION_PYTHON] = {"python", 0, "PATH", "Python for peers that are written in it."},
    [OPTION_TIMEOUT] = {"timeout", 0, "SECONDS",
                        "Most time that a peer may take for one answer; default 60."},
    [OPTION_WARMUP] = {"warmup", 0, "N",
                       "Calls before the timed ones of the per-call protocol; default 100."},
    [OPTION_ITERATIONS] =
        {"iterations", 0, "N",
         "Timed calls per kernel of the per-call protocol, spread evenly over the processes; "
         "default 10000, at most 1000000."},
    [OPTION_SEED] = {"seed", 0, "N",
                     "Seed of the training, the layouts and the order of rounds; default 42."},
    [OPTION_PROCESSES] = {"processes", 0, "N",
                          "Measuring processes, each with its own random layout; default 5."},
    [OPTION_THOROUGH] = {"thorough", 0, NULL, "30 processes."},
    [OPTION_QUICK] = {"quick", 0, NULL, "8 processes of 12 rounds: for a look, not for a claim."},
    [OPTION_MODEL] = {"model", 0, "FILE",
                      "Use the weights of this file (safetensors, .npy, .npz, a state_dict of torch.save()): "
                      "one layer, weight [2,784] (or a kernel "
                      "[784,2]) and bias [2], under any prefix; F32, or converted from F16, BF16, F64."},
    [OPTION_TENSOR] = {"tensor", 0, "NAME", "Of several layers in the file of --model take this one."},
    [OPTION_CPU] = {"cpu", 0, "N", "Pin to this CPU instead of one chosen from the topology."},
    [OPTION_NO_PIN] = {"no-pin", 0, NULL, "Do not pin."},
    [OPTION_MISALIGN] =
        {"misalign", 0, "N",
         "Place weights and input N bytes (a multiple of 4, at most 60) off. Floors stay those of "
         "aligned data."},
    [OPTION_ATTEST] =
        {"attest", 0, "SECONDS",
         "Most time, after the measurement, for tracing one call of every contestant: libraries first, peers "
         "last; default 6, 0: none."},
    [OPTION_CROSS_CHECK] = {"cross-check", 0, NULL,
                            "Let Google Benchmark measure the same kernels and compare."},
    [OPTION_QUIET_WAIT] = FL_QUIET_OPTION,
    [OPTION_JSON] = {"json", 0, NULL, "Print the result document, without the samples, instead of the text."},
    {NULL, 0, NULL, NULL},
};

extern const fl_command fl_command_run;

/* NOLINTNEXTLINE(readability-function-size): one case an option */
static fl_status set_option(int option, const char *value, fl_run_options *wanted, fl_error *error)
{
    switch ((enum option)option) {
    case OPTION_OUTPUT:
        wanted->output = value;
        return FL_OK;
    case OPTION_KERNEL:
        if (wanted->kernel_count >= FL_MOST_ENTRIES)
            return fl_fail(error, FL_USAGE, "run: more than %d kernels named", FL_MOST_ENTRIES);
        wanted->kernels[wanted->kernel_count++] = value;
        return FL_OK;
    case OPTION_PEER:
        if (wanted->peer_count >= FL_MOST_PEERS)
            return fl_fail(error, FL_USAGE, "run: more than %d peers named", FL_MOST_PEERS);
        wanted->peers[wanted->peer_count++] = value;
        return FL_OK;
    case OPTION_PYTHON:
        wanted->python = value;
        return FL_OK;
    case OPTION_TIMEOUT:
        return fl_parse_integer("timeout", value, 1, MOST_SECONDS, &wanted->peer_seconds, error);
    case OPTION_WARMUP:
        return fl_parse_integer("warmup", value, 0, MOST_ITERATIONS, &wanted->warmups, error);
    case OPTION_ITERATIONS:
        return fl_parse_integer("iterations", value, 1, MOST_ITERATIONS, &wanted->iterations, error);
    case OPTION_SEED:
        return fl_parse_integer("seed", value, 0, INT64_MAX, &wanted->seed, error);
    case OPTION_PROCESSES:
        return fl_parse_integer("processes", value, 1, MOST_PROCESSES, &wanted->processes, error);
    case OPTION_THOROUGH:
        wanted->processes = THOROUGH_PROCESSES;
        return FL_OK;
    case OPTION_QUICK:
        fl_run_quick(wanted);
        return FL_OK;
    case OPTION_MODEL:
        wanted->model = value;
        return FL_OK;
    case OPTION_TENSOR:
        wanted->tensor = value;
        return FL_OK;
    case OPTION_CPU:
        return fl_parse_integer("cpu", value, 0, MOST_CPUS, &wanted->cpu, error);
    case OPTION_NO_PIN:
        wanted->cpu = FL_CPU_NONE;
        return FL_OK;
    case OPTION_MISALIGN:
        if (fl_parse_integer("misalign", value, 0, MOST_MISALIGNMENT, &wanted->misalign, error) != FL_OK)
            return FL_USAGE;
        return wanted->misalign % 4 == 0
                   ? FL_OK
                   : fl_fail(error, FL_USAGE, "--misalign: %s is not a multiple of 4", value);
    case OPTION_ATTEST:
        return fl_parse_integer("attest", value, 0, MOST_SECONDS, &wanted->attest_seconds, error);
    case OPTION_CROSS_CHECK:
        wanted->cross_check = true;
        return FL_OK;
    case OPTION_QUIET_WAIT:
        return fl_parse_integer("quiet-wait", value, 0, FL_MOST_QUIET_SECONDS, &wanted->quiet_seconds, error);
    case OPTION_JSON:
        wanted->json = true;
        return FL_OK;
    }
    return FL_USAGE;
}

static fl_status parse(int argc, char **argv, fl_run_options *wanted, fl_error *error)
{
    *wanted = fl_run_defaults();
    fl_cursor cursor = {0};
    int option;
    while ((option = fl_next_option(&fl_command_run, argc, argv, &cursor, error)) >= 0)
        if (set_option(option, cursor.value, wanted, error) != FL_OK)
            return FL_USAGE;
    if (option == FL_OPTIONS_ERROR)
        return FL_USAGE;
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
static fl_status report(const fl_run_options *wanted, const fl_contestants *contestants,
                        const fl_document *document, fl_error *error)
{
    fl_status status = FL_OK;
    if (wanted->json) {
        char *text = NULL;
        status = fl_document_text(document, false, &text, error);
        if (status == FL_OK)
            puts(text);
        free(text);
    } else {
        status = fl_report_run(document, error);
    }
    fflush(stdout);
    if (status == FL_OK && wanted->output)
        status = fl_document_write(wanted->output, document, error);
    if (status != FL_OK)
        return status;
    status = fl_run_judge_contestants(contestants, error);
    if (status != FL_OK)
        return status;
    return fl_bounds_reject_impossible(document, error);
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    fl_run_options wanted;
    fl_status status = parse(argc, argv, &wanted, error);
    if (status == FL_OK && wanted.output)
        status = fl_file_check_writable(wanted.output, error);
    if (status != FL_OK)
        return status;
    fl_plan *plan = calloc(1, sizeof *plan);
    fl_document *document = calloc(1, sizeof *document);
    fl_contestants *contestants = calloc(1, sizeof *contestants);
    if (!plan || !document || !contestants) {
        free(plan);
        free(document);
        free(contestants);
        return fl_fail(error, FL_UNABLE, "no memory for a plan");
    }
    fl_interrupt_watch();
    status = fl_run_measure(&wanted, plan, contestants, document, error);
    if (status == FL_OK)
        status = report(&wanted, contestants, document, error);
    fl_interrupt_restore();
    fl_document_free(document);
    free(document);
    free(contestants);
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
    .run = run,
};
