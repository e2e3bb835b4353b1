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

/* Bytes: the arrays of a contestant begin a cache line, as those do on which the lab's kernels are timed. Of
 * the 32 that compilers choose, every load of 64 bytes would span two lines. */
enum { FL_PEER_LINE = 64 };

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

/* The predict, calls, round and infer_between of a contestant, as functions whose names begin with name:
 * around infer, the statement for one inference that leaves its logits in the array output. The barrier keeps
 * every result alive. */
#define FL_PEER_LOOPS(name, infer, output)                                                                   \
    static inline void name##_once(void)                                                                     \
    {                                                                                                        \
        infer;                                                                                               \
        __asm__ volatile("" : : "r"(&(output)[0]) : "memory");                                               \
    }                                                                                                        \
    static bool name##_predict(float *logits)                                                                \
    {                                                                                                        \
        name##_once();                                                                                       \
        logits[0] = (output)[0];                                                                             \
        logits[1] = (output)[1];                                                                             \
        return true;                                                                                         \
    }                                                                                                        \
    static void name##_calls(uint64_t *times_ns, size_t n)                                                   \
    {                                                                                                        \
        for (size_t i = 0; i < n; i++) {                                                                     \
            uint64_t start = fl_peer_now();                                                                  \
            name##_once();                                                                                   \
            times_ns[i] = fl_peer_now() - start;                                                             \
        }                                                                                                    \
    }                                                                                                        \
    static uint64_t name##_round(uint64_t n)                                                                 \
    {                                                                                                        \
        uint64_t start = fl_peer_now();                                                                      \
        for (uint64_t i = 0; i < n; i++)                                                                     \
            name##_once();                                                                                   \
        return fl_peer_now() - start;                                                                        \
    }                                                                                                        \
    static void name##_between(void (*begin)(void), void (*end)(void))                                       \
    {                                                                                                        \
        begin();                                                                                             \
        name##_once();                                                                                       \
        end();                                                                                               \
    }

/* Puts the functions of FL_PEER_LOOPS(name, …) into an fl_peer_library. */
#define FL_PEER_SET_LOOPS(library, name)                                                                     \
    do {                                                                                                     \
        (library).predict = name##_predict;                                                                  \
        (library).calls = name##_calls;                                                                      \
        (library).round = name##_round;                                                                      \
        (library).infer_between = name##_between;                                                            \
    } while (0)

/* The path of the first object loaded into this program whose path holds part; false when there is none. Of
 * libraries whose code for each CPU is an object of its own it tells which they took. */
bool fl_peer_find_object(const char *part, char *path, size_t size);

/* Answers requests until `quit` or the end of input. Returns the exit code. */
int fl_peer_serve(const fl_peer_library *library);

#endif
