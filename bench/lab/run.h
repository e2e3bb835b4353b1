/* The parts of `fairlane run`, in the order in which they follow each other. */
#ifndef FAIRLANE_BENCH_LAB_RUN_H
#define FAIRLANE_BENCH_LAB_RUN_H

#include "bench/harness/job.h"
#include "bench/record/result.h"

typedef struct fl_run_options {
    const char *output; /* NULL: none */
    const char *model;  /* NULL: train */
    const char *tensor; /* the layer of the model's file; NULL: its only one */
    const char *kernels[FL_MOST_CONTESTANTS];
    size_t kernel_count; /* 0: all */
    const char *peers[FL_MOST_PEERS];
    size_t peer_count;
    const char *python;   /* for peers written in Python; NULL: their own choice */
    int64_t peer_seconds; /* most time for one answer of a peer */
    int64_t warmups, iterations, seed, processes, rounds, misalign;
    int64_t cpu;            /* FL_CPU_CHOOSE, FL_CPU_NONE or a number */
    int64_t cold_calls;     /* per process and kernel */
    int64_t attest_seconds; /* most time for tracing, all contestants together; 0: none is traced */
    int64_t quiet_seconds;  /* most time spent on waiting for a quiet core; FL_QUIET_DEFAULT */
    fl_samples samples;     /* how single calls are written to output */
    bool cross_check, json;
} fl_run_options;

enum { FL_CPU_CHOOSE = -2, FL_CPU_NONE = -1 };

/* Most time for waiting: by itself it is 6 s, 2 s for at most 60 rounds. */
enum { FL_QUIET_DEFAULT = -1, FL_MOST_QUIET_SECONDS = 86400 };
/* What was asked for, or what it is by itself, for so many rounds a process. */
double fl_quiet_seconds(int64_t asked, int64_t rounds);

/* What `fairlane run` does without options. */
fl_run_options fl_run_defaults(void);

/* And with --quick. */
void fl_run_quick(fl_run_options *wanted);

typedef struct fl_admissions fl_admissions;

/* Measures as the options say, in a plan of its own that is zero before, and fills the document. */
fl_status fl_run_measure(const fl_run_options *wanted, fl_plan *plan, fl_admissions *admissions,
                         fl_document *document, fl_error *error);

/* Fills the plan's contestants with what can run here and was asked for, verified first; what cannot goes into
 * the document's skips. Kernels that fail the contract are named in failures (a comma-separated list) and not
 * timed. FL_USAGE for a kernel that does not exist, FL_UNABLE for one asked for that cannot run. */
struct fl_admissions {
    double max_error_in_bounds[FL_MOST_CONTESTANTS]; /* per contestant; NaN for probes */
    char failures[512];
    fl_peer_identity identities[FL_MOST_PEERS]; /* by index among the plan's peers */
    char peer_failures[512];                    /* "peer 'x' …; peer 'y' …" */
};

/* A whole run and what it was made of; watched for interrupts. *run: the caller's to free(), NULL without memory. */
typedef struct fl_run {
    fl_plan plan;
    fl_admissions admissions;
} fl_run;
fl_status fl_run_make(const fl_run_options *wanted, fl_run **run, fl_document *document, fl_error *error);

/* Every kernel twice. Documents: initialised before, to be freed on failure too. FL_UNABLE under an emulator;
 * FL_INTERRUPTED. */
typedef struct fl_again_options {
    int64_t seconds;       /* from the end of the first run to the start of the second */
    int64_t quiet_seconds; /* of each run */
    bool quick;
} fl_again_options;
fl_status fl_run_again(const fl_again_options *wanted, fl_document documents[2], fl_error *error);

fl_status fl_run_choose(const fl_run_options *options, const fl_cpu *cpu, fl_plan *plan,
                        fl_admissions *admissions, fl_document *document, fl_error *error);

/* Adds the peers that were asked for, each started and verified. One that misbehaves goes into skips and
 * peer_failures. FL_USAGE for an unknown one, FL_UNABLE for one that is not installed. */
fl_status fl_run_add_peers(const fl_run_options *options, fl_plan *plan, fl_admissions *admissions,
                           fl_document *document, fl_error *error);

/* After the measurement: what is told of a peer, and leaving out those that failed. */
fl_status fl_run_describe_peer(const fl_peer_identity *identity, const fl_measured *measured,
                               fl_result *result, fl_error *error);
fl_status fl_run_drop_failed(const fl_plan *plan, const fl_measurement *m, fl_admissions *admissions,
                             fl_document *document, fl_error *error);

/* What is wrong with the contestants of a run, as one line and FL_NEGATIVE; FL_OK for nothing. */
fl_status fl_run_judge_contestants(const fl_admissions *admissions, fl_error *error);

/* Turns measured arrays into the document's results; takes ownership of the arrays. */
fl_status fl_run_assemble(const fl_run_options *options, const fl_plan *plan, fl_admissions *admissions,
                          fl_measurement *measurement, fl_document *document, fl_error *error);

/* Traces one call of each contestant, library kernels first and peers last, until the time is over, and fills
 * in what each executed, or why that is not known. The document's results still stand in the order of the
 * plan's contestants. FL_INTERRUPTED. */
fl_status fl_run_attest(const fl_run_options *options, const fl_plan *plan, const fl_admissions *admissions,
                        const fl_measurement *measurement, fl_document *document, fl_error *error);

/* Appends one line to the document's skips. */
fl_status fl_run_skip(fl_document *document, const char *name, const char *reason, fl_error *error);

/* Runs Google Benchmark over the measured kernels and stores both instruments' figures side by side. */
fl_status fl_run_cross_check(const fl_plan *plan, fl_document *document, fl_error *error);

/* Sets floors and the explanations of what stands above them. */
void fl_run_judge_floors(const fl_plan *plan, fl_document *document);

#endif
