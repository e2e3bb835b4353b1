#include "bench/task/reference.h"

#include <float.h>
#include <math.h>

static const double unit = 0x1p-24; /* rounding error of float32 */
static const double ulp = 0x1p-23;
static const double smallest_normal = 0x1p-126;

/* Products of two floats are exact in double. */
static void dot(fl_reference *reference, size_t i, const float *weights, float bias, const float *input)
{
    double sum = 0, magnitude = 0;
    for (size_t k = 0; k < FL_INPUTS; k++) {
        double product = (double)weights[k] * (double)input[k];
        sum += product;
        magnitude += fabs(product);
    }
    sum += (double)bias;
    magnitude += fabs((double)bias);
    reference->value[i] = sum;
    reference->bound[i] = isfinite(sum) ? FL_INPUTS * (unit * magnitude + 0x1p-150) : (double)NAN;
    reference->may_overflow[i] = isfinite(sum) && magnitude > (double)FLT_MAX;
}

static double sigmoid(double z)
{
    return 1 / (1 + exp(-z));
}

static void logistic(fl_reference *reference, const float *weights, float bias, const float *input)
{
    dot(reference, 0, weights, bias, input);
    double z = reference->value[0], deviation = reference->bound[0];
    double y = sigmoid(z);
    reference->value[0] = y;
    if (isnan(z))
        return;
    double steepest = 0;
    if (isfinite(z)) {
        double nearest = fmax(0, fabs(z) - deviation);
        /* y(t)·(1 − y(t)) is even in t; written with −t it keeps its digits for large t */
        steepest = sigmoid(-nearest) * (1 - sigmoid(-nearest));
    } else {
        deviation = 0;
    }
    reference->bound[0] = deviation * steepest + 4 * ulp * y + smallest_normal;
}

static void softmax(fl_reference *reference, const float *input)
{
    double larger = fmax((double)input[0], (double)input[1]);
    double e[FL_OUTPUTS], total = 0;
    for (size_t i = 0; i < FL_OUTPUTS; i++)
        total += e[i] = exp((double)input[i] - larger);
    double distance = fabs((double)input[0] - (double)input[1]);
    for (size_t i = 0; i < FL_OUTPUTS; i++) {
        double p = e[i] / total;
        reference->value[i] = p;
        /* an infinite distance leaves exactly 0 and 1 */
        double carried = isfinite(distance) ? (1 - p) * (distance * unit + 4 * ulp) : 0;
        reference->bound[i] = isnan(p) ? (double)NAN : p * (carried + 2 * ulp) + smallest_normal;
    }
}

fl_reference fl_reference_of(fl_work work, const float *weights, const float *bias, const float *input)
{
    fl_reference reference = {.outputs = fl_work_shape(work).outputs};
    switch (work) {
    case FL_WORK_LINEAR_784X2:
        for (size_t i = 0; i < FL_OUTPUTS; i++)
            dot(&reference, i, weights + i * FL_INPUTS, bias[i], input);
        break;
    case FL_WORK_LOGISTIC_784X1:
        logistic(&reference, weights, bias[0], input);
        break;
    case FL_WORK_SOFTMAX_2:
        softmax(&reference, input);
        break;
    }
    return reference;
}

static double error_of_one(const fl_reference *reference, size_t i, double output)
{
    double value = reference->value[i], bound = reference->bound[i];
    if (reference->may_overflow[i] && !isfinite(output))
        return 0;
    if (isnan(value))
        return isnan(output) ? 0 : (double)INFINITY;
    if (isinf(value))
        return output == value ? 0 : (double)INFINITY;
    double error = fabs(output - value);
    if (error == 0)
        return 0;
    double units = error / bound;
    return isnan(units) ? (double)INFINITY : units;
}

double fl_error_in_bounds(const fl_reference *reference, const float *output)
{
    double largest = 0;
    for (size_t i = 0; i < reference->outputs; i++)
        largest = fmax(largest, error_of_one(reference, i, (double)output[i]));
    return largest;
}
