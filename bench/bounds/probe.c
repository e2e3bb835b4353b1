#include "bench/bounds/probe_shape.h"

static const fl_probe *find(fl_probe_kind kind, int lanes, bool fma)
{
    for (const fl_probe *const *probe = fl_probes; *probe; probe++)
        if ((*probe)->kind == kind && (*probe)->lanes == lanes &&
            (kind == FL_PROBE_LOADS || (*probe)->fma == fma))
            return *probe;
    return NULL;
}

/* SVE before the fixed widths: where both exist its vectors are at least as long. */
static const fl_probe *find_widest(fl_probe_kind kind, unsigned usable)
{
    const fl_probe *widest = NULL;
    for (const fl_probe *const *probe = fl_probes; *probe; probe++) {
        const fl_probe *candidate = *probe;
        if (candidate->kind != kind || (candidate->needs & ~usable))
            continue;
        bool wider =
            widest && widest->lanes != 0 && (candidate->lanes == 0 || candidate->lanes > widest->lanes);
        bool fused = widest && candidate->lanes == widest->lanes && candidate->fma && !widest->fma;
        if (!widest || wider || fused)
            widest = candidate;
    }
    return widest;
}

const fl_probe *fl_probe_for(fl_probe_kind kind, const fl_kernel *kernel, unsigned usable)
{
    if (kernel->work != FL_WORK_LINEAR_784X2)
        return NULL;
    if (kernel->isa == FL_ISA_LIBRARY)
        return find_widest(kind, usable);
    const fl_probe *probe = find(kind, kernel->lanes, kernel->fma);
    return probe && !(probe->needs & ~usable) ? probe : NULL;
}

size_t fl_probe_bytes(const fl_probe *probe)
{
    return probe->kind == FL_PROBE_LOADS ? (FL_WEIGHTS + FL_INPUTS) * sizeof(float) : 0;
}

size_t fl_probe_multiply_adds(const fl_probe *probe)
{
    return probe->kind == FL_PROBE_ARITHMETIC ? FL_WEIGHTS : 0;
}

float fl_probe_value(const fl_probe *probe, int lanes)
{
    float sum = 0.0f, term = FL_PROBE_TERM;
    for (int turn = 0; turn < FL_PROBE_TURNS(lanes); turn++) {
        if (probe->fma) {
            sum += FL_PROBE_FACTOR * FL_PROBE_FACTOR; /* exact, so that fused or not makes no difference */
            continue;
        }
        for (int i = 0; i < FL_PROBE_SUMS / FL_PROBE_TERMS; i++) {
            sum += term;
            term *= FL_PROBE_GROWTH;
        }
    }
    return sum;
}
