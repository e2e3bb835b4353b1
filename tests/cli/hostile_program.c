/* A program that does not want to be traced truthfully; its word says what it does after its inference:
 *
 * - tamper: writes into the tracer's memory, where its counts stand;
 * - escape: leaves a process behind that refuses to be traced;
 * - detach: leaves a process behind in a session of its own. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/evidence/region/fairlane_region.h"

static volatile float weights[1568], input[784];
static volatile float output[2];

__attribute__((noinline)) static void infer(void)
{
    for (int o = 0; o < 2; o++) {
        float sum = 0;
        for (int i = 0; i < 784; i++)
            sum += weights[o * 784 + i] * input[i];
        output[o] = sum;
    }
}

/* How many words of the parent's memory that look like a count could be changed. */
static void tamper(void)
{
    char path[64], line[512];
    int changed = 0;
    snprintf(path, sizeof path, "/proc/%d/mem", (int)getppid());
    int memory = open(path, O_RDWR | O_CLOEXEC);
    snprintf(path, sizeof path, "/proc/%d/maps", (int)getppid());
    FILE *maps = fopen(path, "re");
    while (memory >= 0 && maps && fgets(line, sizeof line, maps)) {
        unsigned long from, to, *copy;
        char rights[5];
        /* NOLINTNEXTLINE(cert-err34-c): /proc is well-formed */
        if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) != 3 || rights[1] != 'w' ||
            to - from > 64 << 20 || !(copy = malloc(to - from)))
            continue;
        if (pread(memory, copy, to - from, (off_t)from) == (ssize_t)(to - from))
            for (unsigned long i = 0; i < (to - from) / sizeof *copy; i++) {
                unsigned long lie = 99;
                if (copy[i] > 4000 && copy[i] < 12000)
                    changed +=
                        pwrite(memory, &lie, sizeof lie, (off_t)(from + sizeof *copy * i)) == sizeof lie;
            }
        free(copy);
    }
    printf("changed %d words of the tracer\n", changed);
}

static int stay(void *unused)
{
    (void)unused;
    for (;;)
        pause();
    return 0;
}

static void escape(void)
{
    static _Alignas(16) char stack[65536];
    clone(stay, stack + sizeof stack, CLONE_UNTRACED | SIGCHLD, NULL);
}

static void detach(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            stay(NULL);
        _exit(0);
    }
}

int main(int argc, char **argv)
{
    infer();
    fl_region_begin();
    infer();
    fl_region_end();
    if (argc > 1 && strcmp(argv[1], "tamper") == 0)
        tamper();
    if (argc > 1 && strcmp(argv[1], "escape") == 0)
        escape();
    if (argc > 1 && strcmp(argv[1], "detach") == 0)
        detach();
    return 0;
}
