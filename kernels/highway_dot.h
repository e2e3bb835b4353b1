/* What the kernels made of Highway's Dot share: one dot product per output, by Highway's static dispatch,
 * which takes the best target that the compiler is allowed. (Its dynamic dispatch would choose among the same
 * code at run time, but needs Highway's shared library; here the lab's own dispatcher chooses.) */
#ifndef FAIRLANE_KERNELS_HIGHWAY_DOT_H
#define FAIRLANE_KERNELS_HIGHWAY_DOT_H

/* Of all that Highway counts to a target, these are not used here and must not be needed. */
#define HWY_DISABLE_PCLMUL_AES
#define HWY_DISABLE_F16C
#define HWY_COMPILE_ONLY_STATIC
#define HWY_IS_DEBUG_BUILD 0 /* its checks would call its shared library */
#include <hwy/contrib/dot/dot-inl.h>

#include "kernels/kernel.h"

#define FL_HIGHWAY_TEXT_OF(x) #x
#define FL_HIGHWAY_TEXT(x) FL_HIGHWAY_TEXT_OF(x)
#define FL_HIGHWAY_VERSION                                                                                   \
    "Highway " FL_HIGHWAY_TEXT(HWY_MAJOR) "." FL_HIGHWAY_TEXT(HWY_MINOR) "." FL_HIGHWAY_TEXT(HWY_PATCH)

HWY_BEFORE_NAMESPACE();
namespace HWY_NAMESPACE
{

/* Of what may be promised to Dot, only this holds for
 * vectors of every length: 784 inputs are at least one. */
static inline float highway_dot(const float *weights, const float *input)
{
    using Dot = hwy::HWY_NAMESPACE::Dot;
    const hwy::HWY_NAMESPACE::ScalableTag<float> vector;
    return Dot::Compute<Dot::kAtLeastOneVector>(vector, weights, input, FL_INPUTS);
}

static inline void highway_linear(const float *weights, const float *bias, const float *input, float *output)
{
    output[0] = highway_dot(weights, input) + bias[0];
    output[1] = highway_dot(weights + FL_INPUTS, input) + bias[1];
}

} // namespace HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
