/* What the contestants of a run executed: one call of each, traced after all of them were measured, so that
 * the steps disturb no figure. Library kernels come first: their descriptors cannot tell it. */
#include <stdio.h>
#include <string.h>

#include "bench/base/clock_check.h"
#include "bench/base/emulator.h"
#include "bench/base/progress.h"
#include "bench/evidence/trace.h"
#include "bench/harness/environment.h"
#include "bench/lab/peer_trace.h"
#include "bench/lab/run.h"
#include "kernels/kernel.h"

enum turn { LIBRARIES, OWN_KERNELS, PEERS, TURNS };

typedef struct session {
    const fl_plan *plan;
    const fl_admissions *admissions;
    fl_document *document;
    double deadline;   /* by fl_limit_ns() */
    int64_t seconds;   /* as asked for */
    char refusal[256]; /* why nothing can be traced here; "" while that is not known */
} session;

static double now_seconds(void)
{
    return (double)fl_limit_ns() / 1e9;
}

static enum turn turn_of(const fl_job_contestant *contestant)
{
    if (contestant->kind == FL_CONTESTANT_PEER)
        return PEERS;
    if (contestant->kind != FL_CONTESTANT_KERNEL)
        return TURNS;
    return fl_variants[contestant->index].kernel->origin == FL_LIBRARY ? LIBRARIES : OWN_KERNELS;
}

static void note(const fl_trace *trace, fl_executed *executed)
{
    bool conclusive = trace->simd_class >= FL_CLASS_SCALAR && trace->simd_class <= FL_CLASS_MIXED;
    executed->multiply_adds = trace->multiply_add_lanes;
    executed->expected = trace->expected_multiply_adds;
    executed->instructions = trace->instructions;
    snprintf(executed->reason, sizeof executed->reason, "%s", trace->reason);
    if (conclusive)
        snprintf(executed->simd_class, sizeof executed->simd_class, "%s", fl_trace_class_name(trace));
    else if (!trace->reason[0])
        snprintf(executed->reason, sizeof executed->reason, "%s", fl_trace_class_name(trace));
}

static fl_status look(const session *s, const fl_job_contestant *contestant, double left, fl_trace *trace,
                      fl_error *error)
{
    if (contestant->kind == FL_CONTESTANT_KERNEL)
        return fl_trace_kernel(contestant->name, trace, error);
    return fl_trace_verified_peer(&s->plan->job.peers[contestant->index],
                                  &s->admissions->identities[contestant->index], &s->plan->job.model, left,
                                  trace, error);
}

static void note_time_over(const session *s, fl_executed *executed)
{
    snprintf(executed->reason, sizeof executed->reason,
             "not traced: the %lld s for all of it were over; --attest sets them", (long long)s->seconds);
}

static fl_status attest(session *s, uint32_t e, fl_error *error)
{
    const fl_job_contestant *contestant = &s->plan->job.contestants[e];
    fl_executed *executed = &s->document->results[e].executed;
    double left = s->deadline - now_seconds();
    fl_trace trace;
    fl_error why = {""};
    if (!s->refusal[0] && left <= 0) {
        note_time_over(s, executed);
        return FL_OK;
    }
    if (s->refusal[0]) {
        snprintf(executed->reason, sizeof executed->reason, "%s", s->refusal);
        return FL_OK;
    }
    memset(&trace, 0, sizeof trace);
    fl_status status = look(s, contestant, left, &trace, &why);
    if (status == FL_OK)
        note(&trace, executed);
    else if (s->deadline <= now_seconds()) /* a peer that takes long to start */
        note_time_over(s, executed);
    else
        snprintf(executed->reason, sizeof executed->reason, "%.255s", why.text);
    if (status == FL_UNABLE && contestant->kind == FL_CONTESTANT_KERNEL)
        snprintf(s->refusal, sizeof s->refusal, "%.255s", why.text);
    return status == FL_INTERRUPTED ? fl_fail(error, status, "%s", why.text) : FL_OK;
}

fl_status fl_run_attest(const fl_run_options *options, const fl_plan *plan, const fl_admissions *admissions,
                        const fl_measurement *measurement, fl_document *document, fl_error *error)
{
    session s = {.plan = plan,
                 .admissions = admissions,
                 .document = document,
                 .deadline = now_seconds() + (double)options->attest_seconds,
                 .seconds = options->attest_seconds};
    fl_status status = FL_OK;
    if (options->attest_seconds == 0)
        snprintf(s.refusal, sizeof s.refusal, "not traced: --attest 0");
    else if (fl_emulator()[0])
        snprintf(s.refusal, sizeof s.refusal, "not traced: in an emulator only 'fairlane trace' does it");
    fl_progress_line line = fl_progress_begin("tracing one call of each");
    uint32_t done = 0;
    for (enum turn turn = LIBRARIES; turn < TURNS; turn++)
        for (uint32_t e = 0; e < plan->job.contestant_count && status == FL_OK; e++) {
            if (turn_of(&plan->job.contestants[e]) != turn)
                continue;
            if (!measurement->contestants[e].failure[0])
                status = attest(&s, e, error);
            fl_progress_step(&line, (double)++done / plan->job.contestant_count);
        }
    fl_progress_end(&line);
    return status;
}
