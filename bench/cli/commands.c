/* The table of commands; parsing, help and the man page follow from it. */
#include "bench/cli/cli.h"

extern const fl_command fl_command_model;

const fl_command *const fl_commands[] = {
    &fl_command_model,
    NULL,
};
