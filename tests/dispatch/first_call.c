/* A user's program: what the first calls of the library do to the process they are made in. Built with and
 * without sanitizers, in the tree and against the installed library.
 *
 * first_call watched: with the choice forced to a kernel that needs no library nothing is loaded, and the
 * environment is not written (built with WATCHED: these calls of the C library end here).
 *
 * first_call threads: many threads call, ask, force and judge at once.
 *
 * first_call fork N: N times another thread makes the
 * first call while this one forks; the child calls too. */
#define _GNU_SOURCE
#include <fairlane/fairlane.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static float weights[FL_WEIGHTS], input[FL_INPUTS];
static const float bias[FL_OUTPUTS] = {0.5f, -0.25f};

#ifdef WATCHED
#include <stdarg.h>
static int loaded, written;

void *dlopen(const char *name, int flags)
{
    (void)flags;
    fprintf(stderr, "loaded: %s\n", name);
    loaded++;
    return NULL;
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library's names are reserved */
int putenv(char *text)
{
    fprintf(stderr, "put into the environment: %s\n", text);
    return -++written;
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library's names are reserved */
int setenv(const char *name, const char *value, int overwrite)
{
    (void)value, (void)overwrite;
    fprintf(stderr, "set in the environment: %s\n", name);
    return -++written;
}

int unsetenv(const char *name)
{
    fprintf(stderr, "taken out of the environment: %s\n", name);
    return -++written;
}

static int watched(void)
{
    float output[FL_OUTPUTS];
    fl_cpu cpu = fl_cpu_detect();
    fl_availability here;
    if (fl_linear_784x2(weights, bias, input, output) != FL_OK || loaded || written)
        return 1;
    for (size_t i = 0; i < fl_variant_count; i++) /* all of them: now libraries are loaded */
        fl_judge(&cpu, i, &here);
    return written ? 2 : 0;
}
#else
static int watched(void)
{
    return 3;
}
#endif

static bool computes(void)
{
    float output[FL_OUTPUTS] = {0};
    return fl_linear_784x2(weights, bias, input, output) == FL_OK && output[0] == 784.5f &&
           output[1] == 1567.75f;
}

enum { THREADS = 32 };
static pthread_barrier_t start;

static void *visit(void *number)
{
    const size_t me = (size_t)number;
    const fl_kernel *kernel = NULL;
    fl_error error;
    bool good = true;
    pthread_barrier_wait(&start);
    if (me % 4 == 1) {
        fl_cpu cpu = fl_cpu_detect();
        fl_availability here;
        for (size_t i = 0; i < fl_variant_count; i++)
            fl_judge(&cpu, i, &here);
    }
    if (me % 4 == 2)
        good = fl_force_kernel(me % 8 == 2 ? "scalar" : "scalar-two-pass", &error) == FL_OK;
    if (me % 4 == 3)
        good = fl_force_kernel("none", &error) == FL_USAGE && fl_force_kernel(NULL, &error) == FL_OK;
    for (int i = 0; i < 50 && good; i++)
        good = computes() && fl_chosen_kernel(&kernel, &error) == FL_OK && kernel;
    return good ? NULL : &start;
}

static int threads(void)
{
    pthread_t all[THREADS];
    int failed = 0;
    if (pthread_barrier_init(&start, NULL, THREADS) != 0)
        return 4;
    for (size_t i = 0; i < THREADS; i++)
        /* NOLINTNEXTLINE(performance-no-int-to-ptr): a number for a thread */
        if (pthread_create(&all[i], NULL, visit, (void *)i) != 0)
            return 4;
    for (size_t i = 0; i < THREADS; i++) {
        void *bad = NULL;
        (void)pthread_join(all[i], &bad);
        failed += bad != NULL;
    }
    printf("%d of %d threads failed\n", failed, THREADS);
    return failed != 0;
}

static int started; /* atomic */

static void *first(void *unused)
{
    __atomic_store_n(&started, 1, __ATOMIC_SEQ_CST);
    return computes() ? NULL : unused;
}

/* A fresh process, in which nothing was chosen. */
static int fork_beside(int trial)
{
    pthread_t other;
    int ended = 0;
    if (pthread_create(&other, NULL, first, NULL) != 0)
        return 4;
    while (!__atomic_load_n(&started, __ATOMIC_SEQ_CST))
        ;
    nanosleep(&(struct timespec){.tv_nsec = trial % 40 * 500}, NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(20);
        raise(computes() ? SIGKILL : SIGABRT); /* at its end a sanitizer would miss the other thread */
    }
    waitpid(child, &ended, 0);
    (void)pthread_join(other, NULL);
    return WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL ? 0 : 1;
}

static int forks(int trials)
{
    int hung = 0;
    for (int t = 0; t < trials; t++) {
        pid_t process = fork();
        int ended = 0;
        if (process == 0)
            _exit(fork_beside(t));
        waitpid(process, &ended, 0);
        hung += !WIFEXITED(ended) || WEXITSTATUS(ended) != 0;
    }
    printf("%d of %d children hang or fail\n", hung, trials);
    return hung != 0;
}

/* Of the kernels that can be forced here. */
static int names(void)
{
    fl_error error;
    for (size_t i = 0; i < fl_variant_count; i++)
        if (fl_force_kernel(fl_variants[i].name, &error) == FL_OK)
            puts(fl_variants[i].name);
    return 0;
}

int main(int argc, char **argv)
{
    for (int i = 0; i < FL_INPUTS; i++) {
        input[i] = weights[i] = 1.0f;
        weights[FL_INPUTS + i] = 2.0f;
    }
    if (argc == 2 && strcmp(argv[1], "watched") == 0)
        return watched();
    if (argc == 2 && strcmp(argv[1], "threads") == 0)
        return threads();
    if (argc == 2 && strcmp(argv[1], "names") == 0)
        return names();
    if (argc == 3 && strcmp(argv[1], "fork") == 0)
        return forks((int)strtol(argv[2], NULL, 10));
    return 5;
}
