/* Choosing the kernel. select_request.c reads what is asked for.
 *
 * Class, fused or not, and work are conditions, but for the width of products whose sums are in order, for
 * there the sums alone take the time; the structure decides among those that meet them. An unknown
 * structure is taken for that of the hand-written loop, or of the plain one for scalar code: what libraries
 * and compilers without licence to reorder sums make. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/verdict/select.h"

FL_PRINTF(3, 4)
static void add(char lines[FL_SELECT_LINES][224], size_t *count, const char *format, ...)
{
    va_list arguments;
    if (*count == FL_SELECT_LINES)
        return;
    va_start(arguments, format);
    vsnprintf(lines[(*count)++], 224, format, arguments);
    va_end(arguments);
}

static void append(char *text, size_t size, const char *format, const char *a, const char *b)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", used ? ", " : "");
    used = strlen(text);
    snprintf(text + used, size - used, format, a, b); /* NOLINT: both callers pass literals */
}

static bool meets(const fl_select_request *request, const fl_kernel *kernel)
{
    fl_simd_class simd_class = fl_simd_class_of_kernel(kernel);
    /* Fused in order: the chain is one of fused multiply-adds, which are slower than additions. */
    bool like = request->simd_class.fused ? simd_class.width == FL_CLASS_SCALAR && simd_class.fused
                                          : fl_simd_class_is_ordered(simd_class);
    bool ordered = fl_simd_class_is_ordered(request->simd_class) && like;
    return fl_simd_class_is_known(simd_class) &&
           (fl_simd_class_equals(simd_class, request->simd_class) || ordered) &&
           kernel->work == request->work && strcmp(kernel->name, request->exclude) != 0;
}

static int passes_of(const fl_kernel *kernel)
{
    return kernel->passes > 0 ? kernel->passes : 1;
}

static bool passes_differ(const fl_select_request *request, const fl_kernel *kernel)
{
    return request->passes > 0 && request->passes != passes_of(kernel);
}

static double distance(const fl_select_request *request, const fl_kernel *kernel)
{
    double d = passes_differ(request, kernel) ? 1 : 0;
    d += 0.25 * abs((int)fl_simd_class_of_kernel(kernel).width -
                    (int)request->simd_class.width); /* of ordered ones */
    if (!request->structure_known)
        return d + (kernel->origin == FL_COMPILER ? 2 : 0); /* of its structure nothing is known either */
    d += request->origin != kernel->origin ? 0.125 : 0;
    if (request->accumulators > 0 && kernel->accumulators > 0)
        return d + fabs(log2((double)request->accumulators / (double)kernel->accumulators));
    return d + (request->accumulators != kernel->accumulators ? 3 : 0);
}

static const fl_kernel *find(const fl_select_request *request, const fl_availability *candidates,
                             size_t count)
{
    const fl_kernel *best = NULL;
    for (size_t i = 0; i < count; i++) {
        const fl_kernel *kernel = candidates[i].variant->kernel;
        if (kernel && candidates[i].runs && meets(request, kernel) &&
            (!best || distance(request, kernel) < distance(request, best)))
            best = kernel;
    }
    return best;
}

/* ---- none ---- */

/* The same width, but fused where the request is not, or the other way round. */
static void name_near_misses(const fl_select_request *request, const fl_availability *candidates,
                             size_t count, fl_selection *s)
{
    char near[200] = "";
    for (size_t i = 0; i < count; i++) {
        const fl_kernel *kernel = candidates[i].variant->kernel;
        if (!kernel || !candidates[i].runs || strcmp(kernel->name, request->exclude) == 0)
            continue;
        fl_simd_class simd_class = fl_simd_class_of_kernel(kernel);
        if (simd_class.width == request->simd_class.width && kernel->work == request->work)
            append(near, sizeof near, "%s (%s)", kernel->name, fl_simd_class_name(simd_class));
    }
    size_t used = strlen(s->none);
    if (near[0])
        snprintf(s->none + used, sizeof s->none - used, "; nearest, and not the same: %s", near);
}

static void explain_none(const fl_select_request *request, const fl_availability *candidates, size_t count,
                         fl_selection *s)
{
    char absent[300] = "";
    const char *work = fl_work_shape(request->work).name;
    for (size_t i = 0; i < count; i++) {
        const fl_availability *c = &candidates[i];
        if (c->variant->kernel ? meets(request, c->variant->kernel) && !c->runs
                               : strcmp(c->variant->name, request->variant) == 0)
            append(absent, sizeof absent, "%s (%s)", c->variant->name, c->reason);
    }
    if (absent[0])
        snprintf(s->none, sizeof s->none, "of class %s nothing runs here: %s",
                 fl_simd_class_name(request->simd_class), absent);
    else
        snprintf(s->none, sizeof s->none, "the lab has no %skernel of class %s that does %s",
                 request->exclude[0] ? "other " : "", fl_simd_class_name(request->simd_class), work);
    name_near_misses(request, candidates, count, s);
}

/* ---- one ---- */

static void give_reasons(const fl_select_request *request, fl_selection *s)
{
    const fl_kernel *k = s->kernel;
    fl_shape shape = fl_work_shape(k->work);
    bool same = fl_simd_class_equals(fl_simd_class_of_kernel(k), request->simd_class);
    add(s->reasons, &s->reason_count, "the %s class: %s%s", same ? "same" : "nearest",
        fl_simd_class_name(fl_simd_class_of_kernel(k)),
        request->simd_class.fused ? ""
        : fl_simd_class_is_ordered(request->simd_class)
            ? (request->sums_apart ? " and one at a time" : " and in order")
            : ", multiply and add apart");
    add(s->reasons, &s->reason_count, "the same work: %s, %zu multiply-adds", shape.name,
        shape.multiply_adds);
    add(s->reasons, &s->reason_count,
        "the same scope of timing: one call, input in memory to %s in memory, no activation%s",
        k->work == FL_WORK_LINEAR_784X2 ? "logits" : "output",
        k->work == FL_WORK_LOGISTIC_784X1 ? " but the sigmoid" : "");
    if (request->passes > 0 && !passes_differ(request, k))
        add(s->reasons, &s->reason_count, "the same order: %s",
            request->passes == 1 ? "both outputs in one pass over the input" : "one output after the other");
    if (request->structure_known && request->accumulators > 0 && request->accumulators == k->accumulators)
        add(s->reasons, &s->reason_count, "the same structure: %d accumulator%s per output", k->accumulators,
            k->accumulators == 1 ? "" : "s");
    else if (request->structure_known && request->accumulators > 0)
        add(s->reasons, &s->reason_count, "the nearest structure that runs here");
}

static void tell_differences(const fl_select_request *request, fl_selection *s)
{
    const fl_kernel *k = s->kernel;
    if (!fl_simd_class_equals(fl_simd_class_of_kernel(k), request->simd_class))
        add(s->differs, &s->differ_count, "%s there, %s here; the sums, one %s, take the time",
            fl_simd_class_name(request->simd_class), fl_simd_class_name(fl_simd_class_of_kernel(k)),
            request->sums_apart ? "lane at a time in both" : "after the other in both");
    if (passes_differ(request, k))
        add(s->differs, &s->differ_count, "%s there, %s here",
            request->passes == 1 ? "one pass over the input" : "one output after the other",
            passes_of(k) == 1 ? "one pass" : "one output after the other");
    if (!request->structure_known && !fl_simd_class_is_ordered(request->simd_class))
        add(s->differs, &s->differ_count,
            "how many sums it keeps side by side is not known; %s keeps %d per output", k->name,
            k->accumulators);
    else if (request->accumulators != k->accumulators && request->accumulators > 0 && k->accumulators > 0)
        add(s->differs, &s->differ_count, "%d accumulators per output there, %d here", request->accumulators,
            k->accumulators);
    else if (request->accumulators == 0 && k->accumulators == 0)
        add(s->differs, &s->differ_count, "how many sums either keeps side by side is not known");
    else if (request->accumulators != k->accumulators)
        add(s->differs, &s->differ_count, "the accumulators of one of the two are a compiler's choice");
    if (request->structure_known && request->origin != k->origin)
        add(s->differs, &s->differ_count, "%s there, %s here", fl_origin_name(request->origin),
            fl_origin_name(k->origin));
    for (size_t i = 0; i < request->differ_count; i++)
        add(s->differs, &s->differ_count, "%s", request->differs[i]);
}

void fl_select(const fl_select_request *request, const fl_availability *candidates, size_t count,
               fl_selection *s)
{
    memset(s, 0, sizeof *s);
    if (request->unfair[0] || !fl_simd_class_is_known(request->simd_class)) {
        snprintf(s->none, sizeof s->none, "%s",
                 request->unfair[0] ? request->unfair : "its class is not known");
        return;
    }
    s->kernel = find(request, candidates, count);
    if (!s->kernel) {
        explain_none(request, candidates, count, s);
        return;
    }
    give_reasons(request, s);
    tell_differences(request, s);
    for (size_t i = 0; i < count; i++) {
        const fl_kernel *other = candidates[i].variant->kernel;
        if (other && other != s->kernel && candidates[i].runs && meets(request, other))
            append(s->others, sizeof s->others, "%s%s", other->name, "");
    }
}

fl_status fl_select_here(const fl_select_request *target, fl_selection *selection, fl_error *error)
{
    fl_cpu cpu = fl_cpu_detect();
    fl_availability *candidates = calloc(fl_variant_count + 1, sizeof *candidates);
    if (!candidates)
        return fl_fail(error, FL_UNABLE, "select: no memory");
    for (size_t i = 0; i < fl_variant_count; i++)
        fl_judge(&cpu, i, &candidates[i]);
    fl_select(target, candidates, fl_variant_count, selection);
    free(candidates);
    return FL_OK;
}
