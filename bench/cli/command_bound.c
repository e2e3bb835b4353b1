/* fairlane bound: which latencies this task can have here, and what that means for a claimed one. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/time_text.h"
#include "bench/bounds/bounds.h"
#include "bench/bounds/core_model.h"
#include "bench/cli/cli.h"
#include "bench/cli/operand.h"
#include "bench/cli/pictures.h"
#include "bench/import/import.h"
#include "bench/lab/run.h"
#include "bench/report/bound_report.h"
#include "bench/verdict/latency_points.h"

extern const fl_command fl_command_bound;

typedef struct request {
    const char *isa, *cpu, *result, *output;
    double claimed_ns[FL_MOST_CLAIMS], ghz; /* NaN: not given */
    int64_t quiet_seconds;
    bool no_pin, json;
    const fl_printer *form;
} request;

static fl_status take_ghz(const fl_option *option, const char *text, void *wanted, fl_error *error)
{
    (void)option;
    return fl_parse_ghz("ghz", text, &((request *)wanted)->ghz, error);
}

/* The mean of a result of any file that can be read, else its median. */
static fl_status latency_of(const char *text, double *ns, fl_error *error)
{
    fl_operand operand;
    fl_status status = fl_operand_read("bound", text, &operand, error);
    const fl_result *result = operand.side.result;
    if (status == FL_OK && fl_result_reading(result) == FL_READING_PROCESS)
        status = fl_fail(error, FL_USAGE,
                         "bound: --latency: %s holds times of whole processes, from start to end; an "
                         "inference is a part of that",
                         operand.path);
    if (status == FL_OK && result->imported && result->imported->in_threads)
        status =
            fl_fail(error, FL_USAGE,
                    "bound: --latency: in %s several threads called it at once; that is no latency of one "
                    "call; give a result of one thread",
                    operand.path);
    if (status == FL_OK) {
        *ns = fl_result_latency_ns(result);
        if (!(*ns > 0))
            status = fl_fail(error, FL_USAGE, "bound: --latency: %s gives no latency for it", operand.path);
    }
    fl_operand_free(&operand);
    return status;
}

static fl_status take_latency(const fl_option *option, const char *text, void *wanted, fl_error *error)
{
    double *claimed_ns = ((request *)wanted)->claimed_ns;
    (void)option;
    for (int i = 0; i < FL_MOST_CLAIMS; i++)
        if (isnan(claimed_ns[i]))
            return fl_operand_is_file(text) ? latency_of(text, &claimed_ns[i], error)
                                            : fl_parse_time("latency", text, &claimed_ns[i], error);
    return fl_fail(error, FL_USAGE, "--latency: at most %d contestants can be judged at once",
                   FL_MOST_CLAIMS);
}

static fl_status take_class(const fl_option *option, const char *name, void *wanted, fl_error *error)
{
    (void)option;
    ((request *)wanted)->isa = name;
    return fl_bounds_names_class(name)
               ? FL_OK
               : fl_fail(error, FL_USAGE, "--isa: no class is called '%.40s'; see 'fairlane help bound'",
                         name);
}

static const fl_option options[] = {
    FL_TAKE_OWN(take_class, 0, "isa", "NAME", FL_VALUES_CLASSES,
                "This class alone: strict-scalar" FL_ISA_NAMES "."),
    FL_TAKE_OWN(
        take_latency, 0, "latency", "TIME", FL_VALUES_UNKNOWN,
        "Judge a claimed latency, e.g. 0.52us (ns, us, ms, s), or that of a result, FILE[:NAME], of any "
        "tool whose files 'compare' reads. Given twice: the first and the second contestant's."),
    FL_TAKE_TEXT(request, cpu, 0, "cpu", "MODEL", FL_VALUES_UNKNOWN,
                 "Instead of measuring, ask llvm-mca's model of this processor. Needs --ghz."),
    FL_TAKE_OWN(take_ghz, 0, "ghz", "F", FL_VALUES_UNKNOWN,
                "The frequency in GHz that the modelled processor is taken to run at."),
    FL_TAKE_TEXT(
        request, result, 0, "result", "FILE", FL_VALUES_PATHS,
        "Use this stored measurement (fairlane.result/1) instead of measuring. With --cpu: one that was "
        "made on such a processor, whose floors count as well."),
    FL_TAKE_TEXT(request, output, 'o', "output", "FILE", FL_VALUES_PATHS,
                 "Store the measurement there (fairlane.result/1), atomically."),
    FL_TAKE_FLAG(request, no_pin, "no-pin", "Do not pin."),
    FL_QUIET_OPTION(request, quiet_seconds),
    FL_TAKE_FLAG(request, json, "json",
                 "Print one JSON document (schema fairlane.bound/1) instead of the text."),
    FL_PICTURES_OPTIONS,
    {.name = NULL},
};

static fl_status check_together(const request *wanted, fl_error *error)
{
    if (wanted->result && wanted->output)
        return fl_fail(error, FL_USAGE,
                       "bound: --result is a measurement that is stored already; leave --output out");
    if (wanted->cpu && (wanted->output || wanted->isa))
        return fl_fail(error, FL_USAGE,
                       "bound: --cpu asks a model and measures nothing; leave out --isa and --output");
    return fl_check_model("bound", wanted->cpu, wanted->ghz, "the frequency here is measured", error);
}

static fl_status parse(int argc, char **argv, request *wanted, fl_error *error)
{
    *wanted = (request){.claimed_ns = {NAN, NAN}, .ghz = NAN, .quiet_seconds = FL_QUIET_DEFAULT};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_bound, argc, argv, wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    if (cursor.first_operand < argc)
        return fl_fail(error, FL_USAGE, "bound: what is '%s'? a latency is given with --latency",
                       argv[cursor.first_operand]);
    wanted->form = cursor.form;
    return check_together(wanted, error);
}

static fl_status measure(const request *wanted, fl_document *document, fl_error *error)
{
    enum { CALLS = 1000, ROUNDS = 60 };
    fl_run_options asked = fl_run_defaults();
    fl_run *run = NULL;
    asked.iterations = CALLS;
    asked.rounds = ROUNDS;
    asked.attest_seconds = 0;
    asked.quiet_seconds = wanted->quiet_seconds;
    if (wanted->no_pin)
        asked.cpu = FL_CPU_NONE;
    fl_status status = fl_run_make(&asked, &run, document, error);
    if (status == FL_OK)
        status = fl_run_judge_contestants(&run->admissions, error);
    free(run);
    return status;
}

static fl_status show(const request *wanted, const fl_bound_facts *facts, fl_error *error)
{
    fl_status status;
    if (wanted->json) {
        char *text = NULL;
        status = fl_bound_json(facts, &text, error);
        if (status == FL_OK)
            puts(text);
        free(text);
    } else {
        fl_report report = {.title = NULL};
        fl_bound_report(&report, facts);
        status = fl_report_print(&report, wanted->form, stdout, error);
    }
    fflush(stdout);
    return status;
}

static fl_status show_measured(const request *wanted, const fl_document *document, fl_error *error)
{
    fl_bounds bounds;
    fl_bound_facts facts = {.bounds = &bounds, .source = wanted->result, .isa = wanted->isa};
    memcpy(facts.claimed_ns, wanted->claimed_ns, sizeof facts.claimed_ns);
    fl_error why = {""};
    if (fl_bounds_derive(document, &bounds, &why) != FL_OK)
        return wanted->result ? fl_fail(error, FL_USAGE, "%s: %s", wanted->result, why.text)
                              : fl_fail(error, FL_UNABLE, "%s", why.text);
    fl_status status = wanted->isa ? fl_bounds_check_isa(&bounds, wanted->isa, error) : FL_OK;
    if (status == FL_OK)
        status = show(wanted, &facts, error);
    /* The figures reach stdout before the file is tried: an unwritable file loses nothing. */
    if (status == FL_OK && wanted->output)
        status = fl_document_write(wanted->output, document, error);
    return status == FL_OK ? fl_bounds_status(document, &bounds, facts.isa, facts.claimed_ns, error) : status;
}

static fl_status run_measured(const request *wanted, fl_error *error)
{
    fl_document *document = calloc(1, sizeof *document);
    if (!document)
        return fl_fail(error, FL_UNABLE, "no memory for a measurement");
    fl_status status = wanted->result ? fl_import_read_figures(wanted->result, document, error)
                                      : measure(wanted, document, error);
    if (status == FL_OK && document->of_other_tool)
        status = fl_fail(error, FL_USAGE,
                         "%s: is not a result file of this lab; measure here and judge a result of it with "
                         "--latency '%s:NAME'",
                         wanted->result, wanted->result);
    if (status == FL_OK)
        status = show_measured(wanted, document, error);
    fl_document_free(document);
    free(document);
    return status;
}

static fl_status run_model(const request *wanted, fl_error *error)
{
    fl_core_times *times = calloc(1, sizeof *times);
    if (!times)
        return fl_fail(error, FL_UNABLE, "no memory for a model");
    fl_status status = fl_core_times_of(wanted->cpu, wanted->result, times, error);
    fl_bound_facts facts = {.model = times, .source = wanted->result, .ghz = wanted->ghz};
    memcpy(facts.claimed_ns, wanted->claimed_ns, sizeof facts.claimed_ns);
    if (status == FL_OK)
        status = show(wanted, &facts, error);
    free(times);
    return status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted;
    fl_status status = parse(argc, argv, &wanted, error);
    if (status == FL_OK)
        status = fl_check_outputs(wanted.output, error);
    if (status != FL_OK)
        return status;
    return wanted.cpu ? run_model(&wanted, error) : run_measured(&wanted, error);
}

const fl_command fl_command_bound = {
    .name = "bound",
    .arguments = "",
    .summary = "tell which latencies this task can have here, and what that means for a claimed one",
    .description =
        "Measures, per class of instruction set, the least possible time (loading the same bytes, doing the "
        "same arithmetic, and for additions in source order the chain that they form), what the best kernel "
        "of the class needs with hot caches, and what the slowest one needs when weights, input, bias, "
        "output and code are flushed before the call; all in one interleaved run over several processes, "
        "with intervals.\n\n"
        "With --latency a claimed figure is judged in each class: impossible (below 0.97 times the floor), "
        "possible, in need of overhead to explain it, or above the cold ceiling; and points 81 to 84 of the "
        "checklist, on plausible latencies, are judged against these bounds instead of fixed numbers.\n\n"
        "With --cpu the kernels' own machine code is given to llvm-mca's model of another processor. A model "
        "is not a bound, and some are slower than their processor: the modelled floor is the least of what "
        "the model, the core's ports as its vendor describes them, and a measurement from such a core "
        "(--result) allow, and says which. Only processors of which LLVM 19 has a model of its own are "
        "taken: btver2, bdver2, slm, sandybridge, haswell, broadwell, skylake, skylake-avx512, "
        "icelake-server, alderlake, sapphirerapids, znver1 to znver4; and, in a fairlane built for AArch64, "
        "cortex-a53, cortex-a55, cortex-a57, cortex-a510, neoverse-n1, neoverse-n2, neoverse-v1, "
        "neoverse-v2, ampere1, ampere1b, a64fx, thunderx2t99, apple-a7. It needs the package llvm-19.\n\n"
        "Exit code 1: a claim is impossible in every class shown, or a point fails.",
    .options = options,
    .reports = true,
    .run = run,
};
