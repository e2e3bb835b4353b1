/* What SIMD can save in this task, measured by the lab, against the latencies of the contestants. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/verdict/point93_parts.h"
#include "kernels/kernel.h"

static bool is_simd_kernel(const fl_result *result)
{
    fl_simd_class simd_class = fl_simd_class_of_result(result);
    return !result->is_probe && fl_simd_class_is_known(simd_class) && simd_class.width != FL_CLASS_SCALAR &&
           strcmp(result->work, fl_work_shape(FL_WORK_LINEAR_784X2).name) == 0;
}

const fl_result *fl_best_simd(const fl_document *lab, bool chained)
{
    const fl_result *best = NULL;
    double least = INFINITY;
    for (size_t i = 0; i < lab->result_count; i++) {
        const fl_series *s = chained ? &lab->results[i].chained : &lab->results[i].independent;
        if (!is_simd_kernel(&lab->results[i]) || s->rounds == 0 || !(s->median_ns < least))
            continue;
        best = &lab->results[i];
        least = s->median_ns;
    }
    return best;
}

/* Not all of it is the doing of SIMD: a scalar loop may keep several sums side by side as well. */
static void remark_on_accumulators(const fl_document *lab, bool chained, fl_point93 *p)
{
    fl_saving sums;
    if (fl_bounds_saving(lab, "scalar", "scalar-unrolled", chained, &sums, NULL) == FL_OK && sums.ns > 0)
        fl_point93_remark(p,
                          "of the %.1f ns that %s saves, several accumulators alone, still scalar, save %.1f "
                          "(scalar-unrolled)",
                          p->saving.ns, p->saving.to, sums.ns);
}

static void find_saving(const fl_document *lab, const char *lab_path, fl_point93 *p)
{
    fl_error error = {""};
    bool chained = p->basis != FL_BASIS_INDEPENDENT;
    if (!lab || fl_is_emulated(lab)) {
        snprintf(p->saving_source, sizeof p->saving_source, "not known: %s",
                 lab ? "the lab's measurement was taken under an emulator"
                     : "there is no measurement of the lab's kernels to rely on");
        return;
    }
    const fl_result *simd = fl_best_simd(lab, chained);
    if (!simd || fl_bounds_saving(lab, "scalar", simd->name, chained, &p->saving, &error) != FL_OK) {
        memset(&p->saving, 0, sizeof p->saving);
        snprintf(p->saving_source, sizeof p->saving_source, "not known: %.120s",
                 simd ? error.text : "no SIMD kernel was measured");
        return;
    }
    remark_on_accumulators(lab, chained, p);
    snprintf(p->saving_source, sizeof p->saving_source, "%.90s, paired by %zu rounds of %s", lab_path,
             p->saving.ratio.rounds, chained ? "chained calls" : "independent calls");
}

/* The quotient of two intervals that were not found together: the widest that it can be. */
static void find_shares(fl_point93 *p)
{
    for (int i = 0; i < 2; i++) {
        fl_point93_side *side = &p->side[i];
        side->share = side->share_low = side->share_high = NAN;
        if (!p->saving.from[0] || !(side->latency.ns > 0))
            continue;
        side->share = p->saving.ns / side->latency.ns;
        double low = p->saving.interval_ns.low, high = p->saving.interval_ns.high;
        if (side->latency.low > 0 && isfinite(side->latency.high) && isfinite(low) && isfinite(high)) {
            side->share_low = fmin(low / side->latency.high, low / side->latency.low);
            side->share_high = fmax(high / side->latency.low, high / side->latency.high);
        }
    }
}

void fl_point93_weigh(const fl_document *lab, const char *lab_path, fl_point93 *p)
{
    find_saving(lab, lab_path, p);
    find_shares(p);
}
