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

/* Before there is a second thread. Registered by the first call, a fork that has just asked who wants to be
 * told would leave the lock to its child as it finds it. */
__attribute__((constructor)) static void watch_forks(void)
{
    (void)pthread_atfork(before_fork, after_fork, after_fork);
}

static void begin(void)
{
    if (here++ == 0)
        pthread_mutex_lock(&preparing);
}

static void end(void)
{
    if (--here == 0)
        pthread_mutex_unlock(&preparing);
}

const char *fl_prepare(const fl_kernel *kernel)
{
    begin();
    const char *lacking = kernel->prepare();
    end();
    return lacking;
}

void fl_rehearse(const fl_kernel *kernel)
{
    static const float zeros[FL_WEIGHTS];
    float output[FL_OUTPUTS];
    begin();
    kernel->run(zeros, zeros, zeros, output);
    end();
}
