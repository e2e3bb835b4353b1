/* Another program: started, fed, read, limited and waited for.
 *
 * Not by this: what is traced (tracee_start.c), the emulator with its log (qemu_run.c), a measuring process, which
 * may go on as the fork it is (processes.c), the trial of a kernel, which executes nothing (trial.c), and a peer,
 * which is talked to and has a family of its own (peer_process.c). */
#ifndef FAIRLANE_BENCH_BASE_SUBPROCESS_H
#define FAIRLANE_BENCH_BASE_SUBPROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/error.h"

typedef struct fl_subprocess {
    const char *const *arguments; /* end with NULL; the first names it in messages */
    const char *path;             /* the file; NULL: the first argument, looked for in PATH */
    const char *cure;    /* said of a program that is not there: "the package is …"; NULL: nothing */
    const char *setting; /* "NAME=VALUE", a variable of its environment; NULL: none */
    const char *input;   /* [input_size] for its standard input; NULL: there is none */
    size_t input_size;
    size_t most_output; /* bytes; 0: its standard output goes nowhere */
    int seconds;        /* it may take; 0: as long as it likes */
    const int *cpu;     /* that it is bound to; NULL: to none */
    bool gently;        /* interrupted, it is asked to end (SIGTERM) and waited for, since it has things to
                         * clear away; else it is killed */
    /* Asked every 50 ms at most while its end is awaited, for one without output: why it must end now; NULL
     * while all is well. NULL: nobody looks after it. */
    const char *(*watch)(void *context);
    void *watched;
} fl_subprocess;

typedef struct fl_subprocess_end {
    char *output;     /* owned, ends with a zero beyond its size; NULL without any */
    size_t size;      /* of it */
    char *complaints; /* owned: the first 64 KiB of its standard error, as text; never NULL after FL_OK */
    int exit_code;    /* -1: it died of a signal */
    bool absent;      /* there is no such program */
    const char *stopped_by; /* what its watch said, after which it was killed; NULL: nothing */
} fl_subprocess_end;

/* Returns when it has ended. FL_OK whatever its exit code; FL_UNABLE when it cannot be started, takes longer or
 * writes more than it may (it is killed then); FL_INTERRUPTED. Free with fl_subprocess_free() in any case. */
fl_status fl_subprocess_run(const fl_subprocess *program, fl_subprocess_end *end, fl_error *error);
void fl_subprocess_free(fl_subprocess_end *end);

enum { FL_FILTER_BYTES = 64 << 20, FL_FILTER_SECONDS = 60 };

/* The same for a program of which only the output counts (allocated), and that after exit code 0 alone: else
 * FL_UNABLE with the first line of its complaints. Without limits of its own it may write 64 MiB and take a minute.
 * absent: whether there is no such program; may be NULL. */
fl_status fl_subprocess_filter(const fl_subprocess *program, char **output, size_t *size, bool *absent,
                               fl_error *error);

#endif
