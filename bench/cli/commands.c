/* The table of commands; parsing, help and the man page follow from it. */
#include "bench/cli/cli.h"

extern const fl_command fl_command_list;
extern const fl_command fl_command_run;
extern const fl_command fl_command_compare;
extern const fl_command fl_command_audit;
extern const fl_command fl_command_bound;
extern const fl_command fl_command_export;
extern const fl_command fl_command_disassemble;
extern const fl_command fl_command_peers;
extern const fl_command fl_command_point93;
extern const fl_command fl_command_report;
extern const fl_command fl_command_schema;
extern const fl_command fl_command_select;
extern const fl_command fl_command_selftest;
extern const fl_command fl_command_trace;
extern const fl_command fl_command_trace_child;
extern const fl_command fl_command_model;
extern const fl_command fl_command_measure_child;

/* One a line, in the order of the help. */
const fl_command *const fl_commands[] = {
    &fl_command_list,          //
    &fl_command_run,           //
    &fl_command_report,        //
    &fl_command_compare,       //
    &fl_command_export,        //
    &fl_command_bound,         //
    &fl_command_disassemble,   //
    &fl_command_peers,         //
    &fl_command_point93,       //
    &fl_command_select,        //
    &fl_command_audit,         //
    &fl_command_selftest,      //
    &fl_command_trace,         //
    &fl_command_model,         //
    &fl_command_measure_child, //
    &fl_command_trace_child,   //
    &fl_command_schema,        //
    NULL,
};
