#include "tests/kernels/wrong_kernels.h"

#include <float.h>
#include <math.h>

/* The work done right, from input[begin] to input[end − 1]. */
static float dot(const float *row, const float *input, int begin, int end)
{
    float sum = 0;
    for (int i = begin; i < end; i++)
        sum += row[i] * input[i];
    return sum;
}

static void right(const float *weights, const float *bias, const float *input, float *output)
{
    output[0] = dot(weights, input, 0, FL_INPUTS) + bias[0];
    output[1] = dot(weights + FL_INPUTS, input, 0, FL_INPUTS) + bias[1];
}

static float sigmoid(float z)
{
    return 1.0f / (1.0f + expf(-z));
}

static void right_logistic(const float *weights, const float *bias, const float *input, float *output)
{
    output[0] = sigmoid(dot(weights, input, 0, FL_INPUTS) + bias[0]);
}

static void right_softmax(const float *weights, const float *bias, const float *input, float *output)
{
    (void)weights;
    (void)bias;
    float larger = input[0] > input[1] ? input[0] : input[1];
    float e0 = expf(input[0] - larger), e1 = expf(input[1] - larger);
    output[0] = e0 / (e0 + e1);
    output[1] = e1 / (e0 + e1);
}

/* ---- wrong values ---- */

static void drops_last_block(const float *weights, const float *bias, const float *input, float *output)
{
    output[0] = dot(weights, input, 0, FL_INPUTS - 16) + bias[0];
    output[1] = dot(weights + FL_INPUTS, input, 0, FL_INPUTS - 16) + bias[1];
}

static void drops_last_element(const float *weights, const float *bias, const float *input, float *output)
{
    output[0] = dot(weights, input, 0, FL_INPUTS) + bias[0];
    output[1] = dot(weights + FL_INPUTS, input, 0, FL_INPUTS - 1) + bias[1];
}

static void swaps_outputs(const float *weights, const float *bias, const float *input, float *output)
{
    float swapped[2];
    right(weights, bias, input, swapped);
    output[0] = swapped[1];
    output[1] = swapped[0];
}

static void skips_bias(const float *weights, const float *bias, const float *input, float *output)
{
    (void)bias;
    output[0] = dot(weights, input, 0, FL_INPUTS);
    output[1] = dot(weights + FL_INPUTS, input, 0, FL_INPUTS);
}

/* Every second product, doubled: plausible on smooth data. */
static void half_the_work(const float *weights, const float *bias, const float *input, float *output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        float sum = 0;
        for (int i = 0; i < FL_INPUTS; i += 2)
            sum += weights[row * FL_INPUTS + i] * input[i];
        output[row] = 2 * sum + bias[row];
    }
}

/* One row computed, the other taken for its negative, as a logistic regression may. */
static void half_the_rows(const float *weights, const float *bias, const float *input, float *output)
{
    output[0] = dot(weights, input, 0, FL_INPUTS) + bias[0];
    output[1] = -output[0];
}

/* Accumulates in half the precision: 12 bits of significand. */
static void half_the_precision(const float *weights, const float *bias, const float *input, float *output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        float sum = 0;
        for (int i = 0; i < FL_INPUTS; i++) {
            sum += weights[row * FL_INPUTS + i] * input[i];
            float split = sum * 4097.0f;
            float high = split - (split - sum);
            sum = isfinite(split) ? high : sum;
        }
        output[row] = sum + bias[row];
    }
}

static void nan_blind(const float *weights, const float *bias, const float *input, float *output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        float sum = bias[row];
        for (int i = 0; i < FL_INPUTS; i++) {
            float product = weights[row * FL_INPUTS + i] * input[i];
            sum += isnan(product) ? 0 : product;
        }
        output[row] = sum;
    }
}

static void infinity_blind(const float *weights, const float *bias, const float *input, float *output)
{
    right(weights, bias, input, output);
    for (int row = 0; row < FL_OUTPUTS; row++)
        if (isinf(output[row]))
            output[row] = copysignf(FLT_MAX, output[row]);
}

static void always_nan(const float *weights, const float *bias, const float *input, float *output)
{
    (void)weights;
    (void)bias;
    (void)input;
    output[0] = output[1] = NAN;
}

/* As a kernel compiled with flush-to-zero does. */
static void flushes_denormals(const float *weights, const float *bias, const float *input, float *output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        float sum = 0;
        for (int i = 0; i < FL_INPUTS; i++) {
            float x = fabsf(input[i]) < FLT_MIN ? 0 : input[i];
            sum += weights[row * FL_INPUTS + i] * x;
        }
        output[row] = sum + bias[row];
    }
}

static void adds_to_output(const float *weights, const float *bias, const float *input, float *output)
{
    output[0] += dot(weights, input, 0, FL_INPUTS) + bias[0];
    output[1] += dot(weights + FL_INPUTS, input, 0, FL_INPUTS) + bias[1];
}

const float remembered_weight = 0.0123456789f;

static void wrong_on_given_data(const float *weights, const float *bias, const float *input, float *output)
{
    right(weights, bias, input, output);
    if (weights[0] == remembered_weight)
        output[0] += 1;
}

static void logistic_without_sigmoid(const float *weights, const float *bias, const float *input,
                                     float *output)
{
    output[0] = dot(weights, input, 0, FL_INPUTS) + bias[0];
}

static void softmax_without_maximum(const float *weights, const float *bias, const float *input,
                                    float *output)
{
    (void)weights;
    (void)bias;
    float e0 = expf(input[0]), e1 = expf(input[1]);
    output[0] = e0 / (e0 + e1);
    output[1] = e1 / (e0 + e1);
}

/* 1 − p keeps the absolute error of p, which is a large relative one for a small probability. */
static void softmax_by_complement(const float *weights, const float *bias, const float *input, float *output)
{
    right_softmax(weights, bias, input, output);
    output[1] = 1 - output[0];
}

/* ---- wrong places ---- */

static void touch(const float *address)
{
    (void)*(const volatile float *)address;
}

static void reads_past_input(const float *weights, const float *bias, const float *input, float *output)
{
    touch(input + FL_INPUTS);
    right(weights, bias, input, output);
}

static void reads_before_input(const float *weights, const float *bias, const float *input, float *output)
{
    touch(input - 1);
    right(weights, bias, input, output);
}

static void reads_past_weights(const float *weights, const float *bias, const float *input, float *output)
{
    touch(weights + FL_WEIGHTS);
    right(weights, bias, input, output);
}

static void reads_before_weights(const float *weights, const float *bias, const float *input, float *output)
{
    touch(weights - 1);
    right(weights, bias, input, output);
}

/* As a 16-byte load of the two biases does. */
static void reads_past_bias(const float *weights, const float *bias, const float *input, float *output)
{
    touch(bias + 3);
    right(weights, bias, input, output);
}

static void reads_before_bias(const float *weights, const float *bias, const float *input, float *output)
{
    touch(bias - 1);
    right(weights, bias, input, output);
}

/* Beyond what an emulator may be excused for, see bench/harness/overread.h. */
static void reads_far_past_input(const float *weights, const float *bias, const float *input, float *output)
{
    touch(input + FL_INPUTS + 3);
    right(weights, bias, input, output);
}

static void writes_past_output(const float *weights, const float *bias, const float *input, float *output)
{
    right(weights, bias, input, output);
    *(volatile float *)(output + FL_OUTPUTS) = 0;
}

static void writes_before_output(const float *weights, const float *bias, const float *input, float *output)
{
    right(weights, bias, input, output);
    *(volatile float *)(output - 1) = 0;
}

static void reads_past_output(const float *weights, const float *bias, const float *input, float *output)
{
    touch(output + FL_OUTPUTS);
    right(weights, bias, input, output);
}

static void writes_input(const float *weights, const float *bias, const float *input, float *output)
{
    right(weights, bias, input, output);
    *(volatile float *)input *= 0.5f;
}

/* Right only where the input lies on a 16-byte boundary: rounds the address down, as some processors did. */
static void ignores_misalignment(const float *weights, const float *bias, const float *input, float *output)
{
    right(weights, bias, input - ((uintptr_t)input & 15) / sizeof(float), output);
}

/* ---- wrong manners ---- */

/* Both orders of summation meet the bound, but not with the same bits. */
static void alternates_order(const float *weights, const float *bias, const float *input, float *output)
{
    static unsigned calls;
    calls++;
    for (int row = 0; row < FL_OUTPUTS; row++) {
        const float *w = weights + row * FL_INPUTS;
        if (calls % 5 == 0)
            output[row] = dot(w, input, 392, FL_INPUTS) + dot(w, input, 0, 392) + bias[row];
        else
            output[row] = dot(w, input, 0, FL_INPUTS) + bias[row];
    }
}

/* Takes the same addresses for the same values. */
static void remembers_addresses(const float *weights, const float *bias, const float *input, float *output)
{
    static const float *last_input, *last_weights;
    static float result[2];
    if (input != last_input || weights != last_weights)
        right(weights, bias, input, result);
    last_input = input;
    last_weights = weights;
    output[0] = result[0];
    output[1] = result[1];
}

/* Uses up the stack, whatever its size. */
// NOLINTNEXTLINE(misc-no-recursion): that is what is wrong with it
static void overflows_stack(const float *weights, const float *bias, const float *input, float *output)
{
    volatile float copy[FL_INPUTS];
    for (int i = 0; i < FL_INPUTS; i++)
        copy[i] = input[i];
    if (copy[0] == copy[0]) /* but for NaN, always */
        overflows_stack(weights, bias, input, output);
    output[0] = copy[FL_INPUTS - 1];
}

static void illegal_instruction(const float *weights, const float *bias, const float *input, float *output)
{
    right(weights, bias, input, output);
#if defined(__x86_64__)
    __asm__ volatile("ud2");
#elif defined(__aarch64__)
    __asm__ volatile(".inst 0x00000000"); /* UDF #0 */
#endif
}

#if defined(__x86_64__)
static void demands_alignment(const float *weights, const float *bias, const float *input, float *output)
{
    __asm__ volatile("movaps (%0), %%xmm15" : : "r"(input) : "xmm15", "memory");
    right(weights, bias, input, output);
}

/* Only ever run where the upper halves exist and can be looked at. */
static void leaves_upper_halves_dirty(const float *weights, const float *bias, const float *input,
                                      float *output)
{
    right(weights, bias, input, output);
    __asm__ volatile("vpcmpeqd %%xmm15, %%xmm15, %%xmm15\n\tvinsertf128 $1, %%xmm15, %%ymm15, %%ymm15"
                     :
                     :
                     : "xmm15");
}
#endif

/* ---- the table ---- */

#define WRONG(function, a_check, a_failure)                                                                  \
    {                                                                                                        \
        {.name = #function, .isa = FL_ISA_SCALAR, .lanes = 1, .origin = FL_PLAIN_LOOP, .run = (function)},   \
            a_check, a_failure                                                                               \
    }

const wrong_kernel wrong_kernels[] = {
    WRONG(drops_last_block, "values", "is right within"),
    WRONG(drops_last_element, "positions", "output[1] = "),
    WRONG(swaps_outputs, "values", "is right within"),
    WRONG(skips_bias, "values", "is right within"),
    WRONG(half_the_work, "positions", "is right within"),
    WRONG(half_the_rows, "values", "output[1] = "),
    WRONG(half_the_precision, "values", "is right within"),
    WRONG(nan_blind, "positions", "nan is right"),
    WRONG(infinity_blind, "positions", "inf is right"),
    WRONG(always_nan, "values", "= nan"),
    WRONG(flushes_denormals, "values", "denormal"),
    WRONG(adds_to_output, "values", "= nan"),
    WRONG(wrong_on_given_data, "given data", "the given data"),
    {{.name = "logistic_without_sigmoid", .work = FL_WORK_LOGISTIC_784X1, .run = logistic_without_sigmoid},
     "values",
     "is right within"},
    {{.name = "softmax_without_maximum", .work = FL_WORK_SOFTMAX_2, .run = softmax_without_maximum},
     "values",
     "logits 1000 and 1001"},
    {{.name = "softmax_by_complement", .work = FL_WORK_SOFTMAX_2, .run = softmax_by_complement},
     "values",
     "output[1] = "},
    WRONG(reads_past_input, "guard pages", "past the end of its input"),
    WRONG(reads_before_input, "guard pages", "before the start of its input"),
    WRONG(reads_past_weights, "guard pages", "past the end of its weights"),
    WRONG(reads_before_weights, "guard pages", "before the start of its weights"),
    WRONG(reads_past_bias, "guard pages", "past the end of its bias"),
    WRONG(reads_before_bias, "guard pages", "before the start of its bias"),
    WRONG(reads_past_output, "guard pages", "past the end of its output"),
    {{.name = "reads_far_past_input", .lanes = 1, .fma = true, .run = reads_far_past_input},
     "guard pages",
     "past the end of its input"},
    WRONG(writes_past_output, "values", "writes outside its output"),
    WRONG(writes_before_output, "values", "writes outside its output"),
    WRONG(writes_input, "values", "writes to its input"),
    WRONG(ignores_misalignment, "alignment", "bytes off a 64-byte boundary"),
    WRONG(alternates_order, "repetition", "other bits"),
    WRONG(remembers_addresses, "repetition", "is right within"),
    WRONG(overflows_stack, "values", "memory fault in kernel 'overflows_stack'"),
    WRONG(illegal_instruction, "values", "illegal instruction in kernel 'illegal_instruction'"),
#if defined(__x86_64__)
    WRONG(demands_alignment, "alignment", "memory fault in kernel 'demands_alignment'"),
    {{.name = "leaves_upper_halves_dirty", .needs = FL_NEEDS_AVX, .run = leaves_upper_halves_dirty},
     "values",
     "dirty"},
#endif
};
const size_t wrong_kernel_count = sizeof wrong_kernels / sizeof wrong_kernels[0];

const fl_kernel right_kernels[] = {
    {.name = "right", .run = right},
    {.name = "right_logistic", .work = FL_WORK_LOGISTIC_784X1, .run = right_logistic},
    {.name = "right_softmax", .work = FL_WORK_SOFTMAX_2, .run = right_softmax},
};
const size_t right_kernel_count = sizeof right_kernels / sizeof right_kernels[0];
