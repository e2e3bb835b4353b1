#include "bench/report/model_report.h"

/* Whether times on it can be compared, and whether it tells the classes apart. */
static void answer(fl_report *report, const fl_model_facts *facts, const fl_value_survey *values)
{
    char unusual[200];
    fl_survey_text(values, unusual, sizeof unusual);
    if (values->logits.infinite + values->logits.nan > 0)
        fl_report_verdict(report, FL_MEANS_FAIL,
                          "Unfit: its logits are not finite, so that no kernel can be judged on it.");
    else if (unusual[0])
        fl_report_verdict(report, FL_MEANS_FAIL, "Unfit for comparison: %s.", unusual);
    else
        fl_report_verdict(report, FL_MEANS_PASS, "Fit for measuring: no value of it costs time of its own.");
    fl_report_say(report, "Right on %d of %d training samples; always answering class 1 gets 900.",
                  facts->correct, FL_TRAINING_SAMPLES);
    fl_report_gap(report);
}

void fl_model_report(fl_report *report, const fl_model *model, const fl_model_facts *facts,
                     const fl_value_survey *values)
{
    char unusual[200];
    fl_report_title(report, "The model");
    answer(report, facts, values);
    fl_report_facts(report, (fl_fact_layout){.width = 10, .colon = true});
    fl_report_fact(report, "model", "%s", model->origin);
    fl_report_fact(report, "SHA-256", "%s", model->sha256);
    fl_report_fact(report, "tensors", "weight [%d, %d] and bias [%d], float32", FL_OUTPUTS, FL_INPUTS,
                   FL_OUTPUTS);
    fl_report_fact(report, "weights", "between %.6g and %.6g, their sum is %.6g", (double)facts->weight_low,
                   (double)facts->weight_high, facts->weight_sum);
    fl_report_fact(report, "bias", "%.6g and %.6g", (double)model->bias[0], (double)model->bias[1]);
    fl_report_fact(report, "accuracy",
                   "%d of %d training samples right (class 0 predicted %d times, class 1 %d times)",
                   facts->correct, FL_TRAINING_SAMPLES, facts->predicted[0], facts->predicted[1]);
    fl_report_fact(report, "loss", "%.6f (mean cross-entropy in nats)", facts->loss);
    fl_report_fact(report, "", "always answering class 1 gets 900 right, at a loss of 0.325083 at best");
    fl_report_fact(report, "sample", "logits %.6g and %.6g, probabilities %.6f and %.6f",
                   (double)facts->sample_logits[0], (double)facts->sample_logits[1],
                   (double)facts->sample_probabilities[0], (double)facts->sample_probabilities[1]);
    fl_survey_text(values, unusual, sizeof unusual);
    fl_report_fact(report, "values", "%s%s",
                   unusual[0] ? unusual : "no subnormal, infinite or NaN weights, products or logits",
                   unusual[0] ? ": times measured on this model are unfit for comparison" : "");
}
