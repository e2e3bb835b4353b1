/* Contestants that are programs of their own. They speak fairlane.peer/1, see protocol.md.
 *
 * The lab knows some by name; anything else whose name contains a slash is taken as the path of a program
 * that speaks the protocol. */
#ifndef FAIRLANE_BENCH_PEERS_PEER_H
#define FAIRLANE_BENCH_PEERS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/task/task.h"
#include "kernels/error.h"

enum { FL_MOST_PEERS = 16, FL_PEER_FACTS = 24 };

/* One line of the table of known peers. */
typedef struct fl_peer_kind {
    const char *name;    /* "aprender-0.11.0-lto" */
    const char *folder;  /* below bench/peers: holds `start` and `setup` */
    const char *variant; /* argument of `start` and of `setup`; "" for none */
    const char *summary; /* one line */
} fl_peer_kind;

extern const fl_peer_kind fl_peer_kinds[]; /* ends with a NULL name */

/* How to start one; travels to the measuring processes as it is. */
typedef struct fl_peer_start {
    char name[64];
    char path[512];    /* absolute, of the program */
    char argument[64]; /* "" for none */
    char python[512];  /* goes into FAIRLANE_PYTHON; "" leaves it alone */
    char region[512];  /* goes into FAIRLANE_REGION; "" leaves it alone */
} fl_peer_start;

typedef enum fl_peer_returns { FL_PEER_LOGITS, FL_PEER_PROBABILITY, FL_PEER_CLASS } fl_peer_returns;

typedef struct fl_peer_identity {
    char name[64], version[64], clock[64];
    fl_work work;
    fl_peer_returns predict_returns, examine_returns;
    struct {
        char name[48], value[256];
    } facts[FL_PEER_FACTS];
    size_t fact_count;
} fl_peer_identity;

/* A running peer. */
typedef struct fl_peer {
    fl_peer_start start;
    fl_peer_identity identity;
    pid_t pid;
    int to, from, complaints; /* complaints: its standard error */
    double seconds;           /* most time for one answer */
} fl_peer;

/* Finds out how a name is started. FL_USAGE for an unknown one, FL_UNABLE with the command that installs it
 * when it is known but not there. */
fl_status fl_peer_find(const char *name, const char *python, fl_peer_start *start, fl_error *error);

/* Starts it in a process group of its own and identifies it. seconds: time limit for each later answer as
 * well. A peer that dies, hangs or answers garbage is killed with all of its group: FL_UNABLE, and the error
 * names the peer, the request and what came instead, with the last line of its standard error. That holds for
 * every function here. */
fl_status fl_peer_open(const fl_peer_start *start, double seconds, fl_peer *peer, fl_error *error);

/* Weights and one input, through temporary safetensors files. */
fl_status fl_peer_load(fl_peer *peer, const fl_model *model, const float sample[FL_INPUTS], fl_error *error);

/* Whether what it computes is right, on several inputs and on models whose answers differ, against the
 * reference in double; FL_NEGATIVE when it is wrong. Leaves model and sample loaded. */
fl_status fl_peer_verify(fl_peer *peer, const fl_model *model, const float sample[FL_INPUTS],
                         double *error_in_bounds, fl_error *error);

/* samples_ns: [n]. */
fl_status fl_peer_calls(fl_peer *peer, uint32_t warmups, uint32_t n, double *samples_ns, fl_error *error);
fl_status fl_peer_empty(fl_peer *peer, uint32_t warmups, uint32_t n, double *samples_ns, fl_error *error);
fl_status fl_peer_round(fl_peer *peer, uint32_t warmups, uint64_t n, double *ns, fl_error *error);

/* Asks it to quit, waits, then kills what is left. Safe on a zeroed structure. */
void fl_peer_close(fl_peer *peer);

#endif
