/* What the command line of `fairlane point93` asks for. */
#ifndef FAIRLANE_BENCH_CLI_POINT93_REQUEST_H
#define FAIRLANE_BENCH_CLI_POINT93_REQUEST_H

#include "bench/cli/cli.h"
#include "bench/lab/forced.h"

typedef struct fl_point93_request {
    const char *trace[2], *run, *output, *operand[2], *python;
    const char *peer[2];                  /* NULL: none */
    const char *kernel[2];                /* an operand that names a kernel, beside a peer; NULL: none */
    const char *force[2][FL_MOST_FORCED]; /* "VARIABLE=VALUE" */
    size_t force_count[2];
    int64_t seconds;
    int64_t quiet_seconds; /* FL_QUIET_DEFAULT: not given */
    double claim_ns[2];    /* NaN: none */
    unsigned unlike;       /* FL_ASPECT_BIT() of what the sides may be unlike in */
    bool no_run, json;
    const fl_printer *form;
} fl_point93_request;

extern const fl_option fl_point93_options[];

/* Reads it; FL_USAGE with one line for what does not go together. The request borrows from argv. */
fl_status fl_point93_parse(int argc, char **argv, fl_point93_request *wanted, fl_error *error);

/* Whether that side is a published latency. */
bool fl_point93_is_claimed(const fl_point93_request *wanted, int side);

/* Whether no contestant is named at all: the worked example. */
bool fl_point93_is_example(const fl_point93_request *wanted);

#endif
