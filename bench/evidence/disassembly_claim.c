/* What each kind of kernel has to show in its machine code.
 *
 * The loop of a kernel multiplies; its end adds up the partial sums, in narrower registers: even an AVX-512
 * kernel ends in 128-bit additions. So the width of a kernel is the width of its multiplications.
 * Hand-written kernels multiply at that width only; a compiler's may have a narrower remainder loop, but none
 * wider, and must really multiply at the width declared. */
#include "bench/evidence/disassembly.h"

static fl_status contradicts(const fl_kernel *kernel, fl_error *error, const char *what)
{
    return fl_fail(error, FL_NEGATIVE, "kernel '%s' claims %s but %s", kernel->name, fl_isa_name(kernel->isa),
                   what);
}

static fl_status check_scalar(const fl_kernel *kernel, const fl_disassembly *d, fl_error *error)
{
    if (fl_packed(d->arithmetic) > 0)
        return contradicts(kernel, error, "contains packed floating-point arithmetic");
    if (d->arithmetic[FL_WIDTH_SCALAR] == 0)
        return contradicts(kernel, error, "contains no floating-point arithmetic");
    return FL_OK;
}

/* Legacy, VEX and EVEX code must not be mixed: what the encoding is tells what the CPU must have, and mixing
 * costs time on many. */
static fl_status check_encodings(const fl_kernel *kernel, const fl_disassembly *d, fl_error *error)
{
    static const struct {
        unsigned encodings;
        const char *what;
    } told[] = {
        {FL_ENCODES(SSE), "contains vector code in the legacy SSE encoding"},
        {FL_ENCODES(EVEX), "contains EVEX code"},
        {FL_ENCODES(SVE), "contains SVE code"},
    };
    const unsigned newer = FL_ENCODES(VEX) | FL_ENCODES(EVEX), allowed = fl_isas[kernel->isa].encodings;
    unsigned seen = 0;
    for (int encoding = 0; encoding < FL_ENCODINGS; encoding++)
        seen |= d->encodings[encoding] > 0 ? 1u << encoding : 0;
    bool baseline = !(allowed & newer) || (kernel->needs & ~(unsigned)FL_NEEDS_SSE2) == 0;
    if (baseline && (seen & newer))
        return contradicts(kernel, error, "contains VEX or EVEX code");
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        if (seen & told[i].encodings & ~allowed)
            return contradicts(kernel, error, told[i].what);
    return FL_OK;
}

static fl_status check_nothing_wider(const fl_kernel *kernel, const fl_disassembly *d, fl_error *error)
{
    for (int wider = (int)fl_isas[kernel->isa].width + 1; wider < FL_WIDTHS; wider++)
        if (d->arithmetic[wider] > 0)
            return fl_fail(error, FL_NEGATIVE, "kernel '%s' claims %s but contains %s arithmetic",
                           kernel->name, fl_isa_name(kernel->isa), fl_width_name((fl_width)wider));
    return FL_OK;
}

static fl_status check_width(const fl_kernel *kernel, const fl_disassembly *d, fl_error *error)
{
    fl_width width = fl_isas[kernel->isa].width;
    if (kernel->lanes != fl_isa_lanes(kernel->isa))
        return fl_fail(error, FL_NEGATIVE, "kernel '%s' declares %d lanes, but %s has %d", kernel->name,
                       kernel->lanes, fl_isa_name(kernel->isa), fl_isa_lanes(kernel->isa));
    if (d->multiplications[width] == 0)
        return fl_fail(error, FL_NEGATIVE, "kernel '%s' claims %s but contains no %s multiplication",
                       kernel->name, fl_isa_name(kernel->isa), fl_width_name(width));
    for (int other = 0; kernel->origin == FL_HAND_WRITTEN && other < (int)width; other++)
        if (d->multiplications[other] > 0)
            return fl_fail(error, FL_NEGATIVE, "kernel '%s' claims %s but contains %s multiplications",
                           kernel->name, fl_isa_name(kernel->isa), fl_width_name((fl_width)other));
    if (kernel->ordered_sums && fl_packed(d->sums) > 0) /* FADDA adds in order and is none of these */
        return contradicts(kernel, error, "adds in vectors, though it declares sums in order");
    return check_nothing_wider(kernel, d, error);
}

static fl_status check_fusing(const fl_kernel *kernel, const fl_disassembly *d, fl_error *error)
{
    size_t fused = d->fused[FL_WIDTH_SCALAR] + fl_packed(d->fused);
    if (!kernel->fma && fused > 0)
        return contradicts(kernel, error, "contains fused multiply-add, which it does not declare");
    if (kernel->fma && d->fused[fl_isas[kernel->isa].width] == 0)
        return contradicts(kernel, error, "lacks the fused multiply-add that it declares at its width");
    /* what is not fused was left out of the contraction: a multiplication by itself */
    if (kernel->fma && kernel->origin == FL_HAND_WRITTEN &&
        d->fused[fl_isas[kernel->isa].width] != d->multiplications[fl_isas[kernel->isa].width])
        return contradicts(kernel, error, "multiplies without fusing in places");
    if (kernel->fma && !(fl_isas[kernel->isa].probes & FL_FUSED))
        return contradicts(kernel, error, "declares fused multiply-add, which that class does not have");
    return FL_OK;
}

fl_status fl_check_claim(const fl_kernel *kernel, const fl_disassembly *d, fl_error *error)
{
    if (kernel->isa == FL_ISA_LIBRARY)
        return FL_OK;
    if (kernel->origin == FL_LIBRARY) /* its own part must fit; the rest is in the library */
        return check_nothing_wider(kernel, d, error);
    if (d->undecoded_bytes > 0)
        return contradicts(kernel, error, "contains bytes that could not be decoded");
    /* A kernel that computes all by itself has no reason to leave; the sigmoid is the C library's. */
    if (kernel->work == FL_WORK_LINEAR_784X2 && !fl_is_closed(d))
        return contradicts(kernel, error, "calls or jumps to other code, which this evidence does not cover");
    fl_status status = check_encodings(kernel, d, error);
    if (status == FL_OK && kernel->isa == FL_ISA_SCALAR)
        status = check_scalar(kernel, d, error);
    if (status == FL_OK)
        status = check_width(kernel, d, error);
    if (status == FL_OK)
        status = check_fusing(kernel, d, error);
    return status;
}
