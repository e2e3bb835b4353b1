/* Points 46 to 55: from the data and the model that the case brings, where it brings them. */
#include <math.h>
#include <stdio.h>

#include "bench/audit/providers/agreed_data.h"
#include "bench/task/task.h"

/* A model that tells nothing has a mean cross-entropy of ln 2. */
static const double ignorance = 0.6931471805599453;

static void judge_configuration(const fl_case_side *side, fl_concerns concerns, fl_audit *audit)
{
    const fl_document *d = &side->runs[0].document;
    if (d->training_samples > 0 && d->training_samples != FL_TRAINING_SAMPLES)
        fl_audit_add(audit, 46, concerns, FL_POINT_FAIL, FL_BY_READING, side->runs[0].path,
                     "config.training_samples is %d, not %d", d->training_samples, FL_TRAINING_SAMPLES);
    if (d->input_dim > 0 && d->input_dim != FL_INPUTS)
        for (int point = 46; point <= 47; point++)
            fl_audit_add(audit, point, concerns, FL_POINT_FAIL, FL_BY_READING, side->runs[0].path,
                         "config.input_dim is %d, not %d", d->input_dim, FL_INPUTS);
}

static void judge_weights(const fl_case_side *side, fl_concerns concerns, fl_audit *audit)
{
    const float *w = side->model.weights;
    double sum = 0;
    int zeros = 0;
    for (int i = 0; i < FL_WEIGHTS; i++) {
        sum += fabs((double)w[i]);
        zeros += w[i] == 0.0F;
    }
    fl_audit_add(audit, 52, concerns, zeros == FL_WEIGHTS ? FL_POINT_FAIL : FL_POINT_PASS, FL_BY_COMPUTATION,
                 side->model_path, "%d of %d weights are zero; their magnitudes sum to %.6g", zeros,
                 FL_WEIGHTS, sum);
}

/* Trained: it knows more of the training data than one that always gives the same odds. */
static void judge_training(const fl_case_side *side, fl_concerns concerns, const fl_model_facts *facts,
                           fl_audit *audit)
{
    static const double always_the_same_odds = 0.3250829733914482; /* labels are 1:9 */
    fl_point_verdict verdict = FL_POINT_UNCHECKED;
    if (facts->loss < always_the_same_odds)
        verdict = FL_POINT_PASS;
    else if (!(facts->loss < ignorance))
        verdict = FL_POINT_FAIL;
    fl_audit_add(audit, 51, concerns, verdict, FL_BY_COMPUTATION, side->model_path,
                 "mean cross-entropy on the training data %.6f (knowing nothing: 0.6931, knowing the odds of "
                 "the labels alone: 0.3251), %d of %d right",
                 facts->loss, facts->correct, FL_TRAINING_SAMPLES);
}

static void judge_answers(const fl_case_side *side, fl_concerns concerns, const fl_model_facts *facts,
                          fl_audit *audit)
{
    bool finite = isfinite(facts->sample_logits[0]) && isfinite(facts->sample_logits[1]);
    fl_audit_add(audit, 53, concerns, finite ? FL_POINT_PASS : FL_POINT_FAIL, FL_BY_COMPUTATION,
                 side->model_path, "computed again, the logits of the sample are %.6g and %.6g: class %d",
                 (double)facts->sample_logits[0], (double)facts->sample_logits[1],
                 facts->sample_logits[1] > facts->sample_logits[0]);
}

void fl_judge_data(const fl_case *given, fl_audit *audit)
{
    fl_judge_data_files(given, audit);
    for (int i = 0; i < 2; i++) {
        const fl_case_side *side = &given->sides[i];
        fl_concerns concerns = i == 0 ? FL_CONCERNS_A : FL_CONCERNS_B;
        fl_model_facts facts;
        judge_configuration(side, concerns, audit);
        if (!side->has_model || fl_model_facts_of(&side->model, &facts, NULL) != FL_OK)
            continue;
        judge_weights(side, concerns, audit);
        judge_training(side, concerns, &facts, audit);
        judge_answers(side, concerns, &facts, audit);
    }
}
