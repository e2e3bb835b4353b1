#include "bench/bounds/probe_shape.h"

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
    int sums = probe->sums ? probe->sums : FL_PROBE_SUMS;
    float sum = 0.0f, term = FL_PROBE_TERM;
    for (int turn = 0; turn < FL_WEIGHTS / sums / lanes; turn++) {
        if (!probe->grows) {
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
