/* The data itself, value by value, against the agreed formulas. */
#include "bench/audit/providers/agreed_data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/sha256.h"
#include "bench/task/safetensors.h"
#include "bench/task/task.h"

/* One rounding to float more or less: division in double and then rounding, or in float. */
static const double float_slack = 1.2e-7;

typedef struct file {
    const fl_case_side *side;
    fl_concerns concerns;
    fl_safetensors tensors;
    fl_audit *audit;
} file;

static void say(const file *f, int point, bool holds, const char *tensor, const char *text)
{
    char where[160];
    snprintf(where, sizeof where, "%.120s: %.30s", f->side->data_path, tensor);
    fl_audit_add(f->audit, point, f->concerns, holds ? FL_POINT_PASS : FL_POINT_FAIL, FL_BY_COMPUTATION,
                 where, "%s", text);
}

/* Whether a tensor is of this type and shape; columns 0: a list. */
static bool has_shape(const fl_tensor *tensor, const char *dtype, int rows, int columns)
{
    const cJSON *first = tensor->shape->child, *second = first ? first->next : NULL;
    if (strcmp(tensor->dtype, dtype) != 0 || !first || first->valuedouble != rows)
        return false;
    return columns == 0 ? !second : second && !second->next && second->valuedouble == columns;
}

static float float_at(const unsigned char *data, size_t index)
{
    uint32_t bits = 0;
    float value;
    for (size_t i = 4; i-- > 0;)
        bits = bits << 8 | data[4 * index + i];
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double number_at(const unsigned char *data, const char *dtype, size_t index)
{
    uint64_t bits = 0;
    if (strcmp(dtype, "F32") == 0)
        return (double)float_at(data, index);
    size_t width = strcmp(dtype, "I64") == 0 ? 8U : strcmp(dtype, "I32") == 0 ? 4U : 1U;
    for (size_t i = width; i-- > 0;)
        bits = bits << 8 | data[width * index + i];
    return width == 8 ? (double)(int64_t)bits : width == 4 ? (double)(int32_t)(uint32_t)bits : (double)bits;
}

/* What a row of floats holds. */
typedef struct survey {
    size_t not_finite, outside, different, first_different;
} survey;

static survey look(const unsigned char *data, const float *right, size_t count)
{
    survey s = {0, 0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        float value = float_at(data, i);
        s.not_finite += isfinite(value) ? 0U : 1U;
        s.outside += value >= 0.0F && value <= 1.0F ? 0U : 1U;
        if (!(fabs((double)value - (double)right[i]) <= float_slack) && s.different++ == 0)
            s.first_different = i;
    }
    return s;
}

static void judge_floats(const file *f, const char *name, const fl_tensor *tensor, const float *right,
                         int rows, int formula_point, int shape_point)
{
    char text[256], shape[64];
    bool fits =
        has_shape(tensor, "F32", rows, FL_INPUTS) || (rows == 1 && has_shape(tensor, "F32", FL_INPUTS, 0));
    snprintf(text, sizeof text, "the shape is %s of %s, asked for is [%d, %d] of F32",
             fl_shape_text(tensor->shape, shape, sizeof shape), tensor->dtype, rows, FL_INPUTS);
    say(f, shape_point, fits, name, text);
    if (strcmp(tensor->dtype, "F32") != 0)
        say(f, 45, false, name, text);
    if (!fits)
        return;
    size_t count = (size_t)rows * FL_INPUTS;
    survey s = look(f->tensors.data + tensor->begin, right, count);
    snprintf(text, sizeof text, "%zu of %zu values are outside [0, 1]", s.outside, count);
    say(f, 48, s.outside == 0, name, text);
    snprintf(text, sizeof text, "%zu of %zu values are not finite numbers", s.not_finite, count);
    say(f, 50, s.not_finite == 0, name, text);
    snprintf(text, sizeof text,
             "%zu of %zu values are not those of the formula, the first at row %zu, column %zu", s.different,
             count, s.first_different / FL_INPUTS, s.first_different % FL_INPUTS);
    if (s.different == 0)
        snprintf(text, sizeof text, "all %zu values are those of the formula", count);
    say(f, formula_point, s.different == 0, name, text);
}

static void judge_labels(const file *f, const fl_tensor *tensor, const int *right)
{
    static const char *const types[] = {"I64", "I32", "U8", "F32"};
    char text[256], shape[64];
    bool fits = false;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        fits |= has_shape(tensor, types[i], FL_TRAINING_SAMPLES, 0);
    if (!fits) {
        snprintf(text, sizeof text, "%d labels are asked for; the shape is %s of %s", FL_TRAINING_SAMPLES,
                 fl_shape_text(tensor->shape, shape, sizeof shape), tensor->dtype);
        say(f, 46, false, "labels", text);
        return;
    }
    int others = 0, different = 0, first = 0;
    for (int i = 0; i < FL_TRAINING_SAMPLES; i++) {
        double label = number_at(f->tensors.data + tensor->begin, tensor->dtype, (size_t)i);
        others += label != 0 && label != 1;
        if (label != right[i] && different++ == 0)
            first = i;
    }
    snprintf(text, sizeof text, "%d of %d labels are neither 0 nor 1", others, FL_TRAINING_SAMPLES);
    say(f, 49, others == 0, "labels", text);
    snprintf(text, sizeof text, "%d of %d labels are not those of the rule, the first of sample %d",
             different, FL_TRAINING_SAMPLES, first);
    if (different == 0)
        snprintf(text, sizeof text, "all %d labels are those of the rule", FL_TRAINING_SAMPLES);
    say(f, 42, different == 0, "labels", text);
}

static void judge_file(const file *f)
{
    float *pixels = malloc(sizeof *pixels * FL_TRAINING_SAMPLES * FL_INPUTS), sample[FL_INPUTS];
    int *labels = malloc(sizeof *labels * FL_TRAINING_SAMPLES);
    const fl_tensor *given = NULL;
    if (pixels && labels) {
        fl_task_data(pixels, labels);
        fl_task_sample(sample);
        if ((given = fl_safetensors_find(&f->tensors, "pixels")) != NULL)
            judge_floats(f, "pixels", given, pixels, FL_TRAINING_SAMPLES, 41, 46);
        if ((given = fl_safetensors_find(&f->tensors, "sample")) != NULL)
            judge_floats(f, "sample", given, sample, 1, 44, 47);
        if ((given = fl_safetensors_find(&f->tensors, "labels")) != NULL)
            judge_labels(f, given, labels);
    }
    free(pixels);
    free(labels);
}

/* A file that holds one of the two tells nothing of the other's values. */
static void require_both(const file *f)
{
    bool pixels = fl_safetensors_find(&f->tensors, "pixels") != NULL,
         sample = fl_safetensors_find(&f->tensors, "sample") != NULL;
    const int points[] = {48, 50};
    for (size_t i = 0; pixels != sample && i < sizeof points / sizeof points[0]; i++)
        fl_audit_block(f->audit, points[i], f->concerns, FL_BY_COMPUTATION, f->side->data_path,
                       "it holds no tensor %s", pixels ? "sample" : "pixels");
}

static bool same_bytes(const file files[2], const char *name)
{
    const fl_tensor *a = fl_safetensors_find(&files[0].tensors, name);
    const fl_tensor *b = fl_safetensors_find(&files[1].tensors, name);
    if (!a || !b || a->end - a->begin != b->end - b->begin)
        return false;
    return memcmp(files[0].tensors.data + a->begin, files[1].tensors.data + b->begin, a->end - a->begin) == 0;
}

static void judge_identity(const file files[2], fl_audit *audit)
{
    char digests[2][65];
    const bool same = same_bytes(files, "pixels");
    for (int i = 0; i < 2; i++) {
        const fl_tensor *pixels = fl_safetensors_find(&files[i].tensors, "pixels");
        if (!pixels)
            return;
        if (i == 1 && same) /* three megabytes are not read twice for the same answer */
            memcpy(digests[1], digests[0], sizeof digests[1]);
        else
            fl_sha256(files[i].tensors.data + pixels->begin, pixels->end - pixels->begin, digests[i]);
    }
    fl_audit_add(audit, 72, FL_CONCERNS_BOTH, same ? FL_POINT_PASS : FL_POINT_FAIL, FL_BY_COMPUTATION,
                 files[0].side->data_path, "SHA-256 of the pixels: %.16s… on A, %.16s… on B", digests[0],
                 digests[1]);
}

void fl_judge_data_files(const fl_case *given, fl_audit *audit)
{
    file files[2];
    bool open[2];
    for (int i = 0; i < 2; i++) {
        const fl_case_side *side = &given->sides[i];
        fl_error error = {""};
        files[i] = (file){.side = side, .concerns = i == 0 ? FL_CONCERNS_A : FL_CONCERNS_B, .audit = audit};
        open[i] = side->has_data && fl_safetensors_open((const unsigned char *)side->data, side->data_size,
                                                        side->data_path, &files[i].tensors, &error) == FL_OK;
        if (open[i]) {
            judge_file(&files[i]);
            require_both(&files[i]);
        }
    }
    if (open[0] && open[1])
        judge_identity(files, audit);
    for (int i = 0; i < 2; i++)
        if (open[i])
            fl_safetensors_close(&files[i].tensors);
}
