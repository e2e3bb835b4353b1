/* The hidden command by which `fairlane trace KERNEL` starts this program in an emulator. */
#include "bench/cli/cli.h"
#include "bench/evidence/trace.h"

static fl_status run(int argc, char **argv, fl_error *error)
{
    if (argc != 2)
        return fl_fail(error, FL_USAGE, FL_TRACE_CHILD_COMMAND ": used by fairlane itself");
    return (fl_status)fl_trace_child(argv[1]);
}

const fl_command fl_command_trace_child = {
    .name = FL_TRACE_CHILD_COMMAND,
    .arguments = "",
    .summary = "used by fairlane itself",
    .description = "",
    .hidden = true,
    .run = run,
};
