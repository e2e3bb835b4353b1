/* What the contract asks of foreign libraries beyond right answers: several threads may call them at once, or
 * their descriptor says that they may not and the dispatcher keeps them from it; they start no thread, also
 * where their OpenMP is told to take four, and they leave that setting and the environment as they were.
 *
 *   test_libraries [CORE]   as OpenBLAS's core type CORE; exit status 77 where this CPU lacks what that needs
 */
#define _GNU_SOURCE /* RTLD_NOLOAD, environ */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/harness/cases.h"
#include "bench/task/reference.h"
#include "dispatch/dispatch.h"

enum { THREADS = 4, CALLS = 2000, SKIPPED = 77 };

/* Before anything was called: this thread, and one of QEMU's own where it runs in that. */
static size_t tasks_at_start, environment_at_start;

typedef struct caller {
    pthread_t thread;
    pthread_barrier_t *together;
    pthread_mutex_t *alone; /* held during each call; NULL: several at once */
    const fl_kernel *kernel;
    fl_case data;
    double worst; /* error in bounds */
} caller;

static size_t tasks(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/task");
    if (!folder)
        return 0;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

/* A variable more, less or longer shows in its bytes. */
static size_t environment_bytes(void)
{
    size_t bytes = 0;
    for (char **variable = environ; *variable; variable++)
        bytes += strlen(*variable) + 1;
    return bytes;
}

/* A function of the OpenMP that is loaded, as bits for memcpy; NULL where none is. */
static void *openmp_function(const char *name)
{
    void *library = dlopen("libgomp.so.1", RTLD_NOW | RTLD_NOLOAD);
    void *symbol = library ? dlsym(library, name) : NULL;
    if (library)
        dlclose(library);
    return symbol;
}

/* What OpenMP would take for this thread's next region; 0 where no OpenMP is loaded. */
static int openmp_threads(void)
{
    int (*get)(void) = NULL;
    void *symbol = openmp_function("omp_get_max_threads");
    memcpy(&get, &symbol, sizeof get);
    return get ? get() : 0;
}

static void set_openmp_threads(int threads)
{
    void (*set)(int) = NULL;
    void *symbol = openmp_function("omp_set_num_threads");
    memcpy(&set, &symbol, sizeof set);
    if (set)
        set(threads);
}

static void *call(void *argument)
{
    caller *c = argument;
    fl_reference right = fl_reference_of(c->kernel->work, c->data.weights, c->data.bias, c->data.input);
    pthread_barrier_wait(c->together);
    for (int i = 0; i < CALLS; i++) {
        float output[FL_OUTPUTS] = {-1, -1};
        if (c->alone)
            pthread_mutex_lock(c->alone);
        c->kernel->run(c->data.weights, c->data.bias, c->data.input, output);
        if (c->alone)
            pthread_mutex_unlock(c->alone);
        double error = fl_error_in_bounds(&right, output);
        if (!(error <= c->worst))
            c->worst = error;
    }
    return NULL;
}

/* The largest error, in bounds, of any of the threads, each with data of its own. */
static double worst_in_threads(const fl_kernel *kernel, pthread_mutex_t *alone)
{
    static caller callers[THREADS];
    pthread_barrier_t together;
    double worst = 0;
    pthread_barrier_init(&together, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        callers[i] = (caller){.together = &together, .alone = alone, .kernel = kernel};
        fl_case_fill(&callers[i].data, kernel->work, 0, (uint64_t)i + 1);
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
    pthread_barrier_destroy(&together);
    for (int i = 0; i < THREADS; i++)
        if (!(callers[i].worst <= worst))
            worst = callers[i].worst;
    return worst;
}

static void several_threads_at_once(void **state)
{
    const fl_variant *variant = *state;
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    fl_cpu cpu = fl_cpu_detect();
    fl_availability here;
    fl_judge(&cpu, (size_t)(variant - fl_variants), &here);
    if (!here.runs) {
        print_message("skipped: %s: %s\n", variant->name, here.reason);
        skip();
    }
    double worst = worst_in_threads(variant->kernel, variant->kernel->one_thread ? &lock : NULL);
    if (!(worst <= 1))
        fail_msg("%s: an error of %g bounds in one of %d threads", variant->name, worst, THREADS);
    print_message("%s: %s\n", variant->name,
                  variant->kernel->one_thread ? "right in each thread, one at a time"
                                              : "right in all at once");
}

/* As a library does that keeps one buffer for all threads, and is interrupted. */
static void shares_a_buffer(const float *weights, const float *bias, const float *input, float *output)
{
    static volatile float shared[FL_INPUTS];
    for (int i = 0; i < FL_INPUTS; i++)
        shared[i] = input[i];
    sched_yield();
    for (int row = 0; row < FL_OUTPUTS; row++) {
        float sum = bias[row];
        for (int i = 0; i < FL_INPUTS; i++)
            sum += weights[row * FL_INPUTS + i] * shared[i];
        output[row] = sum;
    }
}

static void a_shared_buffer_is_found_out(void **state)
{
    (void)state;
    static const fl_kernel planted = {.name = "planted", .run = shares_a_buffer};
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    assert_true(worst_in_threads(&planted, &lock) <= 1);
    assert_false(worst_in_threads(&planted, NULL) <= 1);
}

/* fl_linear_784x2() may be called from any thread, so what may not is no choice, whoever asks for it. */
static void one_thread_kernels_are_refused(void **state)
{
    (void)state;
    size_t refused = 0;
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_kernel *kernel = fl_variants[i].kernel, *chosen;
        fl_error error = {""};
        if (!kernel || !kernel->one_thread)
            continue;
        refused++;
        assert_int_equal(fl_force_kernel(kernel->name, &error), FL_UNABLE);
        assert_non_null(strstr(error.text, kernel->name));
        assert_non_null(strstr(error.text, kernel->one_thread));
        assert_int_equal(fl_chosen_kernel(&chosen, &error), FL_OK);
        assert_null(chosen->one_thread);
    }
    print_message("%zu kernels for one thread at a time\n", refused);
}

/* A thread that was joined may be listed for a moment longer (in an emulator); one that a kernel started
 * stays. */
static size_t settled_tasks(void)
{
    enum { TRIALS = 200, PAUSE_NS = 10000000 };
    for (int trial = 0; trial < TRIALS && tasks() != tasks_at_start; trial++)
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    return tasks();
}

/* On the main thread: the helpers of OpenMP end with the thread that they helped. Whatever a kernel starts
 * would still be there after its call. */
static void no_thread_is_started(void **state)
{
    const fl_variant *variant = *state;
    static fl_case data;
    float output[FL_OUTPUTS];
    fl_cpu cpu = fl_cpu_detect();
    fl_availability here;
    fl_judge(&cpu, (size_t)(variant - fl_variants), &here);
    if (!here.runs || tasks_at_start == 0) {
        print_message("skipped: %s: %s\n", variant->name, here.runs ? "no /proc/self/task" : here.reason);
        skip();
    }
    set_openmp_threads(THREADS); /* whatever this machine and its variables say */
    int before = openmp_threads();
    fl_case_fill(&data, variant->kernel->work, 0, 1);
    for (int i = 0; i < CALLS; i++)
        variant->kernel->run(data.weights, data.bias, data.input, output);
    assert_int_equal(settled_tasks(), tasks_at_start);
    assert_int_equal(openmp_threads(), before);
    assert_true(before == 0 || before == THREADS); /* or this test could not fail */
    assert_int_equal(environment_bytes(), environment_at_start);
}

/* OpenBLAS takes its core type before main() begins: start once more. Returns only when that cannot be. */
static int as_core(const char *core, char **argv)
{
    static const struct {
        const char *name;
        unsigned needs; /* what its code executes, as far as the lab has a name for it */
    } cores[] = {
        {"Prescott", 0},
        {"Atom", 0},
        {"Nehalem", 0},
        {"Barcelona", 0},
        {"Sandybridge", FL_NEEDS_AVX},
        {"Haswell", FL_NEEDS_AVX2 | FL_NEEDS_FMA},
        {"Zen", FL_NEEDS_AVX2 | FL_NEEDS_FMA},
        {"SkylakeX", FL_NEEDS_AVX2 | FL_NEEDS_FMA | FL_NEEDS_AVX512F | FL_NEEDS_AVX512VL},
    };
    fl_cpu cpu = fl_cpu_detect();
    for (size_t i = 0; i < sizeof cores / sizeof cores[0]; i++) {
        if (strcmp(cores[i].name, core) != 0)
            continue;
        if (cores[i].needs & ~fl_cpu_usable(&cpu)) {
            printf("skipped: this CPU cannot be a %s\n", core);
            return SKIPPED;
        }
        setenv("OPENBLAS_CORETYPE", core, 1);
        argv[1] = NULL;
        execv("/proc/self/exe", argv);
        perror("/proc/self/exe");
        return 1;
    }
    fprintf(stderr, "no core type %s is known here\n", core);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return as_core(argv[1], argv);
    unsetenv("OMP_PROC_BIND"); /* LIBXSMM would set it */
    environment_at_start = environment_bytes();
    tasks_at_start = tasks();
    struct CMUnitTest *tests = calloc(2 * fl_variant_count + 2, sizeof *tests);
    if (!tests)
        return 1;
    size_t count = 0;
    for (size_t i = 0; i < fl_variant_count; i++) {
        if (!fl_variants[i].kernel || fl_variants[i].kernel->origin != FL_LIBRARY)
            continue;
        tests[count] = (struct CMUnitTest)cmocka_unit_test(no_thread_is_started);
        tests[count + 1] = (struct CMUnitTest)cmocka_unit_test(several_threads_at_once);
        tests[count].name = tests[count + 1].name = fl_variants[i].name;
        tests[count].initial_state = tests[count + 1].initial_state = (void *)&fl_variants[i];
        count += 2;
    }
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(a_shared_buffer_is_found_out);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(one_thread_kernels_are_refused);
    int failures = _cmocka_run_group_tests("libraries", tests, count, NULL, NULL);
    free(tests);
    return failures;
}
