#include "bench/harness/timed_peers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/harness/wire.h"

/* Between two blocks of a peer others have used the caches. */
enum { FEWEST_CALLS = 4, MOST_WARM_CALLS = 32, WARM_PER_CALL = 4, TRIALS = 3 };

static fl_status nobody_listens(fl_error *error)
{
    return fl_fail(error, FL_INTERRUPTED, "nobody listens any more");
}

/* What a peer did wrong ends its part, not the measurement. */
static fl_status note(fl_timed_peers *timed, uint32_t contestant, fl_status status, fl_error *error)
{
    if (status == FL_OK || status == FL_INTERRUPTED)
        return status;
    fl_message message = {.kind = FL_MESSAGE_PEER_FAILED, .contestant = contestant};
    timed->failed[contestant] = true;
    bool sent = fl_message_send(timed->out, message, error->text, strlen(error->text));
    error->text[0] = '\0';
    return sent ? FL_OK : nobody_listens(error);
}

static bool is_peer(const fl_job_contestant *contestant)
{
    return contestant->kind == FL_CONTESTANT_PEER &&
           (contestant->per_call || contestant->mode[FL_INDEPENDENT]);
}

static bool runs(const fl_timed_peers *timed, uint32_t contestant)
{
    return timed->peers[contestant].pid > 0 && !timed->failed[contestant];
}

static fl_status start_one(fl_timed_peers *timed, uint32_t e, fl_error *error)
{
    const fl_job *job = timed->job;
    fl_peer *peer = &timed->peers[e];
    float sample[FL_INPUTS];
    double units;
    fl_task_sample(sample);
    fl_status status = fl_peer_open(&job->peers[job->contestants[e].index], peer, error);
    if (status == FL_OK)
        status = fl_peer_verify(peer, &job->model, sample, &units, error);
    return note(timed, e, status, error);
}

fl_status fl_timed_peers_start(const fl_job *job, int out, fl_timed_peers *timed, fl_error *error)
{
    memset(timed, 0, sizeof *timed);
    timed->job = job;
    timed->out = out;
    fl_status status = FL_OK;
    for (uint32_t e = 0; e < job->contestant_count && status == FL_OK; e++)
        if (is_peer(&job->contestants[e]))
            status = start_one(timed, e, error);
    return status;
}

/* ---- single calls ---- */

static bool send_state(const fl_timed_peers *timed, uint32_t contestant, const fl_peer_state *state,
                       uint64_t which)
{
    fl_message message = {.kind = FL_MESSAGE_PEER_STATE, .contestant = contestant, .figure = {which}};
    return fl_message_send(timed->out, message, state, sizeof *state);
}

static bool send_samples(const fl_timed_peers *timed, uint32_t contestant, fl_message_kind kind,
                         const double *samples)
{
    fl_message message = {.kind = kind, .contestant = contestant};
    return fl_message_send(timed->out, message, samples, timed->job->calls * sizeof *samples);
}

/* What is counted before and after is what was counted during the timed calls. Everything is sent at the end:
 * a peer that fails in the middle leaves nothing half told. */
static fl_status time_calls(fl_timed_peers *timed, uint32_t e, double *empty, double *samples,
                            fl_error *error)
{
    const fl_job *job = timed->job;
    fl_peer *peer = &timed->peers[e];
    fl_peer_state before, after;
    fl_status status = fl_peer_empty(peer, job->warmups, job->calls, empty, error);
    if (status == FL_OK)
        status = fl_peer_look(peer, &before, error);
    if (status == FL_OK)
        status = fl_peer_calls(peer, job->warmups, job->calls, samples, error);
    if (status == FL_OK)
        status = fl_peer_look(peer, &after, error);
    if (status != FL_OK)
        return note(timed, e, status, error);
    bool sent = send_samples(timed, e, FL_MESSAGE_PEER_EMPTY, empty) && send_state(timed, e, &before, 0) &&
                send_state(timed, e, &after, 1) && send_samples(timed, e, FL_MESSAGE_CALLS, samples);
    return sent ? FL_OK : nobody_listens(error);
}

fl_status fl_timed_peers_calls(fl_timed_peers *timed, uint32_t contestant, fl_error *error)
{
    if (!runs(timed, contestant))
        return FL_OK;
    double *empty = calloc(timed->job->calls, sizeof *empty);
    double *samples = calloc(timed->job->calls, sizeof *samples);
    fl_status status =
        empty && samples ? time_calls(timed, contestant, empty, samples, error)
                         : fl_fail(error, FL_UNABLE, "no memory for %u samples", (unsigned)timed->job->calls);
    free(empty);
    free(samples);
    return status;
}

/* ---- blocks ---- */

static uint32_t warm_calls(uint64_t calls)
{
    return calls > MOST_WARM_CALLS / WARM_PER_CALL ? MOST_WARM_CALLS : (uint32_t)calls * WARM_PER_CALL;
}

fl_status fl_timed_peers_block(fl_timed_peers *timed, uint32_t contestant, uint64_t calls, double *ns,
                               fl_error *error)
{
    *ns = NAN;
    if (!runs(timed, contestant))
        return FL_OK;
    fl_peer *peer = &timed->peers[contestant];
    fl_status status = fl_peer_round(peer, warm_calls(calls), calls, ns, error);
    if (status == FL_OK && !(*ns > 0))
        status = fl_fail(error, FL_NEGATIVE, "peer '%s' says that %llu calls took no time at all",
                         peer->start.name, (unsigned long long)calls);
    if (status != FL_OK)
        *ns = NAN;
    return note(timed, contestant, status, error);
}

/* The shortest of a few: a disturbance only ever lengthens. */
static fl_status undisturbed_ns(fl_timed_peers *timed, uint32_t contestant, uint64_t calls, double *shortest,
                                fl_error *error)
{
    fl_status status = FL_OK;
    *shortest = INFINITY;
    for (int trial = 0; trial < TRIALS && status == FL_OK; trial++) {
        double ns;
        status = fl_timed_peers_block(timed, contestant, calls, &ns, error);
        *shortest = fmin(*shortest, ns);
    }
    return status;
}

fl_status fl_timed_peers_scale(fl_timed_peers *timed, uint32_t contestant, double block_ns, uint64_t *calls,
                               fl_error *error)
{
    fl_status status = FL_OK;
    for (*calls = FEWEST_CALLS; status == FL_OK && runs(timed, contestant); *calls *= 2) {
        double ns;
        status = undisturbed_ns(timed, contestant, *calls, &ns, error);
        if (status == FL_OK && runs(timed, contestant) && ns >= block_ns / 4) {
            double scaled = ceil((double)*calls * block_ns / ns);
            *calls = scaled > FEWEST_CALLS ? (uint64_t)scaled : FEWEST_CALLS;
            return FL_OK;
        }
    }
    *calls = 0;
    return status;
}

/* ---- the end ---- */

fl_status fl_timed_peers_finish(fl_timed_peers *timed, fl_error *error)
{
    float sample[FL_INPUTS];
    fl_status status = FL_OK;
    fl_task_sample(sample);
    for (uint32_t e = 0; e < timed->job->contestant_count && status == FL_OK; e++) {
        if (!runs(timed, e))
            continue;
        status = fl_peer_confirm(&timed->peers[e], &timed->job->model, sample, error);
        if (status == FL_OK)
            status = fl_peer_close(&timed->peers[e], error);
        status = note(timed, e, status, error);
    }
    return status;
}

void fl_timed_peers_kill(fl_timed_peers *timed)
{
    for (uint32_t e = 0; timed->job && e < timed->job->contestant_count; e++)
        fl_peer_kill(&timed->peers[e]);
}
