/* The table of commands; parsing, help and the man page follow from it. */
#include "bench/cli/cli.h"

/* One a line, in the order of the help; command_NAME.c has fl_command_NAME. */
#define FL_COMMANDS(X)                                                                                       \
    X(list)                                                                                                  \
    X(run)                                                                                                   \
    X(report)                                                                                                \
    X(compare)                                                                                               \
    X(export)                                                                                                \
    X(bound)                                                                                                 \
    X(disassemble)                                                                                           \
    X(peers)                                                                                                 \
    X(point93)                                                                                               \
    X(select)                                                                                                \
    X(audit)                                                                                                 \
    X(selftest)                                                                                              \
    X(trace)                                                                                                 \
    X(model)                                                                                                 \
    X(measure_child)                                                                                         \
    X(trace_child)                                                                                           \
    X(schema)

#define FL_COMMAND_DECLARED(name) extern const fl_command fl_command_##name;
FL_COMMANDS(FL_COMMAND_DECLARED)

#define FL_COMMAND_LISTED(name) &fl_command_##name,
const fl_command *const fl_commands[] = {FL_COMMANDS(FL_COMMAND_LISTED) NULL};
