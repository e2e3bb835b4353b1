/* What is asked of a kernel. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/evidence/trace_chain.h"
#include "bench/evidence/trace_file.h"
#include "bench/import/import.h"
#include "bench/verdict/select.h"

FL_PRINTF(2, 3)
static void differs(fl_select_request *request, const char *format, ...)
{
    va_list arguments;
    if (request->differ_count == FL_SELECT_LINES)
        return;
    va_start(arguments, format);
    vsnprintf(request->differs[request->differ_count++], sizeof request->differs[0], format, arguments);
    va_end(arguments);
}

static void start(fl_select_request *request)
{
    memset(request, 0, sizeof *request);
    request->simd_class.width = FL_CLASS_INCONCLUSIVE;
    request->work = FL_WORK_LINEAR_784X2;
}

/* ---- a trace ---- */

static uint64_t multiplications(const fl_trace *trace, fl_element element)
{
    uint64_t sum = 0;
    for (int width = 0; width < FL_WIDTHS; width++)
        sum +=
            trace->arithmetic[width][element].multiply_lanes + trace->arithmetic[width][element].fused_lanes;
    return sum;
}

/* Why a trace without float32 arithmetic has no counterpart. */
static void explain_other_arithmetic(const fl_trace *trace, fl_select_request *request)
{
    uint64_t doubles = multiplications(trace, FL_ELEMENT_FLOAT64), whole = trace->integer_multiply_lanes;
    uint64_t halves =
        multiplications(trace, FL_ELEMENT_FLOAT16) + multiplications(trace, FL_ELEMENT_BFLOAT16);
    if (doubles > whole && doubles > halves)
        snprintf(request->unfair, sizeof request->unfair,
                 "it computes in double (%" PRIu64
                 " multiplications); every kernel of the lab computes in float32",
                 doubles);
    else if (whole > halves)
        snprintf(request->unfair, sizeof request->unfair,
                 "it computes in whole numbers (%" PRIu64
                 " multiplications); every kernel of the lab computes in float32",
                 whole);
    else if (halves > 0)
        snprintf(request->unfair, sizeof request->unfair,
                 "it computes in 16-bit floats (%" PRIu64
                 " multiplications); every kernel of the lab computes in float32",
                 halves);
    else
        snprintf(request->unfair, sizeof request->unfair,
                 "it multiplied nothing: a stored result, or work done elsewhere, has no fair counterpart");
}

static void check_work(const fl_trace *trace, fl_select_request *request)
{
    uint64_t done = multiplications(trace, FL_ELEMENT_FLOAT32);
    size_t whole = fl_work_shape(FL_WORK_LINEAR_784X2).multiply_adds;
    size_t half = fl_work_shape(FL_WORK_LOGISTIC_784X1).multiply_adds;
    uint64_t wanted = trace->expected_multiply_adds ? trace->expected_multiply_adds : done;
    if (done < wanted && done != half)
        snprintf(request->unfair, sizeof request->unfair,
                 "it executed %" PRIu64 " of %" PRIu64 " multiply-adds: where the rest was done is not known",
                 done, wanted);
    else if (done >= whole && wanted != half)
        request->work = FL_WORK_LINEAR_784X2;
    else if (done >= half)
        request->work = FL_WORK_LOGISTIC_784X1;
    else
        snprintf(request->unfair, sizeof request->unfair,
                 "it does %" PRIu64 " multiply-adds; the lab's kernels do %zu or %zu", done, whole, half);
    uint64_t own = fl_work_shape(request->work).multiply_adds;
    if (!request->unfair[0] && done > own)
        differs(request,
                "it executed %" PRIu64 " multiply-adds beyond those of its work: padding, or other work",
                done - own);
}

/* What else stands within its timing. */
static void compare_scope(const fl_trace *trace, fl_select_request *request)
{
    uint64_t calls = 0, own = trace->instructions;
    bool alone = !trace->parts_known || trace->parts[FL_PART_CALLER].instructions == trace->instructions;
    for (size_t i = 0; i < trace->call_count; i++)
        calls += alone ? trace->calls[i].count : trace->calls[i].by_caller;
    if (!alone)
        own = trace->parts[FL_PART_CALLER].instructions;
    differs(request,
            "its call executed %" PRIu64
            " instructions; those beside the arithmetic stand within its timing as well",
            own);
    if (!alone)
        differs(request,
                "beside it other threads executed %" PRIu64 " instructions and %" PRIu64
                " multiply-adds, and signal handlers %" PRIu64 " instructions",
                trace->parts[FL_PART_OTHERS].instructions, trace->parts[FL_PART_OTHERS].multiply_add_lanes,
                trace->parts[FL_PART_HANDLERS].instructions);
    if (calls > 0)
        differs(request, "it made %" PRIu64 " system call%s; a kernel makes none", calls,
                calls == 1 ? "" : "s");
    if (trace->threads_run > 1 || trace->forks > 0)
        differs(request, "it ran %" PRIu64 " threads and started %" PRIu64 " processes; a kernel runs in one",
                trace->threads_run, trace->forks);
}

/* Why products and sums are not of one known class each. */
static void explain_sums(const fl_trace *trace, fl_select_request *request)
{
    const fl_trace_sums *sums = &trace->sums;
    if (trace->simd_class == FL_CLASS_MIXED || (sums->known && sums->simd_class == FL_CLASS_MIXED))
        snprintf(request->unfair, sizeof request->unfair,
                 "it mixes classes: %s; every kernel of the lab is of one", trace->classification);
    else if (trace->weights != FL_NUMBER_FLOAT32)
        snprintf(request->unfair, sizeof request->unfair,
                 "it computes on %s weights: other work; every kernel of the lab has weights of float32",
                 fl_number_type_name(trace->weights));
    else if (!sums->known)
        snprintf(request->unfair, sizeof request->unfair,
                 "how its products are added is not known: the trace is of an older version; trace it again");
    else if (sums->in_double)
        snprintf(request->unfair, sizeof request->unfair,
                 "its products are added in double; every kernel of the lab adds in float32");
    else if (sums->simd_class == FL_CLASS_NONE)
        snprintf(request->unfair, sizeof request->unfair, "what adds its products was not seen: %s",
                 trace->reason);
    else if (trace->fused_in_part)
        snprintf(request->unfair, sizeof request->unfair,
                 "it fuses a part of its multiply-adds: %s; every kernel of the lab fuses all or none",
                 trace->classification);
}

/* Of sums in source order: those of both outputs in turn, or in the lanes of one register, are one pass; one
 * chain that is complete before the other begins makes two. 0: there are no such sums. */
static int passes_of_chains(const fl_trace *trace)
{
    enum { FEWEST_SWITCHES = 4 }; /* a code that takes 64 inputs a turn makes a dozen */
    uint64_t chained = 0, packed = 0;
    for (int width = 0; width < FL_WIDTHS; width++) {
        chained += trace->arithmetic[width][FL_ELEMENT_FLOAT32].chained_lanes;
        packed += width == FL_WIDTH_SCALAR ? 0 : trace->arithmetic[width][FL_ELEMENT_FLOAT32].chained_lanes;
    }
    if (chained < FL_INPUTS / 2)
        return 0;
    return packed >= FL_INPUTS / 2 || trace->chain_switches >= FEWEST_SWITCHES ? 1 : 2;
}

/* Whether the input is gone through once for both outputs or once for each: as the chains of additions tell,
 * else as far as the bytes do: code that keeps its variables in memory, or does much beside the work, loads
 * more than either. */
static void count_passes(const fl_trace *trace, fl_select_request *request)
{
    const uint64_t once = sizeof(float) * (FL_WEIGHTS + FL_INPUTS), twice = once + sizeof(float) * FL_INPUTS;
    const uint64_t slack = sizeof(float) * FL_INPUTS / 4;
    if (trace->multiply_add_lanes < FL_WEIGHTS || trace->expected_multiply_adds == FL_INPUTS)
        return;
    request->passes = passes_of_chains(trace);
    if (request->passes > 0)
        return;
    if (trace->bytes_loaded >= once && trace->bytes_loaded < once + slack)
        request->passes = 1;
    else if (trace->bytes_loaded >= twice && trace->bytes_loaded < twice + slack)
        request->passes = 2;
}

/* How many sums of one lane it keeps side by side for each output, as far as the longest chain tells: sums
 * that are kept in memory make none. */
static void count_accumulators(const fl_trace *trace, fl_select_request *request)
{
    enum { MOST = 16, IN_MEMORY = 3 };
    if (trace->sums.simd_class != FL_CLASS_SCALAR)
        return;
    request->sums_apart = trace->longest_chain > IN_MEMORY && trace->longest_chain <= FL_CHAIN_BEYOND;
    if (request->sums_apart && request->simd_class.width != FL_CLASS_SCALAR)
        differs(request,
                "its sums stand in chains of at most %" PRIu64
                " additions, side by side; here there is one of %d",
                trace->longest_chain, FL_INPUTS);
    if (request->passes == 0 || trace->longest_chain * MOST < FL_INPUTS)
        return;
    request->accumulators = (int)((FL_INPUTS + trace->longest_chain / 2) / trace->longest_chain);
    request->accumulators = request->accumulators > 0 ? request->accumulators : 1;
    request->structure_known = true;
    request->origin = request->simd_class.width == FL_CLASS_SCALAR ? FL_PLAIN_LOOP : FL_HAND_WRITTEN;
}

void fl_request_trace(const fl_trace *trace, const char *name, fl_select_request *request)
{
    start(request);
    snprintf(request->name, sizeof request->name, "%s", name);
    if (trace->simd_class == FL_CLASS_INCONCLUSIVE ||
        trace->undecoded + trace->uncounted + trace->unseen > 0 || trace->regions == 0) {
        snprintf(request->unfair, sizeof request->unfair, "the trace is inconclusive: %s",
                 trace->reason[0] ? trace->reason : "the region was never entered");
        return;
    }
    if (trace->simd_class == FL_CLASS_NONE) {
        explain_other_arithmetic(trace, request);
        return;
    }
    explain_sums(trace, request);
    if (request->unfair[0])
        return;
    request->simd_class = fl_simd_class_of_trace(trace);
    count_passes(trace, request);
    count_accumulators(trace, request);
    check_work(trace, request);
    compare_scope(trace, request);
}

/* ---- a kernel ---- */

void fl_request_kernel(const fl_kernel *kernel, const fl_trace *trace, fl_select_request *request)
{
    char name[sizeof request->name];
    snprintf(name, sizeof name, "kernel %s", kernel->name);
    if (kernel->isa == FL_ISA_LIBRARY && trace) {
        fl_request_trace(trace, name, request);
        differs(request, "%s is a library's code behind a call, with checks of its own", kernel->name);
    } else {
        start(request);
        snprintf(request->name, sizeof request->name, "%s", name);
        request->simd_class = fl_simd_class_of_kernel(kernel);
        request->structure_known = true;
        request->passes = kernel->passes > 0 ? kernel->passes : 1;
        request->accumulators = kernel->accumulators;
        request->origin = kernel->origin;
        if (kernel->isa == FL_ISA_LIBRARY)
            snprintf(request->unfair, sizeof request->unfair,
                     "what a library executes is decided at run time, and it could not be traced");
    }
    request->work = kernel->work;
    if (kernel->work == FL_WORK_SOFTMAX_2 && !request->unfair[0])
        snprintf(request->unfair, sizeof request->unfair, "it is an activation, not the product");
    snprintf(request->exclude, sizeof request->exclude, "%s", kernel->name);
}

/* ---- a class ---- */

fl_status fl_request_class(const char *simd_class, fl_select_request *request, fl_error *error)
{
    fl_isa isa = fl_isa_called(simd_class);
    start(request);
    snprintf(request->name, sizeof request->name, "class %.40s", simd_class);
    if (isa == FL_ISA_LIBRARY) {
        snprintf(request->unfair, sizeof request->unfair,
                 "what a library executes is decided at run time; give its trace, or its kernel, to --match");
        return FL_OK;
    }
    if (strcmp(simd_class, "strict-scalar") == 0) {
        request->simd_class = (fl_simd_class){.width = FL_CLASS_SCALAR};
        request->structure_known = true;
        request->accumulators = 1;
        request->origin = FL_PLAIN_LOOP;
        return FL_OK;
    }
    if (isa < FL_ISA_LIBRARY) {
        request->simd_class = fl_simd_class_of_isa(isa, fl_isas[isa].fuses);
        snprintf(request->variant, sizeof request->variant, "%s", simd_class);
        return FL_OK;
    }
    for (int width = FL_CLASS_SCALAR; width <= FL_CLASS_SIMD_TILE; width++)
        for (int fuses = 0; fuses < 2; fuses++) {
            request->simd_class = (fl_simd_class){.width = (fl_trace_class)width, .fused = fuses == 1};
            if (strcmp(simd_class, fl_simd_class_name(request->simd_class)) == 0)
                return FL_OK;
        }
    start(request);
    return fl_fail(error, FL_USAGE,
                   "select: no class is called '%.40s'; there are strict-scalar" FL_ISA_NAMES
                   ", and the classes of traces such as SIMD-256+FMA",
                   simd_class);
}

/* ---- from what somebody names ---- */

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

/* FILE:NAME, as compare and point93 take one result of a file. */
static bool refuse_one_of_times(const char *what, fl_error *error)
{
    char path[512];
    const char *colon = strrchr(what, ':');
    if (!colon || (size_t)(colon - what) >= sizeof path)
        return false;
    snprintf(path, sizeof path, "%.*s", (int)(colon - what), what);
    return refuse_times(path, error);
}

/* A name of the table is the kernel, even where a file has the same name: ./NAME is the file. */
fl_status fl_request_match(const char *what, fl_select_request *target, fl_error *error)
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
        return refuse_times(what, error) || refuse_one_of_times(what, error)
                   ? FL_USAGE
                   : fl_fail(error, FL_USAGE, "select: %.300s%s", unreadable.text,
                             strchr(what, '/') || strchr(what, '.')
                                 ? ""
                                 : " (nor is there a kernel of that name)");
    snprintf(name, sizeof name, "trace %.150s", what);
    fl_request_trace(&trace, name, target);
    return FL_OK;
}
