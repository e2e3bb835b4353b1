#include "bench/task/values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void count(float value, fl_value_counts *counts)
{
    counts->subnormal += fpclassify(value) == FP_SUBNORMAL;
    counts->infinite += fpclassify(value) == FP_INFINITE;
    counts->nan += fpclassify(value) == FP_NAN;
}

fl_value_survey fl_survey_values(const fl_model *model, const float *sample)
{
    fl_value_survey survey = {.counted = true};
    for (size_t i = 0; i < FL_INPUTS; i++)
        count(sample[i], &survey.sample);
    for (size_t k = 0; k < FL_OUTPUTS; k++) {
        float logit = model->bias[k];
        count(model->bias[k], &survey.model);
        for (size_t i = 0; i < FL_INPUTS; i++) {
            float weight = model->weights[k * FL_INPUTS + i], product = weight * sample[i];
            count(weight, &survey.model);
            count(product, &survey.products);
            logit += product;
        }
        count(logit, &survey.logits);
    }
    return survey;
}

static void append(char *text, size_t size, int number, const char *kind, const char *place)
{
    size_t used = strlen(text);
    if (number > 0 && used < size)
        snprintf(text + used, size - used, "%s%d %s %s", used ? ", " : "", number, kind, place);
}

char *fl_survey_text(const fl_value_survey *survey, char *text, size_t size)
{
    const struct {
        const char *place;
        const fl_value_counts *counts;
    } groups[] = {{"weights", &survey->model},
                  {"inputs", &survey->sample},
                  {"products", &survey->products},
                  {"logits", &survey->logits}};
    text[0] = '\0';
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        append(text, size, groups[g].counts->subnormal, "subnormal", groups[g].place);
        append(text, size, groups[g].counts->infinite, "infinite", groups[g].place);
        append(text, size, groups[g].counts->nan, "NaN", groups[g].place);
    }
    return text;
}
