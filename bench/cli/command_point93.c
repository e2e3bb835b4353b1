/* fairlane point93: does one side use SIMD where the other does not, and what is that worth? */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/file.h"
#include "bench/base/interrupt.h"
#include "bench/bounds/bounds.h"
#include "bench/cli/cli.h"
#include "bench/cli/operand.h"
#include "bench/cli/point93_request.h"
#include "bench/import/import.h"
#include "bench/lab/contestant_store.h"
#include "bench/lab/forced.h"
#include "bench/lab/run.h"
#include "bench/report/point93_report.h"
#include "bench/task/values.h"
#include "kernels/kernel.h"

extern const fl_command fl_command_point93;

enum { MOST_PAIRINGS = 2 };

static const char *const measured_now = "measured now";

/* One pair and all it refers to. */
typedef struct pair {
    fl_contestant contestants[2];
    fl_contestant_store details[2];
    fl_contestant forced[2][FL_MOST_FORCED];
    fl_forced stores[2][FL_MOST_FORCED];
    const char *settings[2][FL_MOST_FORCED];
    size_t forced_count[2];
    fl_point93 point;
} pair;

/* All that a command line asks for; freed as a whole. */
typedef struct session {
    fl_operand operands[2];
    fl_document lab_document; /* read or measured */
    const fl_document *lab;   /* NULL: none */
    const char *lab_path;
    char peer_names[2][64]; /* in the measurement */
    pair pairs[MOST_PAIRINGS];
    size_t pair_count;
} session;

/* ---- the lab's kernels ---- */

static fl_status measure(const fl_point93_request *asked, fl_document *document, char names[2][64],
                         fl_error *error)
{
    enum { CALLS = 1000, ROUNDS = 60 };
    fl_run_options wanted = fl_run_defaults();
    fl_admissions *admissions = calloc(1, sizeof *admissions);
    fl_plan *plan = calloc(1, sizeof *plan);
    if (!plan || !admissions) {
        free(plan);
        free(admissions);
        return fl_fail(error, FL_UNABLE, "no memory for a plan");
    }
    for (int i = 0; i < 2 && asked->peer[i]; i++)
        wanted.peers[wanted.peer_count++] = asked->peer[i];
    wanted.python = asked->python;
    wanted.peer_seconds = asked->seconds;
    wanted.iterations = CALLS;
    wanted.rounds = ROUNDS;
    wanted.quiet_seconds = asked->quiet_seconds;
    fl_document_init(document);
    fl_interrupt_watch();
    fl_status status = fl_run_measure(&wanted, plan, admissions, document, error);
    fl_interrupt_restore();
    if (status == FL_OK)
        status = fl_run_judge_contestants(admissions, error);
    for (uint32_t e = 0; e < plan->job.contestant_count;
         e++) /* the name under which each peer stands there */
        if (plan->job.contestants[e].kind == FL_CONTESTANT_PEER)
            snprintf(names[plan->job.contestants[e].index % 2], sizeof names[0], "%s",
                     plan->job.contestants[e].name);
    free(plan);
    free(admissions);
    return status;
}

/* Holds what the bounds and the bias need. */
static bool is_lab(const fl_document *document)
{
    fl_bounds bounds;
    char values[160];
    return !document->of_other_tool && !document->impossible &&
           !fl_survey_text(&document->values, values, sizeof values)[0] && !fl_is_emulated(document) &&
           fl_document_find(document, "scalar") && fl_bounds_derive(document, &bounds, NULL) == FL_OK &&
           bounds.class_count > 1;
}

static fl_status find_lab(const fl_point93_request *wanted, session *h, fl_error *error)
{
    if (wanted->run) {
        h->lab = &h->lab_document;
        h->lab_path = wanted->run;
        fl_status status = fl_import_read(wanted->run, &h->lab_document, error);
        if (status == FL_OK && h->lab_document.of_other_tool)
            return fl_fail(
                error, FL_USAGE,
                "point93: %s is not a result file of this lab; make one with 'fairlane run -o FILE'",
                wanted->run);
        char values[160];
        if (status == FL_OK && !(wanted->unlike & FL_ASPECT_BIT(FL_ASPECT_VALUES)) &&
            fl_survey_text(&h->lab_document.values, values, sizeof values)[0])
            return fl_fail(
                error, FL_USAGE,
                "point93: %s was measured on values that cost time of their own: %s; measure the lab's "
                "model, or add --unlike values",
                wanted->run, values);
        return status;
    }
    for (int i = 0; i < 2; i++)
        if (!wanted->output && !wanted->peer[0] && h->operands[i].side.document &&
            is_lab(h->operands[i].side.document)) {
            h->lab = h->operands[i].side.document;
            h->lab_path = h->operands[i].path;
            return FL_OK;
        }
    if (wanted->no_run)
        return FL_OK;
    h->lab = &h->lab_document;
    h->lab_path = wanted->output ? wanted->output : measured_now;
    fl_status status = measure(wanted, &h->lab_document, h->peer_names, error);
    if (status == FL_OK && wanted->output)
        status = fl_document_write(wanted->output, &h->lab_document, error);
    return status;
}

/* ---- contestants ---- */

static fl_status read_operands(const fl_point93_request *wanted, session *h, fl_error *error)
{
    const char *command = "point93";
    if (wanted->operand[0] && wanted->operand[1])
        return fl_operands_read(command, wanted->operand, h->operands, error);
    for (int i = 0; i < 2; i++)
        if (wanted->operand[i])
            return fl_operand_read(command, wanted->operand[i], &h->operands[i], error);
    return FL_OK;
}

/* A peer or a kernel of the measurement made now. */
static fl_status enter_measured(const session *h, const char *name, fl_contestant *contestant,
                                fl_error *error)
{
    contestant->side =
        (fl_side){.path = h->lab_path, .document = h->lab, .result = fl_document_find(h->lab, name)};
    if (contestant->side.result)
        return FL_OK;
    for (size_t i = 0; i < h->lab->skip_count; i++)
        if (strcmp(h->lab->skips[i].name, name) == 0)
            return fl_fail(error, FL_UNABLE, "point93: '%s' was not measured: %s", name,
                           h->lab->skips[i].reason);
    return fl_fail(error, FL_UNABLE, "point93: '%s' was not measured", name);
}

static fl_status enter_given(const fl_point93_request *wanted, session *h, fl_error *error)
{
    fl_status status = FL_OK;
    static const char *const claims[2] = {"--claim-a", "--claim-b"};
    pair *p = &h->pairs[h->pair_count++];
    for (int i = 0; i < 2 && status == FL_OK; i++)
        if (wanted->peer[i] || wanted->kernel[i])
            status = enter_measured(h, wanted->peer[i] ? h->peer_names[i] : wanted->kernel[i],
                                    &p->contestants[i], error);
        else if (fl_point93_is_claimed(wanted, i))
            fl_contestant_claim(&p->details[i], claims[i], (char)('A' + i), wanted->claim_ns[i],
                                &p->contestants[i]);
        else
            p->contestants[i].side = h->operands[i].side;
    memcpy(p->settings, wanted->force, sizeof p->settings);
    memcpy(p->forced_count, wanted->force_count, sizeof p->forced_count);
    return status;
}

static void enter_example(session *h, const fl_result *a, const fl_result *b)
{
    pair *p = &h->pairs[h->pair_count++];
    p->contestants[0].side = (fl_side){.path = h->lab_path, .document = h->lab, .result = a};
    p->contestants[1].side = (fl_side){.path = h->lab_path, .document = h->lab, .result = b};
}

/* The lab's scalar kernel against its fastest SIMD kernel,
 * and against the matrix-vector product of a BLAS. */
static fl_status enter_examples(session *h, fl_error *error)
{
    const fl_result *scalar = fl_document_find(h->lab, "scalar"), *simd = fl_document_find(h->lab, "avx2");
    const fl_result *blas = fl_document_find(h->lab, "blas-sgemv");
    if (!simd)
        simd = fl_best_simd(h->lab, true);
    if (!scalar || !simd)
        return fl_fail(error, FL_USAGE, "point93: %s holds no scalar and SIMD kernel to show", h->lab_path);
    enter_example(h, scalar, simd);
    if (blas)
        enter_example(h, scalar, blas);
    return FL_OK;
}

/* The contestant of that side once more, as each of its settings makes it. */
static fl_status force(const fl_point93_request *wanted, pair *p, int side, const fl_trace_request *request,
                       fl_error *error)
{
    fl_status status = FL_OK;
    fl_contestant *own = &p->contestants[side];
    char keep[512];
    for (size_t k = 0; k < p->forced_count[side] && status == FL_OK; k++) {
        snprintf(keep, sizeof keep, "%.480s.forced-%c%zu", wanted->output ? wanted->output : "", 'a' + side,
                 k + 1);
        status = fl_force(p->settings[side][k], own, request, wanted->output ? keep : NULL,
                          &p->stores[side][k], &p->forced[side][k], error);
    }
    own->forced = p->forced[side];
    own->forced_count = p->forced_count[side];
    return status;
}

/* Forced before traced: the trace of a peer may leave this process bound to one CPU, and a copy inherits
 * that. */
static fl_status judge(const fl_point93_request *wanted, session *h, pair *p, fl_error *error)
{
    fl_equality equality;
    fl_point93_equality(p->contestants, &equality);
    fl_status status = fl_equality_demand("point93", &equality, wanted->unlike, error);
    fl_trace_request requests[2];
    for (int i = 0; i < 2 && status == FL_OK; i++) {
        requests[i] = (fl_trace_request){wanted->trace[i], wanted->peer[i], wanted->python, wanted->seconds};
        status = force(wanted, p, i, &requests[i], error);
    }
    for (int i = 0; i < 2 && status == FL_OK; i++)
        status = fl_contestant_trace(&p->details[i], &requests[i], &p->contestants[i], error);
    if (status == FL_OK)
        status = fl_point93_judge(p->contestants, h->lab, h->lab_path, &p->point, error);
    return status;
}

static fl_status report(const fl_point93_request *wanted, const session *h, fl_error *error)
{
    fl_pairing pairings[MOST_PAIRINGS];
    fl_status status = FL_OK;
    for (size_t i = 0; i < h->pair_count; i++)
        pairings[i] = (fl_pairing){h->pairs[i].contestants, &h->pairs[i].point};
    if (wanted->json) {
        char *text = NULL;
        status = fl_point93_json(pairings, h->pair_count, &text, error);
        if (status == FL_OK)
            puts(text);
        free(text);
        return status;
    }
    fl_report report = {.title = NULL};
    for (size_t i = 0; i < h->pair_count; i++) {
        if (i > 0)
            fl_report_gap(&report);
        fl_point93_report(&report, &pairings[i]);
    }
    return fl_report_print(&report, wanted->form, stdout, error);
}

static fl_status conclude(const session *h, fl_error *error)
{
    fl_status status = FL_OK;
    for (size_t i = 0; i < h->pair_count; i++) {
        const pair *p = &h->pairs[i];
        if (p->point.verdict != FL_POINT_PASS && status == FL_OK)
            status = FL_NEGATIVE;
        for (int side = 0; side < 2 && p->point.verdict == FL_POINT_UNCHECKED; side++)
            if (p->details[side].unattestable)
                status = fl_fail(error, FL_UNABLE, "point93: %.400s", p->details[side].no_trace);
    }
    return status;
}

static fl_status hold(const fl_point93_request *wanted, session *h, fl_error *error)
{
    fl_status status = read_operands(wanted, h, error);
    if (status == FL_OK)
        status = find_lab(wanted, h, error);
    if (status == FL_OK && fl_point93_is_example(wanted))
        status = enter_examples(h, error);
    else if (status == FL_OK)
        status = enter_given(wanted, h, error);
    for (size_t i = 0; i < h->pair_count && status == FL_OK; i++)
        status = judge(wanted, h, &h->pairs[i], error);
    if (status == FL_OK)
        status = report(wanted, h, error);
    return status == FL_OK ? conclude(h, error) : status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    fl_point93_request wanted;
    fl_status status = fl_point93_parse(argc, argv, &wanted, error);
    if (status == FL_OK && wanted.output)
        status = fl_file_check_writable(wanted.output, error);
    if (status != FL_OK)
        return status;
    session *h = calloc(1, sizeof *h);
    if (!h)
        return fl_fail(error, FL_UNABLE, "point93: no memory");
    status = hold(&wanted, h, error);
    fl_operands_free(h->operands);
    fl_document_free(&h->lab_document);
    for (size_t i = 0; i < h->pair_count; i++)
        for (int side = 0; side < 2; side++)
            for (size_t k = 0; k < h->pairs[i].forced_count[side]; k++)
                fl_document_free(&h->pairs[i].stores[side][k].document);
    free(h);
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
        "library's "
        "core or the variables that steer it, misalignment, arithmetic, clock or reading, or that were timed "
        "on "
        "subnormal or "
        "infinite values, are refused by name (exit code 2) unless --unlike allows it, which then heads the "
        "output. Unlike work is judged by itself.\n\n"
        "--peer takes contestants that are programs of their own: both are verified, measured in the same "
        "rounds as the lab's kernels (--output keeps the measurement) and traced, and attested by name, "
        "version and CPU.\n\n"
        "A library that picks its code by a variable can be forced into another class: --force-a and "
        "--force-b set it, measure and trace that contestant once more (--output FILE keeps the measurement "
        "as FILE.forced-a1 …), and the cells of the class that the trace shows hold what was measured so.\n\n"
        "Exit code 0: PASS. 1: FAIL or UNCHECKED, of several pairs in any. 3: UNCHECKED because a kernel of "
        "the lab cannot be traced here.",
    .options = fl_point93_options,
    .reports = true,
    .run = run,
};
