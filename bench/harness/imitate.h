/* Telling libraries what FAIRLANE_HIDE hides, so far as they listen. */
#ifndef FAIRLANE_BENCH_HARNESS_IMITATE_H
#define FAIRLANE_BENCH_HARNESS_IMITATE_H

#include <stddef.h>

/* A variable by which a library is kept from using what the CPU has. */
typedef struct fl_imitation {
    const char *variable, *value; /* static storage */
} fl_imitation;

enum { FL_MOST_IMITATIONS = 8 };

/* Pure: the variables for an x86-64 CPU on which only these needs are usable; returns how many. */
size_t fl_imitations(unsigned usable, fl_imitation imitations[FL_MOST_IMITATIONS]);

/* For the beginning of main(), once FAIRLANE_HIDE has been read without an error. Where it hides something
 * that this CPU has, sets those of the variables that the user has not set and starts the program anew with
 * the same arguments, because some libraries look before main(). Returns when there is nothing to do, when
 * the program cannot be started anew, and in an emulator, which it would leave. For programs, never for the
 * library: whose environment that is, is theirs. */
void fl_imitate(char **argv);

#endif
