/* The work in a process started inside the region with CLONE_UNTRACED, which no tracer is told of; the answer
 * comes through shared memory. Meanwhile as many multiply-adds are done in plain sight. */
#define _GNU_SOURCE /* clone, MAP_ANONYMOUS */
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/evidence/contestants/packed.h"

static _Alignas(64) char stack[1 << 16];
static float *answer;
static volatile float sink;

static int serve(void *unused)
{
    (void)unused;
    for (int k = 0; k < OUTPUTS; k++)
        answer[k] =
            packed_dot(contestant_weights + k * INPUTS, contestant_input, INPUTS) + contestant_bias[k];
    _exit(0);
}

static void inference(void)
{
    int status = 0;
    int child = clone(serve, stack + sizeof stack, CLONE_UNTRACED | SIGCHLD, NULL);
    scalar_inference();
    sink = contestant_logits[0];
    if (waitpid(child, &status, 0) == child && status == 0)
        memcpy(contestant_logits, answer, sizeof contestant_logits);
}

int main(void)
{
    answer = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int child = clone(serve, stack + sizeof stack, CLONE_UNTRACED | SIGCHLD, NULL);
    if (answer == MAP_FAILED || child < 0 || waitpid(child, NULL, 0) != child)
        return contestant_skip("no process that is not traced can be had");
    return contestant_run(inference);
}
