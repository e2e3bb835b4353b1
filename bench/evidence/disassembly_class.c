/* The counts of a function in a few words. */
#include <stdio.h>

#include "bench/evidence/disassembly.h"

/* The widest with a count; FL_WIDTHS for none. */
static fl_width widest(const size_t counts[FL_WIDTHS])
{
    for (int width = FL_WIDTHS - 1; width >= 0; width--)
        if (counts[width] > 0)
            return (fl_width)width;
    return FL_WIDTHS;
}

static const char *class_of(fl_width width)
{
    /* half a NEON register counts as NEON, as in a trace */
    static const char *const names[FL_WIDTHS] = {"scalar",   "SIMD-128", "SIMD-128", "SIMD-256",
                                                 "SIMD-512", "SIMD-SVE", "SIMD-tile"};
    return names[width];
}

void fl_static_class(const fl_disassembly *d, char *text, size_t size)
{
    if (d->undecoded_bytes > 0) {
        snprintf(text, size, "not told: bytes that could not be decoded");
        return;
    }
    if (!fl_is_closed(d)) {
        snprintf(text, size, "not told: something leaves the function");
        return;
    }
    fl_width products = widest(d->multiplications), all = widest(d->arithmetic);
    if (all == FL_WIDTHS)
        snprintf(text, size, "no floating-point arithmetic");
    else if (products == FL_WIDTHS || (products == FL_WIDTH_SCALAR && all != FL_WIDTH_SCALAR))
        snprintf(text, size, "%s", class_of(all)); /* packed sums of scalar products are not scalar code */
    else
        snprintf(text, size, "%s%s", class_of(products),
                 d->fused[products] == d->multiplications[products] ? "+FMA" : "");
}
