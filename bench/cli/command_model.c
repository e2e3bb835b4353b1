/* `fairlane model`: trains the task's model, or checks another, and tells what it is. */
#include <stdio.h>

#include "bench/base/text.h"
#include "bench/cli/cli.h"
#include "bench/harness/float_control.h"
#include "bench/lab/model_file.h"
#include "bench/report/model_report.h"
#include "bench/task/task.h"
#include "bench/task/values.h"

typedef struct arguments {
    const char *output, *check, *tensor;
    bool digest_only, json;
    const fl_printer *form;
    int64_t seed; /* -1: not given */
} arguments;

extern const fl_command fl_command_model;

static const fl_option options[] = {
    FL_TAKE_TEXT(arguments, output, 'o', "output", "FILE", FL_VALUES_PATHS,
                 "also write the model to FILE, as safetensors"),
    FL_TAKE_FLAG(arguments, digest_only, "sha256", "print the SHA-256 of the model file and nothing else"),
    FL_TAKE_INTEGER(arguments, seed, "seed", "N", 0, INT64_MAX,
                    "seed of the start weights and of the order of the samples; 42 unless given"),
    FL_TAKE_TEXT(arguments, check, 0, "check", "FILE", FL_VALUES_PATHS,
                 "read this model instead of training: safetensors, .npy, .npz, or of torch.save()"),
    FL_TAKE_TEXT(arguments, tensor, 0, "tensor", "NAME", FL_VALUES_UNKNOWN,
                 "of several layers in FILE take this one: \"fc\" or \"fc.weight\""),
    FL_TAKE_FLAG(arguments, json, "json",
                 "print one JSON document (schema fairlane.model/1) instead of the text"),
    {.name = NULL},
};

static fl_status check_arguments(const char *operand, const arguments *found, fl_error *error)
{
    if (operand)
        return fl_fail(error, FL_USAGE, "model: '%s' is too much; see 'fairlane help model'", operand);
    if (found->check && (found->seed >= 0 || found->output))
        return fl_fail(error, FL_USAGE, "model: --check reads a model, --%s belongs to training one",
                       found->seed >= 0 ? "seed" : "output");
    if (found->tensor && !found->check)
        return fl_fail(error, FL_USAGE, "model: --tensor chooses in the file of --check; name one");
    if (found->json && found->digest_only)
        return fl_fail(error, FL_USAGE, "model: --json prints the SHA-256 too; leave --sha256 out");
    return FL_OK;
}

static fl_status parse(int argc, char **argv, arguments *found, fl_error *error)
{
    fl_cursor cursor = {0};
    *found = (arguments){.seed = -1};
    if (fl_parse_options(&fl_command_model, argc, argv, found, &cursor, error) != FL_OK)
        return FL_USAGE;
    found->form = cursor.form;
    return check_arguments(argc > cursor.first_operand ? argv[cursor.first_operand] : NULL, found, error);
}

/* One number a class. */
static fl_status print_report(const fl_model *model, const fl_model_facts *facts,
                              const fl_value_survey *values, const fl_printer *form, fl_error *error)
{
    fl_report report = {.title = NULL};
    fl_model_report(&report, model, facts, values);
    return fl_report_print(&report, form, stdout, error);
}

/* Any order of summation must be able to give an answer. */
static fl_status judge_logits(const fl_value_survey *values, const char *origin, fl_error *error)
{
    char unusual[200];
    if (values->logits.infinite + values->logits.nan == 0)
        return FL_OK;
    return fl_fail(error, FL_NEGATIVE, "%s: its logits are not finite (%s): no kernel can be judged on it",
                   origin, fl_survey_text(values, unusual, sizeof unusual));
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    arguments wanted;
    fl_status status = parse(argc, argv, &wanted, error);
    if (status != FL_OK)
        return status;
    fl_model model;
    fl_model_facts facts;
    float sample[FL_INPUTS];
    status = fl_float_control_check(error);
    if (status == FL_OK)
        status = wanted.check ? fl_model_file_read(wanted.check, wanted.tensor, &model, error)
                              : fl_model_train(wanted.seed >= 0 ? (uint64_t)wanted.seed : FL_DEFAULT_SEED,
                                               &model, error);
    if (status == FL_OK)
        status = fl_model_facts_of(&model, &facts, error);
    if (status != FL_OK)
        return status;
    fl_task_sample(sample);
    const fl_value_survey values = fl_survey_values(&model, sample);
    if (wanted.json)
        status = fl_model_print_json(&model, &facts, &values, error);
    else if (wanted.digest_only)
        fl_print(stdout, "%s\n", model.sha256);
    else
        status = print_report(&model, &facts, &values, wanted.form, error);
    if (wanted.output && status == FL_OK)
        status = fl_model_write(wanted.output, &model, error);
    return wanted.check && status == FL_OK ? judge_logits(&values, model.origin, error) : status;
}

const fl_command fl_command_model = {
    .name = "model",
    .arguments = "",
    .summary = "train the model that every kernel is given, or check another",
    .description =
        "Trains the model of the task: softmax regression on 1,000 made-up samples of 784 pixels. The same "
        "seed gives the same bytes on every machine, so that the SHA-256 printed here can be compared with "
        "anybody else's.\n\n"
        "With --check another model is read instead, as 'fairlane run --model FILE' would read it: a "
        "safetensors file, NumPy's .npz (or weight.npy with bias.npy beside it), or a state_dict of "
        "torch.save(), which PyTorch itself reads with weights_only (of 'bench/peers/pytorch/setup', or of "
        "the Python that FAIRLANE_PYTHON names); nothing is unpickled otherwise. It must hold one layer, a "
        "weight [2, 784] and a bias [2] under whatever prefix (\"fc.weight\", \"module.weight\"), as "
        "safetensors.torch.save_file(linear.state_dict(), \"FILE\") writes them for an nn.Linear(784, 2), or "
        "a kernel [784, 2] of Keras or Flax, which is transposed. F16, BF16 and F64 are converted to "
        "float32, which is said behind the file's name; the SHA-256 of whatever is no plain safetensors is "
        "that of the file that it would be. Of several layers --tensor takes one.\n\n"
        "Values that are subnormal, infinite or not a number are counted in the weights, the sample, the "
        "products and the logits: arithmetic on them takes a time of its own, so that what is measured on "
        "such a model is unfit for comparison. Exit code 1: the logits of a checked model are not finite.",
    .options = options,
    .reports = true,
    .run = run,
};
