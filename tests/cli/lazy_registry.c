/* Linked before the library, in place of the generated registry: an honest baseline, and a liar. It is right
 * whenever somebody looks, but once it has been called often with the same arrays it does its work in every
 * second call only, and in the others repeats what it said. */
#include <stdbool.h>

#include "kernels/kernel.h"

extern const fl_kernel fl_kernel_scalar;
#if defined(__x86_64__)
extern const fl_kernel fl_kernel_sse;
static const fl_kernel *const honest = &fl_kernel_sse;
#define ISA FL_ISA_SSE
#else
extern const fl_kernel fl_kernel_neon;
static const fl_kernel *const honest = &fl_kernel_neon;
#define ISA FL_ISA_NEON
#endif

enum { OFTEN = 2000 };

static const float *known_weights, *known_input;
static float said[FL_OUTPUTS];
static long calls;

static void lazy(const float *weights, const float *bias, const float *input, float *output)
{
    bool same = weights == known_weights && input == known_input;
    calls = same ? calls + 1 : 0;
    if (calls > OFTEN && calls % 2) {
        output[0] = said[0];
        output[1] = said[1];
        return;
    }
    honest->run(weights, bias, input, output);
    known_weights = weights;
    known_input = input;
    said[0] = output[0];
    said[1] = output[1];
}

static const fl_kernel kernel = {
    .name = "lazy",
    .work = FL_WORK_LINEAR_784X2,
    .isa = ISA,
    .lanes = 4,
#if !defined(__x86_64__)
    .fma = true,
#endif
    .origin = FL_HAND_WRITTEN,
    .run = lazy,
};

const fl_variant fl_variants[] = {
    {.name = "scalar", .kernel = &fl_kernel_scalar, .source = __FILE__, .compiler = "", .flags = ""},
    {.name = "lazy", .kernel = &kernel, .source = __FILE__, .compiler = "", .flags = ""},
};
const size_t fl_variant_count = sizeof fl_variants / sizeof fl_variants[0];
