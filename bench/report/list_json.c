/* What `fairlane list` found, as JSON. */
#include <math.h>

#include "bench/report/documents.h"
#include "bench/report/json_output.h"
#include "bench/report/list_report.h"

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

static void add_kernel(fl_json kernels, const fl_cpu *cpu, const fl_kernel *chosen, size_t index)
{
    fl_availability here;
    fl_judge(cpu, index, &here);
    const fl_variant *variant = here.variant;
    const fl_kernel *kernel = variant->kernel;
    fl_json json = fl_json_object(kernels, NULL);
    fl_json_add_text(json, "name", variant->name);
    fl_json_add_text(json, "source", variant->source);
    fl_json_add_bool(json, "compiled", here.compiled);
    fl_json_add_bool(json, "cpu_allows", here.cpu_allows);
    fl_json_add_bool(json, "os_allows", here.os_allows);
    fl_json_add_bool(json, "runs", here.runs);
    fl_json_add_bool(json, "chosen", kernel && kernel == chosen);
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

fl_status fl_list_print_json(const fl_cpu *cpu, const fl_kernel *chosen, const char *why_none,
                             fl_error *error)
{
    fl_json_writer writer = {0};
    fl_json json = fl_json_document(&writer, &fl_list_description);
    add_cpu(json, cpu);
    fl_json_add_text(json, "chosen", chosen ? chosen->name : NULL);
    fl_json_add_text(json, "error", why_none);
    fl_json kernels = fl_json_array(json, "kernels");
    for (size_t i = 0; i < fl_variant_count; i++)
        add_kernel(kernels, cpu, chosen, i);
    return fl_print_json(json, "list", error);
}
