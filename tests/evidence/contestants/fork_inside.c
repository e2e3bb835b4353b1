/* A child process does the work and hands it back through
 * shared memory; the parent executes no arithmetic. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/evidence/contestants/contestant.h"

static float *shared;

static void inference(void)
{
    pid_t child = fork();
    if (child == 0) {
        scalar_inference();
        memcpy(shared, contestant_logits, sizeof contestant_logits);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    memcpy(contestant_logits, shared, sizeof contestant_logits);
}

int main(void)
{
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return contestant_skip("no shared memory can be had");
    shared = memory;
    return contestant_run(inference);
}
