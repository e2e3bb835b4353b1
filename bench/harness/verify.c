#include "bench/harness/verify.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/harness/overread.h"
#include "bench/harness/stage.h"
#include "bench/harness/watch.h"

struct fl_examination {
    const fl_kernel *kernel;
    fl_effort effort;
    const fl_case *given; /* may be NULL */
    fl_stage stage;
    fl_case data, other; /* scratch of the checks */
    fl_accuracy *accuracy;
};

/* Places where loops over blocks of 4, 8, 16, 32 and 64 begin and end in 784 elements. */
static const size_t edges[] = {0,   1,   2,   3,   4,   7,   8,   15,  16,  31,  32,  63,  64,  127,
                               128, 391, 392, 719, 720, 751, 752, 767, 768, 775, 776, 779, 780, 783};
enum { EDGES = sizeof edges / sizeof edges[0] };

/* Where all arrays usually lie: on 64-byte boundaries. */
static void place_aligned(fl_stage *stage)
{
    for (int array = 0; array < FL_ARRAYS; array++)
        fl_stage_place(stage, (fl_array)array, 0);
}

/* Tells of the first output that is further off than its bound. */
static fl_status report_wrong(const fl_examination *e, const fl_case *data, const fl_reference *reference,
                              const float *result, fl_error *error)
{
    size_t i = 0;
    for (; i + 1 < reference->outputs; i++) {
        fl_reference one = {1, {reference->value[i]}, {reference->bound[i]}, {reference->may_overflow[i]}};
        if (!(fl_error_in_bounds(&one, &result[i]) <= 1))
            break;
    }
    char within[48] = "";
    if (isfinite(reference->value[i]))
        snprintf(within, sizeof within, " within %.3g", reference->bound[i]);
    return fl_fail(error, FL_NEGATIVE, "kernel '%s' gives output[%zu] = %.9g where %.12g is right%s (%s)",
                   e->kernel->name, i, (double)result[i], reference->value[i], within, data->name);
}

/* One call, compared with the reference. output may be NULL. */
static fl_status call_and_compare(fl_examination *e, const fl_case *data, float *output, fl_error *error)
{
    float result[FL_OUTPUTS] = {0};
    e->accuracy->calls++;
    fl_status status = fl_stage_call(&e->stage, data, result, error);
    if (status != FL_OK)
        return status;
    fl_reference reference = fl_reference_of(e->kernel->work, data->weights, data->bias, data->input);
    double units = fl_error_in_bounds(&reference, result);
    e->accuracy->max_error_in_bounds = fmax(e->accuracy->max_error_in_bounds, units);
    if (output)
        memcpy(output, result, sizeof result);
    if (units <= 1)
        return FL_OK;
    return report_wrong(e, data, &reference, result, error);
}

static fl_status check_given(fl_examination *e, fl_error *error)
{
    return e->given ? call_and_compare(e, e->given, NULL, error) : FL_OK;
}

static fl_status check_values(fl_examination *e, fl_error *error)
{
    uint64_t seeds = e->effort == FL_EFFORT_FULL ? 20 : 2;
    for (uint64_t seed = 1; seed <= seeds; seed++)
        for (size_t recipe = 0; recipe < fl_recipe_count(e->kernel->work); recipe++) {
            fl_case_fill(&e->data, e->kernel->work, recipe, seed);
            fl_status status = call_and_compare(e, &e->data, NULL, error);
            if (status != FL_OK)
                return status;
        }
    return FL_OK;
}

/* NaN, infinity and a lone product at every position. The
 * logits of softmax-2 have theirs among the recipes. */
static fl_status check_positions(fl_examination *e, fl_error *error)
{
    if (fl_work_shape(e->kernel->work).multiply_adds == 0)
        return FL_OK;
    size_t count = e->effort == FL_EFFORT_FULL ? FL_INPUTS : EDGES;
    fl_case_fill(&e->other, e->kernel->work, 0, 1);
    for (size_t i = 0; i < count; i++)
        for (int kind = 0; kind < FL_ODD_KINDS; kind++) {
            e->data = e->other;
            fl_case_make_odd(&e->data, e->kernel->work, kind, e->effort == FL_EFFORT_FULL ? i : edges[i]);
            fl_status status = call_and_compare(e, &e->data, NULL, error);
            if (status != FL_OK)
                return status;
        }
    return FL_OK;
}

static fl_status call_misaligned(fl_examination *e, size_t misalignment, fl_error *error)
{
    fl_status status = call_and_compare(e, &e->data, NULL, error);
    if (status == FL_NEGATIVE) {
        fl_error cause = *error;
        fl_fail(error, status, "%.400s, with arrays %zu bytes off a 64-byte boundary", cause.text,
                misalignment);
    }
    return status;
}

/* All arrays misaligned alike, and with full effort each by itself. */
static fl_status check_alignment(fl_examination *e, fl_error *error)
{
    size_t step = e->effort == FL_EFFORT_FULL ? 4 : 12;
    fl_case_fill(&e->data, e->kernel->work, 0, 1);
    for (size_t misalignment = 4; misalignment < 64; misalignment += step) {
        for (int array = 0; array < FL_ARRAYS; array++)
            fl_stage_place(&e->stage, (fl_array)array, misalignment);
        fl_status status = call_misaligned(e, misalignment, error);
        if (status != FL_OK)
            return status;
        for (int array = 0; e->effort == FL_EFFORT_FULL && array < FL_ARRAYS; array++) {
            place_aligned(&e->stage);
            fl_stage_place(&e->stage, (fl_array)array, misalignment);
            status = call_misaligned(e, misalignment, error);
            if (status != FL_OK)
                return status;
        }
    }
    return FL_OK;
}

static fl_status call_before_guard_page(fl_examination *e, size_t distance, fl_error *error)
{
    for (int array = 0; array < FL_ARRAYS; array++)
        fl_stage_place_at_end(&e->stage, (fl_array)array, distance);
    return call_and_compare(e, &e->data, NULL, error);
}

/* Each array flush against the inaccessible page before it, then against the one behind it. */
static fl_status check_guard_pages(fl_examination *e, fl_error *error)
{
    fl_case_fill(&e->data, e->kernel->work, 0, 1);
    for (int array = 0; array < FL_ARRAYS; array++)
        fl_stage_place_at_start(&e->stage, (fl_array)array);
    fl_status status = call_and_compare(e, &e->data, NULL, error);
    if (status != FL_OK)
        return status;
    status = call_before_guard_page(e, 0, error);
    if (status != FL_NEGATIVE || !(e->kernel->fma && e->kernel->lanes == 1))
        return status;
    size_t overread = fl_scalar_fma_overread();
    if (overread == 0)
        return status;
    snprintf(e->accuracy->note, sizeof e->accuracy->note,
             "this machine itself reads %zu bytes past the operand of a scalar fused multiply-add: reads so "
             "close past the end could not be checked",
             overread);
    return call_before_guard_page(e, overread, error);
}

/* The same arguments give the same bits, whatever was computed in between at the same addresses. */
static fl_status check_repetition(fl_examination *e, fl_error *error)
{
    int repetitions = e->effort == FL_EFFORT_FULL ? 1000 : 20;
    float first[FL_OUTPUTS] = {0}, again[FL_OUTPUTS] = {0};
    size_t bytes = fl_work_shape(e->kernel->work).outputs * sizeof(float);
    fl_case_fill(&e->data, e->kernel->work, fl_recipe_count(e->kernel->work) - 1, 1);
    fl_case_fill(&e->other, e->kernel->work, fl_recipe_count(e->kernel->work) - 1, 2);
    if (fl_work_shape(e->kernel->work).multiply_adds > 0) {
        fl_case_fill(&e->data, e->kernel->work, 0, 1);
        fl_case_fill(&e->other, e->kernel->work, 0, 2);
    }
    fl_status status = call_and_compare(e, &e->data, first, error);
    for (int i = 1; i <= repetitions && status == FL_OK; i++) {
        if (i % 8 == 0) {
            status = call_and_compare(e, &e->other, NULL, error);
            if (status != FL_OK)
                return status;
        }
        e->accuracy->calls++;
        status = fl_stage_call(&e->stage, &e->data, again, error);
        if (status == FL_OK && memcmp(first, again, bytes) != 0)
            return fl_fail(error, FL_NEGATIVE, "kernel '%s' gives other bits in call %d on the same data",
                           e->kernel->name, i + 1);
    }
    return status;
}

/* Whatever its caller has set of the floating-point unit, a kernel traps on no ordinary data and leaves the
 * setting as it was. The results are then those of other arithmetic, and nobody's bound holds for them. */
static fl_status check_environment(fl_examination *e, fl_error *error)
{
    fl_status status = FL_OK;
    for (size_t i = 0; status == FL_OK; i++) {
        float result[FL_OUTPUTS] = {0};
        fl_case_fill(&e->data, e->kernel->work, 0, i + 1);
        e->stage.control = fl_watch_controls[i];
        e->accuracy->calls++;
        status = fl_stage_call(&e->stage, &e->data, result, error);
        if (status == FL_NEGATIVE && fl_watch_controls[i] != fl_watch_usual_control()) {
            fl_error cause = *error;
            fl_fail(error, status, "%.400s, called with a floating-point control register of 0x%llx",
                    cause.text, (unsigned long long)fl_watch_controls[i]);
        }
        if (fl_watch_controls[i] == fl_watch_usual_control())
            break;
    }
    e->stage.control = fl_watch_usual_control();
    return status;
}

const fl_check fl_checks[] = {
    {"given data", check_given},
    {"values", check_values},
    {"positions", check_positions},
    {"alignment", check_alignment},
    {"guard pages", check_guard_pages},
    {"repetition", check_repetition},
    {"floating-point environment", check_environment},
    {NULL, NULL},
};

static fl_status run_checks(fl_examination *e, const fl_check *check, fl_error *error)
{
    for (const fl_check *c = check ? check : fl_checks; c->name; c++) {
        place_aligned(&e->stage);
        fl_status status = c->run(e, error);
        if (status != FL_OK || check)
            return status;
    }
    return FL_OK;
}

fl_status fl_verify(const fl_kernel *kernel, const fl_check *check, fl_effort effort, const fl_case *given,
                    fl_accuracy *accuracy)
{
    fl_error error = {""};
    *accuracy = (fl_accuracy){.passes = false};
    fl_examination *e = calloc(1, sizeof *e);
    if (!e) {
        snprintf(accuracy->failure, sizeof accuracy->failure, "no memory to verify kernel '%s' in",
                 kernel->name);
        return FL_UNABLE;
    }
    e->kernel = kernel;
    e->effort = effort;
    e->given = given;
    e->accuracy = accuracy;
    fl_status status = fl_stage_open(&e->stage, kernel, &error);
    if (status == FL_OK) {
        status = run_checks(e, check, &error);
        fl_stage_close(&e->stage);
    }
    free(e);
    accuracy->passes = status == FL_OK;
    if (status != FL_OK)
        memcpy(accuracy->failure, error.text, sizeof accuracy->failure);
    return status;
}

fl_status fl_verify_kernel(const fl_kernel *kernel, const float *weights, const float *bias,
                           const float *input, fl_accuracy *accuracy)
{
    fl_case given;
    fl_case_given(&given, kernel->work, weights, bias, input);
    return fl_verify(kernel, NULL, FL_EFFORT_QUICK, &given, accuracy);
}

double fl_verify_once(const fl_kernel *kernel, const float *weights, const float *bias, const float *input)
{
    float output[FL_OUTPUTS] = {NAN, NAN};
    kernel->run(weights, bias, input, output);
    fl_reference reference = fl_reference_of(kernel->work, weights, bias, input);
    return fl_error_in_bounds(&reference, output);
}
