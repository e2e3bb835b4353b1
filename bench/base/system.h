/* Small texts that the operating system keeps, and what it tells of this process. On Linux all are read below
 * a root folder, "" for the real one, so that tests bring their own. */
#ifndef FAIRLANE_BENCH_BASE_SYSTEM_H
#define FAIRLANE_BENCH_BASE_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

/* Linux: the beginning of a file, at most size - 1 bytes, as a text: it ends at the first zero byte. False
 * when it cannot be read. */
bool fl_system_read_text(const char *root, const char *path, char *text, size_t size);

/* Linux: the first line of a small file, cleaned. */
bool fl_system_read_line(const char *root, const char *path, char *line, size_t size);

/* Pure: copies at most size - 1 characters of what the system gave, up to the end of the line, without blanks
 * at the ends; what is not printable ASCII becomes '?'. An empty text becomes "unknown". */
void fl_system_clean(const char *text, char *clean, size_t size);

/* Name of the program that the system believes this process to be; "" when unknown. */
void fl_system_process_name(const char *root, char *name, size_t size);

/* Signs that no real Linux kernel lies below: no vDSO and no perf_event_open. */
bool fl_system_looks_emulated(void);

/* Should the parent of this process die, the system sends it this signal; where the system cannot, nothing
 * happens. */
void fl_system_end_with_parent(int signal);

/* Other programs of the same user can no longer open this process and rewrite what it has counted or measured
 * (root can); where the system cannot be asked for it, nothing happens. */
void fl_system_close_to_others(void);

/* Removes a file, or a folder with what is in it, four deep; links are not followed. In a signal handler, so
 * by system calls alone; where the system has none that list a folder, a full one stays. */
void fl_system_remove(const char *path);

/* One timer of this process: which signal it will send, one that is used for nothing else here; 0: there is
 * none. */
int fl_system_timer_make(void);
void fl_system_timer_start(long milliseconds); /* in a signal handler as well */
void fl_system_timer_end(void);

/* Where threads cannot be bound to a CPU, the scheduler is asked for its quickest cores; elsewhere nothing. */
void fl_system_ask_for_quick_cores(void);

/* What execv() is given to start this very program once more; "" when the system does not tell. Static. */
const char *fl_system_own_program(void);

/* Where this program's file is; false when the system does not tell or the path is longer. */
bool fl_system_own_path(char *path, size_t size);

/* A translator or instrumenting tool whose own code stands in this process, e.g. "Pin", or the system's word
 * that the process is translated; "" otherwise. Static storage. */
const char *fl_system_translator(const char *root);

#endif
