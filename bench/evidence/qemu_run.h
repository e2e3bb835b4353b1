/* Starts programs in the emulator that this program itself runs in, and reads its log. */
#ifndef FAIRLANE_BENCH_EVIDENCE_QEMU_RUN_H
#define FAIRLANE_BENCH_EVIDENCE_QEMU_RUN_H

#include <sys/types.h>

#include "bench/evidence/qemu_log.h"
#include "kernels/error.h"

enum { FL_QEMU_WORDS = 64, FL_QEMU_TEXT = 8192 };

/* The emulator's program and the options that describe the CPU and where libraries are (-cpu, -L …). */
typedef struct fl_qemu_emulator {
    char text[FL_QEMU_TEXT];
    char *words[FL_QEMU_WORDS]; /* into text */
    size_t count;
} fl_qemu_emulator;

/* From the environment's FAIRLANE_QEMU ("qemu-aarch64 -L /sysroot"), or else as this process was started.
 * FL_UNABLE when neither tells. */
fl_status fl_qemu_find(fl_qemu_emulator *emulator, fl_error *error);

/* Pure: takes the options from the command line of a process in an emulator, of which the last own_count
 * words are the program's. */
bool fl_qemu_take_options(const char *const *words, size_t count, size_t own_count,
                          fl_qemu_emulator *emulator);

/* Pure: has the emulated CPU lack these fl_needs: the value of -cpu, "max" where there is none, gets ",avx2=off" and the
 * like. False, and nothing is changed, where one of them belongs to every CPU that it can be, or words do not suffice. */
bool fl_qemu_hide(fl_qemu_emulator *emulator, unsigned hidden);

typedef struct fl_qemu_job {
    const fl_qemu_emulator *emulator;
    const char *program;    /* path */
    char *const *arguments; /* of the program, its name included; end with NULL */
    bool single_step;
    const char *items;  /* what to log: "in_asm,exec,nochain" */
    const char *filter; /* ranges of addresses, as -dfilter takes them; NULL: all */
    bool quiet;         /* neither input nor output */
    fl_qemu_take *take; /* gets what was logged */
    /* Called again and again: seconds from now after which the program is ended; not above 0: at once. */
    double (*patience)(void *context);
    void (*started)(void *context, pid_t pid); /* before anything is logged */
    void *context;
} fl_qemu_job;

typedef struct fl_qemu_end {
    int status; /* as waitpid() gives it */
    bool out_of_patience;
    bool executed_another; /* another program than the emulator, at last */
} fl_qemu_end;

/* Runs a program to its end or until patience ends. FL_UNABLE when it cannot be started, FL_INTERRUPTED. No
 * process is left. */
fl_status fl_qemu_run(const fl_qemu_job *job, fl_qemu_end *end, fl_error *error);

/* The file of a command, found along PATH as the shell finds it. FL_USAGE when there is none. */
fl_status fl_qemu_find_program(const char *name, char *path, size_t size, fl_error *error);

double fl_qemu_seconds(void); /* monotonic */

#endif
