/* Which backend looks at a region, and what all of them leave to be filled in. */
#include "bench/evidence/trace.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "bench/base/emulator.h"
#include "bench/base/progress.h"
#include "bench/evidence/trace_backend.h"
#include "bench/evidence/trace_count.h"
#include "dispatch/dispatch.h"

static void describe_machine(fl_trace *trace)
{
    struct utsname system;
    fl_cpu cpu = fl_cpu_detect();
    snprintf(trace->cpu, sizeof trace->cpu, "%s", cpu.name);
    fl_name_needs(fl_cpu_hidden(&cpu), trace->hidden_features, sizeof trace->hidden_features);
    if (!trace->hidden_features[0])
        trace->hiding = FL_HIDING_NONE;
    else if (trace->hiding == FL_HIDING_NONE)
        trace->hiding = FL_HIDING_OWN;
    if (uname(&system) == 0)
        snprintf(trace->architecture, sizeof trace->architecture, "%.31s", system.machine);
}

static void join(char *const *words, char *text, size_t size)
{
    size_t used = 0;
    for (; *words && used + 1 < size; words++) {
        int length = snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", *words);
        used += length > 0 ? (size_t)length : 0;
    }
}

static fl_status find_kernel(const char *name, const fl_kernel **kernel, fl_error *error)
{
    fl_cpu cpu = fl_cpu_detect();
    fl_availability here;
    for (size_t i = 0; i < fl_variant_count; i++) {
        if (strcmp(fl_variants[i].name, name) != 0)
            continue;
        fl_judge(&cpu, i, &here);
        *kernel = fl_variants[i].kernel;
        if (!*kernel || !here.runs)
            return fl_fail(error, FL_UNABLE, "trace: cannot run kernel '%s': %s", name, here.reason);
        return FL_OK;
    }
    return fl_fail(error, FL_USAGE,
                   "trace: there is no kernel '%s'; see 'fairlane list', or put -- in front of a command",
                   name);
}

/* seconds: that waiting for the region may take, and as many for its steps; 0: not told. */
static void watch(const char *name, double seconds)
{
    char what[64];
    const char *shown = strrchr(name, '/'); /* of a path the end: "numpy/start" */
    while (shown && shown > name && shown[-1] != '/')
        shown--;
    snprintf(what, sizeof what, "tracing %.50s", shown ? shown : name);
    fl_progress_watch(what, 2 * seconds);
}

fl_status fl_trace_kernel(const char *name, fl_trace *trace, fl_error *error)
{
    const fl_kernel *kernel = NULL;
    fl_trace_init(trace);
    fl_status status = find_kernel(name, &kernel, error);
    if (status != FL_OK || !kernel)
        return status;
    watch(name, 0);
    status = (fl_emulator()[0] ? fl_qemu_kernel : fl_ptrace_kernel)(kernel, trace, error);
    fl_progress_unwatch();
    if (status != FL_OK)
        return status;
    snprintf(trace->name, sizeof trace->name, "%s", name);
    trace->expected_multiply_adds = fl_work_shape(kernel->work).multiply_adds;
    describe_machine(trace);
    fl_trace_finish(trace);
    return FL_OK;
}

fl_status fl_trace_command(const fl_trace_target *target, fl_trace *trace, fl_error *error)
{
    fl_trace_init(trace);
    if (fl_emulator()[0] && (target->input || target->output))
        return fl_fail(error, FL_UNABLE,
                       "trace: unattestable: in an emulator a command's input and output cannot be files");
    watch(target->command[0], target->seconds);
    fl_status status = (fl_emulator()[0] ? fl_qemu_command : fl_ptrace_command)(target, trace, error);
    fl_progress_unwatch();
    if (status != FL_OK)
        return status;
    snprintf(trace->name, sizeof trace->name, "%s", target->command[0]);
    if (!trace->function[0])
        snprintf(trace->function, sizeof trace->function, "%s", target->function ? target->function : "");
    join(target->command, trace->command, sizeof trace->command);
    describe_machine(trace);
    fl_trace_finish(trace);
    return FL_OK;
}
