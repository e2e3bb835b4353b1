/* What adds the products of a trace. Pure.
 *
 * A fused multiply-add is a sum as well as a product, wherever its product is. Products that were rounded by
 * themselves need plain additions, as many as there are such products, and a few more that fold accumulators
 * into one. Loop counters and addresses are whole numbers and no sums of float32; plain additions beside
 * multiply-adds that are all fused are not needed by any product, and so are other work. Sums that stand in
 * one chain as long as a row of the layer are made one after the other, and count as of one lane, however
 * many lanes, one for each output, the instruction has. */
#include <string.h>

#include "bench/evidence/trace_chain.h"
#include "bench/evidence/trace_parts.h"

/* Plain additions that may fold packed accumulators one lane at a time, as a share of the work: those of
 * twelve of the widest registers. More of them are no folding, and not less than the work may be packed. */
static const double folding_share = 1.0 / 8;

static uint64_t least_lanes(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* How many of lanes, which are the plain or the fused sums of a, stand in chains as long as a row: of each
 * the end was counted, what is beyond FL_CHAIN_BEYOND. */
static uint64_t in_chains(const fl_trace *trace, const fl_arithmetic *a, uint64_t lanes)
{
    uint64_t all = a->sum_lanes + a->fused_lanes, expected = trace->expected_multiply_adds;
    if (all == 0 || expected == 0 || expected % FL_INPUTS != 0)
        return 0; /* how long a row is is not known */
    double share = (double)a->chained_lanes / (double)all * FL_INPUTS / (FL_INPUTS - FL_CHAIN_BEYOND);
    return share > 1 - FL_SMALL_SHARE ? lanes : (uint64_t)(share * (double)lanes);
}

static void add_plain(const fl_trace *trace, fl_element element, fl_lanes *sum)
{
    for (int width = 0; width < FL_WIDTHS; width++) {
        const fl_arithmetic *a = &trace->arithmetic[width][element];
        uint64_t ordered = least_lanes(a->ordered_lanes + in_chains(trace, a, a->sum_lanes), a->sum_lanes);
        sum->of_class[FL_CLASS_SCALAR] += ordered;
        sum->of_class[fl_widths[width].traced_as] += a->sum_lanes - ordered;
        sum->total += a->sum_lanes;
    }
}

static void add_fused(const fl_trace *trace, fl_lanes *sum)
{
    for (int width = 0; width < FL_WIDTHS; width++) {
        const fl_arithmetic *a = &trace->arithmetic[width][FL_ELEMENT_FLOAT32];
        uint64_t ordered = in_chains(trace, a, a->fused_lanes);
        sum->of_class[FL_CLASS_SCALAR] += ordered;
        sum->of_class[fl_widths[width].traced_as] += a->fused_lanes - ordered;
        sum->total += a->fused_lanes;
    }
}

static fl_trace_class class_of_sums(const fl_lanes *sum, double work)
{
    double total = (double)sum->total;
    if (sum->total == 0 || total < work * FL_SMALL_SHARE)
        return FL_CLASS_NONE;
    for (fl_trace_class kind = FL_CLASS_SCALAR; kind <= FL_CLASS_SIMD_TILE; kind++) {
        double inside = (double)sum->of_class[kind], outside = total - inside;
        bool folds = kind != FL_CLASS_SCALAR && inside >= work * (1 - FL_SMALL_SHARE) &&
                     outside <= work * folding_share;
        if (outside <= work * FL_SMALL_SHARE || folds)
            return kind;
    }
    return FL_CLASS_MIXED;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* elsewhere: scalar additions of another type that may be the work's. */
static void find_share(const fl_lanes *sum, double work, double elsewhere, fl_trace_sums *sums)
{
    double scalar = (double)sum->of_class[FL_CLASS_SCALAR], packed = (double)sum->total - scalar;
    double missing = work - packed - scalar;
    bool folds = scalar <= work * folding_share && packed >= work * (1 - FL_SMALL_SHARE);
    double others = folds ? 0 : scalar;
    others += elsewhere >= work / 2 ? elsewhere : 0;
    double low = least(packed, work - others);
    sums->simd_low = low > 0 ? least(low / work, 1) : 0;
    sums->simd_high = least(1, (packed + (missing > 0 ? missing : 0)) / work);
}

void fl_trace_judge_sums(const fl_trace *trace, const fl_lanes *products, fl_trace_sums *sums)
{
    fl_lanes sum = {{0}, 0, 0}, doubles = {{0}, 0, 0};
    uint64_t expected = trace->expected_multiply_adds;
    uint64_t work = expected > 0 && expected < products->total ? expected : products->total;
    uint64_t needed = work > products->fused ? work - products->fused : 0;
    double small = (double)work * FL_SMALL_SHARE;
    bool all_fused = (double)needed <= small;
    memset(sums, 0, sizeof *sums);
    sums->simd_class = FL_CLASS_INCONCLUSIVE;
    sums->simd_high = 1;
    sums->known = work > 0 && (trace->sums_counted || all_fused);
    if (!sums->known)
        return;
    add_plain(trace, FL_ELEMENT_FLOAT64, &doubles);
    if (!all_fused) {
        add_plain(trace, FL_ELEMENT_FLOAT32, &sum);
        sums->in_double = (double)sum.total < small && (double)doubles.total >= (double)needed - small;
        sum = sums->in_double ? doubles : sum;
    }
    add_fused(trace, &sum);
    sums->simd_class = class_of_sums(&sum, (double)work);
    bool told_apart = all_fused || sums->in_double; /* additions of double are no rival of these */
    find_share(&sum, (double)work, told_apart ? 0 : (double)doubles.of_class[FL_CLASS_SCALAR], sums);
    sums->lanes = sum;
}
