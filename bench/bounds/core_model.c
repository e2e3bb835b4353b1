#include "bench/bounds/core_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/builder.h"
#include "bench/base/interrupt.h"
#include "bench/base/subprocess.h"
#include "bench/evidence/disassembly.h"

/* ---- running ---- */

static const char *triple_of(fl_architecture architecture)
{
    return architecture == FL_ARCHITECTURE_X86_64 ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
}

static fl_status ask_llvm(const char *const arguments[], const char *input, size_t input_size, char **output,
                          size_t *output_size, fl_error *error)
{
    const fl_subprocess program = {.arguments = arguments,
                                   .cure =
                                       "the package is llvm-19 (apt-get update && apt-get install llvm-19)",
                                   .input = input,
                                   .input_size = input_size};
    return fl_subprocess_filter(&program, output, output_size, NULL, error);
}

static fl_status simulate(const char *name, fl_architecture architecture, int iterations, const char *code,
                          size_t code_size, double *cycles, size_t regions, fl_error *error)
{
    char triple[48], cpu[80], repeat[32], *json = NULL;
    size_t size = 0;
    snprintf(triple, sizeof triple, "-mtriple=%s", triple_of(architecture));
    snprintf(cpu, sizeof cpu, "-mcpu=%s", name);
    snprintf(repeat, sizeof repeat, "-iterations=%d", iterations);
    const char *const arguments[] = {
        "llvm-mca-19", "--json", triple, cpu, repeat, "-resource-pressure=false", "-instruction-info=false",
        "-",           NULL};
    fl_status status = ask_llvm(arguments, code, code_size, &json, &size, error);
    if (status == FL_OK)
        status = fl_core_parse(json, size, name, cycles, regions, error);
    free(json);
    return status;
}

/* Says of a name without a model of its own whose model LLVM would have used. */
static fl_status refuse(const char *name, fl_error *error)
{
    static const fl_architecture architectures[] = {FL_ARCHITECTURE_X86_64, FL_ARCHITECTURE_AARCH64};
    size_t length = strlen(name);
    double cycles;
    fl_error why = {""};
    bool sane = length > 0 && length < 48 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == length;
    for (size_t i = 0; sane && i < 2; i++)
        if (simulate(name, architectures[i], 1, "nop\n", 4, &cycles, 1, &why) == FL_UNABLE &&
            strstr(why.text, "the model") == NULL && strstr(why.text, "no model") == NULL)
            continue; /* not a processor of that architecture, or no tool to ask */
        else
            return fl_fail(error, FL_USAGE, "--cpu: %s", why.text);
    return fl_fail(
        error, FL_USAGE,
        "--cpu: LLVM 19 has no model '%.48s' of its own; see 'fairlane help bound' for those that it has",
        sane ? name : "(not the name of a processor)");
}

fl_status fl_core_check(const char *name, fl_error *error)
{
    return fl_core_find(name) ? FL_OK : refuse(name, error);
}

/* Assembler text of many instructions: LLVM's own, one line each. */
typedef struct listing {
    char *text;   /* owned; lines are cut apart with zeros */
    char **lines; /* owned */
    size_t count;
} listing;

static void free_listing(listing *list)
{
    free(list->text);
    free(list->lines);
    *list = (listing){.count = 0};
}

static fl_status cut_lines(char *text, size_t size, listing *list, fl_error *error)
{
    list->text = text;
    list->lines = calloc(size / 2 + 2, sizeof *list->lines);
    if (!list->lines)
        return fl_fail(error, FL_UNABLE, "no memory for a listing");
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        line += strspn(line, " \t");
        char *comment = strstr(line, " # "); /* on operands; AArch64 writes numbers as #1 */
        if (comment)
            *comment = '\0';
        if (line[0] != '\0' && strncmp(line, ".text", 5) != 0)
            list->lines[list->count++] = line;
    }
    return FL_OK;
}

typedef struct subject {
    fl_core_time *time;
    fl_function function;
    fl_core_path path;
} subject;

static fl_status disassemble(const fl_core *core, const subject *subjects, size_t count, listing *list,
                             fl_error *error)
{
    size_t output_size = 0;
    char *bytes = NULL, *output = NULL;
    fl_builder hex = {0};
    for (size_t s = 0; s < count; s++)
        for (size_t i = 0; i < subjects[s].function.size; i++)
            fl_build_format(&hex, "0x%02x ", subjects[s].function.code[i]);
    fl_status status = fl_build_finish(&hex, "machine code for llvm-mc", &bytes, error);
    if (status != FL_OK)
        return status;
    const char *const arguments[] = {
        "llvm-mc-19", "--disassemble", "--triple", triple_of(core->architecture), "-", NULL};
    status = ask_llvm(arguments, bytes, strlen(bytes), &output, &output_size, error);
    free(bytes);
    if (status == FL_OK)
        status = cut_lines(output, output_size, list, error);
    return status;
}

/* One region per kernel: what a call of it executes. The marks stand behind '#' on every architecture. */
static fl_status write_regions(const subject *subjects, size_t count, const listing *list, char **code,
                               size_t *size, fl_error *error)
{
    size_t before = 0;
    fl_builder out = {0};
    for (size_t s = 0; list->lines && s < count && before + subjects[s].path.in_code <= list->count; s++) {
        fl_build_format(&out, "# LLVM-MCA-BEGIN %s\n", subjects[s].time->variant->name);
        for (size_t i = 0; i < subjects[s].path.count; i++)
            fl_build_format(&out, "%s\n", list->lines[before + subjects[s].path.instruction[i]]);
        fl_build_format(&out, "# LLVM-MCA-END\n");
        before += subjects[s].path.in_code;
    }
    fl_status status = fl_build_finish(&out, "kernels for llvm-mca", code, error);
    if (status != FL_OK)
        return status;
    *size = strlen(*code);
    if (before != list->count)
        return fl_fail(error, FL_UNABLE, "llvm-mc counts %zu instructions in the kernels, this program %zu",
                       list->count, before);
    return FL_OK;
}

static fl_status run_model(const fl_core *core, const subject *subjects, size_t count, fl_error *error)
{
    enum { FEW = 1, MANY = 11 }; /* the calls between tell the throughput, without head and tail */
    double few[FL_MOST_CORE_TIMES] = {0}, many[FL_MOST_CORE_TIMES] = {0};
    listing list = {.count = 0};
    char *code = NULL;
    size_t size = 0;
    fl_status status = disassemble(core, subjects, count, &list, error);
    if (status == FL_OK)
        status = write_regions(subjects, count, &list, &code, &size, error);
    if (status == FL_OK)
        status = simulate(core->name, core->architecture, FEW, code, size, few, count, error);
    if (status == FL_OK)
        status = simulate(core->name, core->architecture, MANY, code, size, many, count, error);
    for (size_t s = 0; status == FL_OK && s < count; s++) {
        subjects[s].time->latency_cycles = few[s];
        subjects[s].time->throughput_cycles = (many[s] - few[s]) / (MANY - FEW);
    }
    free(code);
    free_listing(&list);
    return status;
}

/* Takes a kernel up, or says why not. */
static bool take_up(const fl_core *core, const fl_variant *variant, fl_core_time *time, subject *taken)
{
    const fl_kernel *kernel = variant->kernel;
    fl_error why = {""};
    *time = (fl_core_time){.variant = variant, .latency_cycles = NAN, .throughput_cycles = NAN};
    unsigned lacking = kernel->needs & ~core->features;
    if (lacking) {
        snprintf(time->absent, sizeof time->absent, "%s lacks %s", core->name,
                 fl_need_name(lacking & (~lacking + 1)));
        return false;
    }
    *taken = (subject){.time = time};
    if (fl_function_at((uintptr_t)kernel->run, &taken->function, &why) == FL_OK &&
        fl_core_path_make(taken->function.code, taken->function.size, taken->function.address,
                          fl_work_shape(kernel->work).multiply_adds, &taken->path, &why) == FL_OK)
        return true;
    snprintf(time->absent, sizeof time->absent, "%.150s", why.text);
    return false;
}

fl_status fl_core_model(const char *name, fl_core_times *times, fl_error *error)
{
    subject subjects[FL_MOST_CORE_TIMES];
    size_t count = 0;
    memset(times, 0, sizeof *times);
    times->core = fl_core_find(name);
    if (!times->core)
        return refuse(name, error);
    if (times->core->architecture != fl_cpu_detect().architecture)
        return fl_fail(
            error, FL_UNABLE,
            "--cpu: '%s' is a processor of another architecture than the kernels in this program; use a "
            "fairlane built for it (an emulator such as qemu-user will do: nothing is timed)",
            name);
    for (size_t i = 0; i < fl_variant_count && times->count < FL_MOST_CORE_TIMES; i++) {
        const fl_kernel *kernel = fl_variants[i].kernel;
        if (!kernel || kernel->work != FL_WORK_LINEAR_784X2 || kernel->origin == FL_LIBRARY)
            continue;
        count += take_up(times->core, &fl_variants[i], &times->times[times->count++], &subjects[count]);
    }
    fl_status status = count > 0 ? run_model(times->core, subjects, count, error)
                                 : fl_fail(error, FL_UNABLE, "--cpu: no kernel can be modelled; %s",
                                           times->count ? times->times[0].absent : "none was compiled");
    for (size_t s = 0; s < count; s++)
        fl_core_path_free(&subjects[s].path);
    return status;
}

fl_status fl_core_times_of(const char *name, const char *measured, fl_core_times *times, fl_error *error)
{
    fl_document document;
    fl_status status = measured ? fl_document_read(measured, &document, error) : FL_OK;
    if (status != FL_OK)
        return status;
    fl_interrupt_watch();
    status = fl_core_model(name, times, error);
    fl_interrupt_restore();
    if (status == FL_OK)
        status = fl_core_set_floors(times, measured ? &document : NULL, error);
    if (measured)
        fl_document_free(&document);
    return status;
}
