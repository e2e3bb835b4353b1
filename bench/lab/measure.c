/* One measurement from beginning to end: choose, verify,
 * measure, attest, judge against floors; one document. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/clock.h"
#include "bench/base/clock_check.h"
#include "bench/base/interrupt.h"
#include "bench/base/pin.h"
#include "bench/base/progress.h"
#include "bench/base/sha256.h"
#include "bench/base/version.h"
#include "bench/harness/environment.h"
#include "bench/harness/float_control.h"
#include "bench/lab/model_file.h"
#include "bench/lab/run.h"
#include "bench/task/values.h"
#include "dispatch/dispatch.h"

enum { DEFAULT_PROCESSES = 5, QUICK_PROCESSES = 8 };
enum { DEFAULT_ROUNDS = 100, QUICK_ROUNDS = 12, COLD_CALLS = 200, ATTEST_SECONDS = 6 };

fl_run_options fl_run_defaults(void)
{
    return (fl_run_options){.warmups = 100,
                            .iterations = 10000,
                            .seed = FL_DEFAULT_SEED,
                            .processes = DEFAULT_PROCESSES,
                            .rounds = DEFAULT_ROUNDS,
                            .cold_calls = COLD_CALLS,
                            .quiet_seconds = FL_QUIET_DEFAULT,
                            .peer_seconds = FL_PEER_SECONDS,
                            .attest_seconds = ATTEST_SECONDS,
                            .cpu = FL_CPU_CHOOSE};
}

/* As many rounds as in 3 processes of 30, in nearly the same time. What 3 processes leave of an interval is
 * all Student's t of 2 degrees, 32 of their sds where 50 statements are corrected for: 1.36 times as fast was
 * no difference. With 7 degrees it is 5. */
void fl_run_quick(fl_run_options *wanted)
{
    wanted->processes = QUICK_PROCESSES;
    wanted->rounds = QUICK_ROUNDS;
}

double fl_quiet_seconds(int64_t asked, int64_t rounds)
{
    enum { SECONDS = 6, QUICK_SECONDS = 2, FEW_ROUNDS = 60 };
    return (double)(asked != FL_QUIET_DEFAULT ? asked : rounds <= FEW_ROUNDS ? QUICK_SECONDS : SECONDS);
}

/* Tries the core out and leaves again: the children are bound to it, while this process stays out of their
 * way. */
static fl_status choose_cpu(const fl_run_options *wanted, fl_plan *plan, fl_document *document,
                            fl_error *error)
{
    fl_environment *environment = &document->environment;
    fl_pin pin = {.cpu = -1, .reason = "--no-pin was given"};
    fl_status status = FL_OK;
    if (wanted->cpu != FL_CPU_NONE)
        status = fl_pin_to(wanted->cpu == FL_CPU_CHOOSE ? FL_PIN_ANY : (int)wanted->cpu, &pin, error);
    plan->job.cpu = environment->pinned_cpu = pin.cpu;
    snprintf(environment->pin_reason, sizeof environment->pin_reason, "%s", pin.reason);
    fl_unpin(&pin);
    return status;
}

static void describe(const fl_run_options *wanted, const fl_plan *plan, fl_document *document)
{
    time_t now = time(NULL);
    struct tm utc;
    if (!gmtime_r(&now, &utc) ||
        strftime(document->timestamp, sizeof document->timestamp, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        document->timestamp[0] = '\0';
    struct utsname system;
    if (uname(&system) >= 0)
        snprintf(document->platform, sizeof document->platform, "%.60s %.60s %.60s", system.sysname,
                 system.release, system.machine);
    document->seed = (uint64_t)wanted->seed;
    document->input_dim = FL_INPUTS;
    document->num_classes = FL_OUTPUTS;
    document->warmup_iterations = (int)wanted->warmups;
    document->benchmark_iterations = wanted->iterations;
    document->training_samples = FL_TRAINING_SAMPLES;
    document->processes = (int)wanted->processes;
    document->misalign_bytes = (int)wanted->misalign;
    document->confidence = 0.95;
    snprintf(document->baseline, sizeof document->baseline, "scalar");
    snprintf(document->model_origin, sizeof document->model_origin, "%s", plan->job.model.origin);
    snprintf(document->model_sha256, sizeof document->model_sha256, "%s", plan->job.model.sha256);
    float sample[FL_INPUTS];
    fl_task_sample(sample);
    fl_sha256(sample, sizeof sample, document->sample_sha256);
    document->values = fl_survey_values(&plan->job.model, sample);
    fl_clock clock = fl_clock_examine();
    snprintf(document->clock_name, sizeof document->clock_name, "%s", clock.name);
    document->clock_tick_ns = clock.tick_ns;
    snprintf(document->clock_checked, sizeof document->clock_checked, "%s",
             fl_second_clock()[0] ? fl_second_clock() : "none");
    document->clock_cost_ns = clock.cost_ns;
    fl_environment *environment = &document->environment;
    snprintf(environment->compiler, sizeof environment->compiler, "%s", fl_compilers);
    snprintf(environment->build_type, sizeof environment->build_type, "%s", fl_build_type);
    snprintf(environment->revision, sizeof environment->revision, "%s", fl_revision);
    snprintf(environment->libraries, sizeof environment->libraries, "%s", fl_libraries);
    fl_environment_steering(environment->steering, sizeof environment->steering);
    fl_float_control_text(fl_float_control_read(), environment->floating_point,
                          sizeof environment->floating_point);
}

static void prepare(const fl_run_options *wanted, fl_plan *plan)
{
    plan->job.seed = (uint64_t)wanted->seed;
    plan->job.warmups = (uint32_t)wanted->warmups;
    plan->job.rounds = (uint32_t)wanted->rounds;
    plan->job.cold_calls = (uint32_t)wanted->cold_calls;
    plan->job.misalign = (uint32_t)wanted->misalign;
    plan->job.characterise = true;
    plan->processes = (uint32_t)wanted->processes;
    plan->quiet_seconds = fl_quiet_seconds(wanted->quiet_seconds, wanted->rounds);
    plan->iterations = (uint32_t)wanted->iterations;
    static char what[] = "measuring";
    plan->progress = fl_progress_show;
    plan->context = what;
}

fl_status fl_run_measure(const fl_run_options *wanted, fl_plan *plan, fl_admissions *admissions,
                         fl_document *document, fl_error *error)
{
    prepare(wanted, plan);
    fl_cpu cpu = fl_cpu_detect();
    fl_document_init(document);
    fl_measurement *measurement = calloc(1, sizeof *measurement); /* too large for a small stack */
    if (!measurement)
        return fl_fail(error, FL_UNABLE, "no memory for a measurement");
    const fl_kernel *chosen = NULL;
    fl_status status = fl_float_control_check(error); /* before any model is trained or kernel verified */
    if (status == FL_OK)
        status = fl_chosen_kernel(&chosen, error);
    if (status == FL_OK)
        snprintf(document->chosen, sizeof document->chosen, "%s", chosen->name);
    if (status == FL_OK)
        status = wanted->model ? fl_model_file_read(wanted->model, wanted->tensor, &plan->job.model, error)
                               : fl_model_train((uint64_t)wanted->seed, &plan->job.model, error);
    fl_counters counters;
    fl_environment_begin(&cpu, &document->environment, &counters);
    if (status == FL_OK)
        status = choose_cpu(wanted, plan, document, error);
    if (status == FL_OK)
        describe(wanted, plan, document);
    if (status == FL_OK)
        status = fl_run_choose(wanted, &cpu, plan, admissions, document, error);
    if (status == FL_OK)
        status = fl_measure(plan, measurement, error);
    if (status == FL_OK)
        status = fl_run_assemble(wanted, plan, admissions, measurement, document, error);
    if (status == FL_OK && wanted->cross_check)
        status = fl_run_cross_check(plan, document, error);
    fl_environment_end(&counters, &document->environment);
    document->environment.quiet_wait_seconds = measurement->quiet_seconds;
    fl_measurement_free(measurement);
    free(measurement);
    return status;
}

fl_status fl_run_make(const fl_run_options *wanted, fl_run **run, fl_document *document, fl_error *error)
{
    fl_document_init(document);
    *run = calloc(1, sizeof **run); /* too large for a small stack */
    if (!*run)
        return fl_fail(error, FL_UNABLE, "no memory for a plan");
    fl_interrupt_watch();
    fl_status status = fl_run_measure(wanted, &(*run)->plan, &(*run)->admissions, document, error);
    fl_interrupt_restore();
    return status;
}
