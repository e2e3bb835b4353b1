#include "bench/harness/rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/base/clock.h"
#include "bench/harness/quota.h"
#include "bench/harness/wire.h"
#include "bench/harness/witness.h"
#include "bench/stats/latin.h"

enum { STREAM_ORDER = 2, MOST_REPEATS = 3, WARM_CALLS = 8, FEWEST_CALLS = 4, TRIALS = 3, PROGRESS_EVERY = 8 };

/* A block is long enough that one clock reading, or one tick, is at most 0.1 % of it, and that a timer
 * interrupt in it does not drown it; short enough that hundreds of rounds fit in a second. */
static const double shortest_block_ns = 60e3, clock_share = 0.001;

static uint64_t planted_calls(const fl_job_contestant *contestant, uint64_t counted)
{
    return counted + (counted * contestant->planted_per_million + 500000) / 1000000;
}

/* A planted slowdown of a per cent must be whole calls. */
static uint64_t round_up_for_planting(const fl_job_contestant *contestant, uint64_t calls)
{
    enum { HUNDRED = 100 };
    return contestant->planted_per_million ? (calls + HUNDRED - 1) / HUNDRED * HUNDRED : calls;
}

/* ns of that many calls: the shortest of a few blocks. A disturbance (the first touch of a page, an
 * interrupt, another guest) only ever lengthens one; taken for the kernel's own time it would leave this
 * process with blocks of a few calls, of which the clock's cost is no longer a small share. */
static double undisturbed_ns(const fl_call *call, fl_mode mode, uint64_t calls)
{
    double shortest = INFINITY;
    for (int trial = 0; trial < TRIALS; trial++)
        shortest = fmin(shortest, (double)fl_time_block(call, mode, calls));
    return shortest;
}

/* Doubles the number of calls until a block is long enough to scale from; by a clock that stands still none
 * ever is. */
static fl_status calls_for_block(const fl_call *call, fl_mode mode, double block_ns, fl_clock_watch *clock,
                                 uint64_t *calls, fl_error *error)
{
    for (*calls = FEWEST_CALLS;; *calls *= 2) {
        double ns = undisturbed_ns(call, mode, *calls);
        fl_status status = fl_clock_look(clock, error);
        if (status != FL_OK)
            return status;
        if (ns >= block_ns / 4.0) {
            double scaled = ceil((double)*calls * block_ns / ns);
            *calls = scaled > FEWEST_CALLS ? (uint64_t)scaled : FEWEST_CALLS;
            return FL_OK;
        }
    }
}

typedef struct round_state {
    const fl_job *job;
    fl_timed_peers *timed;
    fl_clock_watch *clock;
    fl_call calls[FL_MOST_CONTESTANTS];
    fl_rounds *rounds;
    fl_witness witness;
    double clock_cost_ns;
    fl_quota quota;
    double throttled_periods; /* when they were last read; NaN: no quota, or it does not tell */
    uint32_t round;
} round_state;

/* What is there to be spent for quiet is spread over the rounds: a third at once, the rest as they come. A
 * neighbour that stays would have all of it before the first block otherwise. */
static bool may_spend(const round_state *state)
{
    const double at_once = 1.0 / 3.0;
    double done = (double)state->round / state->job->rounds;
    return (double)state->rounds->quiet_ns <
           (double)state->job->quiet_ns * (at_once + (1.0 - at_once) * done);
}

static void spend(round_state *state, uint64_t since)
{
    /* Never nothing: a clock that stands still must not make anybody wait for ever. */
    enum { LEAST_NS = 20000 };
    uint64_t now = fl_now_ns(), spent = now > since ? now - since : 0;
    state->rounds->quiet_ns += spent > LEAST_NS ? spent : LEAST_NS;
}

static bool is_shared(const fl_witness *witness)
{
    return fl_witness_is_shared(witness->add_cycles, witness->least_add_cycles);
}

/* A neighbour's turn takes from microseconds to the time slices of a scheduler. */
static void wait_for_quiet(round_state *state)
{
    enum { BUSY_TAKES = 30, PAUSE_NS = 500000 };
    for (int takes = 0; is_shared(&state->witness) && may_spend(state); takes++) {
        uint64_t start = fl_now_ns();
        if (takes >= BUSY_TAKES)
            nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
        fl_witness_take(&state->witness);
        spend(state, start);
    }
}

/* Whether the system stopped this process since this was last asked. */
static bool was_throttled(round_state *state)
{
    if (isnan(state->throttled_periods))
        return false;
    double before = state->throttled_periods;
    state->throttled_periods = fl_quota_read(&state->quota).throttled_periods;
    return state->throttled_periods > before;
}

/* Warmed up and timed: ns for all calls made; NaN for a peer that failed. */
static fl_status time_block(round_state *state, uint32_t index, fl_mode mode, uint64_t made, double *ns,
                            fl_error *error)
{
    const fl_call *call = &state->calls[index];
    if (state->job->contestants[index].kind == FL_CONTESTANT_PEER)
        return fl_timed_peers_block(state->timed, index, made, ns, error);
    fl_time_block(call, mode, WARM_CALLS);
    *ns = (double)fl_time_block(call, mode, made);
    return FL_OK;
}

/* One block with the witnesses before and after it. */
static fl_status time_once(round_state *state, uint32_t index, fl_mode mode, fl_block *block, fl_error *error)
{
    const fl_job_contestant *contestant = &state->job->contestants[index];
    uint64_t counted = state->rounds->calls_per_block[index][mode];
    fl_witness before = state->witness;
    double ns = 0.0;
    was_throttled(state); /* what was before the block does not count */
    fl_status status = time_block(state, index, mode, planted_calls(contestant, counted), &ns, error);
    if (status != FL_OK)
        return status;
    block->throttled = was_throttled(state);
    if (contestant->kind == FL_CONTESTANT_PEER)
        fl_witness_warm(&state->witness);
    fl_witness_take(&state->witness);
    block->ns = ns / (double)counted;
    block->cycles = block->ns * fl_witness_ghz_between(before.ghz, state->witness.ghz);
    block->add_cycles = fmax(before.add_cycles, state->witness.add_cycles);
    block->drifted = !(before.steady && state->witness.steady);
    /* A peer reads a clock of its own, which was held against ours already. */
    return fl_clock_hold(state->clock, &ns, contestant->kind == FL_CONTESTANT_PEER ? 0 : 1, error);
}

static bool is_quiet(const round_state *state, const fl_block *block)
{
    return !block->throttled && !fl_witness_is_shared(block->add_cycles, state->witness.least_add_cycles);
}

/* A block that was disturbed is timed again as long as there is something to be spent for it. */
static fl_status time_entry(round_state *state, uint32_t index, fl_mode mode, fl_error *error)
{
    fl_block *block = &state->rounds->blocks[index][mode][state->round];
    for (int attempt = 0;; attempt++) {
        wait_for_quiet(state);
        uint64_t start = fl_now_ns();
        fl_status status = time_once(state, index, mode, block, error);
        if (status != FL_OK)
            return status;
        bool quiet = is_quiet(state, block);
        if (quiet && !block->drifted)
            return FL_OK;
        if (attempt == MOST_REPEATS || !may_spend(state)) {
            state->rounds->unsteady[index][mode] += quiet;
            return FL_OK;
        }
        state->rounds->repeated[index][mode]++;
        spend(state, start);
    }
}

static fl_status scale(round_state *state, uint32_t e, fl_mode mode, double block_ns, fl_error *error)
{
    const fl_job_contestant *contestant = &state->job->contestants[e];
    uint64_t *calls = &state->rounds->calls_per_block[e][mode];
    if (contestant->kind == FL_CONTESTANT_PEER)
        return fl_timed_peers_scale(state->timed, e, block_ns, calls, error);
    fl_status status = calls_for_block(&state->calls[e], mode, block_ns, state->clock, calls, error);
    *calls = round_up_for_planting(contestant, *calls);
    return status;
}

static fl_status prepare(round_state *state, const fl_layout *layout, fl_error *error)
{
    const fl_job *job = state->job;
    state->rounds->witness_ns = calloc(job->rounds, sizeof(double));
    if (!state->rounds->witness_ns)
        return fl_fail(error, FL_UNABLE, "no memory for %u rounds", (unsigned)job->rounds);
    fl_clock clock = fl_clock_examine();
    state->clock_cost_ns = clock.cost_ns;
    double coarsest_ns = fmax(state->clock_cost_ns, clock.tick_ns); /* fmax ignores a NaN */
    double block_ns = fmax(shortest_block_ns, coarsest_ns / clock_share);
    for (uint32_t e = 0; e < job->contestant_count; e++) {
        state->calls[e] = fl_layout_call(layout, &job->contestants[e]);
        for (int mode = 0; mode < FL_MODES; mode++) {
            if (!job->contestants[e].mode[mode])
                continue;
            state->rounds->blocks[e][mode] = calloc(job->rounds, sizeof(fl_block));
            if (!state->rounds->blocks[e][mode])
                return fl_fail(error, FL_UNABLE, "no memory for %u rounds", (unsigned)job->rounds);
            fl_status status = scale(state, e, (fl_mode)mode, block_ns, error);
            if (status != FL_OK)
                return status;
        }
    }
    fl_witness_start(&state->witness, layout, state->clock_cost_ns, job->least_add_cycles);
    return FL_OK;
}

static fl_status run_round(round_state *state, const unsigned short *order, uint32_t round, int out,
                           fl_error *error)
{
    const fl_job *job = state->job;
    state->round = round;
    for (int mode = 0; mode < FL_MODES; mode++)
        for (uint32_t position = 0; position < job->contestant_count; position++)
            if (job->contestants[order[position]].mode[mode]) {
                fl_status status = time_entry(state, order[position], (fl_mode)mode, error);
                if (status != FL_OK)
                    return status;
            }
    state->rounds->witness_ns[round] = fl_witness_last_ns(&state->witness);
    fl_message progress = {.kind = FL_MESSAGE_PROGRESS,
                           .figure = {(uint64_t)(round + 1) * 1000000 / job->rounds}};
    if ((round % PROGRESS_EVERY == PROGRESS_EVERY - 1 || round + 1 == job->rounds) &&
        !fl_message_send(out, progress, NULL, 0))
        return fl_fail(error, FL_INTERRUPTED, "nobody listens any more");
    return FL_OK;
}

fl_status fl_rounds_run(const fl_job *job, const fl_layout *layout, fl_timed_peers *timed,
                        fl_clock_watch *clock, int out, fl_rounds *rounds, fl_error *error)
{
    memset(rounds, 0, sizeof *rounds);
    if (job->rounds == 0 || job->contestant_count == 0)
        return FL_OK;
    round_state state = {.job = job, .timed = timed, .clock = clock, .rounds = rounds};
    fl_quota_open("", &state.quota);
    state.throttled_periods = isnan(state.quota.cpus) ? NAN : fl_quota_read(&state.quota).throttled_periods;
    unsigned short *order = calloc((size_t)job->rounds * job->contestant_count, sizeof *order);
    if (!order) {
        fl_quota_close(&state.quota);
        return fl_fail(error, FL_UNABLE, "no memory for %u rounds", (unsigned)job->rounds);
    }
    uint64_t seed = fl_random_stream(job->seed, job->process, STREAM_ORDER).state;
    fl_status status = fl_latin_rows(job->contestant_count, seed, job->rounds, order);
    if (status == FL_OK)
        status = prepare(&state, layout, error);
    for (uint32_t r = 0; status == FL_OK && r < job->rounds; r++)
        status = run_round(&state, order + (size_t)r * job->contestant_count, r, out, error);
    rounds->least_add_cycles = state.witness.least_add_cycles;
    rounds->own_add_cycles = state.witness.own_add_cycles;
    fl_quota_close(&state.quota);
    free(order);
    return status;
}

void fl_rounds_free(fl_rounds *rounds)
{
    for (int e = 0; e < FL_MOST_CONTESTANTS; e++)
        for (int mode = 0; mode < FL_MODES; mode++)
            free(rounds->blocks[e][mode]);
    free(rounds->witness_ns);
    memset(rounds, 0, sizeof *rounds);
}
