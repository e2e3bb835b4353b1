/* What a claimed latency means in each class. Comparisons
 * are written so that NaN never counts for a claim. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/bounds/bounds.h"

const char *fl_claim_name(fl_claim claim)
{
    static const char *const names[] = {"unknown", "impossible", "possible", "needs overhead to explain",
                                        "above the cold ceiling"};
    return names[claim];
}

/* The chain of the strict class bounds one call after the other; of independent calls the tails of the chains
 * overlap by some per cent, and whoever divides the time of a loop by its calls reports that. */
static double least_ns(const fl_class_bounds *simd_class)
{
    bool overlaps = simd_class->set_by == FL_FLOOR_CHAIN && simd_class->independent.ns < simd_class->floor_ns;
    return overlaps ? simd_class->independent.ns : simd_class->floor_ns;
}

fl_judgement fl_bounds_judge(const fl_class_bounds *simd_class, double claimed_ns)
{
    fl_judgement j = {FL_CLAIM_UNKNOWN, NAN, NAN};
    if (!(claimed_ns > 0.0 && isfinite(claimed_ns) && simd_class->floor_ns > 0.0))
        return j;
    double hot = isfinite(simd_class->chained.ns) ? simd_class->chained.ns : simd_class->independent.ns;
    double ceiling =
        isfinite(simd_class->cold.interval.high) ? simd_class->cold.interval.high : simd_class->cold.ns;
    j.times_floor = claimed_ns / simd_class->floor_ns;
    j.outside_share = fmax(0.0, 1.0 - simd_class->floor_ns / claimed_ns);
    if (claimed_ns < FL_LEAST_POSSIBLE * least_ns(simd_class))
        j.claim = FL_CLAIM_IMPOSSIBLE;
    else if (claimed_ns > ceiling && claimed_ns > hot / FL_LEAST_POSSIBLE)
        j.claim = FL_CLAIM_ABOVE_CEILING;
    else if (claimed_ns > hot / FL_LEAST_POSSIBLE)
        j.claim = FL_CLAIM_NEEDS_OVERHEAD;
    else
        j.claim = FL_CLAIM_POSSIBLE;
    return j;
}

bool fl_bound_shows(const char *isa, const fl_class_bounds *simd_class)
{
    return !isa || strcmp(simd_class->name, isa) == 0 || strcmp(fl_isa_name(simd_class->isa), isa) == 0;
}

bool fl_bound_refutes(const fl_bounds *bounds, const char *isa, double claimed_ns)
{
    size_t shown = 0, impossible = 0;
    for (size_t i = 0; i < bounds->class_count; i++) {
        if (!fl_bound_shows(isa, &bounds->classes[i]))
            continue;
        shown++;
        impossible += fl_bounds_judge(&bounds->classes[i], claimed_ns).claim == FL_CLAIM_IMPOSSIBLE;
    }
    return shown > 0 && impossible == shown;
}

/* "strict-scalar, scalar, sse" */
static void list_classes(const fl_bounds *bounds, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < bounds->class_count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", bounds->classes[i].name);
}

fl_status fl_bounds_check_isa(const fl_bounds *bounds, const char *isa, fl_error *error)
{
    char known[160];
    for (size_t i = 0; i < bounds->class_count; i++)
        if (fl_bound_shows(isa, &bounds->classes[i]))
            return FL_OK;
    list_classes(bounds, known, sizeof known);
    return fl_fail(error, FL_UNABLE, "--isa: no kernel of class '%.40s' was measured; there are: %s", isa,
                   known);
}
