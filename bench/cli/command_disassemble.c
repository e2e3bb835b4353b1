/* fairlane disassemble: the machine code of a kernel, its arithmetic marked, its loops shown, counted per
 * class. */
#include <stdio.h>

#include "bench/cli/cli.h"
#include "bench/report/disassembly_report.h"
#include "dispatch/dispatch.h"

typedef struct request {
    bool json;
} request;

static const fl_option options[] = {
    FL_TAKE_FLAG(request, json, "json",
                 "Print one JSON document (schema fairlane.disassembly/1) instead of the text."),
    {.name = NULL},
};

extern const fl_command fl_command_disassemble;

static fl_status print_report(const fl_disassembled *s, const fl_printer *form, fl_error *error)
{
    fl_report report = {.title = NULL};
    fl_cpu cpu = fl_cpu_detect();
    fl_disassembly_report(&report, s, &cpu);
    return fl_report_print(&report, form, stdout, error);
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted = {.json = false};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_disassemble, argc, argv, &wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    if (cursor.first_operand + 1 != argc)
        return fl_fail(error, FL_USAGE, "disassemble: name one kernel; 'fairlane list' has their names");
    fl_disassembled s;
    fl_status status = fl_disassemble_kernel(argv[cursor.first_operand], &s, error);
    if (status == FL_OK && wanted.json)
        status = fl_disassembly_print_json(&s, error);
    else if (status == FL_OK)
        status = print_report(&s, cursor.form, error);
    fl_loops_free(&s.loops);
    return status;
}

const fl_command fl_command_disassemble = {
    .name = "disassemble",
    .arguments = "KERNEL",
    .summary = "show the machine code of a kernel with its arithmetic marked and counted",
    .description =
        "Shows the function as it stands in this program, also where this CPU could not run it: each "
        "floating-point arithmetic instruction marked with its width, each loop with a line at its side, the "
        "counts per width and encoding, the hash of the code, and what leaves the function.\n\n"
        "The class follows from the multiplications. It is told only where nothing leaves the function and "
        "every byte was understood; what a library executes can only be seen by a trace.",
    .options = options,
    .reports = true,
    .run = run,
};
