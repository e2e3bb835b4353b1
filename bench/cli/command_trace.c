/* fairlane trace: what one inference really executed, of a kernel or of any program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/cli/cli.h"
#include "bench/cli/pictures.h"
#include "bench/evidence/trace.h"
#include "bench/evidence/trace_file.h"
#include "bench/lab/peer_trace.h"
#include "bench/report/trace_report.h"

extern const fl_command fl_command_trace;

enum { DEFAULT_SECONDS = 60, MOST_SECONDS = 86400 };

typedef struct arguments {
    bool json;
    const fl_printer *form;
    const char *output, *kernel, *peer, *python;
    char function[256]; /* cut in two at the @ */
    fl_trace_target target;
    int64_t seconds, expected;
} arguments;

static fl_status take_function(const fl_option *option, const char *text, void *request, fl_error *error)
{
    arguments *found = request;
    (void)option;
    if (strlen(text) >= sizeof found->function)
        return fl_fail(error, FL_USAGE, "--function: the name is longer than %zu characters",
                       sizeof found->function - 1);
    snprintf(found->function, sizeof found->function, "%s", text);
    char *at = strchr(found->function, '@');
    if (at)
        *at++ = '\0';
    if (!found->function[0] || (at && !*at))
        return fl_fail(error, FL_USAGE, "--function: '%s' is not SYMBOL or SYMBOL@LIBRARY", text);
    found->target.function = found->function;
    found->target.library = at;
    return FL_OK;
}

static fl_status take_peer(const fl_option *option, const char *name, void *request, fl_error *error)
{
    arguments *found = request;
    (void)option;
    if (found->peer)
        return fl_fail(error, FL_USAGE, "trace: one --peer at a time");
    found->peer = name;
    return FL_OK;
}

static const fl_option options[] = {
    FL_TAKE_FLAG(arguments, json, "json",
                 "print one JSON document (schema fairlane.trace/1) instead of the report"),
    FL_TAKE_TEXT(arguments, output, 'o', "output", "FILE", FL_VALUES_PATHS,
                 "also write that document to FILE"),
    FL_TAKE_OWN(
        take_function, 0, "function", "SYMBOL[@LIBRARY]", FL_VALUES_UNKNOWN,
        "the first call of this function is the region, in place of the marks of libfairlane_region; its "
        "name is mangled or as its author wrote it, or the end of that: linear, nn::linear"),
    FL_TAKE_FLAG(
        arguments, target.count_calls, "calls",
        "with --function: let the program go on to its end, and tell how often the function was called"),
    FL_TAKE_OWN(
        take_peer, 'p', "peer", "NAME", FL_VALUES_PEERS,
        "trace this contestant ('fairlane peers' lists the known ones; a name with a slash is the path of "
        "a program that speaks fairlane.peer/1)"),
    FL_TAKE_TEXT(arguments, python, 0, "python", "PATH", FL_VALUES_PATHS,
                 "Python for peers that are written in it"),
    FL_TAKE_INTEGER(arguments, seconds, "timeout", "SECONDS", 1, MOST_SECONDS,
                    "longest wait for the region, and longest time to step through it; 60 unless given"),
    FL_TAKE_INTEGER(arguments, expected, "expect", "N", 0, INT64_C(1) << 53,
                    "multiply-adds of the work that the command claims to do; 1568 unless given"),
    FL_PICTURES_OPTIONS,
    {.name = NULL},
};

static fl_status take_operands(int argc, char **argv, int first, arguments *found, fl_error *error)
{
    if (found->peer && (first < argc || found->target.function || found->expected >= 0))
        return fl_fail(error, FL_USAGE,
                       "trace: with --peer neither a kernel, a command, --function nor --expect");
    if (found->target.count_calls && !found->target.function)
        return fl_fail(error, FL_USAGE, "trace: --calls is for --function");
    if (found->python && !found->peer)
        return fl_fail(error, FL_USAGE, "trace: --python is for --peer");
    if (found->peer)
        return FL_OK;
    bool is_command = first > 0 && strcmp(argv[first - 1], "--") == 0;
    if (first >= argc)
        return fl_fail(error, FL_USAGE,
                       "trace: name a kernel, or a command behind --; see 'fairlane help trace'");
    if (is_command) {
        found->target.command = argv + first;
        return FL_OK;
    }
    if (first + 1 < argc)
        return fl_fail(error, FL_USAGE, "trace: '%s' is too much; a command stands behind --",
                       argv[first + 1]);
    if (found->target.function || found->expected >= 0)
        return fl_fail(error, FL_USAGE, "trace: --%s is for commands; a kernel's is known",
                       found->target.function ? "function" : "expect");
    found->kernel = argv[first];
    return FL_OK;
}

static fl_status parse(int argc, char **argv, arguments *found, fl_error *error)
{
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_trace, argc, argv, found, &cursor, error) != FL_OK)
        return FL_USAGE;
    found->form = cursor.form;
    return take_operands(argc, argv, cursor.first_operand, found, error);
}

static fl_status look(arguments *wanted, fl_trace *trace, fl_error *error)
{
    if (wanted->peer)
        return fl_trace_named_peer(wanted->peer, wanted->python, (double)wanted->seconds, trace, error);
    if (wanted->kernel)
        return fl_trace_kernel(wanted->kernel, trace, error);
    wanted->target.seconds = (double)wanted->seconds;
    wanted->target.most_instructions = UINT64_MAX;
    fl_status status = fl_trace_command(&wanted->target, trace, error);
    if (status == FL_OK && wanted->expected >= 0) {
        trace->expected_multiply_adds = (uint64_t)wanted->expected;
        fl_trace_classify(trace);
    }
    return status;
}

static fl_status print_json(const fl_trace *trace, fl_error *error)
{
    char *text = NULL;
    fl_status status = fl_trace_text(trace, &text, error);
    if (status == FL_OK)
        fputs(text, stdout);
    free(text);
    return status;
}

static fl_status print_report(const fl_trace *trace, const fl_printer *form, fl_error *error)
{
    fl_report report = {.title = NULL};
    fl_trace_report(&report, trace);
    return fl_report_print(&report, form, stdout, error);
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    arguments wanted = {.seconds = DEFAULT_SECONDS, .expected = -1};
    fl_trace trace = {.name = ""};
    fl_status status = parse(argc, argv, &wanted, error);
    if (status == FL_OK)
        status = fl_check_outputs(wanted.output, error);
    if (status != FL_OK)
        return status;
    fl_interrupt_watch();
    status = look(&wanted, &trace, error);
    fl_interrupt_restore();
    if (status == FL_OK && wanted.output)
        status = fl_trace_write(wanted.output, &trace, error);
    if (status == FL_OK)
        status = wanted.json ? print_json(&trace, error) : print_report(&trace, wanted.form, error);
    return status == FL_OK && trace.simd_class == FL_CLASS_INCONCLUSIVE ? FL_NEGATIVE : status;
}

const fl_command fl_command_trace = {
    .name = "trace",
    .arguments = "KERNEL | --peer NAME | -- COMMAND...",
    .summary = "show instruction by instruction what one inference executes",
    .description =
        "Executes one call of a kernel, or the marked region of any command, instruction by instruction, and "
        "tells what arithmetic was done in which width, by which object, in how many threads, with which "
        "system calls. The counts are exact: masked lanes do not count. Products and sums each have a class: "
        "one word where they agree, else both, as in 'products SIMD-256, sums scalar', which is what "
        "compilers make of a plain loop. Weights of another type are named: 'on float16 weights' is other "
        "work. What other threads and signal handlers executed is told apart, and a table names the "
        "functions.\n\n"
        "A command marks its region by calling fl_region_begin() and fl_region_end() of libfairlane_region "
        "(C, or ctypes, or any language that can call C). Whatever has to be done once only, such as loading "
        "a model, belongs in front of the region, and one inference as well, so that symbols are bound. With "
        "--function the region is the first call of a function that the symbol table names.\n\n"
        "--peer traces one inference of a contestant with the lab's own model and sample, after it was "
        "verified; the trace carries its name and version.\n\n"
        "What the command prints goes to standard error. Works as an ordinary user. Where the system does "
        "not let a program be traced, nothing is guessed: exit code 3. A trace that leaves a doubt is called "
        "inconclusive: exit code 1.",
    .options = options,
    .reports = true,
    .run = run,
};
