/* What follows from the counts of a trace. Pure: the same counts always give the same words, so that a reader
 * of a trace file can check them. */
#include "bench/evidence/trace_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool fl_trace_class_is_one(fl_trace_class kind)
{
    return kind >= FL_CLASS_SCALAR && kind <= FL_CLASS_SIMD_TILE;
}

const char *fl_trace_class_name(const fl_trace *trace)
{
    return trace->class_name;
}

/* Multiply-adds of an element type. */
static fl_lanes products_of(const fl_trace *trace, fl_element element)
{
    fl_lanes sum = {{0}, 0, 0};
    for (int width = 0; width < FL_WIDTHS; width++) {
        const fl_arithmetic *a = &trace->arithmetic[width][element];
        sum.of_class[fl_widths[width].traced_as] += a->multiply_lanes + a->fused_lanes;
        sum.total += a->multiply_lanes + a->fused_lanes;
        sum.fused += a->fused_lanes;
    }
    return sum;
}

static uint64_t least_of(uint64_t work, uint64_t done)
{
    return work > 0 && work < done ? work : done;
}

static bool is_nearly_all(uint64_t part, uint64_t whole, uint64_t work)
{
    return whole > 0 && (double)(whole - part) <= (double)least_of(work, whole) * FL_SMALL_SHARE;
}

static fl_trace_class class_of(const fl_lanes *sum, uint64_t work)
{
    if (sum->total == 0 || (double)sum->total < (double)work * FL_SMALL_SHARE)
        return FL_CLASS_NONE;
    for (fl_trace_class kind = FL_CLASS_SCALAR; kind <= FL_CLASS_SIMD_TILE; kind++)
        if (is_nearly_all(sum->of_class[kind], sum->total, work))
            return kind;
    return FL_CLASS_MIXED;
}

/* The least that has to be loaded for such work: each weight, float32, is used once, and where the weights
 * are whole rows of the layer, its input as well, which no register file holds. 0: not known. */
static uint64_t least_bytes(uint64_t work)
{
    uint64_t input = work % FL_INPUTS == 0 ? FL_INPUTS : 0;
    return work > 0 ? (work + input) * sizeof(float) : 0;
}

/* All the multiply-adds, and not the bytes: they were done on something else, or on something smaller. */
static bool lacks_data(const fl_trace *trace, const fl_lanes *sum)
{
    uint64_t work = trace->expected_multiply_adds;
    return sum->total >= work && trace->bytes_loaded < least_bytes(work);
}

/* Text that grows; what does not fit is cut. */
typedef struct text {
    char *at;
    size_t size, used;
} text;

static void append(text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(t->at + t->used, t->size - t->used, format, arguments);
    va_end(arguments);
    if (length > 0)
        t->used = t->used + (size_t)length < t->size ? t->used + (size_t)length : t->size - 1;
}

/* A whole number with a comma between groups of three digits. */
static const char *grouped(uint64_t number, char digits[32])
{
    char plain[24];
    int length = snprintf(plain, sizeof plain, "%" PRIu64, number), used = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            digits[used++] = ',';
        digits[used++] = plain[i];
    }
    digits[used] = '\0';
    return digits;
}

/* " (50 % scalar, 50 % SIMD-256)" */
static void append_shares(text *t, const fl_lanes *sum)
{
    const char *before = " (";
    for (fl_trace_class kind = FL_CLASS_SCALAR; kind <= FL_CLASS_SIMD_TILE; kind++) {
        if (sum->of_class[kind] == 0)
            continue;
        append(t, "%s%.0f %% %s", before, 100.0 * (double)sum->of_class[kind] / (double)sum->total,
               fl_trace_class_word(kind));
        before = ", ";
    }
    append(t, ")");
}

/* "SIMD-256+FMA", "SIMD-256, 50 % fused"; with shares "mixed (50 % scalar, 50 % SIMD-256)" */
static void append_products(const fl_trace *trace, const fl_lanes *sum, bool shares, text *t)
{
    append(t, "%s", fl_trace_class_word(trace->simd_class));
    bool any = trace->simd_class != FL_CLASS_NONE && trace->simd_class != FL_CLASS_INCONCLUSIVE;
    if (any && trace->fused)
        append(t, "+FMA");
    if (any && trace->fused_in_part)
        append(t, ", %.0f %% fused", 100.0 * (double)sum->fused / (double)sum->total);
    if (shares && trace->simd_class == FL_CLASS_MIXED)
        append_shares(t, sum);
}

static bool are_alike(const fl_trace *trace)
{
    return trace->sums.known && !trace->sums.in_double && trace->sums.simd_class == trace->simd_class;
}

static void append_class(const fl_trace *trace, const fl_lanes *sum, bool shares, text *t)
{
    const fl_trace_sums *sums = &trace->sums;
    bool none = trace->simd_class == FL_CLASS_NONE || trace->simd_class == FL_CLASS_INCONCLUSIVE;
    if (none || are_alike(trace)) {
        append_products(trace, sum, shares, t);
        return;
    }
    append(t, "products ");
    append_products(trace, sum, shares, t);
    if (!sums->known)
        append(t, ", sums not known");
    else if (sums->simd_class == FL_CLASS_NONE)
        append(t, ", sums not seen");
    else
        append(t, ", sums %s%s", fl_trace_class_word(sums->simd_class), sums->in_double ? " in double" : "");
    if (shares && sums->known && sums->simd_class == FL_CLASS_MIXED)
        append_shares(t, &sums->lanes);
}

/* " on float16 weights" */
static void append_weights(const fl_trace *trace, text *t)
{
    bool none = trace->simd_class == FL_CLASS_NONE || trace->simd_class == FL_CLASS_INCONCLUSIVE;
    if (trace->weights != FL_NUMBER_FLOAT32 && !none)
        append(t, " on %s weights", fl_number_type_name(trace->weights));
}

/* ", 1,568 of 1,568 multiply-adds and 2 more" */
static void append_work(const fl_trace *trace, const fl_lanes *sum, text *t)
{
    char done[32], wanted[32];
    uint64_t expected = trace->expected_multiply_adds;
    if (expected == 0)
        append(t, ", %s multiply-adds", grouped(sum->total, done));
    else
        append(t, ", %s of %s multiply-adds", grouped(sum->total < expected ? sum->total : expected, done),
               grouped(expected, wanted));
    if (expected > 0 && sum->total > expected)
        append(t, " and %s more", grouped(sum->total - expected, done));
}

static const char *const other_kinds[FL_ELEMENTS] = {"float16", "bfloat16", "float32", "double",
                                                     "x87 arithmetic"};

/* Multiplications of another type that are enough to be the work's. */
static bool is_other_work(const fl_trace *trace, int element, fl_lanes *sum)
{
    uint64_t enough = trace->expected_multiply_adds ? trace->expected_multiply_adds / 2 : 1;
    *sum = products_of(trace, (fl_element)element);
    return element != FL_ELEMENT_FLOAT32 && sum->total >= enough;
}

static bool is_integer_work(const fl_trace *trace)
{
    uint64_t enough = trace->expected_multiply_adds ? trace->expected_multiply_adds / 2 : 1;
    return trace->integer_multiply_lanes >= enough;
}

/* "; 1,568 in bfloat16, SIMD-512+FMA", where nothing was done in float32 */
static void append_other_work(const fl_trace *trace, text *t)
{
    char done[32];
    fl_lanes sum;
    if (trace->simd_class != FL_CLASS_NONE)
        return;
    for (int element = 0; element < FL_ELEMENTS; element++)
        if (is_other_work(trace, element, &sum))
            append(t, "; %s in %s, %s%s", grouped(sum.total, done), other_kinds[element],
                   fl_trace_class_word(class_of(&sum, trace->expected_multiply_adds)),
                   is_nearly_all(sum.fused, sum.total, trace->expected_multiply_adds) ? "+FMA" : "");
    if (is_integer_work(trace))
        append(t, "; %s of whole numbers", grouped(trace->integer_multiply_lanes, done));
}

static void write_words(fl_trace *trace, const fl_lanes *sum)
{
    text name = {trace->class_name, sizeof trace->class_name, 0};
    text whole = {trace->classification, sizeof trace->classification, 0};
    append_class(trace, sum, false, &name);
    append_weights(trace, &name);
    append_class(trace, sum, true, &whole);
    append_weights(trace, &whole);
    append_work(trace, sum, &whole);
    append_other_work(trace, &whole);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): it is written to by way of a buffer */
void fl_trace_former_words(const fl_trace *trace, char simd_class[64], char classification[192])
{
    fl_trace_class kind = trace->simd_class;
    fl_lanes sum = products_of(trace, FL_ELEMENT_FLOAT32);
    bool fused = trace->fused && kind != FL_CLASS_NONE && kind != FL_CLASS_INCONCLUSIVE;
    text name = {simd_class, 64, 0}, whole = {classification, 192, 0};
    append(&name, "%s%s", fl_trace_class_word(kind), fused ? "+FMA" : "");
    append(&whole, "%s", simd_class);
    if (kind == FL_CLASS_MIXED)
        append_shares(&whole, &sum);
    append_work(trace, &sum, &whole);
}

/* Float32 arithmetic that multiplies nothing: sums of products from a table, division by a reciprocal. */
static uint64_t other_lanes(const fl_trace *trace)
{
    uint64_t sum = 0;
    for (int width = 0; width < FL_WIDTHS; width++) {
        const fl_arithmetic *a = &trace->arithmetic[width][FL_ELEMENT_FLOAT32];
        uint64_t products = a->multiply_lanes + a->fused_lanes;
        sum += a->lanes > products ? a->lanes - products : 0;
    }
    return sum;
}

/* Work that is not float32 but large enough to be the task's. */
static void write_other_work(const fl_trace *trace, text *t)
{
    char number[32];
    fl_lanes done;
    for (int element = 0; element < FL_ELEMENTS; element++)
        if (is_other_work(trace, element, &done))
            append(t, "; %s multiplications in %s", grouped(done.total, number), other_kinds[element]);
    if (is_integer_work(trace))
        append(t, "; %s multiplications of whole numbers", grouped(trace->integer_multiply_lanes, number));
}

static void write_shortage(const fl_trace *trace, const fl_lanes *sum, text *t)
{
    char number[32];
    uint64_t others = other_lanes(trace);
    fl_lanes done;
    bool otherwise = is_integer_work(trace);
    for (int element = 0; element < FL_ELEMENTS; element++)
        otherwise |= is_other_work(trace, element, &done);
    if (sum->total > 0)
        append(t, "; fewer multiply-adds than the work has");
    else if (others >= trace->expected_multiply_adds)
        append(t,
               "; nothing was multiplied in float32, but %s other operations done: products looked up, or "
               "made by other means",
               grouped(others, number));
    else if (otherwise)
        append(t, "; nothing was multiplied in float32, and what was is other work");
    else
        append(t, "; the work was not done here in float32: a stored result, or done elsewhere");
    write_other_work(trace, t);
}

/* Products whose additions are not there, or are of another type. */
static void write_sums(const fl_trace *trace, const fl_lanes *sum, text *t)
{
    const fl_trace_sums *sums = &trace->sums;
    char done[32], wanted[32];
    uint64_t work = least_of(trace->expected_multiply_adds, sum->total);
    if (!trace->sums_counted || !sums->known ||
        (double)sum->total < (double)trace->expected_multiply_adds * FL_SMALL_SHARE)
        return;
    if (sums->in_double)
        append(t, "; the products are added in double");
    else if ((double)sums->lanes.total < (double)work * (1 - FL_SMALL_SHARE))
        append(t,
               "; %s additions of float32 were seen where %s products have to be added: the rest was done by "
               "other means",
               grouped(sums->lanes.total, done), grouped(work, wanted));
}

static void write_weights(const fl_trace *trace, text *t)
{
    char number[32];
    if (trace->weights != FL_NUMBER_FLOAT32)
        append(t, "; %s weights: %s numbers were converted from that type, which is other work",
               fl_number_type_name(trace->weights),
               grouped(trace->conversions[trace->weights][FL_NUMBER_FLOAT32], number));
}

static void write_reason(fl_trace *trace, const fl_lanes *sum)
{
    text t = {trace->reason, sizeof trace->reason, 0};
    char one[32];
    if (trace->undecoded > 0)
        append(&t, "; %s executed instructions are not known to the decoder", grouped(trace->undecoded, one));
    if (trace->uncounted > 0)
        append(&t, "; how many lanes %s arithmetic instructions worked on could not be seen",
               grouped(trace->uncounted, one));
    if (trace->uncounted_products > 0)
        append(&t, " (%s products at most)", grouped(trace->uncounted_products, one));
    if (trace->unseen > 0)
        append(&t,
               "; not stepped through: %s (a task that hides from tracers, or an instruction behind another)",
               grouped(trace->unseen, one));
    if (sum->total < trace->expected_multiply_adds)
        write_shortage(trace, sum, &t);
    if (trace->expected_multiply_adds > 0 && sum->total > trace->expected_multiply_adds)
        append(&t, "; more multiply-adds than the work has: padding, or other work beside it");
    write_weights(trace, &t);
    write_sums(trace, sum, &t);
    if (lacks_data(trace, sum)) {
        append(&t, "; %s bytes were loaded", grouped(trace->bytes_loaded, one));
        append(&t,
               " where float32 weights and input have %s: the multiply-adds were done on other data, or on "
               "weights of another type",
               grouped(least_bytes(trace->expected_multiply_adds), one));
    }
    if (trace->forks > 0)
        append(&t, "; %s process%s started inside the region", grouped(trace->forks, one),
               trace->forks == 1 ? " was" : "es were");
    if (trace->regions > 1)
        append(&t, "; the region was entered %s times, and what is told is of the first",
               grouped(trace->regions, one));
    if (t.used > 0) /* the first separator */
        memmove(trace->reason, trace->reason + 2, t.used - 1);
}

const char *const fl_number_type_names[FL_NUMBERS + 1] = {"float16", "bfloat16", "float32",
                                                          "float64", "integer",  NULL};

const char *fl_number_type_name(fl_number_type number)
{
    return fl_number_type_names[number];
}

/* The type that most numbers were widened from, if they are as many as the weights. What is not converted by
 * a name of its own (bfloat16, by a shift) comes last. */
static fl_number_type weights_of(const fl_trace *trace, const fl_lanes *products)
{
    static const fl_number_type others[] = {FL_NUMBER_FLOAT16, FL_NUMBER_INTEGER, FL_NUMBER_FLOAT64,
                                            FL_NUMBER_BFLOAT16};
    uint64_t work = trace->expected_multiply_adds > 0 ? trace->expected_multiply_adds : products->total;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        double converted = (double)trace->conversions[others[i]][FL_NUMBER_FLOAT32];
        if (work > 0 && converted >= (double)work * (1 - FL_SMALL_SHARE) &&
            (double)products->total >= (double)work * FL_SMALL_SHARE)
            return others[i];
    }
    return FL_NUMBER_FLOAT32;
}

void fl_trace_classify(fl_trace *trace)
{
    uint64_t work = trace->expected_multiply_adds;
    fl_lanes sum = products_of(trace, FL_ELEMENT_FLOAT32);
    memset(trace->class_name, 0, sizeof trace->class_name);
    memset(trace->classification, 0, sizeof trace->classification);
    memset(trace->reason, 0, sizeof trace->reason);
    trace->multiply_add_lanes = sum.total;
    trace->fused = is_nearly_all(sum.fused, sum.total, work);
    trace->fused_in_part =
        !trace->fused && (double)sum.fused > (double)least_of(work, sum.total) * FL_SMALL_SHARE;
    fl_trace_judge_sums(trace, &sum, &trace->sums);
    trace->weights = weights_of(trace, &sum);
    bool unknown = trace->undecoded + trace->uncounted + trace->unseen > 0 || lacks_data(trace, &sum);
    trace->simd_class = unknown ? FL_CLASS_INCONCLUSIVE : class_of(&sum, work);
    write_words(trace, &sum);
    write_reason(trace, &sum);
}
