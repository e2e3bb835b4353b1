/* The measuring process: reads a job, measures, answers, ends. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/base/clock_check.h"
#include "bench/base/emulator.h"
#include "bench/base/interrupt.h"
#include "bench/base/pin.h"
#include "bench/base/stream.h"
#include "bench/base/system.h"
#include "bench/bounds/probe.h"
#include "bench/harness/chains.h"
#include "bench/harness/cold.h"
#include "bench/harness/environment.h"
#include "bench/harness/float_control.h"
#include "bench/harness/job.h"
#include "bench/harness/rounds.h"
#include "bench/harness/timed_peers.h"
#include "bench/harness/wire.h"
#include "bench/stats/stats.h"

enum { STREAM_STACK = 3, STACK_LINE = 16, STACK_SPREAD = 4096 };
enum { MOST_ROUNDS = 1000000, MOST_CALLS = 10000000, MOST_COLD_CALLS = 1000000, MOST_CODE = 1 << 20 };

static const fl_probe *probe_at(uint32_t index)
{
    for (uint32_t i = 0; fl_probes[i]; i++)
        if (i == index)
            return fl_probes[i];
    return NULL;
}

/* Function addresses differ between processes; everything is looked up again. */
static fl_status resolve(fl_job *job, fl_error *error)
{
    if (job->contestant_count > FL_MOST_CONTESTANTS || job->rounds > MOST_ROUNDS || job->calls > MOST_CALLS ||
        job->cold_calls > MOST_COLD_CALLS || job->peer_count > FL_MOST_PEERS)
        return fl_fail(error, FL_USAGE, FL_CHILD_COMMAND ": the job is out of range");
    for (uint32_t e = 0; e < job->contestant_count; e++) {
        fl_job_contestant *contestant = &job->contestants[e];
        contestant->run = NULL;
        if (contestant->kind == FL_CONTESTANT_KERNEL && contestant->index < fl_variant_count &&
            fl_variants[contestant->index].kernel)
            contestant->run = fl_variants[contestant->index].kernel->run;
        else if (contestant->kind == FL_CONTESTANT_PROBE && probe_at(contestant->index))
            contestant->run = probe_at(contestant->index)->run;
        else if (contestant->kind == FL_CONTESTANT_DUPLICATE && contestant->index == 0)
            contestant->run = fl_duplicates[0].kernel->run;
        bool is_peer = contestant->kind == FL_CONTESTANT_PEER && contestant->index < job->peer_count;
        if (!(contestant->run || is_peer) || contestant->code_bytes > MOST_CODE)
            return fl_fail(error, FL_USAGE, FL_CHILD_COMMAND ": contestant %u of the job does not exist",
                           (unsigned)e);
    }
    return FL_OK;
}

static bool send_calls(int out, fl_message_kind kind, uint32_t contestant, const double *samples, size_t n)
{
    fl_message message = {.kind = kind, .contestant = contestant};
    return fl_message_send(out, message, samples, n * sizeof *samples);
}

static fl_status per_call(const fl_job *job, const fl_layout *layout, fl_timed_peers *timed,
                          fl_clock_watch *clock, int out, fl_error *error)
{
    if (job->calls == 0)
        return FL_OK;
    double *samples = calloc(job->calls, sizeof *samples);
    if (!samples)
        return fl_fail(error, FL_UNABLE, "no memory for %u samples", (unsigned)job->calls);
    memset(samples, 1, job->calls * sizeof *samples); /* no page fault is left for the timed part */
    fl_job_contestant nothing = {.run = fl_empty_call, .work = FL_WORK_LINEAR_784X2};
    fl_call call = fl_layout_call(layout, &nothing);
    fl_status status = fl_clock_look(clock, error);
    fl_time_each(&call, job->warmups, job->calls, samples);
    if (status == FL_OK)
        status = fl_clock_hold(clock, samples, job->calls, error);
    bool sent = status != FL_OK || send_calls(out, FL_MESSAGE_EMPTY, 0, samples, job->calls);
    for (uint32_t e = 0; sent && status == FL_OK && e < job->contestant_count; e++) {
        if (!job->contestants[e].per_call)
            continue;
        if (job->contestants[e].kind == FL_CONTESTANT_PEER) {
            status = fl_timed_peers_calls(timed, e, error);
            continue;
        }
        call = fl_layout_call(layout, &job->contestants[e]);
        fl_time_each(&call, job->warmups, job->calls, samples);
        status = fl_clock_hold(clock, samples, job->calls, error);
        sent = status != FL_OK || send_calls(out, FL_MESSAGE_CALLS, e, samples, job->calls);
    }
    free(samples);
    return sent ? status : fl_fail(error, FL_INTERRUPTED, "nobody listens any more");
}

static fl_status amortised(const fl_job *job, const fl_layout *layout, fl_timed_peers *timed,
                           fl_clock_watch *clock, int out, fl_machine *machine, fl_error *error)
{
    fl_rounds rounds;
    fl_status status = fl_rounds_run(job, layout, timed, clock, out, &rounds, error);
    for (uint32_t e = 0; status == FL_OK && e < job->contestant_count; e++)
        for (uint32_t mode = 0; mode < FL_MODES; mode++) {
            if (!rounds.blocks[e][mode] || timed->failed[e])
                continue;
            fl_message message = {.kind = FL_MESSAGE_ROUNDS,
                                  .contestant = e,
                                  .mode = mode,
                                  .figure = {rounds.calls_per_block[e][mode], rounds.repeated[e][mode],
                                             rounds.unsteady[e][mode]}};
            if (!fl_message_send(out, message, rounds.blocks[e][mode], job->rounds * sizeof(fl_block)))
                status = fl_fail(error, FL_INTERRUPTED, "nobody listens any more");
        }
    fl_message quiet = {.kind = FL_MESSAGE_QUIET, .figure = {rounds.quiet_ns}};
    if (status == FL_OK && job->rounds > 0 &&
        !fl_message_send(out, quiet, &rounds.least_add_cycles, sizeof rounds.least_add_cycles))
        status = fl_fail(error, FL_INTERRUPTED, "nobody listens any more");
    if (status == FL_OK && job->characterise && rounds.witness_ns)
        fl_machine_add_witness(machine, rounds.witness_ns, job->rounds, rounds.own_add_cycles);
    fl_rounds_free(&rounds);
    return status;
}

static fl_status cold(const fl_job *job, const fl_layout *layout, fl_clock_watch *clock, int out,
                      fl_error *error)
{
    double *samples[FL_MOST_CONTESTANTS] = {NULL};
    size_t bytes = job->cold_calls * sizeof(double);
    fl_status status = FL_OK;
    for (uint32_t e = 0; e < job->contestant_count && status == FL_OK && bytes > 0; e++) {
        if (!job->contestants[e].cold)
            continue;
        samples[e] = calloc(job->cold_calls, sizeof(double));
        if (!samples[e])
            status = fl_fail(error, FL_UNABLE, "no memory for %u cold calls", (unsigned)job->cold_calls);
    }
    if (status == FL_OK && bytes > 0)
        fl_cold_run(job, layout, samples);
    fl_clock_pair since = clock->last;
    for (uint32_t e = 0; e < job->contestant_count && status == FL_OK && bytes > 0; e++) {
        clock->last = since; /* the calls of all were taken in turns */
        if (samples[e])
            status = fl_clock_hold(clock, samples[e], job->cold_calls, error);
    }
    for (uint32_t e = 0; e < job->contestant_count; e++) {
        if (samples[e] && status == FL_OK &&
            !send_calls(out, FL_MESSAGE_COLD, e, samples[e], job->cold_calls))
            status = fl_fail(error, FL_INTERRUPTED, "nobody listens any more");
        free(samples[e]);
    }
    return status;
}

static fl_status characterise(const fl_job *job, fl_clock_watch *clock, fl_machine *machine, fl_error *error)
{
    if (!job->characterise)
        return FL_OK;
    fl_cpu cpu = fl_cpu_detect();
    fl_characterise(&cpu, machine);
    return fl_clock_look(clock, error);
}

/* Also where nobody asks for the machine's figures. An emulator has no core clock. On a busy machine the core
 * may be taken away in most takes of a trial: what seems slow is taken again, and the quickest decides. A
 * clock that lies makes all of them alike. */
static fl_status check_core(fl_error *error)
{
    enum { TAKES = 9, TRIALS = 20, PAUSE_NS = 5000000 };
    static const double seems_slow_ghz = 1.0;
    double ghz[TAKES], quickest = 0.0, middle = 0.0;
    if (!fl_chains_are_timed() || fl_emulator()[0])
        return FL_OK;
    for (int trial = 0; trial < TRIALS; trial++) {
        for (int i = 0; i < TAKES; i++) {
            ghz[i] = FL_WITNESS_OPERATIONS / (double)fl_witness_ns();
            quickest = fmax(quickest, ghz[i]);
        }
        middle = fl_median(ghz, TAKES);
        if (quickest >= seems_slow_ghz)
            break;
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
    if (isinf(quickest)) /* it stood still: what watches the clock has better words for that */
        return FL_OK;
    return fl_clock_check_core(middle >= seems_slow_ghz ? middle : quickest, error);
}

static fl_status send_machine(const fl_job *job, const fl_machine *machine, int out, fl_error *error)
{
    fl_message message = {.kind = FL_MESSAGE_MACHINE};
    return !job->characterise || fl_message_send(out, message, machine, sizeof *machine)
               ? FL_OK
               : fl_fail(error, FL_INTERRUPTED, "nobody listens any more");
}

static fl_status measure(const fl_job *job, fl_clock_watch *clock, int out, fl_error *error)
{
    fl_layout layout;
    fl_timed_peers *timed = calloc(1, sizeof *timed);
    if (!timed)
        return fl_fail(error, FL_UNABLE, "no memory for the peers");
    fl_machine machine = {.count = 0};
    fl_status status = fl_layout_make(job, &layout, error);
    if (status == FL_OK)
        status = characterise(job, clock, &machine, error);
    if (status == FL_OK)
        status = fl_timed_peers_start(job, out, timed, error);
    if (status == FL_OK)
        status = per_call(job, &layout, timed, clock, out, error);
    if (status == FL_OK)
        status = amortised(job, &layout, timed, clock, out, &machine, error);
    if (status == FL_OK)
        status = send_machine(job, &machine, out, error);
    if (status == FL_OK)
        status = fl_timed_peers_finish(timed, error);
    fl_timed_peers_kill(timed);
    free(timed);
    if (status == FL_OK)
        status = cold(job, &layout, clock, out, error);
    fl_layout_free(&layout);
    return status;
}

/* Between a look at the clock and another. */
static fl_status measure_watched(const fl_job *job, int out, fl_error *error)
{
    fl_clock_watch clock;
    fl_status status = fl_clock_begin(&clock, error);
    if (status == FL_OK)
        status = check_core(error);
    if (status == FL_OK)
        status = measure(job, &clock, out, error);
    if (status == FL_OK)
        status = fl_clock_end(&clock, error);
    return status == FL_OK ? check_core(error) : status;
}

/* Everything below runs at a random depth of the stack. */
static fl_status measure_deeper(const fl_job *job, int out, fl_error *error)
{
    fl_random random = fl_random_stream(job->seed, job->process, STREAM_STACK);
    volatile char padding[(1 + fl_random_below(&random, STACK_SPREAD / STACK_LINE)) * STACK_LINE];
    padding[0] = 0;
    fl_status status = measure_watched(job, out, error);
    return padding[0] == 0 ? status : FL_UNABLE; /* reading it keeps the array alive across the call */
}

fl_status fl_measure_child(int in, int out, fl_error *error)
{
    fl_job *job = calloc(1, sizeof *job);
    if (!job)
        return fl_fail(error, FL_UNABLE, "no memory for a job");
    fl_status status = FL_OK;
    if (!fl_read_exactly(in, job, sizeof *job))
        status = fl_fail(error, FL_USAGE, FL_CHILD_COMMAND ": used by fairlane itself; no job came in");
    if (status == FL_OK)
        status = resolve(job, error);
    if (status == FL_OK && job->peer_count > 0) {
        fl_interrupt_watch(); /* what peers leave has to be cleared away */
        if (fl_interrupt_hold())
            fl_interrupt_written(true); /* the lab tells in its one line why this process had to go */
    }
    fl_pin pin = {.cpu = -1};
    if (status == FL_OK && job->cpu >= 0)
        status = fl_pin_to(job->cpu, &pin, error);
    else if (status == FL_OK)
        fl_system_ask_for_quick_cores();
    if (status == FL_OK)
        status = fl_float_control_check(error);
    if (status == FL_OK)
        status = measure_deeper(job, out, error);
    if (status == FL_OK) /* a library that was loaded for its kernel may have changed it meanwhile */
        status = fl_float_control_check(error);
    fl_message last = {.kind = FL_MESSAGE_END};
    if (status != FL_OK) {
        last.kind = FL_MESSAGE_FAILED;
        last.figure[0] = (uint64_t)status;
    }
    fl_message_send(out, last, error->text, status == FL_OK ? 0 : strlen(error->text));
    fl_unpin(&pin);
    free(job);
    return status;
}
