/* What the kernels made of Eigen share: the layer as its users write it, shapes known when compiling, no
 * copies and no temporary. Eigen has no code to pick at run time; what the compiler is allowed decides, so
 * that each set of flags is a kernel of its own. */
#ifndef FAIRLANE_KERNELS_EIGEN_PRODUCT_H
#define FAIRLANE_KERNELS_EIGEN_PRODUCT_H

#include <Eigen/Core>

#include "kernels/kernel.h"

#define FL_EIGEN_TEXT_OF(x) #x
#define FL_EIGEN_TEXT(x) FL_EIGEN_TEXT_OF(x)

/* Maps promise no more than the alignment of a float. */
static inline void eigen_product(const float *weights, const float *bias, const float *input, float *output)
{
    using Weights = Eigen::Matrix<float, FL_OUTPUTS, FL_INPUTS, Eigen::RowMajor>;
    using Input = Eigen::Matrix<float, FL_INPUTS, 1>;
    using Output = Eigen::Matrix<float, FL_OUTPUTS, 1>;
    Eigen::Map<Output>(output).noalias() =
        Eigen::Map<const Weights>(weights) * Eigen::Map<const Input>(input) + Eigen::Map<const Output>(bias);
}

/* "Eigen 3.4.0, AVX2, FMA": of what Eigen's own vector code is made. */
static inline const char *eigen_detail()
{
    return "Eigen " FL_EIGEN_TEXT(EIGEN_WORLD_VERSION) "." FL_EIGEN_TEXT(
        EIGEN_MAJOR_VERSION) "." FL_EIGEN_TEXT(EIGEN_MINOR_VERSION)
#if defined(EIGEN_VECTORIZE_AVX512)
        ", AVX-512"
#elif defined(EIGEN_VECTORIZE_AVX2)
        ", AVX2"
#elif defined(EIGEN_VECTORIZE_SSE2)
        ", SSE2"
#elif defined(EIGEN_VECTORIZE_NEON)
        ", NEON"
#else
        ", without vectors"
#endif
#if defined(EIGEN_VECTORIZE_FMA) || defined(__ARM_FEATURE_FMA)
        ", FMA"
#endif
        ;
}

#endif
