/* Whether a peer computes what it says, and keeps time.
 *
 * One model and one sample would pass a peer that stored their answer, and one that always says 1. So there
 * are several of each, among them the model and its negation, whose classes differ on the same sample, and
 * models of random weights, one of them new each time; every answer is held against the reference in double.
 * A peer that shows logits is held to the contract's bound for each; one that shows a probability to what
 * that bound makes of it; one that shows a class only to the
 * class, wherever the bound leaves no doubt about it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/clock.h"
#include "bench/base/text.h"
#include "bench/peers/peer_parts.h"
#include "bench/stats/random.h"
#include "bench/task/reference.h"

enum { LONGEST_ANSWER = 4096, SEED = 784, RANDOM_MODELS = 3, SAMPLES = 3 };
enum { MOST_TRIED_CALLS = 10000, TRIES = 5, BUSY_TRIES = 9 };

static const double ulp = 0x1p-23;

/* What must come out. */
typedef struct expectation {
    fl_reference logits, logistic;
} expectation;

static void expect(const fl_model *model, const float *sample, expectation *e)
{
    float weights[FL_INPUTS], bias;
    e->logits = fl_reference_of(FL_WORK_LINEAR_784X2, model->weights, model->bias, sample);
    fl_model_difference(model, weights, &bias);
    e->logistic = fl_reference_of(FL_WORK_LOGISTIC_784X1, weights, &bias, sample);
}

/* The probability of class 1 and how far it may be off. From two logits: both may be off, and the derivative
 * of the sigmoid is 1/4 at most; then as for the logistic regression. */
static double probability_error(const fl_peer_identity *identity, const expectation *e, double answer)
{
    double bound = e->logistic.bound[0], value = e->logistic.value[0];
    if (identity->work == FL_WORK_LINEAR_784X2)
        bound = 0.25 * (e->logits.bound[0] + e->logits.bound[1]) + 8 * ulp;
    double error = fabs(answer - value);
    return error <= bound ? error / bound : fmax(error / bound, 1.0000001);
}

/* 0 or 1; −1: rounding may decide. */
static int class_of(const expectation *e)
{
    double distance = e->logits.value[1] - e->logits.value[0];
    double doubt = 2 * (e->logits.bound[0] + e->logits.bound[1]);
    return fabs(distance) <= doubt ? -1 : distance > 0;
}

static size_t count_of(fl_peer_returns returns)
{
    return returns == FL_PEER_LOGITS ? FL_OUTPUTS : 1;
}

/* In units of the bound; NaN: a right class. Above 1: wrong. */
static double error_of(const fl_peer_identity *identity, fl_peer_returns returns, const double *answer,
                       const expectation *e)
{
    if (returns == FL_PEER_LOGITS) {
        const float output[FL_OUTPUTS] = {(float)answer[0], (float)answer[1]};
        return fl_error_in_bounds(&e->logits, output);
    }
    if (returns == FL_PEER_PROBABILITY)
        return probability_error(identity, e, answer[0]);
    bool is_class = answer[0] == 0 || answer[0] == 1;
    int expected = class_of(e);
    return is_class && (expected < 0 || (int)answer[0] == expected) ? (double)NAN : (double)INFINITY;
}

static fl_status fail_wrong(fl_peer *peer, const char *request, fl_peer_returns returns, const double *answer,
                            const expectation *e, const char *what, fl_error *error)
{
    char said[64], right[64];
    if (returns == FL_PEER_LOGITS) {
        snprintf(said, sizeof said, "logits %.9g and %.9g", answer[0], answer[1]);
        snprintf(right, sizeof right, "%.9g and %.9g", e->logits.value[0], e->logits.value[1]);
    } else if (returns == FL_PEER_PROBABILITY) {
        snprintf(said, sizeof said, "probability %.9g", answer[0]);
        snprintf(right, sizeof right, "%.9g", e->logistic.value[0]);
    } else {
        snprintf(said, sizeof said, "class %.9g", answer[0]);
        snprintf(right, sizeof right, "%d", class_of(e));
    }
    return fl_peer_fail(peer, error, "is wrong: '%s' gives %s where %s is right, with %s", request, said,
                        right, what);
}

static fl_status ask(fl_peer *peer, const char *request, fl_peer_returns returns, const expectation *e,
                     const char *what, double *worst, fl_error *error)
{
    double answer[FL_OUTPUTS] = {0};
    char *text = NULL;
    fl_peer_why why = {""};
    fl_status status = fl_peer_ask(peer, request, LONGEST_ANSWER, &text, NULL, error);
    if (status == FL_OK && !fl_peer_read_numbers(text, count_of(returns), answer, &why))
        status = fl_peer_fail(peer, error, "answers '%s' with something else: %s", request, why.text);
    free(text);
    if (status != FL_OK)
        return status;
    double units = error_of(&peer->identity, returns, answer, e);
    if (!isnan(units) && !(units <= 1))
        return fail_wrong(peer, request, returns, answer, e, what, error);
    *worst = fmax(*worst, units); /* fmax ignores NaN */
    return FL_OK;
}

static fl_status examine(fl_peer *peer, const expectation *e, const char *what, double *worst,
                         fl_error *error)
{
    fl_status status = ask(peer, "examine", peer->identity.examine_returns, e, what, worst, error);
    if (status == FL_OK)
        status = ask(peer, "predict", peer->identity.predict_returns, e, what, worst, error);
    return status;
}

static fl_status try_one(fl_peer *peer, const fl_model *model, const float *sample, const char *what,
                         double *worst, fl_error *error)
{
    expectation e;
    fl_status status = fl_peer_load(peer, model, sample, error);
    if (status != FL_OK)
        return status;
    expect(model, sample, &e);
    return examine(peer, &e, what, worst, error);
}

/* ---- models and samples ---- */

static float uniform(fl_random *random, double low, double high)
{
    return (float)(low + (high - low) * (double)(fl_random_next(random) >> 40) * 0x1p-24);
}

static void make_sample(fl_random *random, float *sample)
{
    for (size_t i = 0; i < FL_INPUTS; i++)
        sample[i] = uniform(random, 0, 1);
}

static void negate(const fl_model *model, fl_model *negated)
{
    *negated = *model;
    for (size_t i = 0; i < FL_WEIGHTS; i++)
        negated->weights[i] = -model->weights[i];
    for (size_t i = 0; i < FL_OUTPUTS; i++)
        negated->bias[i] = -model->bias[i];
}

/* Small enough that a probability does not end at 0 or 1, large enough that no weight goes unnoticed. */
static void make_model(fl_random *random, fl_model *model)
{
    const double scale = 0.0625;
    memset(model, 0, sizeof *model);
    for (size_t i = 0; i < FL_WEIGHTS; i++)
        model->weights[i] = uniform(random, -scale, scale);
    for (size_t i = 0; i < FL_OUTPUTS; i++)
        model->bias[i] = uniform(random, -1, 1);
}

/* The bias alone decides: row is the class. */
static void make_bias_model(size_t row, fl_model *model)
{
    memset(model, 0, sizeof *model);
    model->bias[row] = 0.75f;
    model->bias[1 - row] = -0.25f;
}

static fl_status try_all(fl_peer *peer, const fl_model *given, const float *sample, double *worst,
                         fl_error *error)
{
    fl_random random = {SEED};
    fl_model *model = malloc(sizeof *model);
    float other[FL_INPUTS];
    if (!model)
        return fl_fail(error, FL_UNABLE, "no memory to verify peer '%s'", peer->start.name);
    negate(given, model);
    fl_status status = try_one(peer, model, sample, "the negated model", worst, error);
    for (int i = 0; i < SAMPLES && status == FL_OK; i++) {
        make_sample(&random, other);
        status = try_one(peer, given, other, "another sample", worst, error);
    }
    for (int i = 0; i <= RANDOM_MODELS && status == FL_OK; i++) {
        fl_model *negated = malloc(sizeof *negated);
        if (i == RANDOM_MODELS) /* which no peer can have been made for */
            random = (fl_random){fl_now_ns()};
        make_model(&random, model);
        make_sample(&random, other);
        status = try_one(peer, model, other, "random weights", worst, error);
        if (status == FL_OK && negated) {
            negate(model, negated);
            status = try_one(peer, negated, other, "random weights, negated", worst, error);
        }
        free(negated);
    }
    for (size_t row = 0; row < FL_OUTPUTS && status == FL_OK; row++) {
        make_bias_model(row, model);
        status = try_one(peer, model, sample, "weights of zero and a bias", worst, error);
    }
    free(model);
    return status;
}

/* ---- its clock ---- */

/* How long a process has waited for a CPU so far; 0 where the system does not tell. */
static double waited_ns(pid_t pid)
{
    char path[48], line[96] = "";
    snprintf(path, sizeof path, "/proc/%ld/schedstat", (long)pid);
    FILE *file = fopen(path, "r");
    if (file && !fgets(line, sizeof line, file))
        line[0] = '\0';
    if (file)
        fclose(file);
    const char *second = strchr(line, ' '); /* behind the time that it ran */
    return second ? (double)strtoull(second, NULL, 10) : 0;
}

/* One that runs slowly makes everything look fast. A round long enough that asking for it is a small part;
 * waiting for the CPU lengthens what passes here alone, so the best of several tries counts, each longer than
 * the last; of more on a machine so busy that waiting can be what is missing. */
static fl_status check_rate(fl_peer *peer, uint64_t *calls_in_20_ms, fl_error *error)
{
    const double long_enough_ns = 20e6, least_share = 0.8;
    double best = 0, told = 0, passed = 0;
    uint64_t n = 1;
    for (int tries = 0, busy = 0; tries < TRIES && busy < BUSY_TRIES && best < least_share;) {
        double waited = waited_ns(getpid()) + waited_ns(peer->pid);
        uint64_t begin = fl_now_ns();
        fl_status status = fl_peer_round(peer, 0, n, &told, error);
        passed = (double)(fl_now_ns() - begin);
        waited = waited_ns(getpid()) + waited_ns(peer->pid) - waited;
        if (status != FL_OK)
            return status;
        if (passed < long_enough_ns && n < UINT64_C(1) << 40) {
            n *= passed < long_enough_ns / 8 ? 4 : 2;
            continue;
        }
        best = fmax(best, told / passed);
        if (best < least_share) /* what waiting costs does not grow with the round */
            n *= 2;
        tries += waited < (passed - told) / 2;
        busy++;
    }
    if (best < least_share)
        return fl_peer_fail(peer, error,
                            "says that %llu calls took %s, while %s passed: its clock runs slowly, or it "
                            "does something else beside the calls",
                            (unsigned long long)n, fl_time_text(told).text, fl_time_text(passed).text);
    *calls_in_20_ms = n;
    return FL_OK;
}

/* Single calls are told otherwise than a round: in another unit, by a clock that stands still, all the same.
 * Together they hold the work of a round of as many and more readings of the clock. */
static fl_status check_single_calls(fl_peer *peer, uint64_t calls, fl_error *error)
{
    const double least_share = 0.5;
    double best = 0, told = 0, round = 0;
    uint32_t n = calls < MOST_TRIED_CALLS ? (uint32_t)calls : MOST_TRIED_CALLS;
    double *samples = calloc(n, sizeof *samples);
    fl_status status = FL_OK;
    if (!samples)
        return fl_fail(error, FL_UNABLE, "no memory for the calls of peer '%s'", peer->start.name);
    for (int tries = 0; status == FL_OK && tries < TRIES && best < least_share; tries++) {
        status = fl_peer_round(peer, 0, n, &round, error);
        if (status == FL_OK)
            status = fl_peer_calls(peer, 0, n, samples, error);
        told = 0;
        for (uint32_t i = 0; status == FL_OK && i < n; i++)
            told += samples[i];
        best = fmax(best, told / fmax(round, 1));
    }
    free(samples);
    if (status == FL_OK && best < least_share)
        return fl_peer_fail(peer, error,
                            "says that %u single calls took %s together, and %s in a round: its times of "
                            "single calls cannot be true",
                            (unsigned)n, fl_time_text(told).text, fl_time_text(round).text);
    return status;
}

/* ---- all of it ---- */

fl_status fl_peer_verify(fl_peer *peer, const fl_model *model, const float sample[FL_INPUTS],
                         double *error_in_bounds, fl_error *error)
{
    *error_in_bounds = NAN;
    fl_status status = try_one(peer, model, sample, "the given model and sample", error_in_bounds, error);
    if (status == FL_OK)
        status = try_all(peer, model, sample, error_in_bounds, error);
    if (status == FL_OK)
        status = try_one(peer, model, sample, "the given model and sample", error_in_bounds, error);
    uint64_t calls = 1;
    if (status == FL_OK)
        status = check_rate(peer, &calls, error);
    return status == FL_OK ? check_single_calls(peer, calls, error) : status;
}

fl_status fl_peer_confirm(fl_peer *peer, const fl_model *model, const float sample[FL_INPUTS],
                          fl_error *error)
{
    expectation e;
    double worst = NAN;
    expect(model, sample, &e);
    return examine(peer, &e, "the given model and sample, after it was timed", &worst, error);
}
