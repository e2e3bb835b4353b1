/* Points 56 to 70: were both measured under the same, undisturbed conditions?
 *
 * The figures are those of each side's result file; what a file does not tell is UNCHECKED. Where a virtual
 * machine shows neither governor nor temperature, the witness of frequency that the lab times beside each
 * block is the evidence: a CPU that slowed down took longer for the same chain of additions. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench/audit/audit.h"
#include "bench/audit/providers/facts.h"
#include "bench/audit/providers/parts.h"
#include "bench/verdict/attest.h"

/* Thresholds, each shown in the evidence. */
static const double steady_clock = 0.02, changed_clock = 0.05; /* range of the core clock, of its median */
static const double calm_cpus = 0.25, busy_cpus = 0.5;         /* CPUs that others kept busy */
static const double calm_steal_percent = 1, high_steal_percent = 5; /* of the busy time */
static const double too_hot_celsius = 100;
static const double least_memory_share = 0.05;

/* ---- 56, 57: hardware ---- */

/* Whether both results are of one call of a tool that runs its benchmarks one after the other and writes one file at
 * its end. */
static bool is_one_invocation(const fl_case *given)
{
    static const char *const tools[] = {"pytest-benchmark", "hyperfine", "Google Benchmark"};
    const fl_imported *imported[2];
    for (int i = 0; i < 2; i++) {
        const fl_case_side *side = &given->sides[i];
        imported[i] = side->run_count && side->runs[0].result ? side->runs[0].result->imported : NULL;
        if (!imported[i] || strcmp(fl_result_path(given, i), fl_result_path(given, 0)) != 0 ||
            strcmp(imported[i]->tool, imported[0]->tool) != 0)
            return false;
    }
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        if (strcmp(imported[0]->tool, tools[i]) == 0)
            return true;
    return false;
}

static void judge_same_cpu(const fl_case *given, const fl_environment *const e[2], fl_audit *audit)
{
    char where[160];
    snprintf(where, sizeof where, "%.75s, %.75s", fl_result_path(given, 0), fl_result_path(given, 1));
    if (is_one_invocation(given) && (!e[0]->cpu[0] || !e[1]->cpu[0])) {
        fl_audit_add(audit, 56, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_READING, where,
                     "its name is not told; both are in the file of one invocation of %.32s, on one machine",
                     given->sides[0].runs[0].result->imported->tool);
        return;
    }
    for (int i = 0; i < 2; i++)
        if (!fl_names_cpu(e[i]->cpu))
            fl_audit_block(audit, 56, (fl_concerns)i, FL_BY_READING, fl_result_path(given, i),
                           "the result file does not name its CPU%s%.40s", e[i]->cpu[0] ? ", only " : "",
                           e[i]->cpu);
    if (!fl_names_cpu(e[0]->cpu) || !fl_names_cpu(e[1]->cpu))
        return;
    bool same = fl_is_same_cpu(e[0]->cpu, e[1]->cpu);
    fl_audit_add(audit, 56, FL_CONCERNS_BOTH, same ? FL_POINT_PASS : FL_POINT_FAIL,
                 fl_how_of(given, FL_BY_READING), where, same ? "both on %.100s" : "A on %.100s, B on %.100s",
                 e[0]->cpu, e[1]->cpu);
}

typedef struct difference {
    const char *what, *a, *b;
} difference;

/* The first fact of the machine that both tell and that differs; NULL: none. told: how many both tell. */
static const difference *differing(const difference *facts, size_t count, int *told)
{
    *told = 0;
    for (size_t i = 0; i < count; i++) {
        if (!facts[i].a[0] || !facts[i].b[0])
            continue;
        ++*told;
        if (strcmp(facts[i].a, facts[i].b) != 0)
            return &facts[i];
    }
    return NULL;
}

static size_t words_in(const char *text)
{
    size_t words = 0;
    for (bool within = false; *text; text++) {
        bool letter = isalnum((unsigned char)*text) != 0;
        words += letter && !within;
        within = letter;
    }
    return words;
}

/* The operating system that a platform's text begins with; NULL: another. */
static const char *system_of(const char *platform)
{
    static const struct {
        const char *begins, *system;
    } systems[] = {{"linux", "Linux"}, {"windows", "Windows"}, {"macos", "macOS"}, {"darwin", "macOS"}};
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
        if (strncasecmp(platform, systems[i].begins, strlen(systems[i].begins)) == 0)
            return systems[i].system;
    return NULL;
}

static bool is_other_system(const char *a, const char *b)
{
    const char *systems[2] = {system_of(a), system_of(b)};
    return systems[0] && (!systems[1] || strcmp(systems[0], systems[1]) != 0);
}

static void judge_same_machine(const fl_case *given, const fl_environment *const e[2], fl_audit *audit)
{
    char cpus[2][16] = {"", ""}, memory[2][32] = {"", ""}, where[160];
    const char *platform[2];
    snprintf(where, sizeof where, "%.75s, %.75s", fl_result_path(given, 0), fl_result_path(given, 1));
    for (int i = 0; i < 2; i++) {
        platform[i] =
            given->sides[i].runs[0].document.of_other_tool ? given->sides[i].runs[0].document.platform : "";
        if (e[i]->cpus_online > 0)
            snprintf(cpus[i], sizeof cpus[i], "%d", e[i]->cpus_online);
        if (e[i]->memory_total_bytes > 0)
            snprintf(memory[i], sizeof memory[i], "%.0f bytes", e[i]->memory_total_bytes);
    }
    /* Python writes Linux-6.1.0-18-amd64-x86_64-with-glibc2.36,
     * Rust's constants linux x86_64: of one system. */
    if (words_in(platform[0]) != words_in(platform[1]) && !is_other_system(platform[0], platform[1]))
        platform[0] = "";
    const char *cpu = fl_names_cpu(e[0]->cpu) ? e[0]->cpu : "";
    const difference facts[] = {{"CPU", cpu, e[1]->cpu},
                                {"architecture", e[0]->architecture, e[1]->architecture},
                                {"hypervisor", e[0]->hypervisor, e[1]->hypervisor},
                                {"number of CPUs", cpus[0], cpus[1]},
                                {"memory", memory[0], memory[1]},
                                {"caches", e[0]->caches, e[1]->caches},
                                {"topology", e[0]->topology, e[1]->topology},
                                {"platform", platform[0], platform[1]},
                                {"kernel", e[0]->kernel_release, e[1]->kernel_release}};
    int told;
    const difference *d = differing(facts, sizeof facts / sizeof facts[0], &told);
    if (d)
        fl_audit_add(audit, 57, FL_CONCERNS_BOTH, FL_POINT_FAIL, fl_how_of(given, FL_BY_READING), where,
                     "the %s differs: A %.100s, B %.100s", d->what, d->a, d->b);
    else if (given->by_lab)
        fl_audit_add(audit, 57, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_MEASUREMENT, where,
                     "both were timed here by the same measuring processes, in the same rounds");
    else if (is_one_invocation(given))
        fl_audit_add(
            audit, 57, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_READING, where,
            "both are in the file of one invocation of %.32s, which runs one benchmark after the other",
            given->sides[0].runs[0].result->imported->tool);
    else if (e[0]->boot_id[0] && strcmp(e[0]->boot_id, e[1]->boot_id) == 0)
        fl_audit_add(audit, 57, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_READING, where,
                     "the same boot of the same system, %.40s; %d facts of the machine agree", e[0]->boot_id,
                     told);
    else
        fl_audit_block(
            audit, 57, FL_CONCERNS_BOTH, FL_BY_READING, where,
            e[0]->boot_id[0] && e[1]->boot_id[0]
                ? "two boots: two machines, or one that was started anew in between (%d facts agree)"
                : "%d facts agree, but two machines of one make would agree in them too; no boot id is told",
            told);
}

/* ---- 58, 59: frequency and heat ---- */

/* What the lab's witness of frequency saw over the measuring processes. */
typedef struct witness {
    double ghz, low, high, range; /* range: (high - low) / ghz; NaN: no witness */
} witness;

static witness find_witness(const fl_document *document)
{
    for (size_t i = 0; i < document->machine_count; i++) {
        const fl_named_value *v = &document->machine[i];
        if (strcmp(v->name, "core clock") == 0 && strcmp(v->unit, "GHz") == 0 && v->value > 0 &&
            v->high >= v->low)
            return (witness){v->value, v->low, v->high, (v->high - v->low) / v->value};
    }
    return (witness){NAN, NAN, NAN, NAN};
}

static void judge_governor(const fl_case *given, int i, const fl_environment *e, fl_audit *audit)
{
    const fl_document *document = &given->sides[i].runs[0].document;
    const char *where = fl_result_path(given, i);
    fl_concerns who = (fl_concerns)i;
    fl_obtained_by how = fl_how_of(given, FL_BY_READING);
    witness w = find_witness(document);
    bool known = e->governor[0] && strcmp(e->governor, "unknown") != 0;
    if (w.range > changed_clock)
        fl_audit_add(audit, 58, who, FL_POINT_FAIL, FL_BY_MEASUREMENT, where,
                     "the core clock went from %.3f to %.3f GHz during the run, more than %.0f %%", w.low,
                     w.high, 100 * changed_clock);
    else if (known && strcmp(e->governor, "powersave") == 0)
        fl_audit_add(audit, 58, who, FL_POINT_FAIL, how, where, "governor: powersave");
    else if (known && strcmp(e->governor, "performance") == 0)
        fl_audit_add(audit, 58, who, FL_POINT_PASS, how, where, "governor: performance");
    else if (w.range <= steady_clock)
        fl_audit_add(audit, 58, who, FL_POINT_PASS, FL_BY_MEASUREMENT, where,
                     "governor: %.31s; the frequency witness is the evidence: a dependent chain timed in "
                     "each process gave %.3f GHz, %.3f to %.3f",
                     known ? e->governor : "not shown by this machine", w.ghz, w.low, w.high);
    else if (w.range > steady_clock)
        fl_audit_block(
            audit, 58, who, FL_BY_MEASUREMENT, where,
            "governor: %.31s; the core clock was seen from %.3f to %.3f GHz, more than %.0f %% apart",
            known ? e->governor : "not shown", w.low, w.high, 100 * steady_clock);
    else
        fl_audit_block(audit, 58, who, how, where, "%s%.31s; the file holds no witness of frequency",
                       known ? "governor: " : "no governor is told", known ? e->governor : "");
}

static void judge_heat(const fl_case *given, int i, const fl_environment *e, fl_audit *audit)
{
    const char *where = fl_result_path(given, i);
    fl_concerns who = (fl_concerns)i;
    fl_obtained_by how = fl_how_of(given, FL_BY_READING);
    witness w = find_witness(&given->sides[i].runs[0].document);
    if (e->thermal_throttle_events > 0)
        fl_audit_add(audit, 59, who, FL_POINT_FAIL, how, where,
                     "%.0f times CPUs were slowed down because of their temperature",
                     e->thermal_throttle_events);
    else if (e->hottest_celsius_after >= too_hot_celsius || e->hottest_celsius_before >= too_hot_celsius)
        fl_audit_add(audit, 59, who, FL_POINT_FAIL, how, where,
                     "a sensor showed %.1f degrees before, %.1f after", e->hottest_celsius_before,
                     e->hottest_celsius_after);
    else if (e->thermal_throttle_events == 0)
        fl_audit_add(audit, 59, who, FL_POINT_PASS, how, where,
                     "no CPU counted a slowdown because of its temperature%s",
                     w.range <= steady_clock ? "; the frequency witness was steady" : "");
    else if (w.range <= steady_clock)
        fl_audit_add(audit, 59, who, FL_POINT_PASS, FL_BY_MEASUREMENT, where,
                     "the machine shows no throttle counts; the frequency witness is the evidence: %.3f GHz, "
                     "%.3f to %.3f over the processes",
                     w.ghz, w.low, w.high);
    else
        fl_audit_block(audit, 59, who, how, where,
                       isnan(w.range)
                           ? "neither throttle counts nor a witness of frequency are told"
                           : "no throttle counts, and the core clock was seen from %.3f to %.3f GHz",
                       w.low, w.high);
}

/* ---- 60: memory ---- */

static void judge_memory(const fl_case *given, int i, const fl_environment *e, fl_audit *audit)
{
    const char *where = fl_result_path(given, i);
    fl_concerns who = (fl_concerns)i;
    fl_obtained_by how = fl_how_of(given, FL_BY_READING);
    double before = e->swap_used_bytes_before, after = e->swap_used_bytes_after;
    double free_share =
        fmin(e->memory_available_bytes_before, e->memory_available_bytes_after) / e->memory_total_bytes;
    if (e->pages_swapped > 0)
        fl_audit_add(audit, 60, who, FL_POINT_FAIL, how, where, "%.0f pages were swapped during the run",
                     e->pages_swapped);
    else if (after > before)
        fl_audit_add(audit, 60, who, FL_POINT_FAIL, how, where, "swap in use grew from %.0f to %.0f bytes",
                     before, after);
    else if (after > 0 && isnan(e->pages_swapped))
        fl_audit_add(audit, 60, who, FL_POINT_FAIL, how, where,
                     "%.0f bytes of swap were in use, and the pages swapped meanwhile were not counted",
                     after);
    else if (free_share < least_memory_share)
        fl_audit_add(audit, 60, who, FL_POINT_FAIL, how, where, "only %.1f %% of the memory was free",
                     100 * free_share);
    else if (e->pages_swapped == 0)
        fl_audit_add(audit, 60, who, FL_POINT_PASS, how, where,
                     "no page was swapped during the run; %.0f bytes of swap in use", after >= 0 ? after : 0);
    else if (before == 0 && after == 0)
        fl_audit_add(audit, 60, who, FL_POINT_PASS, how, where, "no swap in use before nor after the run");
    else
        fl_audit_block(audit, 60, who, how, where, "the file tells nothing about swap");
}

/* ---- 66, 70: neighbours and nodes ---- */

static void judge_others(const fl_case *given, int i, const fl_environment *e, fl_audit *audit)
{
    const char *where = fl_result_path(given, i);
    fl_concerns who = (fl_concerns)i;
    fl_obtained_by how = fl_how_of(given, FL_BY_READING);
    bool virtual = e->hypervisor[0] && strcmp(e->hypervisor, "none") != 0;
    /* Below nothing no share can lie: then the figure tells nothing. */
    double steal = e->steal_percent >= 0 ? e->steal_percent : NAN;
    double others = e->other_busy_cpus >= 0 ? e->other_busy_cpus : NAN;
    if (steal > high_steal_percent)
        fl_audit_add(audit, 66, who, FL_POINT_FAIL, how, where,
                     "the hypervisor took %.1f %% of the busy time for others", steal);
    else if (others >= busy_cpus)
        fl_audit_add(audit, 66, who, FL_POINT_FAIL, how, where,
                     "other processes kept %.2f of %d CPUs busy during the run", others, e->cpus_online);
    else if (isnan(others) && e->load_1min_before >= 1 && e->load_1min_after >= 2)
        fl_audit_add(audit, 66, who, FL_POINT_FAIL, how, where, "load %.2f before and %.2f after the run",
                     e->load_1min_before, e->load_1min_after);
    else if (isnan(others))
        fl_audit_block(audit, 66, who, how, where, "what other processes did meanwhile is not told");
    else if (!(others < calm_cpus))
        fl_audit_block(audit, 66, who, how, where,
                       "other processes kept %.2f of %d CPUs busy: little, but not nothing", others,
                       e->cpus_online);
    else if (steal > calm_steal_percent)
        fl_audit_block(audit, 66, who, how, where, "the hypervisor took %.1f %% of the busy time for others",
                       steal);
    else if (isnan(steal) && virtual)
        fl_audit_block(audit, 66, who, how, where,
                       "a virtual machine (%.40s), and what its hypervisor took for others is not told",
                       e->hypervisor);
    else
        fl_audit_add(audit, 66, who, FL_POINT_PASS, how, where,
                     isnan(steal) ? "other processes kept %.2f of %d CPUs busy"
                                  : "other processes kept %.2f of %d CPUs busy, the hypervisor took %.1f %%",
                     others, e->cpus_online, steal);
}

/* "2 packages, 1 NUMA node, …" */
static double nodes_of_topology(const char *topology)
{
    const char *at = strstr(topology, " NUMA node");
    if (!at)
        return NAN;
    while (at > topology && at[-1] >= '0' && at[-1] <= '9')
        at--;
    return strtod(at, NULL) > 0 ? strtod(at, NULL) : NAN;
}

/* Spreading memory over the nodes (numactl --interleave) binds nothing. */
static bool is_binding(const char *command)
{
    static const char *const binders[] = {"--cpunodebind", "--physcpubind", " -N", " -C", NULL};
    bool bound = strstr(command, "taskset ") != NULL;
    const char *numactl = strstr(command, "numactl ");
    for (size_t i = 0; numactl && binders[i]; i++)
        bound = bound || strstr(numactl, binders[i]);
    return bound;
}

static void judge_nodes(const fl_case *given, int i, const fl_environment *e, fl_audit *audit)
{
    const char *where = fl_result_path(given, i), *command = given->sides[i].command;
    fl_concerns who = (fl_concerns)i;
    fl_obtained_by how = fl_how_of(given, FL_BY_READING);
    double nodes = isnan(e->numa_nodes) ? nodes_of_topology(e->topology) : e->numa_nodes;
    if (isnan(nodes) && given->has_lab && given->lab_is_same_machine &&
        fl_is_same_cpu(given->lab.environment.cpu, e->cpu)) {
        nodes = given->lab.environment.numa_nodes;
        where = given->lab_path;
    }
    bool bound = e->pinned_cpu >= 0 || is_binding(command);
    if (isnan(nodes))
        fl_audit_block(audit, 70, who, how, where, "the number of NUMA nodes is not told");
    else if (nodes <= 1)
        fl_audit_add(audit, 70, who, FL_POINT_PASS, how, where, "one NUMA node");
    else if (!bound && !command[0] && given->sides[i].runs[0].document.of_other_tool)
        fl_audit_block(audit, 70, who, how, where,
                       "%.0f NUMA nodes; neither the file nor a command tells whether the program was bound "
                       "to one of them",
                       nodes);
    else
        fl_audit_add(audit, 70, who, bound ? FL_POINT_PASS : FL_POINT_FAIL, how, where,
                     bound ? "%.0f NUMA nodes, and the program was bound to a CPU: its memory is of that node"
                           : "%.0f NUMA nodes, and nothing bound the program to one of them",
                     nodes);
}

void fl_judge_environment(const fl_case *given, fl_audit *audit)
{
    const fl_environment *e[2];
    fl_case_facts *facts = calloc(2, sizeof *facts);
    if (!facts)
        return; /* all stays unchecked */
    for (int i = 0; i < 2; i++) {
        e[i] = &given->sides[i].runs[0].document.environment;
        if (given->sides[i].run_count)
            fl_facts_collect(&given->sides[i].runs[0], &facts[i]);
    }
    if (given->sides[0].run_count && given->sides[1].run_count) {
        judge_same_cpu(given, e, audit);
        judge_same_machine(given, e, audit);
    }
    for (int i = 0; i < 2; i++) {
        if (!given->sides[i].run_count)
            continue;
        judge_governor(given, i, e[i], audit);
        judge_heat(given, i, e[i], audit);
        judge_memory(given, i, e[i], audit);
        judge_others(given, i, e[i], audit);
        judge_nodes(given, i, e[i], audit);
    }
    fl_judge_software(given, facts, audit);
    free(facts);
}
