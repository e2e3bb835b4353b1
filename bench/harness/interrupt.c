#include "bench/harness/interrupt.h"

#include <signal.h>
#include <stddef.h>

static const int watched[] = {SIGINT, SIGTERM, SIGHUP};
enum { WATCHED = sizeof watched / sizeof watched[0] };
static struct sigaction former[WATCHED];
static volatile sig_atomic_t interrupted;

static void note(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

void fl_interrupt_watch(void)
{
    struct sigaction action = {.sa_handler = note}; /* without SA_RESTART: reads must return */
    sigemptyset(&action.sa_mask);
    interrupted = 0;
    for (size_t i = 0; i < WATCHED; i++) {
        sigaction(watched[i], &action, &former[i]);
        if (watched[i] == SIGHUP && former[i].sa_handler == SIG_IGN)
            sigaction(SIGHUP, &former[i], NULL);
    }
}

void fl_interrupt_restore(void)
{
    for (size_t i = 0; i < WATCHED; i++)
        sigaction(watched[i], &former[i], NULL);
}

bool fl_interrupted(void)
{
    return interrupted != 0;
}
