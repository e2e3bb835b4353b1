/* Status and error text, shared by every room. A function that can fail returns an fl_status and, unless it
 * returns FL_OK, fills the error text with one line: what happened, where, and what to do about it. */
#ifndef FAIRLANE_KERNELS_ERROR_H
#define FAIRLANE_KERNELS_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/* The values are the exit codes of the program, so that main returns the status as it stands. */
typedef enum fl_status {
    FL_OK = 0,            /* done */
    FL_NEGATIVE = 1,      /* done, and the verdict or check is negative */
    FL_USAGE = 2,         /* wrong usage, or input that cannot be read */
    FL_UNABLE = 3,        /* this machine cannot do what was asked */
    FL_INTERRUPTED = 130, /* stopped by SIGINT, as shells report it */
} fl_status;

/* Argument format_argument is a format of printf, its figures begin at argument `first`: compilers hold calls to it. */
#if defined(__GNUC__)
#define FL_PRINTF(format_argument, first) __attribute__((format(printf, format_argument, first)))
#else
#define FL_PRINTF(format_argument, first)
#endif

typedef struct fl_error {
    char text[512]; /* one line without a newline; "" when nothing went wrong */
} fl_error;

/* Fills error->text (truncated when longer) and returns status, so that failing is one statement:
 *     return fl_fail(error, FL_USAGE, "%s: cannot open: %s", path, strerror(errno));
 * error may be NULL. */
FL_PRINTF(3, 4)
fl_status fl_fail(fl_error *error, fl_status status, const char *format, ...);

#ifdef __cplusplus
}
#endif
#endif
