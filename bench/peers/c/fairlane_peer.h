/* What the contestants written in C share: fairlane.peer/1 (see ../protocol.md) on standard input and output.
 *
 * A contestant hands fl_peer_serve() what is its library's own. Its loops hold the call of the library
 * itself, as a user writes it: a function for it to be called through would cost a good part of the fastest
 * ones. */
#ifndef FAIRLANE_BENCH_PEERS_C_FAIRLANE_PEER_H
#define FAIRLANE_BENCH_PEERS_C_FAIRLANE_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { FL_PEER_INPUTS = 784, FL_PEER_OUTPUTS = 2 };

typedef struct fl_peer_fact {
    const char *name, *value;
} fl_peer_fact;

/* Its work is linear-784x2, and both predict and examine return logits. Functions that return a bool: false
 * when the library refuses. */
typedef struct fl_peer_library {
    const char *name, *version;
    const fl_peer_fact *facts;                             /* ends with a NULL name */
    bool (*load)(const float *weights, const float *bias); /* row-major [2][784], [2] */
    bool (*take)(const float *sample);                     /* [784] */
    bool (*predict)(float *logits);                        /* [2] */
    void (*calls)(uint64_t *times_ns, size_t n);           /* one inference each */
    uint64_t (*round)(uint64_t n);                         /* n inferences between two readings, in ns */
    void (*infer_between)(void (*begin)(void), void (*end)(void));
} fl_peer_library;

/* The monotonic clock in ns. */
static inline uint64_t fl_peer_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

/* Answers requests until `quit` or the end of input. Returns the exit code. */
int fl_peer_serve(const fl_peer_library *library);

#endif
