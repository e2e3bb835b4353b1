/* fairlane list: every variant, whether it runs here, which one the dispatcher chooses, else why not. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/cli/cli.h"
#include "bench/cli/documents.h"
#include "bench/cli/json_output.h"
#include "bench/report/list_report.h"
#include "dispatch/dispatch.h"

typedef struct request {
    bool json;
} request;

static const fl_option options[] = {
    {.name = "json",
     .help = "print one JSON document (schema fairlane.list/1) instead of a table",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(request, json)},
    {.name = NULL},
};

/* What the command tells, gathered once for both forms. */
typedef struct listing {
    fl_cpu cpu;
    const fl_kernel *chosen; /* NULL when FAIRLANE_KERNEL cannot be followed */
    fl_error why_none;
} listing;

/* A name of every need in the set. */
static void add_needs(fl_json to, const char *name, unsigned needs)
{
    fl_json names = fl_json_array(to, name);
    for (unsigned bit = 1; bit; bit <<= 1)
        if ((needs & bit) && *fl_need_name(bit))
            fl_json_add_text(names, NULL, fl_need_name(bit));
}

static void add_cpu(fl_json to, const fl_cpu *cpu)
{
    static const char *const architectures[] = {"x86_64", "aarch64", "other"};
    fl_json json = fl_json_object(to, "cpu");
    fl_json_add_text(json, "name", cpu->name);
    fl_json_add_text(json, "architecture", architectures[cpu->architecture]);
    fl_json_add_text(json, "vendor", cpu->vendor);
    fl_json_add_number(json, "family", cpu->family);
    fl_json_add_number(json, "model", cpu->model);
    fl_json_add_number(json, "stepping", cpu->stepping);
    fl_json_add_number(json, "midr", cpu->midr);
    add_needs(json, "announces", cpu->has);
    add_needs(json, "doubted", cpu->doubted);
    add_needs(json, "hidden", fl_cpu_hidden(cpu));
    add_needs(json, "usable", fl_cpu_usable(cpu));
    fl_json_add_bool(json, "os_saves_ymm", cpu->os_saves_ymm);
    fl_json_add_bool(json, "os_saves_zmm", cpu->os_saves_zmm);
    fl_json_add_number(json, "sve_vector_bytes", cpu->sve_vector_bytes);
}

static void add_number_or_null(fl_json json, const char *name, int number)
{
    fl_json_add_number(json, name, number > 0 ? (double)number : (double)NAN);
}

static void add_kernel(fl_json kernels, const listing *all, size_t index)
{
    fl_availability here;
    fl_judge(&all->cpu, index, &here);
    const fl_variant *variant = here.variant;
    const fl_kernel *kernel = variant->kernel;
    fl_json json = fl_json_object(kernels, NULL);
    fl_json_add_text(json, "name", variant->name);
    fl_json_add_text(json, "source", variant->source);
    fl_json_add_bool(json, "compiled", here.compiled);
    fl_json_add_bool(json, "cpu_allows", here.cpu_allows);
    fl_json_add_bool(json, "os_allows", here.os_allows);
    fl_json_add_bool(json, "runs", here.runs);
    fl_json_add_bool(json, "chosen", kernel && kernel == all->chosen);
    fl_json_add_text(json, "reason", here.reason);
    if (!kernel)
        return;
    fl_json_add_text(json, "work", fl_work_shape(kernel->work).name);
    fl_json_add_text(json, "isa", fl_isa_name(kernel->isa));
    add_number_or_null(json, "lanes", kernel->lanes);
    fl_json_add_bool(json, "fma", kernel->fma);
    fl_json_add_bool(json, "ordered_sums", kernel->ordered_sums);
    add_number_or_null(json, "accumulators", kernel->accumulators);
    fl_json_add_text(json, "origin", fl_origin_name(kernel->origin));
    add_needs(json, "needs", kernel->needs);
    fl_json_add_text(json, "compiler", variant->compiler);
    fl_json_add_text(json, "flags", variant->flags);
    fl_json_add_text(json, "one_thread", kernel->one_thread ? kernel->one_thread : "");
    fl_json_add_text(json, "detail", here.runs && kernel->detail ? kernel->detail() : "");
}

static fl_status print_json(const listing *all, fl_error *error)
{
    fl_json_writer writer = {0};
    fl_json json = fl_json_document(&writer, &fl_list_description);
    add_cpu(json, &all->cpu);
    fl_json_add_text(json, "chosen", all->chosen ? all->chosen->name : NULL);
    fl_json_add_text(json, "error", all->why_none.text);
    fl_json kernels = fl_json_array(json, "kernels");
    for (size_t i = 0; i < fl_variant_count; i++)
        add_kernel(kernels, all, i);
    return fl_print_json(json, "list", error);
}

static fl_status print_report(const listing *all, const fl_printer *form, fl_error *error)
{
    fl_report report = {.title = NULL};
    fl_list_report(&report, &all->cpu, all->chosen);
    return fl_report_print(&report, form, stdout, error);
}

static fl_status run(int argc, char **argv, fl_error *error);

const fl_command fl_command_list = {
    .name = "list",
    .arguments = "",
    .summary = "list every kernel: whether it runs here, which one is chosen, else why not",
    .description =
        "Lists every variant of the layer with what it is (the work it does, instruction set, floats per "
        "instruction, fused multiply-add, independent accumulators per output, origin) and whether it can "
        "run here: is it compiled into this binary, does the CPU have what it needs, does the operating "
        "system save the registers it uses. A dash stands where there is no answer, or no fixed one. "
        "A kernel for one thread at a time is measured, but cannot be the dispatcher's choice. What a "
        "library "
        "chooses by itself is tried in a process of its own first, here and in every other command: on a CPU "
        "with features taken away it may die.\n\n"
        "The dispatcher's choice is marked. FAIRLANE_KERNEL forces it; when that name cannot be followed the "
        "list is printed all the same, nothing in it is chosen, and the exit code is 2 for a name that does "
        "not exist and 3 for a kernel that cannot run here. What FAIRLANE_HIDE hides is as good as absent; "
        "libraries still see the CPU as it is.",
    .options = options,
    .reports = true,
    .run = run,
};

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted = {.json = false};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_list, argc, argv, &wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    if (cursor.first_operand < argc)
        return fl_fail(error, FL_USAGE, "list: unexpected word '%s'; see 'fairlane help list'",
                       argv[cursor.first_operand]);
    listing all = {.cpu = fl_cpu_detect()};
    fl_status choice = fl_chosen_kernel(&all.chosen, &all.why_none);
    fl_status printing = wanted.json ? print_json(&all, error) : print_report(&all, cursor.form, error);
    if (printing == FL_OK && choice != FL_OK)
        *error = all.why_none;
    return printing != FL_OK ? printing : choice;
}
