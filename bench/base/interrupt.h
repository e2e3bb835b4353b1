/* Ctrl-C and its kin: a flag, so that a run can stop between two steps and leave nothing half done; and a
 * limit, so that it ends within a second whatever it is at. */
#ifndef FAIRLANE_BENCH_BASE_INTERRUPT_H
#define FAIRLANE_BENCH_BASE_INTERRUPT_H

#include <stdbool.h>

/* From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT set the flag and make blocking calls return with EINTR;
 * those that are ignored (nohup, a shell's jobs in the background) stay ignored. A program that has not ended
 * 0.8 s after the first is ended: what was announced by fl_interrupt_leave is removed, the exit code is 130.
 * Calls may be nested; each has its fl_interrupt_restore, and the last puts the former handlers back. */
void fl_interrupt_watch(void);
void fl_interrupt_restore(void);

bool fl_interrupted(void);

/* A file or folder that must not be left behind when the program is ended in a hurry, until
 * fl_interrupt_forget of the same path. A path that is too long, or one too many, is left to the next sweep
 * (scratch.h). */
void fl_interrupt_leave(const char *path);
void fl_interrupt_forget(const char *path);

/* Around the moment in which a file gets its name: no signal splits it. false: there was one before, and
 * nothing may be written any more; then and after fl_interrupt_written the hold is over. */
bool fl_interrupt_hold(void);
void fl_interrupt_written(bool done);
/* Whether anything was written so. */
bool fl_interrupt_has_written(void);

/* In a forked process that becomes another program: signals that are ignored for our own sake (SIGPIPE,
 * SIGXFSZ; fl_interrupt_ignore) are what they were. */
void fl_interrupt_ignore(void);
void fl_interrupt_unignore(void);

#endif
