/* A contestant that speaks fairlane.peer/1 and does everything right: one inference is a plain scalar loop.
 * Compiled with PEER_NAME and one of CHEAT_SLEEP and CHEAT_CACHE it still computes right, and cheats. It
 * knows no safetensors beyond the two files that the lab writes: bias before weight, and the sample alone. */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef PEER_NAME
#define PEER_NAME "honest"
#endif

enum { INPUTS = 784, OUTPUTS = 2 };

static float model[OUTPUTS + OUTPUTS * INPUTS], sample[INPUTS];
static volatile float kept[OUTPUTS];

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int is_known; /* the answer, since model or sample changed */

/* Whether the work is left out. */
static int cheat(void)
{
#if defined(CHEAT_SLEEP)
    nanosleep(&(struct timespec){0, 1000}, NULL);
#elif defined(CHEAT_CACHE)
    return is_known++ > 0;
#endif
    return 0;
}

static void infer(void)
{
    if (cheat())
        return;
    for (int row = 0; row < OUTPUTS; row++) {
        float sum = 0;
        for (int i = 0; i < INPUTS; i++)
            sum += model[OUTPUTS + row * INPUTS + i] * sample[i];
        kept[row] = sum + model[row];
    }
}

static void nothing(void)
{
    __asm__ volatile("");
}

static int load(const char *path, float *to, size_t count)
{
    uint64_t length = 0;
    is_known = 0;
    FILE *file = fopen(path, "rb");
    int good = file && fread(&length, sizeof length, 1, file) == 1 && length < 4096 &&
               fseek(file, (long)length, SEEK_CUR) == 0 && fread(to, sizeof *to, count, file) == count;
    if (file)
        fclose(file);
    return good;
}

static void time_each(void (*call)(void), unsigned warmups, unsigned n)
{
    uint64_t *ns = calloc(n + 1, sizeof *ns);
    for (unsigned i = 0; i < warmups; i++)
        call();
    for (unsigned i = 0; ns && i < n; i++) {
        uint64_t start = now();
        call();
        ns[i] = now() - start;
    }
    printf("ok");
    for (unsigned i = 0; ns && i < n; i++)
        printf(" %" PRIu64, ns[i]);
    printf("\n");
    free(ns);
}

static void time_round(unsigned warmups, uint64_t n)
{
    for (unsigned i = 0; i < warmups; i++)
        infer();
    uint64_t start = now();
    for (uint64_t i = 0; i < n; i++)
        infer();
    printf("ok %" PRIu64 "\n", now() - start);
}

static void mark_region(void)
{
    const char *path = getenv("FAIRLANE_REGION");
    void *library = path ? dlopen(path, RTLD_NOW) : NULL;
    void *begin = library ? dlsym(library, "fl_region_begin") : NULL;
    void *empty = library ? dlsym(library, "fl_region_begin_empty") : NULL;
    void *end = library ? dlsym(library, "fl_region_end") : NULL;
    void (*functions[3])(void);
    if (!begin || !empty || !end) {
        printf("error FAIRLANE_REGION cannot be loaded\n");
        return;
    }
    memcpy(&functions[0], &empty, sizeof empty);
    memcpy(&functions[1], &begin, sizeof begin);
    memcpy(&functions[2], &end, sizeof end);
    infer();
    functions[0]();
    functions[2]();
    functions[1]();
    infer();
    functions[2]();
    printf("ok\n");
}

static void identify(void)
{
    printf("ok {\"protocol\": \"fairlane.peer/1\", \"name\": \"" PEER_NAME
           "\", \"version\": \"2.5\", \"work\": \"linear-784x2\", \"predict_returns\": \"logits\", "
           "\"examine_returns\": \"logits\", \"clock\": \"CLOCK_MONOTONIC\", \"facts\": {\"language\": "
           "\"C\", \"threads\": \"1\"}}\n");
}

/* "calls WARMUPS N" and its like. */
static bool asks_for(const char *line, const char *request, unsigned *warmups, uint64_t *n)
{
    size_t length = strlen(request);
    char *behind = NULL, *end = NULL;
    if (strncmp(line, request, length) != 0)
        return false;
    *warmups = (unsigned)strtoul(line + length, &behind, 10);
    *n = strtoull(behind, &end, 10);
    return behind != line + length && end != behind && !*end;
}

int main(void)
{
    char line[1024];
    unsigned warmups = 0;
    uint64_t n = 0;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, "identify") == 0) {
            identify();
        } else if (strncmp(line, "model ", 6) == 0) {
            printf(load(line + 6, model, sizeof model / sizeof *model) ? "ok\n" : "error cannot read it\n");
        } else if (strncmp(line, "sample ", 7) == 0) {
            printf(load(line + 7, sample, INPUTS) ? "ok\n" : "error cannot read it\n");
        } else if (strcmp(line, "predict") == 0 || strcmp(line, "examine") == 0) {
            infer();
            printf("ok [%.9g, %.9g]\n", (double)kept[0], (double)kept[1]);
        } else if (asks_for(line, "calls ", &warmups, &n)) {
            time_each(infer, warmups, (unsigned)n);
        } else if (asks_for(line, "empty ", &warmups, &n)) {
            time_each(nothing, warmups, (unsigned)n);
        } else if (asks_for(line, "round ", &warmups, &n)) {
            time_round(warmups, n);
        } else if (strcmp(line, "counters") == 0) {
            printf("ok {\"allocations\": 0}\n");
        } else if (strcmp(line, "region") == 0) {
            mark_region();
        } else if (strcmp(line, "quit") == 0) {
            printf("ok\n");
            break;
        } else {
            printf("error unknown request\n");
        }
        fflush(stdout);
    }
    return 0;
}
