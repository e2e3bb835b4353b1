/* The protocols: how often a kernel is really called, on what, and what becomes of a measuring process that
 * dies. Nothing here asserts a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/interrupt.h"
#include "bench/base/stream.h"
#include "bench/bounds/probe.h"
#include "bench/harness/chains.h"
#include "bench/harness/layout.h"
#include "bench/harness/rounds.h"
#include "bench/harness/wire.h"
#include "bench/harness/witness.h"

static uint64_t calls;
static const float *inputs_seen[2]; /* the lowest and the highest input address of all calls */

static void counting_kernel(const float *weights, const float *bias, const float *input, float *output)
{
    (void)weights;
    (void)bias;
    if (calls == 0 || input < inputs_seen[0])
        inputs_seen[0] = input;
    if (calls == 0 || input > inputs_seen[1])
        inputs_seen[1] = input;
    calls++;
    /* All bits set in some calls: a chained loop that did not mask them would run off the array. */
    memset(output, (int)(calls & 0xff), 2 * sizeof *output);
}

static const float data[FL_WEIGHTS];
static float output[FL_OUTPUTS];

static fl_call counting_call(void)
{
    calls = 0;
    return (fl_call){counting_kernel, data, data, data, output, FL_OUTPUTS};
}

static void test_each_call_is_made_once(void **state)
{
    (void)state;
    double samples[50];
    fl_call call = counting_call();
    for (int i = 0; i < 50; i++)
        samples[i] = -1.0;
    fl_time_each(&call, 7, 49, samples);
    assert_int_equal(calls, 7 + 49);
    for (int i = 0; i < 49; i++)
        assert_true(samples[i] >= 0.0);
    assert_true(samples[49] == -1.0);
}

static void test_blocks_make_the_calls_they_are_told(void **state)
{
    (void)state;
    for (int mode = 0; mode < FL_MODES; mode++) {
        fl_call call = counting_call();
        fl_time_block(&call, (fl_mode)mode, 1000);
        assert_int_equal(calls, 1000);
        assert_ptr_equal(inputs_seen[0], data);
        assert_ptr_equal(inputs_seen[1], data);
    }
}

static fl_job *new_job(void)
{
    fl_error error = {""};
    fl_job *job = calloc(1, sizeof *job);
    assert_non_null(job);
    assert_int_equal(fl_model_train(FL_DEFAULT_SEED, &job->model, &error), FL_OK);
    job->seed = 42;
    job->process = 1;
    job->cpu = -1;
    return job;
}

static void test_layout_follows_seed_process_and_misalignment(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_job *job = new_job();
    size_t offsets[64];
    size_t different = 0;
    for (uint32_t process = 1; process <= 64; process++) {
        fl_layout layout, again;
        job->process = process;
        job->misalign = process % 16 * 4;
        assert_int_equal(fl_layout_make(job, &layout, &error), FL_OK);
        assert_int_equal(fl_layout_make(job, &again, &error), FL_OK);
        assert_int_equal((uintptr_t)layout.weights % 64, job->misalign);
        assert_int_equal((uintptr_t)layout.input % 64, job->misalign);
        assert_int_equal((uintptr_t)layout.bias % 64, 0);
        assert_memory_equal(layout.weights, job->model.weights, sizeof job->model.weights);
        offsets[process - 1] = (uintptr_t)layout.weights % 4096;
        assert_int_equal(offsets[process - 1], (uintptr_t)again.weights % 4096);
        for (uint32_t before = 1; before < process; before++)
            different += offsets[process - 1] != offsets[before - 1];
        fl_layout_free(&layout);
        fl_layout_free(&again);
    }
    assert_true(different > 64 * 63 / 2 * 9 / 10);
    free(job);
}

/* Loads that cross lines are no part of the least work. */
static void test_probes_get_aligned_arrays(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_job *job = new_job();
    fl_job_contestant probe = {.kind = FL_CONTESTANT_PROBE, .work = FL_WORK_LINEAR_784X2},
                      kernel = {.kind = FL_CONTESTANT_KERNEL, .work = FL_WORK_LINEAR_784X2};
    for (job->misalign = 0; job->misalign < 64; job->misalign += 4) {
        fl_layout layout;
        assert_int_equal(fl_layout_make(job, &layout, &error), FL_OK);
        fl_call aligned = fl_layout_call(&layout, &probe), asked = fl_layout_call(&layout, &kernel);
        assert_int_equal((uintptr_t)aligned.weights % 64, 0);
        assert_int_equal((uintptr_t)aligned.input % 64, 0);
        assert_true(asked.weights == layout.weights && asked.input == layout.input);
        assert_true(aligned.weights <= asked.weights && aligned.weights + 16 > asked.weights);
        assert_true(aligned.input <= asked.input && aligned.input + 16 > asked.input);
        fl_layout_free(&layout);
    }
    free(job);
}

static void test_calls_get_the_arrays_of_their_work(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_job *job = new_job();
    fl_layout layout;
    assert_int_equal(fl_layout_make(job, &layout, &error), FL_OK);
    fl_job_contestant contestant = {.run = counting_kernel, .work = FL_WORK_LINEAR_784X2};
    assert_ptr_equal(fl_layout_call(&layout, &contestant).weights, layout.weights);
    assert_int_equal(fl_layout_call(&layout, &contestant).outputs, 2);
    contestant.work = FL_WORK_LOGISTIC_784X1;
    assert_ptr_equal(fl_layout_call(&layout, &contestant).weights, layout.difference);
    assert_int_equal(fl_layout_call(&layout, &contestant).outputs, 1);
    contestant.work = FL_WORK_SOFTMAX_2;
    assert_null(fl_layout_call(&layout, &contestant).weights);
    assert_ptr_equal(fl_layout_call(&layout, &contestant).input, layout.logits);
    fl_layout_free(&layout);
    free(job);
}

/* A planted slowdown of 100 % makes twice the calls that are counted: the counter must see it. */
static void test_rounds_count_planted_calls(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_job *job = new_job();
    job->rounds = 3;
    job->contestant_count = 1;
    job->contestants[0] =
        (fl_job_contestant){.run = counting_kernel, .mode = {true, false}, .planted_per_million = 1000000};
    fl_layout layout;
    fl_clock_watch clock;
    fl_rounds rounds;
    int nowhere[2];
    assert_int_equal(pipe(nowhere), 0);
    assert_int_equal(fl_layout_make(job, &layout, &error), FL_OK);
    assert_int_equal(fl_clock_begin(&clock, &error), FL_OK);
    calls = 0;
    assert_int_equal(fl_rounds_run(job, &layout, NULL, &clock, nowhere[1], &rounds, &error), FL_OK);
    uint64_t counted = rounds.calls_per_block[0][FL_INDEPENDENT];
    uint64_t blocks = 3 + rounds.repeated[0][FL_INDEPENDENT];
    assert_int_equal(counted % 100, 0);
    assert_true(calls >= blocks * (2 * counted + 8));
    assert_null(rounds.blocks[0][FL_CHAINED]);
    for (int r = 0; r < 3; r++)
        assert_true(rounds.blocks[0][FL_INDEPENDENT][r].ns > 0.0);
    fl_rounds_free(&rounds);
    fl_layout_free(&layout);
    close(nowhere[0]);
    close(nowhere[1]);
    free(job);
}

static void stalling_kernel(const float *weights, const float *bias, const float *input, float *out)
{
    if (calls == 0) {
        struct timespec stall = {.tv_nsec = 5000000};
        nanosleep(&stall, NULL);
    }
    counting_kernel(weights, bias, input, out);
}

/* The first call stalls, as on a page that is not there yet: blocks made to fit it would hold a few calls. */
static void test_a_disturbed_first_call_does_not_shorten_the_blocks(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_job *job = new_job();
    job->rounds = 1;
    job->contestant_count = 1;
    job->contestants[0] = (fl_job_contestant){.run = stalling_kernel, .mode = {true, false}};
    fl_layout layout;
    fl_clock_watch clock;
    fl_rounds rounds;
    int nowhere[2];
    assert_int_equal(pipe(nowhere), 0);
    assert_int_equal(fl_layout_make(job, &layout, &error), FL_OK);
    assert_int_equal(fl_clock_begin(&clock, &error), FL_OK);
    calls = 0;
    assert_int_equal(fl_rounds_run(job, &layout, NULL, &clock, nowhere[1], &rounds, &error), FL_OK);
    assert_true(rounds.calls_per_block[0][FL_INDEPENDENT] > 16);
    fl_rounds_free(&rounds);
    fl_layout_free(&layout);
    close(nowhere[0]);
    close(nowhere[1]);
    free(job);
}

/* Hands bytes to a measuring process and returns its status; its answer's first message in *first. */
static fl_status child_with(const void *bytes, size_t size, fl_message *first)
{
    int down[2], up[2];
    fl_error error = {""};
    assert_int_equal(pipe(down), 0);
    assert_int_equal(pipe(up), 0);
    assert_true(fl_write_exactly(down[1], bytes, size));
    close(down[1]);
    fl_status status = fl_measure_child(down[0], up[1], &error);
    assert_true(fl_read_exactly(up[0], first, sizeof *first));
    close(down[0]);
    close(up[0]);
    close(up[1]);
    return status;
}

static void test_child_refuses_broken_jobs(void **state)
{
    (void)state;
    fl_message first;
    fl_job *job = new_job();
    assert_int_equal(child_with(job, sizeof *job - 1, &first), FL_USAGE);
    assert_int_equal(first.kind, FL_MESSAGE_FAILED);
    job->contestant_count = FL_MOST_CONTESTANTS + 1;
    assert_int_equal(child_with(job, sizeof *job, &first), FL_USAGE);
    job->contestant_count = 1;
    job->contestants[0] =
        (fl_job_contestant){.kind = FL_CONTESTANT_KERNEL, .index = (uint32_t)fl_variant_count};
    assert_int_equal(child_with(job, sizeof *job, &first), FL_USAGE);
    job->contestants[0] = (fl_job_contestant){.kind = FL_CONTESTANT_PROBE, .index = 1000};
    assert_int_equal(child_with(job, sizeof *job, &first), FL_USAGE);
    job->contestant_count = 0;
    assert_int_equal(child_with(job, sizeof *job, &first), FL_OK);
    assert_int_equal(first.kind, FL_MESSAGE_END);
    free(job);
}

/* A passing disturbance is noticed, a lasting change is accepted after half of the memory. */
static void test_witness_tells_disturbance_from_change(void **state)
{
    (void)state;
    fl_witness_series series = {.count = 0};
    for (int i = 0; i < 100; i++)
        assert_true(fl_witness_is_usual(&series, i % 2 ? 1000.0 : 1015.0));
    assert_false(fl_witness_is_usual(&series, 1050.0));
    assert_true(fl_witness_is_usual(&series, 1000.0));
    assert_false(fl_witness_is_usual(&series, 2.0));
    int refused = 0;
    while (!fl_witness_is_usual(&series, 2000.0))
        refused++;
    assert_in_range(refused, FL_WITNESS_RECENT / 2 - 2, FL_WITNESS_RECENT / 2 + 2);
}

/* A core that gives five additions in a cycle gives two and a half where a neighbour takes the others. */
static void test_sharing_is_told_in_absolute_terms(void **state)
{
    (void)state;
    assert_false(fl_witness_is_shared(0.2, 0.2));
    assert_false(fl_witness_is_shared(0.21, 0.2));
    assert_true(fl_witness_is_shared(0.25, 0.2));
    assert_true(fl_witness_is_shared(0.4, 0.2));
    assert_false(fl_witness_is_shared(0.4, INFINITY)); /* nothing to compare with */
}

/* The chain says what the clock was; one that an interrupt stretched says nothing. */
static void test_clock_of_a_block_stands_between_those_beside_it(void **state)
{
    (void)state;
    assert_true(fabs(fl_witness_ghz_between(3.0, 3.02) - 3.01) < 1e-12);
    assert_true(fl_witness_ghz_between(3.0, 1.1) == 3.0);
    assert_true(fl_witness_ghz_between(2.0, 3.0) == 3.0);
}

static uint32_t index_of(const char *name)
{
    for (uint32_t i = 0; i < fl_variant_count; i++)
        if (strcmp(fl_variants[i].name, name) == 0)
            return i;
    fail_msg("there is no kernel %s", name);
    return 0;
}

static fl_plan *small_plan(void)
{
    fl_job *job = new_job();
    fl_plan *plan = calloc(1, sizeof *plan);
    assert_non_null(plan);
    plan->job = *job;
    free(job);
    plan->processes = 3;
    plan->iterations = 100; /* not a multiple of 3 */
    plan->job.warmups = 1;
    plan->job.rounds = 2;
    plan->job.characterise = false;
    plan->job.contestant_count = 2;
    plan->job.contestants[0] = (fl_job_contestant){
        .kind = FL_CONTESTANT_KERNEL, .index = index_of("scalar"), .per_call = true, .mode = {true, true}};
    plan->job.contestants[1] = (fl_job_contestant){.kind = FL_CONTESTANT_DUPLICATE, .mode = {true, false}};
    return plan;
}

static void test_measurement_is_complete(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_measurement m;
    fl_plan *plan = small_plan();
    assert_int_equal(fl_measure(plan, &m, &error), FL_OK);
    int per_process[4] = {0};
    for (uint32_t i = 0; i < m.calls; i++) {
        per_process[m.call_process[i]]++;
        assert_true(m.contestants[0].samples_ns[i] > 0.0);
    }
    assert_int_equal(per_process[1], 34);
    assert_int_equal(per_process[2], 33);
    assert_int_equal(per_process[3], 33);
    for (uint32_t r = 0; r < 6; r++) {
        assert_int_equal(m.round_process[r], 1 + r / 2);
        assert_true(m.contestants[0].round_ns[FL_INDEPENDENT][r] > 0.0);
        assert_true(m.contestants[0].round_ns[FL_CHAINED][r] > 0.0);
        assert_true(m.contestants[1].round_ns[FL_INDEPENDENT][r] > 0.0);
        if (fl_chains_are_timed()) {
            assert_true(m.contestants[0].round_cycles[FL_CHAINED][r] > 0.0);
            assert_in_range(m.contestants[0].round_state[FL_CHAINED][r], FL_ROUND_QUIET, FL_ROUND_THROTTLED);
        }
    }
    assert_null(m.contestants[1].samples_ns);
    assert_null(m.contestants[1].round_ns[FL_CHAINED]);
    fl_measurement_free(&m);
    free(plan);
}

static void test_failing_child_is_reported(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_measurement m;
    fl_plan *plan = small_plan();
    plan->job.contestants[1].index = 7; /* there is one twin */
    assert_int_equal(fl_measure(plan, &m, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "measuring process 1"));
    assert_null(m.empty_ns);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
    free(plan);
}

static void test_interrupted_run_ends_without_children(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_measurement m;
    fl_plan *plan = small_plan();
    fl_interrupt_watch();
    raise(SIGINT);
    assert_true(fl_interrupted());
    assert_int_equal(fl_measure(plan, &m, &error), FL_INTERRUPTED);
    fl_interrupt_restore();
    assert_null(m.empty_ns);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    free(plan);
}

/* nohup starts a program with SIGHUP ignored; taking it up again would undo what the user asked for. */
static void test_an_ignored_hangup_stays_ignored(void **state)
{
    (void)state;
    void (*before)(int) = signal(SIGHUP, SIG_IGN);
    fl_interrupt_watch();
    raise(SIGHUP);
    assert_false(fl_interrupted());
    fl_interrupt_restore();
    assert_true(signal(SIGHUP, before) == SIG_IGN);
    fl_interrupt_watch();
    raise(SIGHUP);
    assert_true(fl_interrupted());
    fl_interrupt_restore();
}

int main(int argc, char **argv)
{
    /* Measuring processes are this very program, started with the hidden command. */
    if (argc > 1 && strcmp(argv[1], FL_CHILD_COMMAND) == 0) {
        fl_error error = {""};
        return (int)fl_measure_child(STDIN_FILENO, STDOUT_FILENO, &error);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_call_is_made_once),
        cmocka_unit_test(test_blocks_make_the_calls_they_are_told),
        cmocka_unit_test(test_layout_follows_seed_process_and_misalignment),
        cmocka_unit_test(test_probes_get_aligned_arrays),
        cmocka_unit_test(test_calls_get_the_arrays_of_their_work),
        cmocka_unit_test(test_rounds_count_planted_calls),
        cmocka_unit_test(test_a_disturbed_first_call_does_not_shorten_the_blocks),
        cmocka_unit_test(test_child_refuses_broken_jobs),
        cmocka_unit_test(test_sharing_is_told_in_absolute_terms),
        cmocka_unit_test(test_clock_of_a_block_stands_between_those_beside_it),
        cmocka_unit_test(test_witness_tells_disturbance_from_change),
        cmocka_unit_test(test_measurement_is_complete),
        cmocka_unit_test(test_failing_child_is_reported),
        cmocka_unit_test(test_interrupted_run_ends_without_children),
        cmocka_unit_test(test_an_ignored_hangup_stays_ignored),
    };
    return cmocka_run_group_tests_name("harness", tests, NULL, NULL);
}
