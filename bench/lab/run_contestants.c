/* Who takes part in a run: verified kernels of this machine, and the floor probes of their classes. */
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/bounds/probe.h"
#include "bench/evidence/disassembly.h"
#include "bench/harness/layout.h"
#include "bench/harness/verify.h"
#include "bench/lab/run.h"
#include "dispatch/dispatch.h"

fl_status fl_run_skip(fl_document *document, const char *name, const char *reason, fl_error *error)
{
    fl_skip *grown = realloc(document->skips, (document->skip_count + 1) * sizeof *grown);
    if (!grown)
        return fl_fail(error, FL_UNABLE, "no memory for the list of what was not measured");
    document->skips = grown;
    fl_skip *skip = &grown[document->skip_count++];
    snprintf(skip->name, sizeof skip->name, "%s", name);
    snprintf(skip->reason, sizeof skip->reason, "%s", reason);
    return FL_OK;
}

static bool asked_for(const fl_run_options *options, const char *name)
{
    for (size_t i = 0; i < options->kernel_count; i++)
        if (fnmatch(options->kernels[i], name, 0) == 0)
            return true;
    return options->kernel_count == 0;
}

/* 'avx*' stands for those that run here, of which there must be one. */
static fl_status check_pattern(const fl_cpu *cpu, const char *pattern, fl_error *error)
{
    size_t matching = 0;
    for (size_t i = 0; i < fl_variant_count; i++) {
        fl_availability availability;
        if (fnmatch(pattern, fl_variants[i].name, 0) != 0)
            continue;
        matching++;
        fl_judge(cpu, i, &availability);
        if (availability.runs)
            return FL_OK;
    }
    return matching ? fl_fail(error, FL_UNABLE, "none of the %zu kernels named like '%s' runs here", matching,
                              pattern)
                    : fl_fail(error, FL_USAGE, "no kernel is named like '%s'; see 'fairlane list'", pattern);
}

/* A kernel named on the command line must exist and run here; the dispatcher has the words for the task's own
 * work. */
static fl_status check_name(const fl_cpu *cpu, const char *name, fl_error *error)
{
    const fl_kernel *kernel;
    if (strpbrk(name, "*?["))
        return check_pattern(cpu, name, error);
    for (size_t i = 0; i < fl_variant_count; i++) {
        fl_availability availability;
        fl_judge(cpu, i, &availability);
        if (strcmp(fl_variants[i].name, name) != 0)
            continue;
        if (availability.runs)
            return FL_OK;
        /* the dispatcher would speak of what it may choose */
        if (fl_variants[i].kernel &&
            (fl_variants[i].kernel->work != FL_WORK_LINEAR_784X2 || fl_variants[i].kernel->one_thread))
            return fl_fail(error, FL_UNABLE, "cannot run kernel '%s': %s", name, availability.reason);
    }
    return fl_choose(cpu, name, &kernel, error);
}

static fl_status check_names(const fl_run_options *options, const fl_cpu *cpu, fl_error *error)
{
    fl_status status = FL_OK;
    for (size_t i = 0; i < options->kernel_count && status == FL_OK; i++)
        status = check_name(cpu, options->kernels[i], error);
    return status;
}

static fl_status add_contestant(fl_plan *plan, const fl_job_contestant *contestant, fl_error *error)
{
    if (plan->job.contestant_count >= FL_MOST_CONTESTANTS)
        return fl_fail(error, FL_UNABLE, "more than %d contestants; name fewer with --kernel",
                       FL_MOST_CONTESTANTS);
    plan->job.contestants[plan->job.contestant_count++] = *contestant;
    return FL_OK;
}

static void name_failure(fl_admissions *admissions, const char *name)
{
    size_t used = strlen(admissions->failures);
    snprintf(admissions->failures + used, sizeof admissions->failures - used, "%s%s", used ? ", " : "", name);
}

static fl_status add_kernel(size_t index, const fl_layout *layout, fl_plan *plan, fl_admissions *admissions,
                            fl_document *document, fl_error *error)
{
    const fl_kernel *kernel = fl_variants[index].kernel;
    fl_job_contestant contestant = {.run = kernel->run,
                                    .kind = FL_CONTESTANT_KERNEL,
                                    .index = (uint32_t)index,
                                    .work = kernel->work,
                                    .per_call = true,
                                    .mode = {true, true},
                                    .cold = true};
    fl_function code;
    if (fl_function_at((uintptr_t)kernel->run, &code, NULL) == FL_OK)
        contestant.code_bytes = (uint32_t)code.size;
    snprintf(contestant.name, sizeof contestant.name, "%s", kernel->name);
    fl_call call = fl_layout_call(layout, &contestant);
    fl_accuracy accuracy;
    fl_status status = fl_verify_kernel(kernel, call.weights, call.bias, call.input, &accuracy);
    if (status == FL_UNABLE)
        return fl_fail(error, FL_UNABLE, "%s", accuracy.failure);
    if (status != FL_OK || !accuracy.passes) {
        name_failure(admissions, kernel->name);
        return fl_run_skip(document, kernel->name, accuracy.failure, error);
    }
    if (accuracy.note[0])
        fl_print(stderr, "fairlane: note: %s\n", accuracy.note);
    admissions->max_error_in_bounds[plan->job.contestant_count] = accuracy.max_error_in_bounds;
    return add_contestant(plan, &contestant, error);
}

static fl_status add_probes(const fl_cpu *cpu, fl_plan *plan, fl_admissions *admissions, fl_error *error)
{
    fl_status status = FL_OK;
    for (uint32_t i = 0; status == FL_OK && fl_probes[i]; i++) {
        const fl_probe *probe = fl_probes[i];
        if ((probe->needs & ~fl_cpu_usable(cpu)) != 0)
            continue;
        fl_job_contestant contestant = {.run = probe->run,
                                        .kind = FL_CONTESTANT_PROBE,
                                        .index = i,
                                        .work = FL_WORK_LINEAR_784X2,
                                        .mode = {true, false}};
        snprintf(contestant.name, sizeof contestant.name, "%s", probe->name);
        admissions->max_error_in_bounds[plan->job.contestant_count] = NAN;
        status = add_contestant(plan, &contestant, error);
    }
    return status;
}

static fl_status add_kernels(const fl_run_options *options, const fl_cpu *cpu, const fl_layout *layout,
                             fl_plan *plan, fl_admissions *admissions, fl_document *document, fl_error *error)
{
    fl_status status = FL_OK;
    for (size_t i = 0; status == FL_OK && i < fl_variant_count; i++) {
        fl_availability availability;
        fl_judge(cpu, i, &availability);
        /* The baseline takes part in every run: without it there is no ratio. */
        bool wanted =
            asked_for(options, fl_variants[i].name) || strcmp(fl_variants[i].name, document->baseline) == 0;
        if (!wanted)
            continue;
        if (availability.runs)
            status = add_kernel(i, layout, plan, admissions, document, error);
        else
            status = fl_run_skip(document, fl_variants[i].name, availability.reason, error);
    }
    return status;
}

fl_status fl_run_judge_contestants(const fl_admissions *admissions, fl_error *error)
{
    if (admissions->failures[0])
        return fl_fail(error, FL_NEGATIVE, "not timed, because they break the contract: %s%s%s",
                       admissions->failures, admissions->peer_failures[0] ? "; " : "",
                       admissions->peer_failures);
    if (admissions->peer_failures[0])
        return fl_fail(error, FL_NEGATIVE, "not timed: %s", admissions->peer_failures);
    return FL_OK;
}

fl_status fl_run_choose(const fl_run_options *options, const fl_cpu *cpu, fl_plan *plan,
                        fl_admissions *admissions, fl_document *document, fl_error *error)
{
    fl_layout layout;
    fl_status status = check_names(options, cpu, error);
    if (status == FL_OK)
        status = fl_layout_make(&plan->job, &layout, error);
    if (status != FL_OK)
        return status;
    status = add_kernels(options, cpu, &layout, plan, admissions, document, error);
    fl_layout_free(&layout);
    if (status == FL_OK)
        status = add_probes(cpu, plan, admissions, error);
    return status == FL_OK ? fl_run_add_peers(options, plan, admissions, document, error) : status;
}
