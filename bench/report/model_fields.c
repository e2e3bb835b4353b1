/* fairlane.model/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/documents.h"

static const fl_field counts_fields[] = {
    {"subnormal", FL_FIELD_INT, .meaning = "Subnormal ones."},
    {"infinite", FL_FIELD_INT, .meaning = "Infinite ones."},
    {"nan", FL_FIELD_INT, .meaning = "Those that are not a number."},
    {0},
};

static const fl_field values_fields[] = {
    {"weights", FL_FIELD_GROUP, .fields = counts_fields, .definition = "counts",
     .meaning = "Of the weights and the bias."},
    {"sample", FL_FIELD_GROUP, .fields = counts_fields, .definition = "counts", .meaning = "Of the sample."},
    {"products", FL_FIELD_GROUP, .fields = counts_fields, .definition = "counts",
     .meaning = "Of the products of weights and sample."},
    {"logits", FL_FIELD_GROUP, .fields = counts_fields, .definition = "counts", .meaning = "Of the outputs."},
    {0},
};

static const fl_field weight_fields[] = {
    {"shape", FL_FIELD_FIGURES, .only = "[2, 784]", .meaning = "Outputs, inputs."},
    {"low", FL_FIELD_FIGURE, .range = FL_ANY, .known = true, .meaning = "The least one."},
    {"high", FL_FIELD_FIGURE, .range = FL_ANY, .known = true, .meaning = "The greatest one."},
    {"sum", FL_FIELD_FIGURE, .range = FL_ANY, .known = true, .meaning = "In double."},
    {0},
};

static const fl_field accuracy_fields[] = {
    {"correct", FL_FIELD_INT, .meaning = "Samples that are predicted right."},
    {"of", FL_FIELD_INT, .range = FL_POSITIVE, .meaning = "Training samples."},
    {"predicted", FL_FIELD_FIGURES, .whole = true, .known = true, .least_count = 2, .most_count = 2,
     .meaning = "Times that class 0 and class 1 were."},
    {0},
};

static const fl_field sample_fields[] = {
    {"logits", FL_FIELD_FIGURES, .range = FL_ANY, .least_count = 2, .most_count = 2,
     .meaning = "Of the inference sample; null: not finite."},
    {"probabilities", FL_FIELD_FIGURES, .most = 1, .least_count = 2, .most_count = 2,
     .meaning = "Of class 0 and 1; null: not a number."},
    {0},
};

static const fl_field model_fields[] = {
    {"values", FL_FIELD_GROUP, .fields = values_fields,
     .meaning = "Values on which arithmetic takes a time of its own, counted in float32, in source order."},
    {"origin", FL_FIELD_TEXT, .filled = true, .meaning = "Trained here, or the file it was read from."},
    {"sha256", FL_FIELD_TEXT, .pattern = FL_SHA256_PATTERN, .meaning = "Of the model as a safetensors file."},
    {"weight", FL_FIELD_GROUP, .fields = weight_fields, .meaning = "float32."},
    {"bias", FL_FIELD_FIGURES, .range = FL_ANY, .known = true, .least_count = 2, .most_count = 2,
     .meaning = "float32."},
    {"accuracy", FL_FIELD_GROUP, .fields = accuracy_fields, .meaning = "On the training samples."},
    {"loss", FL_FIELD_FIGURE,
     .meaning = "Mean cross-entropy in nats over the training samples; null: not finite."},
    {"sample", FL_FIELD_GROUP, .fields = sample_fields,
     .meaning = "What the model makes of the sample that is timed."},
    {0},
};

const fl_description fl_model_description = {
    .schema = "fairlane.model/1",
    .meaning = "The model that every kernel is given.",
    .fields = model_fields,
};
