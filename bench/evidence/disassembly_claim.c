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
    bool sse = d->encodings[FL_ENCODING_SSE] > 0, vex = d->encodings[FL_ENCODING_VEX] > 0;
    bool evex = d->encodings[FL_ENCODING_EVEX] > 0;
    bool baseline = kernel->isa == FL_ISA_SSE || (kernel->needs & ~(unsigned)FL_NEEDS_SSE2) == 0;
    if (baseline && (vex || evex))
        return contradicts(kernel, error, "contains VEX or EVEX code");
    if (kernel->isa >= FL_ISA_AVX && kernel->isa <= FL_ISA_AVX512 && sse)
        return contradicts(kernel, error, "contains vector code in the legacy SSE encoding");
    if (kernel->isa != FL_ISA_AVX512 && evex)
        return contradicts(kernel, error, "contains EVEX code");
    if (kernel->isa != FL_ISA_SVE && d->encodings[FL_ENCODING_SVE] > 0)
        return contradicts(kernel, error, "contains SVE code");
    return FL_OK;
}

/* FL_WIDTHS: not a class with one width. */
static fl_width width_of(fl_isa isa)
{
    switch (isa) {
    case FL_ISA_SCALAR:
        return FL_WIDTH_SCALAR;
    case FL_ISA_SSE:
    case FL_ISA_NEON:
        return FL_WIDTH_128;
    case FL_ISA_AVX:
    case FL_ISA_AVX2:
        return FL_WIDTH_256;
    case FL_ISA_AVX512:
        return FL_WIDTH_512;
    case FL_ISA_SVE:
        return FL_WIDTH_SVE;
    case FL_ISA_LIBRARY:
        break;
    }
    return FL_WIDTHS;
}

static int lanes_of(fl_width width)
{
    static const int lanes[FL_WIDTHS] = {1, 2, 4, 8, 16, 0, 0};
    return lanes[width];
}

static fl_status check_nothing_wider(const fl_kernel *kernel, const fl_disassembly *d, fl_error *error)
{
    for (int wider = (int)width_of(kernel->isa) + 1; wider < FL_WIDTHS; wider++)
        if (d->arithmetic[wider] > 0)
            return fl_fail(error, FL_NEGATIVE, "kernel '%s' claims %s but contains %s arithmetic",
                           kernel->name, fl_isa_name(kernel->isa), fl_width_name((fl_width)wider));
    return FL_OK;
}

static fl_status check_width(const fl_kernel *kernel, const fl_disassembly *d, fl_error *error)
{
    fl_width width = width_of(kernel->isa);
    if (kernel->lanes != lanes_of(width))
        return fl_fail(error, FL_NEGATIVE, "kernel '%s' declares %d lanes, but %s has %d", kernel->name,
                       kernel->lanes, fl_isa_name(kernel->isa), lanes_of(width));
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
    if (kernel->fma && d->fused[width_of(kernel->isa)] == 0)
        return contradicts(kernel, error, "lacks the fused multiply-add that it declares at its width");
    /* what is not fused was left out of the contraction: a multiplication by itself */
    if (kernel->fma && kernel->origin == FL_HAND_WRITTEN &&
        d->fused[width_of(kernel->isa)] != d->multiplications[width_of(kernel->isa)])
        return contradicts(kernel, error, "multiplies without fusing in places");
    if (kernel->isa == FL_ISA_AVX && kernel->fma)
        return contradicts(kernel, error, "declares fused multiply-add, which AVX does not have");
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
