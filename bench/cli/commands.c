/* The table of commands; parsing, help and the man page follow from it. */
#include "bench/cli/cli.h"

const fl_command *const fl_commands[] = {
    NULL,
};
