#include "dispatch/prepare.h"

#include <pthread.h>

static pthread_mutex_t preparing = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local int here; /* this thread prepares: should the library fork itself, it must not wait */

static void before_fork(void)
{
    if (here == 0)
        pthread_mutex_lock(&preparing);
}

static void after_fork(void)
{
    if (here == 0)
        pthread_mutex_unlock(&preparing);
}

static void watch_forks(void)
{
    (void)pthread_atfork(before_fork, after_fork, after_fork);
}

const char *fl_prepare(const fl_kernel *kernel)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, watch_forks);
    if (here++ == 0)
        pthread_mutex_lock(&preparing);
    const char *lacking = kernel->prepare();
    if (--here == 0)
        pthread_mutex_unlock(&preparing);
    return lacking;
}
