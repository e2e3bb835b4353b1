/* Many results of many machines side by side: contestants against one base, machine by machine, and whether a
 * claim of one machine holds on the others. Documents are taken one at a time and only what is compared is
 * kept of them, so that thousands fit. bench/report/fleet_report.h shows it. */
#ifndef FAIRLANE_BENCH_VERDICT_FLEET_H
#define FAIRLANE_BENCH_VERDICT_FLEET_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/import/result_files.h"
#include "bench/record/result.h"
#include "bench/stats/stats.h"
#include "bench/verdict/across.h"
#include "bench/verdict/equal.h"
#include "kernels/error.h"

/* A point of the checklist, or a claim, on the evidence of a fleet. */
typedef enum fl_fleet_verdict { FL_FLEET_NOT_SHOWN, FL_FLEET_HOLDS, FL_FLEET_LOST } fl_fleet_verdict;

/* One contestant on one machine. Texts are the fleet's. */
typedef struct fl_fleet_cell {
    const char *name, *simd_class; /* class: executed, else declared; "" when not known */
    const char *detail;            /* what a library tells of itself; "" for others */
    bool of_library;               /* or a peer */
    bool known;                    /* its ratio to the base */
    bool different;                /* the interval excludes 1, and nothing forbids to show it */
    bool steady, impossible;
    double ns;               /* one call; NaN: not measured so */
    double ratio, low, high; /* base / this: above 1, this is the faster one; NaN: no interval */
    double over_floor;       /* NaN: no floor is known */
    const char *why;         /* why no ratio is known, or what forbids to show it; "" */
    /* Of fl_fleet_conclude(): one more than there are contestants on this machine whose interval lies wholly above this
     * one's; 0: it has none, as its ratio or interval is not known. tied: some other is not shown to differ from it. */
    size_t rank;
    bool tied;
} fl_fleet_cell;

/* A over B on one machine. */
typedef struct fl_fleet_claim {
    bool measured; /* both were */
    fl_fleet_verdict verdict;
    double ratio, low, high; /* as in a cell */
    const char *why;         /* of FL_FLEET_NOT_SHOWN */
} fl_fleet_claim;

/* One file. */
typedef struct fl_fleet_machine {
    const char *path, *kind, *cpu, *architecture, *os, *hypervisor, *emulator, *hidden, *steering, *boot_id,
        *timestamp;
    double memory_total_bytes, confidence; /* confidence: of its intervals, before correction */
    size_t comparisons;                    /* that they are corrected for; 0: not those of a run */
    fl_fleet_cell *cells;                  /* owned */
    size_t cell_count;
    const char *no_base; /* why no ratio of it is known; "" */
    const char *untold;  /* aspects that it does not tell: "model, sample" */
    const char *apart;   /* why it is not compared with the others: "unlike in model: …"; "" */
    size_t condition;    /* index of its conditions */
    size_t order;        /* in which it was added */
    size_t same_as;      /* index of the first file of the same machine, itself for the first */
    bool copy;           /* every figure of it is that of another file: */
    size_t copy_of;
    const char *libraries; /* by which variables its libraries chose otherwise than the others'; "" */
    const char *perhaps;   /* file of which it may be the same machine, and nothing tells; "" */
    fl_fleet_claim claim;  /* with A and B given */
} fl_fleet_machine;

typedef struct fl_fleet_options {
    const char *base; /* NULL: that of the claim, else that of the first file that has one */
    const char *of;   /* "A,B": is B faster than A? NULL: no claim */
    double at_least;  /* by this factor; 1 for any */
    fl_calls calls;   /* which times: where a file has none of them, those that it has */
    unsigned allowed; /* FL_ASPECT_BIT() of what the files may be unlike in */
} fl_fleet_options;

typedef struct fl_fleet_failure { /* a file that could not be read */
    char *path, *reason;          /* owned */
} fl_fleet_failure;

typedef struct fl_fleet_point {
    fl_fleet_verdict verdict; /* not shown: UNCHECKED */
    char text[320];
} fl_fleet_point;

struct fl_fleet_words;
struct fl_fleet_condition;

typedef struct fl_fleet {
    fl_fleet_options options;
    char base[64], a[64], b[64]; /* as they were settled; "" as long as no file had them */
    fl_fleet_machine *machines;  /* owned; in the order in which they were added until fl_fleet_conclude() */
    size_t machine_count, machine_room;
    fl_fleet_failure *failures; /* owned */
    size_t failure_count, failure_room;
    size_t duplicates, passed_over;        /* files named twice; in folders, with names of no result */
    struct fl_fleet_words *words;          /* owned */
    struct fl_fleet_condition *conditions; /* owned: what must be equal, each once */
    size_t condition_count;
    /* of fl_fleet_conclude() */
    size_t prefix;                             /* bytes that all paths begin with, up to a slash */
    size_t distinct;                           /* machines, copies and repeated ones apart */
    size_t holds, lost, not_shown;             /* of the claim, on distinct machines that are not set apart */
    size_t judged;                             /* these together */
    double least, most;                        /* ratios of those that were measured; NaN: none */
    size_t least_at, most_at;                  /* machines */
    fl_fleet_point second_machine, ratio_kept; /* points 78 and 79 */
} fl_fleet;

/* Starts empty. options are copied; their texts must outlive the fleet. */
void fl_fleet_init(fl_fleet *fleet, const fl_fleet_options *options);
void fl_fleet_free(fl_fleet *fleet);

/* Takes what is needed of one document, which may be freed then. FL_UNABLE without memory; what it does not
 * hold is noted, not refused. */
fl_status fl_fleet_add(fl_fleet *fleet, const char *path, const fl_document *document, fl_error *error);

/* Notes a file that could not be read. */
fl_status fl_fleet_add_failure(fl_fleet *fleet, const char *path, const char *reason, fl_error *error);

/* Sets unlike files apart, finds machines that stand there twice, sorts by kind (set apart and emulated ones
 * last), judges the claim. Once, after the last file. */
fl_status fl_fleet_conclude(fl_fleet *fleet, fl_error *error);

/* All of it, from the files: one is read after the other. What cannot be read is noted; FL_USAGE where nothing can,
 * FL_UNABLE without memory. Shows how far it is. */
fl_status fl_fleet_read(fl_fleet *fleet, const fl_result_files *files, fl_error *error);

/* Whether it takes part in comparisons: neither set apart, nor emulated, nor a copy. */
bool fl_fleet_counts(const fl_fleet_machine *machine);

/* The cell of that name, or NULL. */
const fl_fleet_cell *fl_fleet_find(const fl_fleet_machine *machine, const char *name);

/* "HOLDS", "LOST", "NOT SHOWN" */
const char *fl_fleet_verdict_name(fl_fleet_verdict verdict);

#endif
