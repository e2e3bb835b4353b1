/* A model as JSON. */
#include "bench/report/documents.h"
#include "bench/report/json_output.h"
#include "bench/report/model_report.h"

static void add_numbers(fl_json to, const char *name, const double numbers[FL_OUTPUTS])
{
    fl_json list = fl_json_array(to, name);
    for (int i = 0; i < FL_OUTPUTS; i++)
        fl_json_add_number(list, NULL, numbers[i]);
}

static void add_floats(fl_json to, const char *name, const float numbers[FL_OUTPUTS])
{
    add_numbers(to, name, (const double[]){(double)numbers[0], (double)numbers[1]});
}

static void add_counts(fl_json to, const char *name, const fl_value_counts *counts)
{
    fl_json group = fl_json_object(to, name);
    fl_json_add_number(group, "subnormal", counts->subnormal);
    fl_json_add_number(group, "infinite", counts->infinite);
    fl_json_add_number(group, "nan", counts->nan);
}

fl_status fl_model_print_json(const fl_model *model, const fl_model_facts *facts,
                              const fl_value_survey *values, fl_error *error)
{
    fl_json_writer writer = {0};
    fl_json root = fl_json_document(&writer, &fl_model_description);
    fl_json_add_text(root, "origin", model->origin);
    fl_json_add_text(root, "sha256", model->sha256);
    fl_json weight = fl_json_object(root, "weight");
    add_numbers(weight, "shape", (const double[]){FL_OUTPUTS, FL_INPUTS});
    fl_json_add_number(weight, "low", (double)facts->weight_low);
    fl_json_add_number(weight, "high", (double)facts->weight_high);
    fl_json_add_number(weight, "sum", facts->weight_sum);
    add_floats(root, "bias", model->bias);
    fl_json accuracy = fl_json_object(root, "accuracy");
    fl_json_add_number(accuracy, "correct", facts->correct);
    fl_json_add_number(accuracy, "of", FL_TRAINING_SAMPLES);
    add_numbers(accuracy, "predicted", (const double[]){facts->predicted[0], facts->predicted[1]});
    fl_json_add_number(root, "loss", facts->loss);
    fl_json sample = fl_json_object(root, "sample");
    add_floats(sample, "logits", facts->sample_logits);
    add_floats(sample, "probabilities", facts->sample_probabilities);
    fl_json group = fl_json_object(root, "values");
    add_counts(group, "weights", &values->model);
    add_counts(group, "sample", &values->sample);
    add_counts(group, "products", &values->products);
    add_counts(group, "logits", &values->logits);
    return fl_print_json(root, "model", error);
}
