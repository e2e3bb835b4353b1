/* The same run twice, some time apart. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench/base/interrupt.h"
#include "bench/base/progress.h"
#include "bench/lab/run.h"

static fl_status measure(const fl_run_options *wanted, fl_document *document, fl_error *error)
{
    fl_run *run = NULL;
    fl_status status = fl_run_make(wanted, &run, document, error);
    free(run);
    return status;
}

/* In short steps: an interrupt ends it at once, whichever thread or signal mask it meets. */
static fl_status wait_between(int64_t seconds, fl_error *error)
{
    static const struct timespec step = {0, 100000000};
    struct timespec now, end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += (time_t)seconds;
    fl_progress_line line = fl_progress_begin("waiting");
    char text[64];
    for (;;) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        long long left = (long long)(end.tv_sec - now.tv_sec) + (end.tv_nsec > now.tv_nsec);
        if (left <= 0 || fl_interrupted())
            break;
        snprintf(text, sizeof text, "second run in %lld s", left);
        fl_progress_say(&line, text);
        nanosleep(&step, NULL);
    }
    fl_progress_end(&line);
    return fl_interrupted() ? fl_fail(error, FL_INTERRUPTED, "interrupted between the two runs") : FL_OK;
}

fl_status fl_run_again(const fl_again_options *wanted, fl_document documents[2], fl_error *error)
{
    fl_run_options options = fl_run_defaults();
    if (wanted->quick)
        fl_run_quick(&options);
    options.quiet_seconds = wanted->quiet_seconds;
    options.attest_seconds = 0; /* times are compared, not what was executed */
    fl_interrupt_watch();
    fl_status status = measure(&options, &documents[0], error);
    if (status == FL_OK && fl_is_emulated(&documents[0])) /* no second run would tell more */
        status = fl_fail(error, FL_UNABLE,
                         "selftest: times under the emulator %.60s compare with nothing, and two runs with "
                         "each other neither; --across needs the CPU itself",
                         documents[0].environment.emulator);
    if (status == FL_OK)
        status = wait_between(wanted->seconds, error);
    if (status == FL_OK)
        status = measure(&options, &documents[1], error);
    fl_interrupt_restore();
    return status;
}
