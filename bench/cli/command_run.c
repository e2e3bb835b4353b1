/* fairlane run: verifies, measures and compares every kernel that this CPU can execute. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/bounds/bounds.h"
#include "bench/cli/cli.h"
#include "bench/cli/pictures.h"
#include "bench/lab/run.h"
#include "bench/report/held_report.h"
#include "bench/report/run_report.h"
#include "bench/verdict/held_run.h"

enum { THOROUGH_PROCESSES = 30 };
enum {
    MOST_ITERATIONS = 1000000,
    MOST_PROCESSES = 1000,
    MOST_MISALIGNMENT = 60,
    MOST_CPUS = 4096,
    MOST_SECONDS = 86400
};

extern const fl_command fl_command_run;

typedef struct request {
    fl_run_options options; /* first: what most options fill */
    const fl_printer *form;
    const char *against; /* NULL: no reference */
    double limit;        /* of how many times as long a result may take as there; 0: not given */
} request;

static fl_status take_quick(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    (void)option, (void)value, (void)error;
    fl_run_quick(asked);
    return FL_OK;
}

static fl_status take_misalignment(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    int64_t *misalign = &((fl_run_options *)asked)->misalign;
    if (fl_parse_integer(option->name, value, 0, MOST_MISALIGNMENT, misalign, error) != FL_OK)
        return FL_USAGE;
    return *misalign % 4 == 0 ? FL_OK
                              : fl_fail(error, FL_USAGE, "--misalign: %s is not a multiple of 4", value);
}

static fl_status take_samples(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    static const char *const names[] = {
        [FL_SAMPLES_ALL] = "all", [FL_SAMPLES_SUMMARY] = "summary", [FL_SAMPLES_NONE] = "none"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(value, names[i]) == 0) {
            ((fl_run_options *)asked)->samples = (fl_samples)i;
            return FL_OK;
        }
    return fl_fail(error, FL_USAGE, "--%s: none, summary or all is needed", option->name);
}

static const fl_option options[] = {
    FL_TAKE_TEXT(fl_run_options, output, 'o', "output", "FILE", FL_VALUES_PATHS,
                 "Write the result file (fairlane.result/1) there, atomically."),
    FL_TAKE_TEXTS(
        fl_run_options, kernels, kernel_count, FL_MOST_CONTESTANTS, NULL, 'k', "kernel", "NAME",
        FL_VALUES_KERNELS,
        "Measure this kernel, or those named like 'avx*' that run here; may be given several times. The "
        "baseline 'scalar' always takes part."),
    FL_TAKE_TEXTS(
        fl_run_options, peers, peer_count, FL_MOST_PEERS, NULL, 'p', "peer", "NAME", FL_VALUES_PEERS,
        "Measure this contestant beside the kernels ('fairlane peers' lists the known ones; a name with "
        "a slash is the path of a program that speaks fairlane.peer/1); may be given several times."),
    FL_TAKE_TEXT(fl_run_options, python, 0, "python", "PATH", FL_VALUES_PATHS,
                 "Python for peers that are written in it."),
    FL_TAKE_INTEGER(fl_run_options, peer_seconds, "timeout", "SECONDS", 1, MOST_SECONDS,
                    "Most time that a peer may take for one answer; default 60."),
    FL_TAKE_INTEGER(fl_run_options, warmups, "warmup", "N", 0, MOST_ITERATIONS,
                    "Calls before the timed ones of the per-call protocol; default 100."),
    FL_TAKE_INTEGER(
        fl_run_options, iterations, "iterations", "N", 1, MOST_ITERATIONS,
        "Timed calls per kernel of the per-call protocol, spread evenly over the processes; default "
        "10000, at most 1000000."),
    FL_TAKE_INTEGER(fl_run_options, seed, "seed", "N", 0, INT64_MAX,
                    "Seed of the training, the layouts and the order of rounds; default 42."),
    FL_TAKE_INTEGER(fl_run_options, processes, "processes", "N", 1, MOST_PROCESSES,
                    "Measuring processes, each with its own random layout; default 5."),
    FL_TAKE_CONSTANT(fl_run_options, processes, "thorough", THOROUGH_PROCESSES, "30 processes."),
    FL_TAKE_OWN(take_quick, 0, "quick", NULL, FL_VALUES_UNKNOWN,
                "8 processes of 12 rounds: for a look, not for a claim."),
    FL_TAKE_TEXT(
        fl_run_options, model, 0, "model", "FILE", FL_VALUES_PATHS,
        "Use the weights of this file (safetensors, .npy, .npz, a state_dict of torch.save()): one "
        "layer, weight [2,784] (or a kernel [784,2]) and bias [2], under any prefix; F32, or converted "
        "from F16, BF16, F64."),
    FL_TAKE_TEXT(fl_run_options, tensor, 0, "tensor", "NAME", FL_VALUES_UNKNOWN,
                 "Of several layers in the file of --model take this one."),
    FL_TAKE_INTEGER(fl_run_options, cpu, "cpu", "N", 0, MOST_CPUS,
                    "Pin to this CPU instead of one chosen from the topology."),
    FL_TAKE_CONSTANT(fl_run_options, cpu, "no-pin", FL_CPU_NONE, "Do not pin."),
    FL_TAKE_OWN(
        take_misalignment, 0, "misalign", "N", FL_VALUES_UNKNOWN,
        "Place weights and input N bytes (a multiple of 4, at most 60) off. Floors stay those of aligned "
        "data."),
    FL_TAKE_INTEGER(
        fl_run_options, attest_seconds, "attest", "SECONDS", 0, MOST_SECONDS,
        "Most time, after the measurement, for tracing one call of every contestant: libraries first, "
        "peers last; default 6, 0: none."),
    FL_TAKE_FLAG(fl_run_options, cross_check, "cross-check",
                 "Let Google Benchmark measure the same kernels and compare."),
    FL_QUIET_OPTION(fl_run_options, quiet_seconds),
    FL_TAKE_OWN(
        take_samples, 0, "samples", "WHICH", FL_VALUES_UNKNOWN,
        "What the result file keeps of single calls: all (default), each in its order; summary, how many "
        "took how long; none, their figures alone. Rounds, which ratios come from, are always kept."),
    FL_TAKE_TEXT(request, against, 0, "against", "REFERENCE.json", FL_VALUES_PATHS,
                 "Hold what is measured to this result file, of the same machine and boot."),
    FL_TAKE_FACTOR(request, limit, "fail-above",
                   "With --against: exit code 1 where a result takes longer than FACTOR times that of the "
                   "reference; default 1.05."),
    FL_TAKE_FLAG(fl_run_options, json, "json",
                 "Print the result document, without the samples, instead of the text."),
    FL_PICTURES_OPTIONS,
    {.name = NULL},
};

static fl_status parse(int argc, char **argv, request *asked, fl_error *error)
{
    fl_run_options *wanted = &asked->options;
    *asked = (request){.options = fl_run_defaults()};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_run, argc, argv, asked, &cursor, error) != FL_OK)
        return FL_USAGE;
    asked->form = cursor.form;
    if (cursor.first_operand < argc)
        return fl_fail(error, FL_USAGE, "run: what is '%s'? a kernel is named with --kernel",
                       argv[cursor.first_operand]);
    if (asked->limit > 0 && !asked->against)
        return fl_fail(error, FL_USAGE, "run: --fail-above needs --against REFERENCE.json");
    asked->limit = asked->limit > 0 ? asked->limit : FL_USUAL_LIMIT;
    if (wanted->iterations < wanted->processes)
        return fl_fail(error, FL_USAGE, "--iterations: %lld calls cannot be spread over %lld processes",
                       (long long)wanted->iterations, (long long)wanted->processes);
    return FL_OK;
}

/* The figures reach stdout before the file is tried: an unwritable file loses nothing. Nor does a reader that
 * went away (… | head): main says that standard output failed, after the file was written. */
static fl_status report(const request *asked, const fl_admissions *admissions, fl_document *document,
                        const fl_held_run *held, fl_error *error)
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
        if (held->judged) {
            fl_held_report(&report, asked->against, &held->verdict);
            fl_report_gap(&report);
        }
        fl_run_report(&report, document);
        status = fl_report_print(&report, asked->form, stdout, error);
    }
    fflush(stdout);
    if (wanted->output &&
        (status == FL_OK || fl_report_drawing.folder)) { /* what was measured outlives pictures */
        fl_error unused;
        fl_error *why = status == FL_OK ? error : &unused;
        fl_status written = fl_document_reduce(document, wanted->samples, why);
        if (written == FL_OK)
            written = fl_document_write(wanted->output, document, why);
        status = status == FL_OK ? written : status;
    }
    if (status != FL_OK)
        return status;
    status = fl_run_judge_contestants(admissions, error);
    if (status != FL_OK)
        return status;
    return fl_bounds_reject_impossible(document, error);
}

/* Measured, judged by the reference, reported, and written. */
static fl_status measure(const request *asked, fl_held_run *held, fl_document *document, fl_error *error)
{
    const fl_run_options *wanted = &asked->options;
    fl_run *made = NULL;
    fl_status status = fl_run_make(wanted, &made, document, error);
    if (status == FL_OK && asked->against) /* kernels picked by name are all that is to be held */
        fl_held_run_judge(held, document, wanted->output ? wanted->output : "this run", asked->limit,
                          wanted->kernel_count == 0);
    if (status == FL_OK)
        status = report(asked, &made->admissions, document, held, error);
    free(made);
    return status == FL_OK ? fl_held_run_status(held, error) : status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request asked;
    fl_held_run held = {.judged = false};
    fl_status status = parse(argc, argv, &asked, error);
    if (status == FL_OK)
        status = fl_check_outputs(asked.options.output, error);
    if (status == FL_OK && asked.against)
        status = fl_held_run_read(&held, asked.against, error);
    fl_document *document = status == FL_OK ? calloc(1, sizeof *document) : NULL;
    if (status == FL_OK && !document)
        status = fl_fail(error, FL_UNABLE, "no memory for a plan");
    if (document) {
        fl_interrupt_watch();
        status = measure(&asked, &held, document, error);
        fl_interrupt_restore();
        fl_document_free(document);
        free(document);
    }
    fl_held_run_free(&held);
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
        "--against REFERENCE.json holds the run to an earlier one, so that a CI can keep a kernel's speed: "
        "build and measure the old state (-o reference.json), then the new one in the same job. Each result, "
        "or those named by --kernel, is judged by the intervals that 'compare' gives for two runs, which "
        "hold how far these differ as the other kernels of the same machine code tell, never by a ratio "
        "alone.\n\n"
        "Exit code 1: a kernel breaks the contract, a peer misbehaves, a time is impossible, or a result is "
        "slower than the reference allows; the file is written all the same, and says so. 3, with --against: "
        "none is slower, but not each is shown to hold the limit. 2: the two may not be compared.",
    .options = options,
    .reports = true,
    .run = run,
};
