#include "kernels/isa.h"

#include <string.h>

enum { FLOAT = 4 }; /* bytes */

#define ROW(name, simd_class, bytes)                                                                         \
    {                                                                                                        \
        name, simd_class, bytes, (bytes) / FLOAT                                                             \
    }
const fl_width_row fl_widths[FL_WIDTHS] = {
    [FL_WIDTH_SCALAR] = ROW("scalar", FL_CLASS_SCALAR, FLOAT),
    [FL_WIDTH_64] = ROW("64-bit", FL_CLASS_SIMD_128, 8), /* half a NEON register */
    [FL_WIDTH_128] = ROW("128-bit", FL_CLASS_SIMD_128, 16),
    [FL_WIDTH_256] = ROW("256-bit", FL_CLASS_SIMD_256, 32),
    [FL_WIDTH_512] = ROW("512-bit", FL_CLASS_SIMD_512, 64),
    [FL_WIDTH_SVE] = ROW("SVE", FL_CLASS_SIMD_SVE, 0),
    [FL_WIDTH_TILE] = ROW("tile", FL_CLASS_SIMD_TILE, 0),
};
#undef ROW

const char *fl_width_name(fl_width width)
{
    return fl_widths[width].name;
}

const char *fl_trace_class_word(fl_trace_class kind)
{
    static const char *const words[] = {
        [FL_CLASS_NONE] = "no float32 work",     [FL_CLASS_SCALAR] = "scalar",
        [FL_CLASS_SIMD_128] = "SIMD-128",        [FL_CLASS_SIMD_256] = "SIMD-256",
        [FL_CLASS_SIMD_512] = "SIMD-512",        [FL_CLASS_SIMD_SVE] = "SIMD-SVE",
        [FL_CLASS_SIMD_TILE] = "SIMD-tile",      [FL_CLASS_MIXED] = "mixed",
        [FL_CLASS_INCONCLUSIVE] = "inconclusive"};
    return words[kind];
}

fl_width fl_width_of_class(fl_trace_class kind)
{
    for (int width = FL_WIDTHS - 1; width >= 0; width--)
        if (fl_widths[width].traced_as == kind)
            return (fl_width)width;
    return FL_WIDTHS;
}

/* Of a width by its short name: SCALAR, 128, 256 … */
#define CLASS_ROW(constant, name, width, probes, means, encodings, needs)                                    \
    [FL_ISA_##constant] = {name, FL_WIDTH_##width, probes, (means) == FL_FUSED, encodings, FL_NEEDS_##needs},
const fl_isa_row fl_isas[FL_ISAS] = {
    FL_ISA_CLASSES(CLASS_ROW)[FL_ISA_LIBRARY] = {"library", FL_WIDTHS, 0, false, 0, FL_NEEDS_NOTHING},
};
#undef CLASS_ROW

const char *fl_isa_name(fl_isa isa)
{
    return fl_isas[isa].name;
}

fl_isa fl_isa_called(const char *name)
{
    int isa = 0;
    while (isa < FL_ISAS && strcmp(fl_isas[isa].name, name) != 0)
        isa++;
    return (fl_isa)isa;
}

int fl_isa_lanes(fl_isa isa)
{
    return isa < FL_ISA_LIBRARY ? fl_widths[fl_isas[isa].width].lanes : 0;
}

fl_trace_class fl_isa_traced_as(fl_isa isa)
{
    return isa < FL_ISA_LIBRARY ? fl_widths[fl_isas[isa].width].traced_as : FL_CLASS_INCONCLUSIVE;
}
