/* The reference in double and its bounds, against values worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "bench/harness/cases.h"
#include "bench/task/reference.h"

static fl_case constant(float weight, float bias, float input)
{
    fl_case data;
    memset(&data, 0, sizeof data);
    for (int k = 0; k < FL_WEIGHTS; k++)
        data.weights[k] = k < FL_INPUTS ? weight : 2 * weight;
    for (int k = 0; k < FL_INPUTS; k++)
        data.input[k] = input;
    data.bias[0] = bias;
    data.bias[1] = -bias;
    return data;
}

static fl_reference of(fl_work work, const fl_case *data)
{
    return fl_reference_of(work, data->weights, data->bias, data->input);
}

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void linear_value_and_bound(void **state)
{
    (void)state;
    fl_case data = constant(0.5f, 3.0f, 2.0f);
    fl_reference r = of(FL_WORK_LINEAR_784X2, &data);
    assert_int_equal(r.outputs, 2);
    near(r.value[0], 784 + 3, 0);
    near(r.value[1], 2 * 784 - 3, 0);
    /* the contract: 784 · 2^-24 · (Σ|w·x| + |b|) */
    near(r.bound[0], 784 * 0x1p-24 * (784 + 3), 1e-15);
    near(r.bound[1], 784 * 0x1p-24 * (2 * 784 + 3), 1e-15);
}

static void error_counts_in_bounds(void **state)
{
    (void)state;
    fl_reference r = {.outputs = 2, .value = {1, 2}, .bound = {0.5, 0.25}};
    near(fl_error_in_bounds(&r, (float[]){1, 2}), 0, 0);
    near(fl_error_in_bounds(&r, (float[]){1.25f, 2}), 0.5, 0);
    near(fl_error_in_bounds(&r, (float[]){1.25f, 1.5f}), 2, 0);
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){NAN, 2})));
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){1, NAN})));
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){1, INFINITY})));
    r.outputs = 1; /* the second is not looked at */
    near(fl_error_in_bounds(&r, (float[]){1, NAN}), 0, 0);
}

static void zero_bound_demands_the_exact_value(void **state)
{
    (void)state;
    fl_reference r = {.outputs = 1, .value = {0}, .bound = {0}};
    near(fl_error_in_bounds(&r, (float[]){-0.0f}), 0, 0);
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){FLT_MIN})));
}

static void nan_and_infinity_must_match(void **state)
{
    (void)state;
    fl_case data = constant(1, 0, 1);
    data.input[783] = -INFINITY;
    fl_reference r = of(FL_WORK_LINEAR_784X2, &data);
    assert_true(isinf(r.value[0]) && r.value[0] < 0);
    near(fl_error_in_bounds(&r, (float[]){-INFINITY, -INFINITY}), 0, 0);
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){-INFINITY, INFINITY})));
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){-INFINITY, NAN})));
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){-FLT_MAX, -INFINITY})));

    data.weights[783] = 0; /* infinity times zero, in row 0 alone */
    r = of(FL_WORK_LINEAR_784X2, &data);
    assert_true(isnan(r.value[0]) && isinf(r.value[1]));
    near(fl_error_in_bounds(&r, (float[]){NAN, -INFINITY}), 0, 0);
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){0, -INFINITY})));
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){NAN, NAN})));
}

/* Where some order of summation overflows, infinity and
 * NaN are as right as the sum; a wrong number is not. */
static void overflow_is_not_held_against_a_kernel(void **state)
{
    (void)state;
    fl_case data = constant(1e20f, 0, 1e18f);
    for (int k = 1; k < FL_INPUTS; k += 2)
        data.input[k] = -1e18f;
    fl_reference r = of(FL_WORK_LINEAR_784X2, &data);
    assert_true(r.may_overflow[0]);
    near(fl_error_in_bounds(&r, (float[]){INFINITY, NAN}), 0, 0);
    assert_true(fl_error_in_bounds(&r, (float[]){0, 3e38f}) > 1);
    data = constant(1, 1, 1);
    assert_false(of(FL_WORK_LINEAR_784X2, &data).may_overflow[0]);
}

static void denormal_products_may_round(void **state)
{
    (void)state;
    fl_case data = constant(0x1p-75f, 0, 0x1p-75f); /* each product is half of the smallest denormal */
    fl_reference r = of(FL_WORK_LINEAR_784X2, &data);
    near(r.value[0], 784 * 0x1p-150, 0);
    assert_true(fl_error_in_bounds(&r, (float[]){0, 784 * 0x1p-149f}) <= 1.0001);
}

static void logistic_value_and_bound(void **state)
{
    (void)state;
    fl_case data = constant(0, 1, 1);
    data.bias[0] = (float)log(3);
    fl_reference r = of(FL_WORK_LOGISTIC_784X1, &data);
    assert_int_equal(r.outputs, 1);
    near(r.value[0], 0.75, 1e-7);
    /* slope y(1 − y), taken at the point nearest to zero, times the bound of the argument; and 4 ulp */
    double deviation = 784 * 0x1p-24 * (double)data.bias[0];
    near(r.bound[0], deviation * 0.75 * 0.25 + 4 * 0x1p-23 * 0.75, 1e-9);
    assert_true(r.bound[0] >= deviation * 0.75 * 0.25 + 4 * 0x1p-23 * 0.75);

    data.bias[0] = -INFINITY;
    r = of(FL_WORK_LOGISTIC_784X1, &data);
    near(fl_error_in_bounds(&r, (float[]){0}), 0, 0);
    assert_true(fl_error_in_bounds(&r, (float[]){1e-30f}) > 1);
    data.bias[0] = NAN;
    r = of(FL_WORK_LOGISTIC_784X1, &data);
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){0.5f})));
    data.bias[0] = -100; /* e^100 overflows in float32: 0 is right as well as 3.8e-44 */
    r = of(FL_WORK_LOGISTIC_784X1, &data);
    assert_true(fl_error_in_bounds(&r, (float[]){0}) <= 1);
}

static void softmax_value_and_bound(void **state)
{
    (void)state;
    float logits[2] = {0, (float)log(3)};
    fl_reference r = fl_reference_of(FL_WORK_SOFTMAX_2, NULL, NULL, logits);
    near(r.value[0], 0.25, 1e-7);
    near(r.value[1], 0.75, 1e-7);
    double d = (double)logits[1];
    near(r.bound[0], 0.25 * (0.75 * (d * 0x1p-24 + 4 * 0x1p-23) + 2 * 0x1p-23), 1e-12);
    near(r.bound[1], 0.75 * (0.25 * (d * 0x1p-24 + 4 * 0x1p-23) + 2 * 0x1p-23), 1e-12);

    r = fl_reference_of(FL_WORK_SOFTMAX_2, NULL, NULL, (float[]){FLT_MAX, -FLT_MAX});
    near(fl_error_in_bounds(&r, (float[]){1, 0}), 0, 0);
    r = fl_reference_of(FL_WORK_SOFTMAX_2, NULL, NULL, (float[]){INFINITY, 0});
    near(fl_error_in_bounds(&r, (float[]){NAN, NAN}), 0, 0);
    assert_true(isinf(fl_error_in_bounds(&r, (float[]){1, 0})));
    r = fl_reference_of(FL_WORK_SOFTMAX_2, NULL, NULL, (float[]){-INFINITY, 0});
    near(fl_error_in_bounds(&r, (float[]){0, 1}), 0, 0);
}

/* A recipe that overflows would let infinity pass; one that is all zeros would let anything pass. */
static void recipes_are_fit_for_their_purpose(void **state)
{
    (void)state;
    for (size_t recipe = 0; recipe < fl_recipe_count(FL_WORK_LINEAR_784X2); recipe++)
        for (uint64_t seed = 1; seed <= 20; seed++) {
            fl_case data, again;
            fl_case_fill(&data, FL_WORK_LINEAR_784X2, recipe, seed);
            fl_case_fill(&again, FL_WORK_LINEAR_784X2, recipe, seed);
            assert_memory_equal(&data, &again, sizeof data);
            fl_reference r = of(FL_WORK_LINEAR_784X2, &data);
            for (int i = 0; i < FL_OUTPUTS; i++) {
                assert_false(r.may_overflow[i]);
                assert_true(isfinite(r.value[i]) && r.bound[i] > 0);
            }
            fl_case_fill(&again, FL_WORK_LINEAR_784X2, recipe, seed + 1);
            assert_memory_not_equal(&data.bias, &again.bias, sizeof data.bias);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linear_value_and_bound),
        cmocka_unit_test(error_counts_in_bounds),
        cmocka_unit_test(zero_bound_demands_the_exact_value),
        cmocka_unit_test(nan_and_infinity_must_match),
        cmocka_unit_test(overflow_is_not_held_against_a_kernel),
        cmocka_unit_test(denormal_products_may_round),
        cmocka_unit_test(logistic_value_and_bound),
        cmocka_unit_test(softmax_value_and_bound),
        cmocka_unit_test(recipes_are_fit_for_their_purpose),
    };
    return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
