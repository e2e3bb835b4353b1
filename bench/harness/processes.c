/* The lab's side: starts one measuring process after the other and collects what they answer. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/clock_check.h"
#include "bench/base/interrupt.h"
#include "bench/base/stream.h"
#include "bench/base/system.h"
#include "bench/harness/chains.h"
#include "bench/harness/job.h"
#include "bench/harness/layout.h"
#include "bench/harness/rounds.h"
#include "bench/harness/wire.h"
#include "bench/harness/witness.h"

enum { STREAM_ENVIRONMENT = 4, ENVIRONMENT_SPREAD = 4096 };

typedef struct child {
    pid_t pid;
    int to, from;
} child;

/* In the forked process: becomes a fresh copy of this program with a padded environment. Where the program
 * cannot be executed again (an emulator without binfmt), it goes on as the fork it is: the environment is not
 * padded then. */
static void become_child(const fl_job *job, int in, int out, pid_t parent)
{
    /* Should the lab be killed, this process still clears away its peers, even while it waits for one. */
    fl_system_end_with_parent(SIGTERM);
    if (getppid() != parent)
        _exit(1);
    static char padding[ENVIRONMENT_SPREAD + 1];
    fl_random random = fl_random_stream(job->seed, job->process, STREAM_ENVIRONMENT);
    memset(padding, 'x', (size_t)fl_random_below(&random, ENVIRONMENT_SPREAD));
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    setenv("FAIRLANE_LAYOUT", padding, 1);
    execl(fl_system_own_program(), "fairlane", FL_CHILD_COMMAND, (char *)NULL);
    fl_error error = {""};
    _exit((int)fl_measure_child(STDIN_FILENO, STDOUT_FILENO, &error));
}

static fl_status start_child(const fl_job *job, child *started, fl_error *error)
{
    int down[2], up[2];
    if (pipe(down) != 0)
        return fl_fail(error, FL_UNABLE, "cannot start a measuring process: %s", strerror(errno));
    if (pipe(up) != 0) {
        close(down[0]);
        close(down[1]);
        return fl_fail(error, FL_UNABLE, "cannot start a measuring process: %s", strerror(errno));
    }
    fflush(NULL); /* what is buffered must not be printed twice */
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        close(down[1]);
        close(up[0]);
        become_child(job, down[0], up[1], parent);
    }
    close(down[0]);
    close(up[1]);
    *started = (child){pid, down[1], up[0]};
    if (pid < 0) {
        close(down[1]);
        close(up[0]);
        return fl_fail(error, FL_UNABLE, "cannot start a measuring process: %s", strerror(errno));
    }
    return FL_OK;
}

/* Where the answer of one process goes. */
typedef struct inbox {
    const fl_plan *plan;
    fl_measurement *measurement;
    uint32_t process;      /* 1-based */
    uint32_t calls;        /* timed calls of this process */
    uint32_t calls_before; /* and of those before it */
    child child;
    fl_block *blocks; /* [rounds] of the message that is being read */
} inbox;

static bool take_doubles(const inbox *box, const fl_message *message, double *to, size_t expected)
{
    return to && message->bytes == expected * sizeof(double) &&
           fl_read_exactly(box->child.from, to, message->bytes);
}

static bool take_calls(const inbox *box, const fl_message *message, double *samples)
{
    return samples && take_doubles(box, message, samples + box->calls_before, box->calls);
}

static bool take_rounds(const inbox *box, const fl_message *message)
{
    fl_measurement *m = box->measurement;
    if (message->contestant >= m->contestant_count || message->mode >= FL_MODES)
        return false;
    fl_measured *contestant = &m->contestants[message->contestant];
    int *state = contestant->round_state[message->mode];
    size_t first = (size_t)(box->process - 1) * m->rounds, bytes = m->rounds * sizeof *box->blocks;
    if (!state || message->bytes != bytes || !fl_read_exactly(box->child.from, box->blocks, bytes))
        return false;
    for (uint32_t r = 0; r < m->rounds; r++) {
        const fl_block *block = &box->blocks[r];
        contestant->round_ns[message->mode][first + r] = block->ns;
        contestant->round_cycles[message->mode][first + r] = block->cycles;
        contestant->add_cycles[message->mode][first + r] = block->add_cycles;
        state[first + r] = block->throttled ? FL_ROUND_THROTTLED : FL_ROUND_QUIET;
    }
    contestant->calls_per_block[message->mode] = message->figure[0];
    contestant->repeated[message->mode] += message->figure[1];
    contestant->unsteady[message->mode] += message->figure[2];
    return true;
}

static bool take_quiet(const inbox *box, const fl_message *message)
{
    double least = NAN;
    if (!take_doubles(box, message, &least, 1) || !(least > 0.0))
        return false;
    box->measurement->least_add_cycles = fmin(box->measurement->least_add_cycles, least);
    box->measurement->quiet_seconds += 1e-9 * (double)message->figure[0];
    return true;
}

static bool take_cold(const inbox *box, const fl_message *message)
{
    fl_measurement *m = box->measurement;
    if (message->contestant >= m->contestant_count || !m->contestants[message->contestant].cold_ns)
        return false;
    return take_doubles(box, message,
                        m->contestants[message->contestant].cold_ns +
                            (size_t)(box->process - 1) * m->cold_calls,
                        m->cold_calls);
}

static bool take_machine(const inbox *box, const fl_message *message)
{
    fl_measurement *m = box->measurement;
    return message->bytes == sizeof(fl_machine) && m->machine_count < m->processes &&
           fl_read_exactly(box->child.from, &m->machines[m->machine_count++], sizeof(fl_machine));
}

/* ---- peers ---- */

static fl_measured *peer_of(const inbox *box, const fl_message *message)
{
    fl_measurement *m = box->measurement;
    bool known = message->contestant < m->contestant_count &&
                 box->plan->job.contestants[message->contestant].kind == FL_CONTESTANT_PEER;
    return known ? &m->contestants[message->contestant] : NULL;
}

static void add_counters(fl_peer_state *sum, const fl_peer_state *state)
{
    for (size_t i = 0; i < sum->counter_count; i++)
        for (size_t k = 0; k < state->counter_count && k < FL_PEER_COUNTERS; k++)
            if (strcmp(sum->counters[i].name, state->counters[k].name) == 0)
                sum->counters[i].value += state->counters[k].value;
}

static void add_switches(int64_t *sum, int64_t value)
{
    *sum = *sum < 0 || value < 0 ? -1 : *sum + value;
}

/* Both states of a process come one behind the other. */
static bool take_state(const inbox *box, const fl_message *message)
{
    fl_measured *measured = peer_of(box, message);
    fl_peer_state state;
    if (!measured || message->figure[0] > 1 || message->bytes != sizeof state ||
        !fl_read_exactly(box->child.from, &state, sizeof state) || state.counter_count > FL_PEER_COUNTERS)
        return false;
    fl_peer_state *sum = message->figure[0] ? &measured->watched.after : &measured->watched.before;
    if (box->process == 1) {
        *sum = state;
    } else {
        add_counters(sum, &state);
        add_switches(&sum->switches_voluntary, state.switches_voluntary);
        add_switches(&sum->switches_involuntary, state.switches_involuntary);
        sum->threads = state.threads > sum->threads ? state.threads : sum->threads;
    }
    measured->watched.any = true;
    return true;
}

static bool take_peer_failure(const inbox *box, const fl_message *message)
{
    fl_measured *measured = peer_of(box, message);
    char text[sizeof(fl_error)] = "";
    if (!measured || message->bytes >= sizeof text || !fl_read_exactly(box->child.from, text, message->bytes))
        return false;
    if (!measured->failure[0])
        snprintf(measured->failure, sizeof measured->failure, "%.*s", (int)sizeof measured->failure - 1,
                 text);
    return true;
}

static fl_status take_failure(const inbox *box, const fl_message *message, fl_error *error)
{
    char text[sizeof error->text] = "";
    if (message->bytes < sizeof text)
        fl_read_exactly(box->child.from, text, message->bytes);
    return fl_fail(error, message->figure[0] == FL_USAGE ? FL_USAGE : FL_UNABLE, "measuring process %u: %s",
                   (unsigned)box->process, text);
}

/* Reads messages until the child says that it has ended. */
static fl_status receive(const inbox *box, fl_error *error)
{
    fl_measurement *m = box->measurement;
    fl_message message;
    bool good = true;
    while (good && fl_read_exactly(box->child.from, &message, sizeof message)) {
        switch (message.kind) {
        case FL_MESSAGE_PROGRESS:
            if (box->plan->progress)
                box->plan->progress(((double)(box->process - 1) + (double)message.figure[0] / 1e6) /
                                        m->processes,
                                    box->plan->context);
            break;
        case FL_MESSAGE_MACHINE:
            good = take_machine(box, &message);
            break;
        case FL_MESSAGE_EMPTY:
            good = take_calls(box, &message, m->empty_ns);
            break;
        case FL_MESSAGE_CALLS:
            good = message.contestant < m->contestant_count &&
                   take_calls(box, &message, m->contestants[message.contestant].samples_ns);
            break;
        case FL_MESSAGE_ROUNDS:
            good = take_rounds(box, &message);
            break;
        case FL_MESSAGE_QUIET:
            good = take_quiet(box, &message);
            break;
        case FL_MESSAGE_COLD:
            good = take_cold(box, &message);
            break;
        case FL_MESSAGE_PEER_EMPTY:
            good = peer_of(box, &message) && take_calls(box, &message, peer_of(box, &message)->peer_empty_ns);
            break;
        case FL_MESSAGE_PEER_STATE:
            good = take_state(box, &message);
            break;
        case FL_MESSAGE_PEER_FAILED:
            good = take_peer_failure(box, &message);
            break;
        case FL_MESSAGE_FAILED:
            return take_failure(box, &message, error);
        case FL_MESSAGE_END:
            return FL_OK;
        default:
            good = false;
        }
    }
    if (fl_interrupted())
        return fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
    return fl_fail(error, FL_UNABLE, "measuring process %u broke off", (unsigned)box->process);
}

/* A measuring process with peers has files and processes of its own to clear away before it goes. */
static void let_it_end(const inbox *box)
{
    enum { TRIALS = 200, PAUSE_NS = 10000000 };
    siginfo_t ended = {0};
    kill(box->child.pid, SIGTERM);
    for (int trial = 0; trial < TRIALS && ended.si_pid == 0; trial++) {
        if (waitid(P_PID, (id_t)box->child.pid, &ended, WEXITED | WNOHANG | WNOWAIT) != 0)
            return;
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
}

static fl_status finish_child(const inbox *box, fl_status status, fl_error *error)
{
    close(box->child.to);
    close(box->child.from);
    if (status != FL_OK && box->plan->job.peer_count > 0)
        let_it_end(box);
    if (status != FL_OK)
        kill(box->child.pid, SIGKILL);
    int ended = 0;
    while (waitpid(box->child.pid, &ended, 0) < 0 && errno == EINTR)
        ;
    if (status == FL_UNABLE && WIFSIGNALED(ended) && WTERMSIG(ended) != SIGKILL)
        return fl_fail(error, FL_UNABLE, "measuring process %u died of signal %d (%s)",
                       (unsigned)box->process, WTERMSIG(ended), strsignal(WTERMSIG(ended)));
    return status;
}

/* A peer that failed in one process is not started in the next. */
static void leave_out_failed(const fl_measurement *m, fl_job *job)
{
    for (uint32_t e = 0; e < job->contestant_count; e++)
        if (m->contestants[e].failure[0])
            job->contestants[e].per_call = job->contestants[e].mode[FL_INDEPENDENT] = false;
}

static fl_status run_process(inbox *box, fl_error *error)
{
    fl_job *job = malloc(sizeof *job);
    if (!job)
        return fl_fail(error, FL_UNABLE, "no memory for a job");
    *job = box->plan->job;
    job->process = box->process;
    job->calls = box->calls;
    /* What one process did not need is left to those after it. */
    const fl_measurement *m = box->measurement;
    double left = fmax(0.0, box->plan->quiet_seconds - m->quiet_seconds);
    job->quiet_ns = (uint64_t)(1e9 * left / (m->processes - box->process + 1));
    job->least_add_cycles = isfinite(m->least_add_cycles) ? m->least_add_cycles : 0.0;
    leave_out_failed(box->measurement, job);
    fl_status status = start_child(job, &box->child, error);
    if (status == FL_OK) {
        /* A child that died leaves a broken pipe: that is found out by reading, not by a signal. */
        struct sigaction ignore = {.sa_handler = SIG_IGN}, former;
        sigaction(SIGPIPE, &ignore, &former);
        bool sent = fl_write_exactly(box->child.to, job, sizeof *job);
        int why = errno;
        sigaction(SIGPIPE, &former, NULL);
        if (sent || why == EPIPE)
            status = receive(box, error);
        else if (fl_interrupted())
            status = fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
        else /* it would wait for the rest for ever */
            status = fl_fail(error, FL_UNABLE, "cannot tell measuring process %u what to do: %s",
                             (unsigned)box->process, strerror(why));
        status = finish_child(box, status, error);
    }
    free(job);
    return status;
}

static bool make_rounds(fl_measured *contestant, int mode, size_t rounds)
{
    contestant->round_ns[mode] = calloc(rounds, sizeof(double));
    contestant->round_cycles[mode] = calloc(rounds, sizeof(double));
    contestant->add_cycles[mode] = calloc(rounds, sizeof(double));
    contestant->round_state[mode] = calloc(rounds, sizeof(int));
    return contestant->round_ns[mode] && contestant->round_cycles[mode] && contestant->add_cycles[mode] &&
           contestant->round_state[mode];
}

/* Which blocks were shared is known when all were made: only then is the fewest cycles that an addition can
 * take the fewest of all processes. Without timed chains nothing of it is known. */
static void judge_states(fl_measurement *m)
{
    size_t rounds = (size_t)m->rounds * m->processes;
    for (uint32_t e = 0; e < m->contestant_count; e++)
        for (int mode = 0; mode < FL_MODES; mode++) {
            fl_measured *contestant = &m->contestants[e];
            int *state = contestant->round_state[mode];
            for (size_t r = 0; state && r < rounds; r++)
                if (state[r] == FL_ROUND_QUIET &&
                    fl_witness_is_shared(contestant->add_cycles[mode][r], m->least_add_cycles))
                    state[r] = FL_ROUND_SHARED;
            if (fl_chains_are_timed())
                continue;
            free(state);
            free(contestant->round_cycles[mode]);
            contestant->round_state[mode] = NULL;
            contestant->round_cycles[mode] = NULL;
        }
}

static fl_status prepare(const fl_plan *plan, fl_measurement *m, fl_error *error)
{
    const fl_job *job = &plan->job;
    size_t rounds = (size_t)job->rounds * plan->processes;
    bool good = true;
    memset(m, 0, sizeof *m);
    m->processes = plan->processes;
    m->rounds = job->rounds;
    m->calls = plan->iterations;
    m->cold_calls = job->cold_calls;
    m->contestant_count = job->contestant_count;
    m->least_add_cycles = INFINITY;
    m->round_process = calloc(rounds + 1, sizeof *m->round_process);
    m->call_process = calloc((size_t)m->calls + 1, sizeof *m->call_process);
    m->empty_ns = calloc((size_t)m->calls + 1, sizeof *m->empty_ns);
    m->machines = calloc(plan->processes, sizeof *m->machines);
    good = m->round_process && m->call_process && m->empty_ns && m->machines;
    for (uint32_t e = 0; good && e < job->contestant_count; e++) {
        if (job->contestants[e].per_call && m->calls > 0)
            good = (m->contestants[e].samples_ns = calloc(m->calls, sizeof(double))) != NULL;
        if (good && job->contestants[e].kind == FL_CONTESTANT_PEER && m->calls > 0)
            good = (m->contestants[e].peer_empty_ns = calloc(m->calls, sizeof(double))) != NULL;
        if (good && job->contestants[e].cold && m->cold_calls > 0)
            good = (m->contestants[e].cold_ns =
                        calloc((size_t)m->cold_calls * plan->processes, sizeof(double))) != NULL;
        for (int mode = 0; good && mode < FL_MODES; mode++)
            if (job->contestants[e].mode[mode] && rounds > 0)
                good = make_rounds(&m->contestants[e], mode, rounds);
    }
    return good ? FL_OK : fl_fail(error, FL_UNABLE, "no memory for the samples; ask for fewer iterations");
}

fl_status fl_measure(const fl_plan *plan, fl_measurement *measurement, fl_error *error)
{
    if (plan->processes == 0)
        return fl_fail(error, FL_USAGE, "a measurement needs at least one process");
    fl_clock_watch
        clock; /* the measuring processes look at it as well; this is the same time by another's eyes */
    fl_status status = prepare(plan, measurement, error);
    if (status == FL_OK)
        status = fl_clock_begin(&clock, error);
    inbox box = {.plan = plan, .measurement = measurement};
    box.blocks = calloc((size_t)plan->job.rounds + 1, sizeof *box.blocks);
    if (status == FL_OK && !box.blocks)
        status = fl_fail(error, FL_UNABLE, "no memory for %u rounds", (unsigned)plan->job.rounds);
    for (uint32_t p = 1; status == FL_OK && p <= plan->processes; p++) {
        box.process = p;
        box.calls = plan->iterations / plan->processes + (p <= plan->iterations % plan->processes ? 1 : 0);
        for (uint32_t i = 0; i < box.calls; i++)
            measurement->call_process[box.calls_before + i] = (int)p;
        for (uint32_t r = 0; r < measurement->rounds; r++)
            measurement->round_process[(size_t)(p - 1) * measurement->rounds + r] = (int)p;
        status = fl_interrupted() ? fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written")
                                  : run_process(&box, error);
        box.calls_before += box.calls;
    }
    free(box.blocks);
    if (status == FL_OK)
        status = fl_clock_end(&clock, error);
    if (status == FL_OK)
        judge_states(measurement);
    else
        fl_measurement_free(measurement);
    return status;
}

void fl_measurement_free(fl_measurement *measurement)
{
    for (uint32_t e = 0; e < measurement->contestant_count; e++) {
        free(measurement->contestants[e].samples_ns);
        free(measurement->contestants[e].cold_ns);
        free(measurement->contestants[e].peer_empty_ns);
        for (int mode = 0; mode < FL_MODES; mode++) {
            free(measurement->contestants[e].round_ns[mode]);
            free(measurement->contestants[e].round_cycles[mode]);
            free(measurement->contestants[e].add_cycles[mode]);
            free(measurement->contestants[e].round_state[mode]);
        }
    }
    free(measurement->round_process);
    free(measurement->call_process);
    free(measurement->empty_ns);
    free(measurement->machines);
    memset(measurement, 0, sizeof *measurement);
}
