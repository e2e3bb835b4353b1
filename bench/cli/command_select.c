/* fairlane select: the kernel that a contestant may fairly be compared with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/cli.h"
#include "bench/evidence/trace_file.h"
#include "bench/import/import.h"
#include "bench/report/select_report.h"
#include "bench/verdict/select.h"

typedef struct request {
    const char *match, *simd_class;
    bool json;
} request;

static const fl_option options[] = {
    {.name = "match",
     .argument = "TRACE|KERNEL",
     .help =
         "What is to be matched: a trace file, or a kernel of the lab. A library's kernel is traced first.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(request, match),
     .values = FL_VALUES_KERNELS},
    {.name = "class",
     .argument = "NAME",
     .help = "Or a class: strict-scalar" FL_ISA_NAMES ", or as traces name it, "
             "such as "
             "SIMD-256+FMA.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(request, simd_class),
     .values = FL_VALUES_CLASSES},
    {.name = "json",
     .help = "Print one JSON document (schema fairlane.select/1) instead of the text.",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(request, json)},
    {.name = NULL},
};

extern const fl_command fl_command_select;

static fl_status request_kernel(const fl_kernel *kernel, fl_select_request *target, fl_error *error)
{
    fl_trace trace;
    fl_error why = {""};
    if (kernel->isa == FL_ISA_LIBRARY) {
        fl_status status = fl_trace_kernel(kernel->name, &trace, &why);
        /* without its trace nothing can be said of it, and that is no verdict */
        if (status != FL_OK)
            return fl_fail(error, status, "select: what kernel '%s' executes is not known: %s", kernel->name,
                           why.text);
    }
    fl_request_kernel(kernel, kernel->isa == FL_ISA_LIBRARY ? &trace : NULL, target);
    return FL_OK;
}

/* Files of times, of whatever tool: they do not tell what was executed. */
static bool refuse_times(const char *what, fl_error *error)
{
    fl_document document;
    fl_error why = {""};
    if (fl_import_read(what, &document, &why) != FL_OK)
        return false;
    const fl_imported *imported = document.result_count > 0 ? document.results[0].imported : NULL;
    fl_fail(
        error, FL_USAGE,
        "select: %.200s holds times%s%s, not what was executed; trace the program with 'fairlane trace -o "
        "FILE -- COMMAND' and match that",
        what, imported ? " of " : "", imported ? imported->tool : "");
    fl_document_free(&document);
    return true;
}

/* A name of the table is the kernel, even where a file has the same name: ./NAME is the file. */
static fl_status request_match(const char *what, fl_select_request *target, fl_error *error)
{
    fl_trace trace;
    char name[160];
    for (size_t i = 0; i < fl_variant_count; i++) {
        if (strcmp(fl_variants[i].name, what) != 0)
            continue;
        if (fl_variants[i].kernel)
            return request_kernel(fl_variants[i].kernel, target, error);
        return fl_fail(error, FL_UNABLE, "select: kernel '%s' is not part of this build: %s", what,
                       fl_variants[i].absent);
    }
    fl_error unreadable = {""};
    if (fl_trace_read(what, &trace, &unreadable) != FL_OK)
        return refuse_times(what, error) ? FL_USAGE
                                         : fl_fail(error, FL_USAGE, "select: %.300s%s", unreadable.text,
                                                   strchr(what, '/') || strchr(what, '.')
                                                       ? ""
                                                       : " (nor is there a kernel of that name)");
    snprintf(name, sizeof name, "trace %.150s", what);
    fl_request_trace(&trace, name, target);
    return FL_OK;
}

static fl_status print_report(const fl_select_request *target, const fl_selection *s, const fl_printer *form,
                              fl_error *error)
{
    fl_report report = {.title = NULL};
    fl_select_report(&report, target, s);
    return fl_report_print(&report, form, stdout, error);
}

static fl_status select_for(const fl_select_request *target, bool json, const fl_printer *form,
                            fl_error *error)
{
    fl_selection selection;
    fl_cpu cpu = fl_cpu_detect();
    fl_availability *candidates = calloc(fl_variant_count + 1, sizeof *candidates);
    if (!candidates)
        return fl_fail(error, FL_UNABLE, "select: no memory");
    for (size_t i = 0; i < fl_variant_count; i++)
        fl_judge(&cpu, i, &candidates[i]);
    fl_select(target, candidates, fl_variant_count, &selection);
    free(candidates);
    fl_status status = json ? fl_select_print_json(target, &selection, error)
                            : print_report(target, &selection, form, error);
    return status == FL_OK && !selection.kernel ? FL_NEGATIVE : status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    fl_cursor cursor = {0};
    fl_select_request target = {0};
    request wanted = {.match = NULL};
    if (fl_parse_options(&fl_command_select, argc, argv, &wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    const char *match = wanted.match, *simd_class = wanted.simd_class;
    if (cursor.first_operand < argc || !match == !simd_class)
        return fl_fail(
            error, FL_USAGE,
            "select: say what to match with --match TRACE, --match KERNEL or --class NAME, one of them");
    fl_status status =
        match ? request_match(match, &target, error) : fl_request_class(simd_class, &target, error);
    return status == FL_OK ? select_for(&target, wanted.json, cursor.form, error) : status;
}

const fl_command fl_command_select = {
    .name = "select",
    .arguments = "",
    .summary = "name the kernel that a contestant may fairly be compared with",
    .description =
        "Names the kernel of the lab to set against a contestant: of the same class of SIMD, the same use of "
        "fused multiply-adds, the same work and scope of timing; among those the one whose structure is "
        "nearest. Says why, and what still differs. A kernel is never its own counterpart.\n\n"
        "No kernel is fair for a contestant whose trace is inconclusive, that mixes classes, computes in "
        "double or whole numbers, does other work, or uses SIMD that no kernel here has. Exit code 1 then.",
    .options = options,
    .reports = true,
    .run = run,
};
