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
    return fl_trace_class_word(fl_widths[width].traced_as);
}

/* Packed products of which no packed addition makes sums, or the other way round. Narrower packed additions
 * beside wide products are the folding of accumulators. */
static bool adds_otherwise(const fl_disassembly *d, fl_width products, fl_width sums)
{
    if (sums == FL_WIDTHS)
        return false;
    bool any_packed = fl_packed(d->sums) > 0;
    return products == FL_WIDTH_SCALAR ? any_packed : !any_packed && fl_packed(d->fused) == 0;
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
    fl_width products = widest(d->multiplications), sums = widest(d->sums), all = widest(d->arithmetic);
    bool fused = products != FL_WIDTHS && d->fused[products] == d->multiplications[products];
    /* NOLINTBEGIN(bugprone-branch-clone): the same word for another reason */
    if (all == FL_WIDTHS)
        snprintf(text, size, "no floating-point arithmetic");
    else if (products == FL_WIDTHS)
        snprintf(text, size, "%s", class_of(all));
    else if (!fused && adds_otherwise(d, products, sums))
        snprintf(text, size, "products %s, sums %s", class_of(products), class_of(sums));
    else if (products == FL_WIDTH_SCALAR && all != FL_WIDTH_SCALAR)
        snprintf(text, size, "%s", class_of(all)); /* something else is packed: not scalar code */
    else
        snprintf(text, size, "%s%s", class_of(products), fused ? "+FMA" : "");
    /* NOLINTEND(bugprone-branch-clone) */
}
