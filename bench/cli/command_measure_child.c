/* The hidden command that measuring processes are started with. */
#include <unistd.h>

#include "bench/cli/cli.h"
#include "bench/harness/job.h"

static fl_status run(int argc, char **argv, fl_error *error)
{
    (void)argc;
    (void)argv;
    fl_error inner = {""};
    fl_status status = fl_measure_child(STDIN_FILENO, STDOUT_FILENO, &inner);
    /* The lab repeats the message it was sent; said here it would appear twice. */
    if (status != FL_OK && isatty(STDOUT_FILENO))
        *error = inner;
    return status;
}

const fl_command fl_command_measure_child = {
    .name = FL_CHILD_COMMAND,
    .arguments = "",
    .summary = "used by fairlane itself",
    .description = "",
    .hidden = true,
    .run = run,
};
