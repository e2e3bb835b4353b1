#include "bench/cli/selftest_across.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/interrupt.h"
#include "bench/base/progress.h"
#include "bench/base/text.h"
#include "bench/lab/run.h"
#include "bench/report/agreement_report.h"

static fl_status print(const fl_side *first, const fl_side *second, const fl_agreement *agreement,
                       const fl_across_options *wanted, fl_error *error)
{
    fl_report report = {.title = NULL};
    if (wanted->json)
        return fl_agreement_print_json(first, second, agreement, stdout, error);
    fl_agreement_report(&report, first, second, agreement);
    return fl_report_print(&report, wanted->form, stdout, error);
}

static fl_status judge_and_print(const char *const names[2], const fl_document *documents,
                                 const fl_across_options *wanted, fl_error *error)
{
    fl_side first = {.path = names[0], .document = &documents[0]},
            second = {.path = names[1], .document = &documents[1]};
    fl_agreement *agreement = calloc(1, sizeof *agreement); /* too large for a small stack */
    if (!agreement)
        return fl_fail(error, FL_UNABLE, "selftest: no memory for the pairs");
    fl_status status = fl_agreement_of(&first, &second, agreement, error);
    if (status == FL_OK)
        status = print(&first, &second, agreement, wanted, error);
    if (status == FL_OK)
        status = fl_agreement_judge(agreement, error);
    free(agreement);
    return status;
}

static fl_status measure(const fl_run_options *wanted, fl_document *document, fl_error *error)
{
    fl_plan *plan = calloc(1, sizeof *plan);
    fl_admissions *contestants = calloc(1, sizeof *contestants);
    fl_status status = plan && contestants ? fl_run_measure(wanted, plan, contestants, document, error)
                                           : fl_fail(error, FL_UNABLE, "selftest: no memory for a plan");
    free(contestants);
    free(plan);
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

static fl_status measure_twice(const fl_across_options *wanted, fl_document *documents, fl_error *error)
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

fl_status fl_selftest_across(const fl_across_options *wanted, fl_error *error)
{
    static const char *const measured[2] = {"measured now", "measured again"};
    bool from_files = wanted->files[0] != NULL;
    fl_document *documents = calloc(2, sizeof *documents);
    if (!documents)
        return fl_fail(error, FL_UNABLE, "selftest: no memory for two runs");
    fl_status status = FL_OK;
    for (int i = 0; i < 2; i++)
        fl_document_init(&documents[i]);
    for (int i = 0; i < 2 && from_files && status == FL_OK; i++)
        status = fl_document_read(wanted->files[i], &documents[i], error);
    if (!from_files)
        status = measure_twice(wanted, documents, error);
    if (status == FL_OK)
        status = judge_and_print(from_files ? wanted->files : measured, documents, wanted, error);
    for (int i = 0; i < 2; i++)
        fl_document_free(&documents[i]);
    free(documents);
    return status;
}
