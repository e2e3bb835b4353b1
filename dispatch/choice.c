/* Which variants run on a CPU, and which one is best.
 *
 * The order of preference follows from what the variants say of themselves; no name occurs in it. Of the
 * kernels that do the task's work and run on this CPU, the first difference decides:
 *   1. origin: hand-written, then the compiler's vectorisation, then plain loops, then libraries, because
 *      what a library executes is its own choice and cannot be promised;
 *   2. lanes: wider first. A vector length known only at run time counts with what this CPU offers;
 *   3. a fixed width before a run-time one of the same width: it pays for no predicates;
 *   4. fused multiply-add before multiply and add apart: half the arithmetic;
 *   5. accumulators: more first, they hide more latency;
 *   6. the order of the table.
 * One that must not be called from several threads is refused even when it is forced.
 * Kernels with ordered sums are never chosen: in time they are scalar code, whatever their products are.
 * It is a static order, not a measurement: the choice must be the same in every process on a machine, and a
 * measurement at start-up would be neither that nor free. Whether it is the right order is what
 * `fairlane run` shows. */
#include "dispatch/choice.h"

#include <stdio.h>
#include <string.h>

#include "dispatch/prepare.h"

/* Appends "A, B or C" (or another last word) of the needs, the newest first. */
static void append_needs(unsigned needs, const char *last, char *text, size_t size)
{
    char names[160];
    fl_name_needs(needs, names, sizeof names);
    char *comma = strrchr(names, ',');
    size_t used = strlen(text);
    if (comma)
        snprintf(text + used, size - used, "%.*s %s%s", (int)(comma - names), names, last, comma + 1);
    else
        snprintf(text + used, size - used, "%s", *names ? names : "(unnamed feature)");
}

/* Of these needs, the ones that build on one of the missing. */
static unsigned building_on(const fl_cpu *cpu, unsigned needs, unsigned missing)
{
    unsigned found = 0;
    for (unsigned bit = 1; bit; bit <<= 1)
        if ((needs & bit) && (fl_need_prerequisites(cpu->architecture, bit) & missing))
            found |= bit;
    return found;
}

/* What keeps the CPU and its operating system from these needs, with all they build on; "" for nothing. */
static void explain(const fl_cpu *cpu, unsigned needs, fl_availability *availability)
{
    char *reason = availability->reason;
    size_t size = sizeof availability->reason;
    unsigned below = fl_need_prerequisites(cpu->architecture, needs), all = needs | below;
    unsigned missing = needs & ~cpu->has, missing_below = below & ~cpu->has;
    unsigned hidden = needs & cpu->hidden, doubted = all & cpu->doubted;
    unsigned unsaved = fl_cpu_unsaved(cpu, needs);
    availability->cpu_allows = !((all & ~cpu->has) || hidden || doubted);
    availability->os_allows = unsaved == 0;
    if (missing) {
        snprintf(reason, size, "this CPU has no ");
        append_needs(missing, "or", reason, size);
    } else if (hidden) {
        snprintf(reason, size, "FAIRLANE_HIDE hides ");
        append_needs(hidden, "and", reason, size);
    } else if (missing_below) {
        snprintf(reason, size, "this CPU has no ");
        append_needs(missing_below, "or", reason, size);
        strncat(reason, ", without which there is no ", size - strlen(reason) - 1);
        append_needs(building_on(cpu, needs, missing_below), "or", reason, size);
    } else if (unsaved) {
        snprintf(reason, size, "the operating system does not save the registers of ");
        append_needs(unsaved, "or", reason, size);
    } else if (doubted) {
        snprintf(reason, size, "CPUID and the run-time libraries disagree on ");
        append_needs(doubted, "or", reason, size);
    }
}

static fl_trial *trial;

void fl_set_trial(fl_trial *wanted)
{
    trial = wanted;
}

/* By what it needs alone: nothing is loaded, nothing called. */
static void judge_needs(const fl_cpu *cpu, const fl_variant *variant, fl_availability *availability)
{
    *availability = (fl_availability){.variant = variant, .compiled = variant->kernel != NULL};
    if (!availability->compiled) {
        snprintf(availability->reason, sizeof availability->reason, "it is not compiled in: %s",
                 variant->absent);
        return;
    }
    explain(cpu, variant->kernel->needs, availability);
    availability->runs = availability->cpu_allows && availability->os_allows;
}

void fl_judge_variant(const fl_cpu *cpu, const fl_variant *variant, fl_availability *availability)
{
    const fl_kernel *kernel = variant->kernel;
    judge_needs(cpu, variant, availability);
    if (!availability->runs || !kernel)
        return;
    const char *lacking = trial && kernel->isa == FL_ISA_LIBRARY ? trial(kernel) : NULL;
    if (!lacking && kernel->prepare)
        lacking = fl_prepare(kernel);
    availability->runs = lacking == NULL;
    snprintf(availability->reason, sizeof availability->reason, "%s", lacking ? lacking : "");
}

static int lanes_here(const fl_cpu *cpu, const fl_kernel *kernel)
{
    if (kernel->lanes == 0 && fl_isas[kernel->isa].width == FL_WIDTH_SVE)
        return cpu->sve_vector_bytes / (int)sizeof(float);
    return kernel->lanes;
}

static int origin_rank(fl_origin origin)
{
    switch (origin) {
    case FL_HAND_WRITTEN:
        return 3;
    case FL_COMPILER:
        return 2;
    case FL_PLAIN_LOOP:
        return 1;
    case FL_LIBRARY:
        break;
    }
    return 0;
}

bool fl_prefers(const fl_cpu *cpu, const fl_kernel *a, const fl_kernel *b)
{
    const int merits[][2] = {
        {origin_rank(a->origin), origin_rank(b->origin)},
        {lanes_here(cpu, a), lanes_here(cpu, b)},
        {a->lanes != 0, b->lanes != 0},
        {a->fma, b->fma},
        {a->accumulators, b->accumulators},
    };
    for (size_t i = 0; i < sizeof merits / sizeof merits[0]; i++)
        if (merits[i][0] != merits[i][1])
            return merits[i][0] > merits[i][1];
    return false;
}

/* The kernel when this variant can be chosen here, else NULL. */
static const fl_kernel *candidate(const fl_cpu *cpu, const fl_variant *variant)
{
    fl_availability availability;
    fl_judge_variant(cpu, variant, &availability);
    return availability.runs && variant->kernel->work == FL_WORK_LINEAR_784X2 ? variant->kernel : NULL;
}

/* Preparing may load libraries, and a message is no reason for that. */
static bool offered(const fl_cpu *cpu, const fl_variant *variant)
{
    fl_availability availability;
    judge_needs(cpu, variant, &availability);
    return availability.runs && variant->kernel->work == FL_WORK_LINEAR_784X2 && !variant->kernel->one_thread;
}

static void list_offered(fl_variant_list list, const fl_cpu *cpu, const fl_variant *except, char *text,
                         size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < list.count && used < size; i++)
        if (&list.variants[i] != except && offered(cpu, &list.variants[i]))
            used +=
                (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", list.variants[i].name);
}

/* The name may come from anywhere: shown in quotes, cut after some forty characters, and whatever a terminal
 * could take for a command written as \xNN. */
static void quote(const char *name, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "'");
    while (*name && used + sizeof "\\xff...'" < size) {
        unsigned char c = (unsigned char)*name++;
        bool plain = c >= ' ' && c < 0x7f && c != '\'' && c != '\\';
        used += (size_t)snprintf(text + used, size - used, plain ? "%c" : "\\x%02x", c);
    }
    snprintf(text + used, size - used, "%s'", *name ? "..." : "");
}

static fl_status choose_forced(fl_variant_list list, const fl_cpu *cpu, const char *forced,
                               const fl_kernel **kernel, fl_error *error)
{
    char quoted[48], others[320];
    const fl_variant *variant = NULL;
    fl_availability availability;
    for (size_t i = 0; i < list.count && !variant; i++)
        if (strcmp(list.variants[i].name, forced) == 0)
            variant = &list.variants[i];
    const bool same_work = variant && (!variant->kernel || variant->kernel->work == FL_WORK_LINEAR_784X2);
    const char *one_thread = same_work && variant->kernel ? variant->kernel->one_thread : NULL;
    if (same_work && !one_thread) {
        fl_judge_variant(cpu, variant, &availability);
        if (availability.runs && variant->kernel) {
            if (variant->kernel->isa == FL_ISA_LIBRARY)
                fl_rehearse(variant->kernel);
            *kernel = variant->kernel;
            return FL_OK;
        }
    }
    quote(forced, quoted, sizeof quoted);
    list_offered(list, cpu, variant, others, sizeof others);
    if (!variant)
        return fl_fail(error, FL_USAGE, "there is no kernel %s; choose one of: %s", quoted, others);
    if (!same_work)
        return fl_fail(error, FL_USAGE, "kernel %s does other work (%s); choose one of: %s", quoted,
                       fl_work_shape(variant->kernel->work).name, others);
    if (one_thread)
        return fl_fail(error, FL_UNABLE,
                       "kernel %s cannot be chosen, as any thread may call what is: %s (others: %s)", quoted,
                       one_thread, others);
    return fl_fail(error, FL_UNABLE, "cannot run kernel %s: %s (%s offers: %s)", quoted, availability.reason,
                   availability.compiled ? "it" : "this build", others);
}

fl_status fl_choose_from(fl_variant_list list, const fl_cpu *cpu, const char *forced,
                         const fl_kernel **kernel, fl_error *error)
{
    *kernel = NULL;
    if (forced)
        return choose_forced(list, cpu, forced, kernel, error);
    for (size_t i = 0; i < list.count; i++) {
        /* Preference first: what is not preferred is not prepared either, and a user's process loads no
         * library that it will not use. */
        const fl_kernel *next = list.variants[i].kernel;
        if (next && !next->ordered_sums && !next->one_thread &&
            (!*kernel || fl_prefers(cpu, next, *kernel)) && candidate(cpu, &list.variants[i]))
            *kernel = next;
    }
    if (!*kernel)
        return fl_fail(error, FL_UNABLE, "this build holds no kernel that runs on this CPU");
    return FL_OK;
}
