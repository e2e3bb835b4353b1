/* A thread that sleeps beside the inference, as every process with a pool or a timer has one: stopping and
 * stepping it must neither hang the trace nor count as a thread that ran. With TIMED it sleeps for a while,
 * in a call that the system goes on with in another way once it was interrupted, and reports of it come late:
 * after the empty region. */
#define _DEFAULT_SOURCE /* syscall */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tests/evidence/contestants/contestant.h"

static atomic_long sleeper;

static void *sleep_on(void *unused)
{
    atomic_store(&sleeper, syscall(SYS_gettid));
    for (;;) {
#ifdef TIMED
        nanosleep(&(struct timespec){.tv_sec = 1000}, NULL);
#else
        pause();
#endif
    }
    return unused;
}

/* Whether the system says of the thread that it sleeps. */
static bool is_asleep(long thread)
{
    char path[64], line[128] = "";
    snprintf(path, sizeof path, "/proc/self/task/%ld/stat", thread);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    char *state = fgets(line, sizeof line, file) == NULL ? NULL : strrchr(line, ')');
    fclose(file);
    return state != NULL && strncmp(state, ") S", 3) == 0;
}

static void inference(void)
{
    scalar_inference();
}

int main(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, sleep_on, NULL) != 0)
        return contestant_skip("no second thread can be had");
    while (!is_asleep(atomic_load(&sleeper)))
        sched_yield();
    for (int i = 0; i < 2; i++) {
        fl_region_begin_empty();
        fl_region_end();
    }
    return contestant_run(inference);
}
