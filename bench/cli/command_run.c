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
#include "bench/cli/pictures.h"
#include "bench/harness/environment.h"
#include "bench/harness/float_control.h"
#include "bench/import/import.h"
#include "bench/lab/run.h"
#include "bench/report/held_report.h"
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

typedef struct request {
    fl_run_options options; /* first: what most options fill */
    const fl_printer *form;
    const char *against; /* NULL: no reference */
    double limit;        /* of how many times as long a result may take as there; 0: not given */
} request;

static fl_status take_kernel(const fl_option *option, const char *name, void *asked, fl_error *error)
{
    fl_run_options *wanted = asked;
    (void)option;
    if (wanted->kernel_count >= FL_MOST_CONTESTANTS)
        return fl_fail(error, FL_USAGE, "run: more than %d kernels named", FL_MOST_CONTESTANTS);
    wanted->kernels[wanted->kernel_count++] = name;
    return FL_OK;
}

static fl_status take_peer(const fl_option *option, const char *name, void *asked, fl_error *error)
{
    fl_run_options *wanted = asked;
    (void)option;
    if (wanted->peer_count >= FL_MOST_PEERS)
        return fl_fail(error, FL_USAGE, "run: more than %d peers named", FL_MOST_PEERS);
    wanted->peers[wanted->peer_count++] = name;
    return FL_OK;
}

static fl_status take_thorough(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    (void)option, (void)value, (void)error;
    ((fl_run_options *)asked)->processes = THOROUGH_PROCESSES;
    return FL_OK;
}

static fl_status take_quick(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    (void)option, (void)value, (void)error;
    fl_run_quick(asked);
    return FL_OK;
}

static fl_status take_no_pin(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    (void)option, (void)value, (void)error;
    ((fl_run_options *)asked)->cpu = FL_CPU_NONE;
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

static fl_status take_limit(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    return fl_parse_factor("run", option->name, value, &((request *)asked)->limit, error);
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
    {.name = "against",
     .argument = "REFERENCE.json",
     .help = "Hold what is measured to this result file, of the same machine and boot.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(request, against),
     .values = FL_VALUES_PATHS},
    {.name = "fail-above",
     .argument = "FACTOR",
     .help =
         "With --against: exit code 1 where a result takes longer than FACTOR times that of the reference; "
         "default 1.05.",
     .kind = FL_OPTION_OWN,
     .take = take_limit},
    {.name = "json",
     .help = "Print the result document, without the samples, instead of the text.",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(fl_run_options, json)},
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

/* What --against asks for. */
typedef struct held_to {
    fl_document document; /* the reference */
    fl_side then, now;
    fl_pairs pairs;
    fl_held_all verdict;
    bool judged;
    fl_status status; /* of judging, and why not */
    char why_not[sizeof((fl_error *)0)->text];
} held_to;

static void free_held_to(held_to *held)
{
    fl_held_free(&held->verdict);
    fl_pairs_free(&held->pairs);
    fl_document_free(&held->document);
}

/* Kernels that were picked by name are all that is to be held; else whatever the reference has. */
static void hold(const request *asked, const fl_document *document, held_to *held)
{
    static const char command[] = "compare: ";
    fl_error error = {""};
    held->then = (fl_side){.path = asked->against, .document = &held->document};
    held->now =
        (fl_side){.path = asked->options.output ? asked->options.output : "this run", .document = document};
    held->status =
        fl_compare_pairs(&held->then, &held->now, &(fl_comparison_options){0}, &held->pairs, &error);
    if (held->status == FL_OK)
        held->status = fl_held_judge(&held->pairs, &held->then, &held->now, asked->limit,
                                     asked->options.kernel_count == 0, &held->verdict, &error);
    held->judged = held->status == FL_OK;
    const char *why = error.text;
    if (strncmp(why, command, sizeof command - 1) == 0)
        why += sizeof command - 1;
    snprintf(held->why_not, sizeof held->why_not, "%s", why);
}

/* Told last: a run that may not be compared has figures of its own, and they are safe by now. */
static fl_status tell_held(const request *asked, const held_to *held, fl_error *error)
{
    if (!asked->against)
        return FL_OK;
    if (!held->judged)
        return fl_fail(error, held->status, "run: not comparable with %.150s: %.300s", asked->against,
                       held->why_not);
    return fl_held_status("run", asked->against, &held->verdict, error);
}

/* The figures reach stdout before the file is tried: an unwritable file loses nothing. Nor does a reader that
 * went away (… | head): main says that standard output failed, after the file was written. */
static fl_status report(const request *asked, const fl_admissions *admissions, fl_document *document,
                        const held_to *held, fl_error *error)
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
static fl_status measure(const request *asked, held_to *held, fl_plan *plan, fl_admissions *admissions,
                         fl_document *document, fl_error *error)
{
    fl_status status = fl_run_measure(&asked->options, plan, admissions, document, error);
    if (status == FL_OK && asked->against)
        hold(asked, document, held);
    if (status == FL_OK)
        status = report(asked, admissions, document, held, error);
    return status == FL_OK ? tell_held(asked, held, error) : status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request asked;
    held_to held = {.judged = false};
    const fl_run_options *wanted = &asked.options;
    fl_status status = parse(argc, argv, &asked, error);
    if (status == FL_OK && wanted->output)
        status = fl_file_check_writable(wanted->output, error);
    if (status == FL_OK && asked.against)
        status = fl_import_read(asked.against, &held.document, error);
    if (status != FL_OK) {
        free_held_to(&held);
        return status;
    }
    fl_plan *plan = calloc(1, sizeof *plan);
    fl_document *document = calloc(1, sizeof *document);
    fl_admissions *admissions = calloc(1, sizeof *admissions);
    if (!plan || !document || !admissions) {
        free(plan);
        free(document);
        free(admissions);
        free_held_to(&held);
        return fl_fail(error, FL_UNABLE, "no memory for a plan");
    }
    fl_interrupt_watch();
    status = measure(&asked, &held, plan, admissions, document, error);
    fl_interrupt_restore();
    free_held_to(&held);
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
        "--against REFERENCE.json holds the run to an earlier one, so that a CI can keep a kernel's speed: "
        "build and "
        "measure the old state (-o reference.json), then the new one in the same job. Each result, or those "
        "named by "
        "--kernel, is judged by the intervals that 'compare' gives for two runs, which hold how far these "
        "differ as "
        "the other kernels of the same machine code tell, never by a ratio alone.\n\n"
        "Exit code 1: a kernel breaks the contract, a peer misbehaves, a time is impossible, or a result is "
        "slower "
        "than the reference allows; the file is written all the same, and says so. 3, with --against: none "
        "is slower, "
        "but not each is shown to hold the limit. 2: the two may not be compared.",
    .options = options,
    .reports = true,
    .run = run,
};
