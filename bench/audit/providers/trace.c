/* Whether the trace of a side is evidence: of the program that was timed, on the CPU that it was timed on. One rule
 * for every point on which traces decide.
 *
 * Of another CPU a trace is evidence where the machine code cannot depend on the CPU: nothing that the program has
 * mapped can find out what the CPU offers (trace_choosers.c), nothing of it was compiled for newer CPUs than the
 * architecture's baseline, and no flag names a processor. Else it is a bound: it can refute, never confirm. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/audit.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/commands.h"
#include "bench/bounds/core_model.h"
#include "bench/verdict/attest.h"

/* The stem of a file's name: "torch_benchmark" of src/torch_benchmark.py and of target/release/torch-benchmark; of what
 * Cargo builds for `cargo bench` without the hash behind it. */
static const char *stem_of(const char *path, char stem[128])
{
    snprintf(stem, 128, "%s", fl_base_name(path));
    stem[strcspn(stem, ".")] = '\0';
    for (char *c = stem; *c; c++)
        if (*c == '-')
            *c = '_';
    const char *hash = strrchr(stem, '_');
    if (hash && strlen(hash + 1) == 16 && strspn(hash + 1, "0123456789abcdef") == 16)
        stem[hash - stem] = '\0';
    return stem;
}

/* Programs that run what they are given by name. */
static bool is_interpreter(const char *stem)
{
    static const char *const names[] = {"pypy",      "pypy3", "pytest", "jupyter", "ipython",
                                        "papermill", "sh",    "bash",   NULL};
    return strncmp(stem, "python", 6) == 0 || fl_is_one_of(stem, names);
}

/* Programs that start another one, whose name comes behind their options. */
static bool starts_another(const char *stem)
{
    static const char *const names[] = {"taskset", "nice",    "env",  "time", "numactl",
                                        "chrt",    "setarch", "sudo", NULL};
    return fl_is_one_of(stem, names);
}

/* What a command executes: a program, or the script or module that an interpreter is given; "" where it is given as
 * text or nobody can tell. */
static void program_of(const char *command, char stem[128])
{
    char word[128];
    bool interpreted = false, another = false;
    stem[0] = '\0';
    for (const char *at = command; (at = fl_command_word(at, word));) {
        if (interpreted && strcmp(word, "-c") == 0)
            break;
        bool number = word[strspn(word, "0123456789,x-")] == '\0';
        if (word[0] == '-' || strchr(word, '=') || (another && number))
            continue;
        const char *module =
            interpreted && !strchr(word, '/') && !fl_ends_with(word, ".py") ? strrchr(word, '.') : NULL;
        stem_of(module && strlen(module) > 6 ? module + 1 : word, stem);
        if (!is_interpreter(stem) && !starts_another(stem))
            return;
        interpreted |= is_interpreter(stem);
        another |= starts_another(stem);
        stem[0] = '\0';
    }
}

static bool is_traced(const fl_case_side *side)
{
    static const char *const generic[] = {"cargo", "run", "build", "bench", "release", NULL};
    char word[128], stem[128], traced[128];
    bool told = false;
    if (strcmp(side->trace.command, side->command) == 0)
        return true;
    program_of(side->trace.command, traced);
    for (size_t i = 0; i < side->source_count; i++, told = true)
        if (traced[0] && strcmp(stem_of(side->sources[i].path, stem), traced) == 0)
            return true;
    for (const char *at = side->words; (at = fl_command_word(at, word));) {
        if (word[0] == '-' || strchr(word, '=') || is_interpreter(stem_of(word, stem)) ||
            fl_is_one_of(stem, generic))
            continue;
        told = true;
        if (traced[0] && strcmp(stem, traced) == 0)
            return true;
    }
    return !told;
}

/* A program without a name of its own in the command has the name of its package, which a trace may well
 * show. */
static bool is_of_another_program(const fl_case_side *side)
{
    bool unnamed = fl_is_language(side, "rust") && !strstr(side->command, "--bin") &&
                   !strstr(side->command, "--example") && !strstr(side->command, "target/");
    return side->command[0] && side->trace.command[0] && !unnamed && !is_traced(side);
}

/* Of the same program as Cargo builds it for debugging, where what was timed is optimised. */
static bool is_of_another_build(const fl_case_side *side)
{
    return strstr(side->trace.command, "target/debug/") &&
           (strstr(side->command, "--release") || strstr(side->command, "target/release/") ||
            strstr(side->command, "cargo bench"));
}

/* ---- another CPU ---- */

static bool multiplies(const fl_trace *trace, const char *object)
{
    for (size_t i = 0; i < trace->object_count; i++)
        if (strncmp(trace->objects[i].name, object, sizeof((fl_trace_chooser *)0)->object - 1) == 0)
            return trace->objects[i].multiply_add_lanes > 0;
    return false;
}

/* A flag that names the processor to compile for, in a command or a manifest; NULL: none. Comments count: what is in
 * doubt is no evidence. */
static const char *processor_flag(const char *text)
{
    static const char *const flags[] = {"target-cpu", "target-feature", "-march=", "-mcpu=", "-mavx",
                                        "-mfma",      "-xHost",         "/arch:",  NULL},
                             *const plain[] = {"-march=x86-64 ", "-march=x86-64\"", "-march=armv8-a", NULL};
    for (size_t i = 0; flags[i]; i++)
        for (const char *at = text; (at = strstr(at, flags[i])); at++) {
            bool baseline = false;
            for (size_t k = 0; plain[k]; k++)
                baseline |= strncmp(at, plain[k], strlen(plain[k])) == 0;
            if (!baseline)
                return flags[i];
        }
    return NULL;
}

static const char *built_for_processor(const fl_case_side *side, const char **where)
{
    const char *const texts[] = {side->command, side->build};
    const char *flag = NULL;
    *where = "its command";
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !flag; i++)
        flag = processor_flag(texts[i]);
    for (size_t i = 0; i < side->manifest_count && !flag; i++) {
        flag = processor_flag(side->manifests[i].bytes);
        *where = side->manifests[i].path;
    }
    return flag;
}

/* Why what the program executes can depend on the CPU; false: it cannot. *rebuilt: because it is other machine code. */
static bool can_depend(const fl_case_side *side, char text[160], bool *rebuilt)
{
    const fl_trace *trace = &side->trace;
    const char *where = NULL, *flag = built_for_processor(side, &where);
    uint64_t of_system = 0;
    *rebuilt = true;
    if (flag) {
        snprintf(text, 160, "it is compiled for a processor (%s in %.60s)", flag, where);
        return true;
    }
    for (size_t i = 0; i < trace->chooser_count; i++) {
        const fl_trace_chooser *chooser = &trace->choosers[i];
        if (fl_trace_is_of_system(chooser->object) && !multiplies(trace, chooser->object))
            continue;
        snprintf(text, 160, "%.60s can choose code by the CPU (%s)", chooser->object, chooser->by);
        *rebuilt = false;
        return true;
    }
    for (size_t i = 0; i < trace->object_count; i++) {
        if (fl_trace_is_of_system(trace->objects[i].name)) {
            of_system += trace->objects[i].instructions;
        } else if (trace->objects[i].newer_instructions > 0) {
            snprintf(text, 160, "%.60s holds code that was compiled for newer CPUs than the baseline",
                     trace->objects[i].name);
            return true;
        }
    }
    *rebuilt = false;
    if (4 * of_system > trace->instructions) {
        snprintf(text, 160, "much of it is the C library's, which chooses by the CPU");
        return true;
    }
    return false;
}

/* By what the file says, else by a word in the CPU's name; "": not told. */
static const char *architecture_of(const fl_environment *environment, const char *cpu)
{
    static const char *const names[][2] = {
        {"AMD", "x86_64"},    {"Intel", "x86_64"},    {"Xeon", "x86_64"},      {"EPYC", "x86_64"},
        {"Ryzen", "x86_64"},  {"Core(TM)", "x86_64"}, {"Neoverse", "aarch64"}, {"Graviton", "aarch64"},
        {"Apple", "aarch64"}, {"Cortex", "aarch64"},  {"Ampere", "aarch64"},
    };
    if (environment->architecture[0])
        return environment->architecture;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(cpu, names[i][0]))
            return names[i][1];
    return "";
}

/* The features that were hidden while the program was timed are those that were hidden while it was traced. */
static bool is_hidden_alike(const fl_case_side *side, const fl_environment *environment)
{
    return strcmp(side->trace.hidden_features, environment->hidden_features) == 0;
}

/* Libraries choose by the manufacturer as well. */
static bool is_of_vendor(const char *core, const char *cpu)
{
    bool amd =
        strncmp(core, "znver", 5) == 0 || strncmp(core, "btver", 5) == 0 || strncmp(core, "bdver", 5) == 0;
    return strstr(cpu, amd ? "AMD" : "Intel") != NULL;
}

static unsigned hidden_needs(const fl_trace *trace)
{
    unsigned hidden = 0;
    for (unsigned bit = 1; bit; bit <<= 1)
        hidden |= fl_need_name(bit)[0] && fl_trace_hides(trace, fl_need_name(bit)) ? bit : 0;
    return hidden;
}

/* The published processor, of which the case names the core, has the vectors that the hidden features leave to this one, and
 * none that they hide: what was executed is then of its class. */
static bool is_of_class(const char *name, const fl_trace *trace)
{
    enum { WIDE = FL_NEEDS_AVX | FL_NEEDS_FMA | FL_NEEDS_AVX2 | FL_NEEDS_AVX512F };
    const fl_core *core = fl_core_find(name);
    unsigned hidden = hidden_needs(trace), gone = hidden;
    if (!core || core->architecture != FL_ARCHITECTURE_X86_64 || !is_of_vendor(name, trace->cpu))
        return false;
    for (unsigned bit = 1; bit; bit <<= 1)
        gone |= fl_need_prerequisites(core->architecture, bit) & hidden ? bit : 0;
    return !(hidden & core->features) && !(WIDE & ~core->features & ~gone);
}

/* Of the published figures: as the result file tells, else the case. */
static const char *cpu_of(const fl_case *given, int side)
{
    const char *told = given->sides[side].runs[0].document.environment.cpu;
    return fl_names_cpu(told) || !given->published.cpu[0] ? told : given->published.cpu;
}

/* What a trace tells of the CPU that the figures are of. */
static void judge_cpu(const fl_case_side *side, const char *cpu, const char *core,
                      const fl_environment *environment, fl_trace_evidence *e)
{
    const fl_trace *trace = &side->trace;
    char why[160] = "", hidden[320] = "", unlike[160] = "";
    bool imitates = fl_trace_imitates(trace, unlike);
    bool other = fl_names_cpu(cpu) && fl_names_cpu(trace->cpu) && !fl_is_same_cpu(cpu, trace->cpu);
    if (!is_hidden_alike(side, environment))
        snprintf(hidden, sizeof hidden, ", where FAIRLANE_HIDE hid %.80s",
                 trace->hidden_features[0] ? trace->hidden_features : "nothing, unlike while it was timed");
    if (hidden[0] && unlike[0])
        snprintf(hidden, sizeof hidden, ", where FAIRLANE_HIDE imitated no CPU: %.100s", unlike);
    if (!other && !hidden[0])
        return;
    e->of_class = imitates && !is_hidden_alike(side, environment) && is_of_class(core, trace);
    if (!fl_is_same_cpu(architecture_of(environment, cpu), trace->architecture))
        snprintf(e->doubt, sizeof e->doubt,
                 "traced on '%.60s' (%.20s), the results are of '%.60s', of another architecture or one that "
                 "is not "
                 "told",
                 trace->cpu, trace->architecture, cpu);
    else if (e->of_class)
        snprintf(e->remark, sizeof e->remark,
                 "traced on '%.50s' as a CPU without %.80s, of the class of %.30s", trace->cpu,
                 trace->hidden_features, core);
    else if (!trace->choosers_sought)
        snprintf(e->doubt, sizeof e->doubt,
                 "traced on '%.50s'%.140s, the results are of '%.50s': what it executes may depend on the "
                 "CPU, and "
                 "this trace does not tell; a new one does",
                 trace->cpu, hidden, cpu);
    else if (can_depend(side, why, &e->rebuilt))
        snprintf(e->bound, sizeof e->bound, "traced on '%.50s'%.140s, the results are of '%.50s', and %.90s",
                 trace->cpu, hidden, cpu, why);
    else
        snprintf(
            e->remark, sizeof e->remark,
            "traced on '%.50s'%.140s, the results are of '%.60s': this machine code cannot depend on the CPU",
            trace->cpu, hidden, cpu);
}

void fl_judge_traces(const fl_case *given, fl_audit *audit)
{
    for (int i = 0; i < 2; i++) {
        const fl_case_side *side = &given->sides[i];
        fl_trace_evidence *e = &audit->traces[i];
        if (!side->has_trace || given->by_lab || side->is_kernel || side->run_count == 0)
            continue;
        if (is_of_another_program(side))
            snprintf(e->doubt, sizeof e->doubt,
                     "it is a trace of the command '%.120s', which names nothing of '%.100s'",
                     side->trace.command, side->command);
        else if (is_of_another_build(side))
            snprintf(e->doubt, sizeof e->doubt,
                     "it is a trace of the build for debugging '%.120s', not of what '%.100s' builds",
                     side->trace.command, side->command);
        else
            judge_cpu(side, cpu_of(given, i), given->published.core, &side->runs[0].document.environment, e);
    }
}
