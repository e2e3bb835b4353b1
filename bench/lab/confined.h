/* A command of somebody who is not trusted, run where it can do no harm: in bubblewrap, without network, without
 * the home folder, with one folder and its own /tmp to write to, and with bounds on what it may use. */
#ifndef FAIRLANE_BENCH_LAB_CONFINED_H
#define FAIRLANE_BENCH_LAB_CONFINED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/error.h"

enum { FL_EXPOSED = 8 };

/* What all processes of a command may use together. */
typedef struct fl_allowance {
    int64_t seconds;
    uint64_t memory_bytes, disk_bytes;
    int64_t processes; /* threads included */
} fl_allowance;

typedef struct fl_confinement {
    const char *folder;              /* absolute; the command starts in it and may write there */
    const char *scratch;             /* absolute; two folders in it become its /tmp and /dev/shm */
    const char *exposed[FL_EXPOSED]; /* absolute; folders beside the system's that it may read */
    size_t exposed_count;
    bool unconfined; /* without bubblewrap: with all rights of whoever calls, only the bounds are kept */
    fl_allowance most;
} fl_confinement;

typedef struct fl_confined_end {
    int exit_code;  /* -1: it died of a signal, or was stopped */
    char why[320];  /* why it counts as failed, one line; "" after exit code 0 */
    double seconds; /* that it took */
} fl_confined_end;

/* Whether commands can be run so here. FL_UNABLE with the cure where bubblewrap is not installed or the system
 * lets it make no namespaces; unconfined: always FL_OK. */
fl_status fl_confined_check(const fl_confinement *wanted, fl_error *error);

/* Runs it by the shell. cpu: that it is bound to; NULL: none. FL_OK whatever becomes of it, which stands in *end;
 * FL_UNABLE when nothing could be started; FL_INTERRUPTED. No process of it is left. */
fl_status fl_confined_run(const fl_confinement *wanted, const char *command, const int *cpu,
                          fl_confined_end *end, fl_error *error);

/* The same under the lab's own `trace`: starter holds this program's arguments up to "--" and ends with NULL. It
 * stands outside of the confinement, and what it steps through is inside. */
fl_status fl_confined_run_by(const fl_confinement *wanted, const char *const *starter, const char *command,
                             fl_confined_end *end, fl_error *error);

/* Removes a folder that other programs wrote to, however deep and closed they made it. */
void fl_confined_remove(const char *folder);

#endif
