#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/case/case.h"
#include "bench/task/values.h"

/* Work, machine, library and clock have points of their own. */
static const fl_aspect aspects[] = {FL_ASPECT_MODEL,        FL_ASPECT_SAMPLE,    FL_ASPECT_VALUES,
                                    FL_ASPECT_EMULATION,    FL_ASPECT_VARIABLES, FL_ASPECT_HIDDEN,
                                    FL_ASPECT_MISALIGNMENT, FL_ASPECT_ARITHMETIC};

static bool is_asked(fl_aspect which)
{
    for (size_t i = 0; i < sizeof aspects / sizeof *aspects; i++)
        if (aspects[i] == which)
            return true;
    return false;
}

static fl_side side_of(const fl_case_run *run)
{
    return (fl_side){.path = run->path, .document = &run->document, .result = run->result};
}

static fl_inequality *next(fl_aspect aspect, fl_equality *found)
{
    if (fl_is_unlike(found, aspect))
        return NULL;
    fl_inequality *one = &found->unlike[found->unlike_count++];
    one->aspect = aspect;
    return one;
}

static bool are_same(const float *a, const float *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i] != b[i] && !(isnan(a[i]) && isnan(b[i])))
            return false;
    return true;
}

/* The files with the weights: the numbers count, and not what else stands in the file. */
static void compare_models(const fl_case_side sides[2], fl_equality *found)
{
    const fl_model *a = &sides[0].model, *b = &sides[1].model;
    if (!sides[0].has_model || !sides[1].has_model ||
        (are_same(a->weights, b->weights, FL_WEIGHTS) && are_same(a->bias, b->bias, FL_OUTPUTS)))
        return;
    fl_inequality *one = next(FL_ASPECT_MODEL, found);
    if (one)
        snprintf(one->text, sizeof one->text, "A computed with %.80s (SHA-256 %.12s…), B with %.80s (%.12s…)",
                 sides[0].model_path, a->sha256, sides[1].model_path, b->sha256);
}

static void survey_model(const fl_case_side *side, char label, fl_equality *found)
{
    float sample[FL_INPUTS];
    char text[160] = "";
    if (!side->has_model)
        return;
    fl_task_sample(sample);
    fl_value_survey survey = fl_survey_values(&side->model, sample);
    fl_survey_text(&survey, text, sizeof text);
    fl_inequality *one = text[0] ? next(FL_ASPECT_VALUES, found) : NULL;
    if (one)
        snprintf(one->text, sizeof one->text,
                 "the model of %c, %.80s, gives %.100s; arithmetic on these takes a time of its own", label,
                 side->model_path, text);
}

void fl_case_equality(const fl_case *given, fl_equality *found)
{
    memset(found, 0, sizeof *found);
    for (size_t i = 0; i < given->sides[0].run_count; i++)
        for (size_t k = 0; k < given->sides[1].run_count; k++) {
            fl_side a = side_of(&given->sides[0].runs[i]), b = side_of(&given->sides[1].runs[k]);
            fl_equality one;
            fl_equality_of(&a, &b, &one);
            for (size_t j = 0; j < one.unlike_count; j++)
                if (is_asked(one.unlike[j].aspect) && !fl_is_unlike(found, one.unlike[j].aspect))
                    found->unlike[found->unlike_count++] = one.unlike[j];
        }
    compare_models(given->sides, found);
    survey_model(&given->sides[0], 'A', found);
    survey_model(&given->sides[1], 'B', found);
}
