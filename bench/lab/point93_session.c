/* Point 93 of two contestants, from what is known of them to the verdict. */
#include "bench/lab/point93_session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/import/import.h"
#include "bench/lab/run.h"
#include "bench/task/values.h"
#include "kernels/kernel.h"

static const char *const measured_now = "measured now";

bool fl_point93_is_claimed(const fl_point93_request *wanted, int side)
{
    return !isnan(wanted->claim_ns[side]);
}

bool fl_point93_is_example(const fl_point93_request *wanted)
{
    return !wanted->peer[0] && !wanted->given[0] && !wanted->given[1] && !fl_point93_is_claimed(wanted, 0) &&
           !fl_point93_is_claimed(wanted, 1);
}

/* ---- the lab's kernels ---- */

static fl_status measure(const fl_point93_request *asked, fl_document *document, char names[2][64],
                         fl_error *error)
{
    enum { CALLS = 1000, ROUNDS = 60 };
    fl_run_options wanted = fl_run_defaults();
    fl_run *run = NULL;
    for (int i = 0; i < 2 && asked->peer[i]; i++)
        wanted.peers[wanted.peer_count++] = asked->peer[i];
    wanted.python = asked->python;
    wanted.peer_seconds = asked->seconds;
    wanted.iterations = CALLS;
    wanted.rounds = ROUNDS;
    wanted.quiet_seconds = asked->quiet_seconds;
    fl_status status = fl_run_make(&wanted, &run, document, error);
    if (status == FL_OK)
        status = fl_run_judge_contestants(&run->admissions, error);
    for (uint32_t e = 0; run && e < run->plan.job.contestant_count; e++) { /* as each peer is called there */
        const fl_job_contestant *one = &run->plan.job.contestants[e];
        if (one->kind == FL_CONTESTANT_PEER)
            snprintf(names[one->index % 2], sizeof names[0], "%s", one->name);
    }
    free(run);
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

static fl_status find_lab(const fl_point93_request *wanted, fl_point93_session *h, fl_error *error)
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
        if (!wanted->output && !wanted->peer[0] && wanted->given[i] && is_lab(wanted->given[i]->document)) {
            h->lab = wanted->given[i]->document;
            h->lab_path = wanted->given[i]->path;
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

/* A peer or a kernel of the measurement made now. */
static fl_status enter_measured(const fl_point93_session *h, const char *name, fl_contestant *contestant,
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

static fl_status enter_given(const fl_point93_request *wanted, fl_point93_session *h, fl_error *error)
{
    fl_status status = FL_OK;
    static const char *const claims[2] = {"--claim-a", "--claim-b"};
    fl_point93_pair *p = &h->pairs[h->pair_count++];
    for (int i = 0; i < 2 && status == FL_OK; i++)
        if (wanted->peer[i] || wanted->kernel[i])
            status = enter_measured(h, wanted->peer[i] ? h->peer_names[i] : wanted->kernel[i],
                                    &p->contestants[i], error);
        else if (fl_point93_is_claimed(wanted, i))
            fl_contestant_claim(&p->details[i], claims[i], (char)('A' + i), wanted->claim_ns[i],
                                &p->contestants[i]);
        else
            p->contestants[i].side = *wanted->given[i];
    memcpy(p->settings, wanted->force, sizeof p->settings);
    memcpy(p->forced_count, wanted->force_count, sizeof p->forced_count);
    return status;
}

static void enter_example(fl_point93_session *h, const fl_result *a, const fl_result *b)
{
    fl_point93_pair *p = &h->pairs[h->pair_count++];
    p->contestants[0].side = (fl_side){.path = h->lab_path, .document = h->lab, .result = a};
    p->contestants[1].side = (fl_side){.path = h->lab_path, .document = h->lab, .result = b};
}

/* The lab's scalar kernel against its fastest SIMD kernel,
 * and against the matrix-vector product of a BLAS. */
static fl_status enter_examples(fl_point93_session *h, fl_error *error)
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
static fl_status force(const fl_point93_request *wanted, fl_point93_pair *p, int side,
                       const fl_trace_request *request, fl_error *error)
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
static fl_status judge(const fl_point93_request *wanted, fl_point93_session *h, fl_point93_pair *p,
                       fl_error *error)
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

fl_status fl_point93_status(const fl_point93_session *h, fl_error *error)
{
    fl_status status = FL_OK;
    for (size_t i = 0; i < h->pair_count; i++) {
        const fl_point93_pair *p = &h->pairs[i];
        if (p->point.verdict != FL_POINT_PASS && status == FL_OK)
            status = FL_NEGATIVE;
        for (int side = 0; side < 2 && p->point.verdict == FL_POINT_UNCHECKED; side++)
            if (p->details[side].unattestable)
                status = fl_fail(error, FL_UNABLE, "point93: %.400s", p->details[side].no_trace);
    }
    return status;
}

fl_status fl_point93_make(const fl_point93_request *wanted, fl_point93_session *h, fl_error *error)
{
    fl_status status = find_lab(wanted, h, error);
    if (status == FL_OK && fl_point93_is_example(wanted))
        status = enter_examples(h, error);
    else if (status == FL_OK)
        status = enter_given(wanted, h, error);
    for (size_t i = 0; i < h->pair_count && status == FL_OK; i++)
        status = judge(wanted, h, &h->pairs[i], error);
    return status;
}

void fl_point93_session_free(fl_point93_session *h)
{
    fl_document_free(&h->lab_document);
    for (size_t i = 0; i < h->pair_count; i++)
        for (int side = 0; side < 2; side++)
            for (size_t k = 0; k < h->pairs[i].forced_count[side]; k++)
                fl_document_free(&h->pairs[i].stores[side][k].document);
}
