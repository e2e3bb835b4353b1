/* Contestants that are programs of their own. They speak fairlane.peer/1, see protocol.md.
 *
 * The lab knows some by name; anything else whose name contains a slash is taken as the path of a program
 * that speaks the protocol.
 *
 * Nothing that a peer says is believed unchecked: lines and numbers are bounded, times may not exceed the
 * time that passed here, results are held against the reference, and whatever it does, it ends with its whole
 * family of processes.
 *
 * What the functions here return, apart from FL_OK:
 *   FL_NEGATIVE     the peer dies, hangs, answers garbage, computes something wrong or leaves a process
 * behind. It has been killed then, and the error names the peer, the request and what came instead, with the
 *                   last line of its standard error;
 *   FL_UNABLE       it cannot be started: it is not there, or says (exit code 3) that what it needs is not.
 * The error holds the command that installs it; FL_INTERRUPTED  after SIGINT. */
#ifndef FAIRLANE_BENCH_PEERS_PEER_H
#define FAIRLANE_BENCH_PEERS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/task/task.h"
#include "kernels/error.h"

enum { FL_MOST_PEERS = 16, FL_PEER_FACTS = 24, FL_PEER_COUNTERS = 16, FL_PEER_SECONDS = 60 };

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
    char setup[640];   /* the command that installs it; "" for a program given by its path */
    char python[512];  /* goes into FAIRLANE_PYTHON; "" leaves it alone */
    char region[512];  /* goes into FAIRLANE_REGION; "" leaves it alone */
    double seconds;    /* most time for one answer */
} fl_peer_start;

typedef enum fl_peer_returns { FL_PEER_LOGITS, FL_PEER_PROBABILITY, FL_PEER_CLASS } fl_peer_returns;

/* "logits", "probability", "class" */
const char *fl_peer_returns_name(fl_peer_returns returns);

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
    pid_t pid;                   /* 0: does not run (any more) */
    int to, from, complaints;    /* complaints: its standard error */
    char mark[64];               /* in the environment of all of its processes */
    char said[256], saying[256]; /* the last line of its standard error, and the one it is at */
} fl_peer;

/* Finds out how a name is started. FL_USAGE for an unknown one. python: NULL or "" leaves the choice to the
 * peer. */
fl_status fl_peer_find(const char *name, const char *python, fl_peer_start *start, fl_error *error);

/* Starts it in a session of its own, on the CPUs of the calling thread, and identifies it. start->name stays
 * the name under which it is known; that of a program given by its path is replaced by the one it gives
 * itself. */
fl_status fl_peer_open(const fl_peer_start *start, fl_peer *peer, fl_error *error);

/* Weights and one input, through temporary safetensors files. */
fl_status fl_peer_load(fl_peer *peer, const fl_model *model, const float sample[FL_INPUTS], fl_error *error);

/* Whether what it computes is right, on several inputs and on models whose answers differ, against the
 * reference in double, and whether its clock keeps the time that passes here. Leaves model and sample loaded.
 * error_in_bounds: the largest error in units of the bound, NaN for one that shows nothing finer than a
 * class. */
fl_status fl_peer_verify(fl_peer *peer, const fl_model *model, const float sample[FL_INPUTS],
                         double *error_in_bounds, fl_error *error);

/* Whether it still computes the right thing with what is loaded: for the end of a measurement. */
fl_status fl_peer_confirm(fl_peer *peer, const fl_model *model, const float sample[FL_INPUTS],
                          fl_error *error);

/* samples_ns: [n]. */
fl_status fl_peer_calls(fl_peer *peer, uint32_t warmups, uint32_t n, double *samples_ns, fl_error *error);
fl_status fl_peer_empty(fl_peer *peer, uint32_t warmups, uint32_t n, double *samples_ns, fl_error *error);
fl_status fl_peer_round(fl_peer *peer, uint32_t warmups, uint64_t n, double *ns, fl_error *error);

/* What the peer counts, and what the system counts of its process; -1: not known. */
typedef struct fl_peer_state {
    int64_t threads, switches_voluntary, switches_involuntary; /* of all of its threads together */
    struct {
        char name[48];
        uint64_t value;
    } counters[FL_PEER_COUNTERS];
    size_t counter_count;
} fl_peer_state;

fl_status fl_peer_look(fl_peer *peer, fl_peer_state *state, fl_error *error);

/* Asks it to quit, waits, then kills what is left, which is FL_NEGATIVE. Safe on a zeroed structure, and
 * after a failure, then FL_OK. */
fl_status fl_peer_close(fl_peer *peer, fl_error *error);

/* Ends it at once. Safe on a zeroed structure. */
void fl_peer_kill(fl_peer *peer);

/* For a trace: writes files with a model, a sample and the requests `model`, `sample`, `region` and `quit`
 * into a new folder. */
typedef struct fl_peer_script {
    char folder[256], requests[288], answers[288];
} fl_peer_script;

fl_status fl_peer_script_write(const fl_model *model, const float sample[FL_INPUTS], fl_peer_script *script,
                               fl_error *error);
/* Whether every request was answered with ok, as far as it came: all of them if it ended. FL_NEGATIVE with
 * the line otherwise. */
fl_status fl_peer_script_check(const fl_peer_script *script, const char *name, bool ended, fl_error *error);
void fl_peer_script_remove(const fl_peer_script *script);

#endif
