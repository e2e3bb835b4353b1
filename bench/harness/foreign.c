#include "bench/harness/foreign.h"

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
static fl_status note(fl_foreign *foreign, uint32_t entry, fl_status status, fl_error *error)
{
    if (status == FL_OK || status == FL_INTERRUPTED)
        return status;
    fl_message message = {.kind = FL_MESSAGE_PEER_FAILED, .entry = entry};
    foreign->failed[entry] = true;
    bool sent = fl_message_send(foreign->out, message, error->text, strlen(error->text));
    error->text[0] = '\0';
    return sent ? FL_OK : nobody_listens(error);
}

static bool is_peer(const fl_entry *entry)
{
    return entry->kind == FL_ENTRY_PEER && (entry->per_call || entry->mode[FL_INDEPENDENT]);
}

static bool runs(const fl_foreign *foreign, uint32_t entry)
{
    return foreign->peers[entry].pid > 0 && !foreign->failed[entry];
}

static fl_status start_one(fl_foreign *foreign, uint32_t e, fl_error *error)
{
    const fl_job *job = foreign->job;
    fl_peer *peer = &foreign->peers[e];
    float sample[FL_INPUTS];
    double units;
    fl_task_sample(sample);
    fl_status status = fl_peer_open(&job->peers[job->entries[e].index], peer, error);
    if (status == FL_OK)
        status = fl_peer_verify(peer, &job->model, sample, &units, error);
    return note(foreign, e, status, error);
}

fl_status fl_foreign_start(const fl_job *job, int out, fl_foreign *foreign, fl_error *error)
{
    memset(foreign, 0, sizeof *foreign);
    foreign->job = job;
    foreign->out = out;
    fl_status status = FL_OK;
    for (uint32_t e = 0; e < job->entry_count && status == FL_OK; e++)
        if (is_peer(&job->entries[e]))
            status = start_one(foreign, e, error);
    return status;
}

/* ---- single calls ---- */

static bool send_state(const fl_foreign *foreign, uint32_t entry, const fl_peer_state *state, uint64_t which)
{
    fl_message message = {.kind = FL_MESSAGE_PEER_STATE, .entry = entry, .figure = {which}};
    return fl_message_send(foreign->out, message, state, sizeof *state);
}

static bool send_samples(const fl_foreign *foreign, uint32_t entry, fl_message_kind kind,
                         const double *samples)
{
    fl_message message = {.kind = kind, .entry = entry};
    return fl_message_send(foreign->out, message, samples, foreign->job->calls * sizeof *samples);
}

/* What is counted before and after is what was counted during the timed calls. Everything is sent at the end:
 * a peer that fails in the middle leaves nothing half told. */
static fl_status time_calls(fl_foreign *foreign, uint32_t e, double *empty, double *samples, fl_error *error)
{
    const fl_job *job = foreign->job;
    fl_peer *peer = &foreign->peers[e];
    fl_peer_state before, after;
    fl_status status = fl_peer_empty(peer, job->warmups, job->calls, empty, error);
    if (status == FL_OK)
        status = fl_peer_look(peer, &before, error);
    if (status == FL_OK)
        status = fl_peer_calls(peer, job->warmups, job->calls, samples, error);
    if (status == FL_OK)
        status = fl_peer_look(peer, &after, error);
    if (status != FL_OK)
        return note(foreign, e, status, error);
    bool sent = send_samples(foreign, e, FL_MESSAGE_PEER_EMPTY, empty) &&
                send_state(foreign, e, &before, 0) && send_state(foreign, e, &after, 1) &&
                send_samples(foreign, e, FL_MESSAGE_CALLS, samples);
    return sent ? FL_OK : nobody_listens(error);
}

fl_status fl_foreign_calls(fl_foreign *foreign, uint32_t entry, fl_error *error)
{
    if (!runs(foreign, entry))
        return FL_OK;
    double *empty = calloc(foreign->job->calls, sizeof *empty);
    double *samples = calloc(foreign->job->calls, sizeof *samples);
    fl_status status = empty && samples ? time_calls(foreign, entry, empty, samples, error)
                                        : fl_fail(error, FL_UNABLE, "no memory for %u samples",
                                                  (unsigned)foreign->job->calls);
    free(empty);
    free(samples);
    return status;
}

/* ---- blocks ---- */

static uint32_t warm_calls(uint64_t calls)
{
    return calls > MOST_WARM_CALLS / WARM_PER_CALL ? MOST_WARM_CALLS : (uint32_t)calls * WARM_PER_CALL;
}

fl_status fl_foreign_block(fl_foreign *foreign, uint32_t entry, uint64_t calls, double *ns, fl_error *error)
{
    *ns = NAN;
    if (!runs(foreign, entry))
        return FL_OK;
    fl_peer *peer = &foreign->peers[entry];
    fl_status status = fl_peer_round(peer, warm_calls(calls), calls, ns, error);
    if (status == FL_OK && !(*ns > 0))
        status = fl_fail(error, FL_NEGATIVE, "peer '%s' says that %llu calls took no time at all",
                         peer->start.name, (unsigned long long)calls);
    if (status != FL_OK)
        *ns = NAN;
    return note(foreign, entry, status, error);
}

/* The shortest of a few: a disturbance only ever lengthens. */
static fl_status undisturbed_ns(fl_foreign *foreign, uint32_t entry, uint64_t calls, double *shortest,
                                fl_error *error)
{
    fl_status status = FL_OK;
    *shortest = INFINITY;
    for (int trial = 0; trial < TRIALS && status == FL_OK; trial++) {
        double ns;
        status = fl_foreign_block(foreign, entry, calls, &ns, error);
        *shortest = fmin(*shortest, ns);
    }
    return status;
}

fl_status fl_foreign_scale(fl_foreign *foreign, uint32_t entry, double block_ns, uint64_t *calls,
                           fl_error *error)
{
    fl_status status = FL_OK;
    for (*calls = FEWEST_CALLS; status == FL_OK && runs(foreign, entry); *calls *= 2) {
        double ns;
        status = undisturbed_ns(foreign, entry, *calls, &ns, error);
        if (status == FL_OK && runs(foreign, entry) && ns >= block_ns / 4) {
            double scaled = ceil((double)*calls * block_ns / ns);
            *calls = scaled > FEWEST_CALLS ? (uint64_t)scaled : FEWEST_CALLS;
            return FL_OK;
        }
    }
    *calls = 0;
    return status;
}

/* ---- the end ---- */

fl_status fl_foreign_finish(fl_foreign *foreign, fl_error *error)
{
    float sample[FL_INPUTS];
    fl_status status = FL_OK;
    fl_task_sample(sample);
    for (uint32_t e = 0; e < foreign->job->entry_count && status == FL_OK; e++) {
        if (!runs(foreign, e))
            continue;
        status = fl_peer_confirm(&foreign->peers[e], &foreign->job->model, sample, error);
        if (status == FL_OK)
            status = fl_peer_close(&foreign->peers[e], error);
        status = note(foreign, e, status, error);
    }
    return status;
}

void fl_foreign_kill(fl_foreign *foreign)
{
    for (uint32_t e = 0; foreign->job && e < foreign->job->entry_count; e++)
        fl_peer_kill(&foreign->peers[e]);
}
