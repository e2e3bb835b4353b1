/* Contestants of a run that are programs of their own:
 * found, started and verified before anything is timed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/lab/run.h"

/* The reason without the name that stands beside it. */
static const char *without_name(const char *name, const char *text, char *start, size_t size)
{
    int length = snprintf(start, size, "peer '%s' ", name);
    return length > 0 && strncmp(text, start, (size_t)length) == 0 ? text + length : text;
}

/* One that was not timed, or whose times do not count. */
static fl_status drop_peer(const char *name, const char *reason, fl_admissions *admissions,
                           fl_document *document, fl_error *error)
{
    char start[96];
    size_t used = strlen(admissions->peer_failures);
    snprintf(admissions->peer_failures + used, sizeof admissions->peer_failures - used, "%s%s",
             used ? "; " : "", reason);
    return fl_run_skip(document, name, without_name(name, reason, start, sizeof start), error);
}

/* Opens, verifies, closes: what the lab sees here is what the measuring processes will see. */
static fl_status try_peer(const fl_plan *plan, fl_peer_start *start, fl_peer_identity *identity,
                          double *error_in_bounds, fl_error *error)
{
    fl_peer *peer = malloc(sizeof *peer);
    float sample[FL_INPUTS];
    if (!peer)
        return fl_fail(error, FL_UNABLE, "no memory for a peer");
    fl_task_sample(sample);
    fl_status status = fl_peer_open(start, peer, error);
    *start = peer->start;
    *identity = peer->identity;
    if (status == FL_OK)
        status = fl_peer_verify(peer, &plan->job.model, sample, error_in_bounds, error);
    if (status == FL_OK)
        status = fl_peer_close(peer, error);
    fl_peer_kill(peer);
    free(peer);
    return status;
}

static fl_status check_new(const fl_plan *plan, const char *name, fl_error *error)
{
    for (uint32_t e = 0; e < plan->job.contestant_count; e++)
        if (strcmp(plan->job.contestants[e].name, name) == 0)
            return fl_fail(error, FL_USAGE, "--peer: there is another contestant with the name '%s'", name);
    if (plan->job.contestant_count >= FL_MOST_CONTESTANTS || plan->job.peer_count >= FL_MOST_PEERS)
        return fl_fail(error, FL_USAGE, "--peer: more than %d peers, or %d contestants in all", FL_MOST_PEERS,
                       FL_MOST_CONTESTANTS);
    return FL_OK;
}

static fl_status add_peer(const fl_run_options *options, const char *name, fl_plan *plan,
                          fl_admissions *admissions, fl_document *document, fl_error *error)
{
    fl_job *job = &plan->job;
    fl_peer_start start;
    fl_peer_identity *identity = &admissions->identities[job->peer_count];
    double error_in_bounds = 0;
    fl_status status = fl_peer_find(name, options->python, &start, error);
    if (status == FL_OK)
        status = check_new(plan, start.name, error);
    if (status != FL_OK)
        return status;
    start.seconds = (double)options->peer_seconds;
    status = try_peer(plan, &start, identity, &error_in_bounds, error);
    if (status == FL_NEGATIVE) {
        status = drop_peer(start.name, error->text, admissions, document, error);
        error->text[0] = '\0';
        return status;
    }
    if (status == FL_OK)
        status = check_new(plan, start.name, error); /* it may have told another */
    if (status != FL_OK)
        return status;
    fl_job_contestant contestant = {.kind = FL_CONTESTANT_PEER,
                                    .index = job->peer_count,
                                    .work = identity->work,
                                    .per_call = true,
                                    .mode = {[FL_INDEPENDENT] = true}};
    snprintf(contestant.name, sizeof contestant.name, "%s", start.name);
    job->peers[job->peer_count++] = start;
    admissions->max_error_in_bounds[job->contestant_count] = error_in_bounds;
    job->contestants[job->contestant_count++] = contestant;
    return FL_OK;
}

fl_status fl_run_add_peers(const fl_run_options *options, fl_plan *plan, fl_admissions *admissions,
                           fl_document *document, fl_error *error)
{
    fl_status status = FL_OK;
    for (size_t i = 0; i < options->peer_count && status == FL_OK; i++)
        status = add_peer(options, options->peers[i], plan, admissions, document, error);
    return status;
}

/* ---- what was measured ---- */

static fl_status copy_facts(const fl_peer_identity *identity, fl_result_peer *to, fl_error *error)
{
    to->facts = calloc(identity->fact_count + 1, sizeof *to->facts);
    if (!to->facts)
        return fl_fail(error, FL_UNABLE, "no memory for the facts of a peer");
    for (size_t i = 0; i < identity->fact_count; i++) {
        snprintf(to->facts[i].name, sizeof to->facts[i].name, "%s", identity->facts[i].name);
        snprintf(to->facts[i].value, sizeof to->facts[i].value, "%s", identity->facts[i].value);
    }
    to->fact_count = identity->fact_count;
    return FL_OK;
}

/* Counters that are there both before and after; one that counts backwards counts nothing. */
static fl_status copy_counters(const fl_watched *watched, fl_result_peer *to, fl_error *error)
{
    const fl_peer_state *before = &watched->before, *after = &watched->after;
    to->counters = calloc(before->counter_count + 1, sizeof *to->counters);
    if (!to->counters)
        return fl_fail(error, FL_UNABLE, "no memory for the counters of a peer");
    for (size_t i = 0; i < before->counter_count; i++)
        for (size_t k = 0; k < after->counter_count; k++) {
            if (strcmp(before->counters[i].name, after->counters[k].name) != 0 ||
                after->counters[k].value < before->counters[i].value)
                continue;
            fl_counted *counted = &to->counters[to->counter_count++];
            snprintf(counted->name, sizeof counted->name, "%s", before->counters[i].name);
            counted->before = before->counters[i].value;
            counted->after = after->counters[k].value;
            break;
        }
    return FL_OK;
}

static int64_t difference(int64_t before, int64_t after)
{
    return before < 0 || after < before ? -1 : after - before;
}

fl_status fl_run_describe_peer(const fl_peer_identity *identity, const fl_measured *measured,
                               fl_result *result, fl_error *error)
{
    fl_status status = fl_result_make_peer(result, error);
    fl_result_peer *peer = result->peer;
    if (status != FL_OK || !peer)
        return status;
    const fl_watched *watched = &measured->watched;
    snprintf(result->work, sizeof result->work, "%s", fl_work_shape(identity->work).name);
    snprintf(result->origin, sizeof result->origin, "peer");
    snprintf(peer->version, sizeof peer->version, "%s", identity->version);
    snprintf(peer->clock, sizeof peer->clock, "%s", identity->clock);
    snprintf(peer->predict_returns, sizeof peer->predict_returns, "%s",
             fl_peer_returns_name(identity->predict_returns));
    snprintf(peer->examine_returns, sizeof peer->examine_returns, "%s",
             fl_peer_returns_name(identity->examine_returns));
    peer->threads = watched->any ? watched->after.threads : -1;
    peer->switches_voluntary = peer->switches_involuntary = -1;
    if (watched->any) {
        peer->switches_voluntary =
            difference(watched->before.switches_voluntary, watched->after.switches_voluntary);
        peer->switches_involuntary =
            difference(watched->before.switches_involuntary, watched->after.switches_involuntary);
    }
    status = copy_facts(identity, peer, error);
    return status == FL_OK ? copy_counters(watched, peer, error) : status;
}

/* Results of peers that failed while they were measured leave the document. */
fl_status fl_run_drop_failed(const fl_plan *plan, const fl_measurement *m, fl_admissions *admissions,
                             fl_document *document, fl_error *error)
{
    size_t kept = 0;
    fl_status status = FL_OK;
    for (uint32_t e = 0; e < plan->job.contestant_count; e++) {
        fl_result *result = &document->results[e];
        if (m->contestants[e].failure[0]) {
            if (status == FL_OK)
                status = drop_peer(plan->job.contestants[e].name, m->contestants[e].failure, admissions,
                                   document, error);
            fl_result_free(result);
        } else if (kept++ != e) {
            document->results[kept - 1] = *result;
            memset(result, 0, sizeof *result);
        }
    }
    document->result_count = kept;
    return status;
}
