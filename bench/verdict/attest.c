/* Why so strict: a trace is evidence for one latency only when the same instructions were executed to reach
 * it. A library picks its kernels by CPU, a rebuilt kernel may be another one, and a trace of which anything
 * is unknown proves nothing. Whatever is not proved here leaves the point unchecked. */
#include "bench/verdict/attest.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"
#include "kernels/kernel.h"

bool fl_simd_class_is_known(fl_simd_class simd_class)
{
    return fl_trace_class_is_one(simd_class.width) &&
           (simd_class.sums == FL_CLASS_NONE || fl_trace_class_is_one(simd_class.sums));
}

static fl_trace_class sums_of(fl_simd_class simd_class)
{
    return simd_class.sums == FL_CLASS_NONE ? simd_class.width : simd_class.sums;
}

bool fl_simd_class_is_ordered(fl_simd_class simd_class)
{
    return fl_simd_class_is_known(simd_class) && simd_class.width != FL_CLASS_SCALAR &&
           simd_class.sums == FL_CLASS_SCALAR;
}

bool fl_simd_class_equals(fl_simd_class a, fl_simd_class b)
{
    return a.width == b.width && a.fused == b.fused && sums_of(a) == sums_of(b);
}

/* Every width of products with every width of sums, fused and not: made once, so that a name lives as long as
 * the program. */
enum { CLASSES = FL_CLASS_SIMD_TILE + 1 };
static char names[CLASSES][CLASSES][2][64];

static void make_names(void)
{
    for (int width = FL_CLASS_SCALAR; width < CLASSES; width++)
        for (int sums = FL_CLASS_SCALAR; sums < CLASSES; sums++)
            for (int fused = 0; fused < 2; fused++) {
                const char *products = fl_trace_class_word((fl_trace_class)width);
                const char *fusing = fused ? "+FMA" : "", *others = fl_trace_class_word((fl_trace_class)sums);
                if (sums == width)
                    snprintf(names[width][sums][fused], sizeof names[0][0][0], "%s%s", products, fusing);
                else
                    snprintf(names[width][sums][fused], sizeof names[0][0][0], "products %s%s, sums %s",
                             products, fusing, others);
            }
}

const char *fl_simd_class_name(fl_simd_class simd_class)
{
    static pthread_once_t made = PTHREAD_ONCE_INIT;
    pthread_once(&made, make_names);
    return fl_simd_class_is_known(simd_class) ? names[simd_class.width][sums_of(simd_class)][simd_class.fused]
                                              : "not known";
}

static const fl_simd_class unknown_class = {.width = FL_CLASS_INCONCLUSIVE};

fl_simd_class fl_simd_class_of_trace(const fl_trace *trace)
{
    const fl_trace_sums *sums = &trace->sums;
    if (!fl_trace_class_is_one(trace->simd_class) || trace->weights != FL_NUMBER_FLOAT32 || !sums->known ||
        !fl_trace_class_is_one(sums->simd_class) || sums->in_double || trace->fused_in_part)
        return unknown_class;
    return (fl_simd_class){trace->simd_class, trace->fused,
                           sums->simd_class == trace->simd_class ? FL_CLASS_NONE : sums->simd_class};
}

static fl_simd_class with_sums(fl_simd_class simd_class, bool ordered)
{
    if (ordered && simd_class.width != FL_CLASS_SCALAR)
        simd_class.sums = FL_CLASS_SCALAR;
    return simd_class;
}

fl_simd_class fl_simd_class_of_kernel(const fl_kernel *kernel)
{
    return with_sums(fl_simd_class_of_isa(kernel->isa, kernel->fma), kernel->ordered_sums);
}

fl_simd_class fl_simd_class_of_isa(fl_isa isa, bool fused)
{
    return isa < FL_ISA_LIBRARY ? (fl_simd_class){.width = fl_isa_traced_as(isa), .fused = fused}
                                : unknown_class;
}

fl_simd_class fl_simd_class_of_result(const fl_result *result)
{
    fl_isa isa = fl_isa_called(result->isa);
    return isa < FL_ISA_LIBRARY ? with_sums(fl_simd_class_of_isa(isa, result->fma), result->ordered_sums)
                                : unknown_class;
}

uint64_t fl_declared_work(const fl_side *side)
{
    static const fl_work works[] = {FL_WORK_LINEAR_784X2, FL_WORK_LOGISTIC_784X1, FL_WORK_SOFTMAX_2};
    const fl_document *document = side->document;
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++)
        if (strcmp(side->result->work, fl_work_shape(works[i]).name) == 0)
            return fl_work_shape(works[i]).multiply_adds;
    if (side->result->work[0] || document->input_dim <= 0 || document->num_classes <= 0)
        return 0;
    return (uint64_t)document->input_dim * (uint64_t)document->num_classes;
}

/* Multiply-adds in float32, packed and not. */
static void count_lanes(const fl_trace *trace, uint64_t *packed, uint64_t *scalar)
{
    *packed = *scalar = 0;
    for (int width = 0; width < FL_WIDTHS; width++) {
        const fl_arithmetic *a = &trace->arithmetic[width][FL_ELEMENT_FLOAT32];
        *(width == FL_WIDTH_SCALAR ? scalar : packed) += a->multiply_lanes + a->fused_lanes;
    }
}

static void find_share(const fl_trace *trace, fl_attestation *attestation)
{
    uint64_t packed, scalar;
    count_lanes(trace, &packed, &scalar);
    const fl_arithmetic *doubles = &trace->arithmetic[FL_WIDTH_SCALAR][FL_ELEMENT_FLOAT64];
    double work = (double)trace->expected_multiply_adds, p = (double)packed, s = (double)scalar;
    if (!(work > 0)) /* not told: what was executed is the work */
        work = p + s;
    double missing = fmax(0, work - p - s);
    /* Packed multiply-adds may be other work only as far as something scalar can have done this one. */
    double elsewhere = s + (double)(doubles->multiply_lanes + doubles->fused_lanes);
    double integers = (double)trace->integer_multiply_lanes;
    if (integers >= work / 2) /* fewer are the arithmetic of addresses */
        elsewhere += integers;
    attestation->simd_low = work > 0 ? fmax(0, fmin(p, work - elsewhere)) / work : 0;
    attestation->simd_high = work > 0 ? fmin(work, p + missing) / work : 1;
    double seen = work > 0 ? fmin(1, (p + s) / work) : 0;
    attestation->sums_low = trace->sums.known ? seen * trace->sums.simd_low : 0;
    attestation->sums_high = trace->sums.known ? fmin(1, seen * trace->sums.simd_high + (1 - seen)) : 1;
    attestation->executed = packed + scalar;
    attestation->expected = trace->expected_multiply_adds;
}

/* One line why the trace says nothing by itself; NULL when it is conclusive. */
static const char *why_inconclusive(const fl_trace *trace, const fl_attestation *a)
{
    bool conclusive = trace->simd_class >= FL_CLASS_SCALAR && trace->simd_class <= FL_CLASS_MIXED;
    if (trace->regions == 0)
        return "the region was never entered";
    if (a->executed == 0 || trace->simd_class == FL_CLASS_NONE)
        return trace->reason[0] ? trace->reason : "no float32 multiplication was executed";
    if (!conclusive || trace->undecoded + trace->uncounted + trace->unseen > 0)
        return trace->reason[0] ? trace->reason : "the trace is inconclusive";
    return NULL;
}

/* What a peer executes stands in many files that change without a word: it is told by name and version. */
static const char *why_other_peer(const fl_result *result, const fl_trace *trace)
{
    if (!trace->version[0] || strcmp(result->name, trace->name) != 0)
        return "the trace is not one of this peer; 'fairlane trace --peer NAME -o FILE' makes one";
    if (strcmp(result->peer->version, trace->version) != 0)
        return "the trace is one of another version of this peer than was measured";
    return NULL;
}

static bool sums_contradict(fl_simd_class said, const fl_trace *trace)
{
    return trace->sums.known && fl_trace_class_is_one(trace->sums.simd_class) &&
           trace->sums.simd_class != sums_of(said);
}

/* A kernel's trace against what its result says of the
 * kernel; NULL: they agree, or the result does not say. */
static const char *why_contradicted(const fl_contestant *c)
{
    const fl_trace *trace = c->trace;
    fl_simd_class said = fl_simd_class_of_result(c->side.result);
    uint64_t work = fl_declared_work(&c->side);
    if (fl_simd_class_is_known(said) && trace->simd_class != FL_CLASS_MIXED &&
        (said.width != trace->simd_class || said.fused != trace->fused || sums_contradict(said, trace)))
        return "the result names another class of SIMD than was executed; the file was changed";
    if (c->side.result->work[0] && work != trace->expected_multiply_adds)
        return "the result names other work than the kernel does; the file was changed";
    return NULL;
}

/* Why the trace is not of the result; NULL when it is, as far as the result tells. */
static const char *why_other(const fl_contestant *c)
{
    const fl_trace *trace = c->trace;
    const fl_result *result = c->side.result;
    const fl_environment *environment = &c->side.document->environment;
    if (c->reach == FL_REACHES_ITS_CPU && environment->cpu[0] &&
        !fl_is_same_cpu(environment->cpu, trace->cpu))
        return "the trace was taken on another CPU than the result";
    if (environment->architecture[0] && !fl_is_same_cpu(environment->architecture, trace->architecture))
        return "the trace was taken on another architecture than the result";
    if (result->peer)
        return why_other_peer(result, trace);
    if (trace->version[0] && !c->is_claim && !c->side.document->of_other_tool)
        return "the trace is one of a peer";
    if (environment->emulator[0] && !fl_is_emulated(c->side.document) && trace->how == FL_TRACED_BY_QEMU)
        return "the trace was taken in an emulator, the result was not";
    bool is_kernel = !c->is_claim && !c->side.document->of_other_tool && result->isa[0];
    if (!is_kernel && !trace->command[0])
        return "the trace is of a kernel of the lab, not of the contestant";
    if (!is_kernel)
        return NULL;
    if (strcmp(result->name, trace->name) != 0 || trace->command[0])
        return "the trace is not one of this kernel";
    if (!result->code_sha256[0] || !c->traced_sha256)
        return "whether the machine code that was timed was also traced is not known; leave the trace away "
               "and a kernel of the lab traces itself";
    if (strcmp(result->code_sha256, c->traced_sha256) != 0)
        return "the machine code that was traced is not the code that was timed; measure again with this "
               "build";
    if (strcmp(result->detail, c->traced_detail ? c->traced_detail : "") != 0)
        return "the library that was traced is not the one that was timed";
    return why_contradicted(c);
}

/* "SIMD-256+FMA, 1,568 of 1,568 multiply-adds; 856 instructions, traced just now on …" */
static void describe_trace(const fl_contestant *c, const fl_attestation *a, char *text, size_t size)
{
    const fl_trace *trace = c->trace;
    char share[64] = "";
    if (a->mixed || a->simd_high - a->simd_low > 1e-9)
        snprintf(share, sizeof share,
                 a->simd_high - a->simd_low > 1e-9 ? ", %.1f to %.1f %% in SIMD" : ", %.1f %% in SIMD",
                 100 * a->simd_low, 100 * a->simd_high);
    const char *cpu = trace->cpu[0] ? trace->cpu : "a CPU that is not told";
    if (!c->trace_path)
        snprintf(text, size, "%s%s; %" PRIu64 " instructions, traced just now on %s", trace->classification,
                 share, trace->instructions, cpu);
    else { /* whether that is the contestant's own program, only the reader can know */
        char program[128];
        snprintf(
            text, size, "%s%s; %" PRIu64 " instructions, trace %s of %s '%s' on %s", trace->classification,
            share, trace->instructions, c->trace_path, trace->command[0] ? "the command" : "the kernel",
            fl_text_make_plain(trace->command[0] ? trace->command : trace->name, program, sizeof program),
            cpu);
    }
}

/* ---- a bound ---- */

const char *const fl_always_in_simd[] = {"openblas", "mkl", "libtorch_cpu", "libdnnl", "libonednn",
                                         "XNNPACK",  NULL};

/* Lanes of the products that such objects made. */
static uint64_t always_in_simd(const fl_trace *trace)
{
    uint64_t lanes = 0;
    for (size_t i = 0; i < trace->object_count; i++)
        for (const char *const *part = fl_always_in_simd; *part; part++)
            if (strstr(trace->objects[i].name, *part)) {
                lanes += trace->objects[i].multiply_add_lanes;
                break;
            }
    return lanes;
}

static bool is_scalar_alone(const fl_contestant *c, const fl_attestation *a)
{
    return c->reach == FL_REACHES_BOUND && c->trace->scalar_alone &&
           c->trace->simd_class == FL_CLASS_SCALAR && !(a->simd_high > 0) && !(a->sums_high > 0);
}

/* Of another CPU, on which the library may choose other code: what it makes in SIMD here, it makes in SIMD there, as wide
 * as the architecture's baseline at least. Why nothing is bounded; NULL: it is. */
static const char *make_bound(const fl_contestant *c, fl_attestation *a)
{
    uint64_t packed, scalar, lanes = always_in_simd(c->trace);
    if (is_scalar_alone(c, a))
        return NULL;
    count_lanes(c->trace, &packed, &scalar);
    double there = a->expected > 0 && lanes > scalar ? (double)(lanes - scalar) / (double)a->expected : 0;
    a->simd_low = fmin(a->simd_low, fmin(1, there));
    a->simd_high = a->sums_high = 1;
    a->sums_low = 0;
    a->simd_class = unknown_class;
    if (a->simd_low > 0)
        return NULL;
    return "it was traced on another CPU, what it executes can depend on the CPU, and of what multiplied "
           "here no scalar "
           "code is known to be excluded there";
}

static bool is_bounded(const fl_contestant *c)
{
    return c->reach == FL_REACHES_BOUND || c->reach == FL_REACHES_LIBRARIES;
}

void fl_attest(const fl_contestant *c, fl_attestation *a)
{
    *a = (fl_attestation){.simd_class = unknown_class, .simd_high = 1, .sums_high = 1};
    if (!c->trace) {
        snprintf(a->evidence, sizeof a->evidence, "not attested: %s", c->no_trace ? c->no_trace : "no trace");
        return;
    }
    char seen[640];
    find_share(c->trace, a);
    a->mixed = c->trace->simd_class == FL_CLASS_MIXED || c->trace->fused_in_part ||
               (c->trace->sums.known && c->trace->sums.simd_class == FL_CLASS_MIXED);
    describe_trace(c, a, seen, sizeof seen);
    const char *reason = why_inconclusive(c->trace, a);
    if (reason) {
        a->simd_low = a->sums_low = 0;
        a->simd_high = a->sums_high = 1;
    } else {
        reason = why_other(c);
    }
    if (!reason && is_bounded(c))
        reason = make_bound(c, a);
    if (reason) {
        snprintf(a->evidence, sizeof a->evidence, "not attested: %s (%s)", reason, seen);
        return;
    }
    if (is_bounded(c)) {
        a->attested = FL_ATTESTED;
        if (is_scalar_alone(c, a))
            snprintf(a->evidence, sizeof a->evidence,
                     "scalar on any CPU: nothing in SIMD can be reached from what it executed, whatever it "
                     "chooses (%s)",
                     seen);
        else
            snprintf(
                a->evidence, sizeof a->evidence,
                "at least SIMD-128, the architecture's baseline, in %.1f %% of its products, whatever code "
                "it chooses "
                "by the CPU (%s)",
                100 * a->simd_low, seen);
        return;
    }
    a->simd_class = fl_simd_class_of_trace(c->trace);
    if (c->side.document->environment.cpu[0]) {
        a->attested = FL_ATTESTED;
        snprintf(a->evidence, sizeof a->evidence, "%s", seen);
    } else {
        a->attested = FL_MACHINE_UNKNOWN;
        snprintf(a->evidence, sizeof a->evidence,
                 "not attested: on which CPU the latency was measured is not told (%s)", seen);
    }
}

/* ---- two together ---- */

/* Each trace is sound by itself, the two together cannot be. */
FL_PRINTF(2, 3)
static void attest_neither(fl_attestation attested[2], const char *format, ...)
{
    char reason[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    for (int i = 0; i < 2; i++) {
        attested[i].attested = FL_NOT_ATTESTED;
        attested[i].simd_class = unknown_class;
        attested[i].mixed = false;
        snprintf(attested[i].evidence, sizeof attested[i].evidence, "not attested: %s", reason);
    }
}

/* Of two results of one CPU, traces of two architectures: one of them is of another machine. */
static bool are_of_two_machines(const fl_contestant *a, const fl_contestant *b)
{
    return fl_is_same_cpu(a->side.document->environment.cpu, b->side.document->environment.cpu) &&
           !fl_is_same_cpu(a->trace->architecture, b->trace->architecture);
}

/* Two contestants do not execute the same to the last byte: one trace was given for both. */
static bool are_one_trace(const fl_contestant *a, const fl_contestant *b)
{
    const fl_trace *x = a->trace, *y = b->trace;
    bool two = a->is_claim || b->is_claim || strcmp(a->side.result->name, b->side.result->name) != 0;
    return two && x && y && a->trace_path && b->trace_path && strcmp(x->command, y->command) == 0 &&
           strcmp(x->name, y->name) == 0 && x->instructions == y->instructions &&
           x->bytes_loaded == y->bytes_loaded && x->bytes_stored == y->bytes_stored &&
           memcmp(x->arithmetic, y->arithmetic, sizeof x->arithmetic) == 0;
}

void fl_attest_both(const fl_contestant contestants[2], fl_attestation attested[2])
{
    const fl_contestant *a = &contestants[0], *b = &contestants[1];
    fl_attest(a, &attested[0]);
    fl_attest(b, &attested[1]);
    if (attested[0].attested == FL_NOT_ATTESTED || attested[1].attested == FL_NOT_ATTESTED)
        return;
    if (are_of_two_machines(a, b))
        attest_neither(attested, "both results are of one CPU, the traces of two architectures, %s and %s",
                       a->trace->architecture, b->trace->architecture);
    else if (are_one_trace(a, b))
        attest_neither(attested, "one trace, of '%.100s', was given for two contestants",
                       a->trace->command[0] ? a->trace->command : a->trace->name);
}
