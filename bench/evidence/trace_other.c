/* No ptrace as Linux has it, or no decoder for this CPU. */
#include "bench/evidence/trace_backend.h"

static fl_status cannot(fl_error *error)
{
    return fl_fail(
        error, FL_UNABLE,
        "trace: unattestable: executed instructions can be seen on Linux on x86-64 and AArch64 only");
}

fl_status fl_ptrace_kernel(const fl_kernel *kernel, fl_trace *trace, fl_error *error)
{
    (void)kernel;
    (void)trace;
    return cannot(error);
}

fl_status fl_qemu_kernel(const fl_kernel *kernel, fl_trace *trace, fl_error *error)
{
    (void)kernel;
    (void)trace;
    return cannot(error);
}

fl_status fl_qemu_command(const fl_trace_target *target, fl_trace *trace, fl_error *error)
{
    (void)target;
    (void)trace;
    return cannot(error);
}

int fl_trace_child(const char *name)
{
    (void)name;
    return FL_UNABLE;
}

fl_status fl_ptrace_command(const fl_trace_target *target, fl_trace *trace, fl_error *error)
{
    (void)target;
    (void)trace;
    return cannot(error);
}
