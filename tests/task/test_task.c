/* The task: data, training, digest. Expected values come from
 * tests/data/make_task_expectations.py, an implementation of its own in Python and numpy. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/base/sha256.h"
#include "bench/task/task.h"

/* The bytes of the model: the same on every machine, at every optimisation level, by every compiler. */
static const char digest_of_seed_42[] = "e4f7916c86f937f318fae1f90ff620f77be1e06727662412917fda85db19f342";
static const char digest_of_seed_7[] = "fe47e86c82d92f0638fb35163e7cafe058c9543bad048fa4ab73b0ce1f4c6cb7";

static void trained(uint64_t seed, fl_model *model)
{
    fl_error error = {""};
    assert_int_equal(fl_model_train(seed, model, &error), FL_OK);
    assert_string_equal(error.text, "");
}

static void sha256_gives_the_standard_digests(void **state)
{
    (void)state; /* FIPS 180-2, appendix B, and the empty message */
    char digest[65];
    fl_sha256("", 0, digest);
    assert_string_equal(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    fl_sha256("abc", 3, digest);
    assert_string_equal(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    char *million = malloc(1000000);
    assert_non_null(million);
    memset(million, 'a', 1000000);
    fl_sha256(million, 1000000, digest);
    free(million);
    assert_string_equal(digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void data_follow_the_formula(void **state)
{
    (void)state;
    float *pixels = malloc(sizeof(float) * FL_TRAINING_SAMPLES * FL_INPUTS);
    int labels[FL_TRAINING_SAMPLES], ones = 0;
    assert_non_null(pixels);
    fl_task_data(pixels, labels);
    assert_true(pixels[0] == 0.0F);
    assert_true(pixels[1] == 31.0F / 255.0F);
    assert_true(pixels[999 * FL_INPUTS + 783] == (float)((17 * 999 + 31 * 783) % 256) / 255.0F);
    for (int i = 0; i < FL_TRAINING_SAMPLES; i++)
        ones += labels[i];
    assert_int_equal(ones, 900);
    assert_int_equal(labels[0], 0);
    assert_int_equal(labels[1], 1);
    assert_int_equal(labels[990], 0);
    char digest[65];
    fl_sha256(pixels, sizeof(float) * FL_TRAINING_SAMPLES * FL_INPUTS, digest);
    free(pixels);
    assert_string_equal(digest, "29ac5fdb71dfce75a659a7f1ba1de3cd97f38bf570bbbdf5b53a646187523769");
    assert_string_equal(digest, fl_task_pixels_sha256);
}

static void sample_follows_the_formula(void **state)
{
    (void)state;
    float sample[FL_INPUTS];
    fl_task_sample(sample);
    assert_true(sample[255] == 1.0F && sample[256] == 0.0F && sample[783] == 15.0F / 255.0F);
    char digest[65];
    fl_sha256(sample, sizeof sample, digest);
    assert_string_equal(digest, "141e0af15774187c00b2bbb8706b5cf613a1e1a168fd4e14ad8e3470f3956330");
}

static void model_has_the_promised_bytes(void **state)
{
    (void)state;
    fl_model model;
    trained(FL_DEFAULT_SEED, &model);
    assert_string_equal(model.sha256, digest_of_seed_42);
    assert_string_equal(model.origin, "trained here with seed 42");
    unsigned char bytes[FL_MODEL_FILE_BYTES];
    char digest[65];
    size_t size = fl_model_bytes(&model, bytes);
    assert_int_equal(size, 8 + 128 + 4 * (FL_WEIGHTS + FL_OUTPUTS));
    fl_sha256(bytes, size, digest);
    assert_string_equal(digest, digest_of_seed_42);
    bytes[size - 1] ^= 1;
    fl_sha256(bytes, size, digest);
    assert_string_not_equal(digest, digest_of_seed_42);
}

static void another_seed_gives_another_model(void **state)
{
    (void)state;
    fl_model model;
    trained(7, &model);
    assert_string_equal(model.sha256, digest_of_seed_7);
    trained(UINT64_MAX, &model);
    assert_string_equal(model.origin, "trained here with seed 18446744073709551615");
    assert_string_not_equal(model.sha256, digest_of_seed_7);
}

static void weights_agree_with_the_other_implementation(void **state)
{
    (void)state;
    fl_model model;
    trained(FL_DEFAULT_SEED, &model);
    const float *row0 = model.weights, *row1 = model.weights + FL_INPUTS;
    assert_float_equal(row0[0], 0.0240614563F, 1e-7F);
    assert_float_equal(row0[783], -0.00268536946F, 1e-7F);
    assert_float_equal(row1[0], 0.00934898388F, 1e-7F);
    assert_float_equal(row1[391], -0.0282544326F, 1e-7F);
    assert_float_equal(row1[783], 0.0230489504F, 1e-7F);
    assert_float_equal(model.bias[0], -0.00665513379F, 1e-7F);
    assert_float_equal(model.bias[1], 0.0191169828F, 1e-7F);
}

static void no_weight_is_zero_and_no_row_follows_from_the_other(void **state)
{
    (void)state;
    fl_model model;
    trained(FL_DEFAULT_SEED, &model);
    int negatives = 0;
    for (size_t j = 0; j < FL_INPUTS; j++) {
        assert_true(model.weights[j] != 0.0F && model.weights[FL_INPUTS + j] != 0.0F);
        negatives += model.weights[FL_INPUTS + j] == -model.weights[j];
    }
    assert_true(negatives < 3);
}

static void facts_agree_with_the_other_implementation(void **state)
{
    (void)state;
    fl_model model;
    fl_model_facts facts;
    fl_error error = {""};
    trained(FL_DEFAULT_SEED, &model);
    assert_int_equal(fl_model_facts_of(&model, &facts, &error), FL_OK);
    assert_int_equal(facts.correct, 900);
    assert_int_equal(facts.predicted[0], 0);
    assert_int_equal(facts.predicted[1], 1000);
    assert_float_equal((float)facts.loss, 0.315286004F, 1e-6F);
    assert_float_equal((float)facts.weight_sum, 0.239587962F, 1e-5F);
    assert_float_equal(facts.sample_logits[0], -1.00958049F, 1e-5F);
    assert_float_equal(facts.sample_logits[1], 1.29966285F, 1e-5F);
    assert_float_equal(facts.sample_probabilities[1], 0.909639681F, 1e-5F);
    assert_true(facts.weight_low < -0.04F && facts.weight_high > 0.04F);
}

/* Better than the best constant answer: entropy of one in ten, 0.325083 nats. */
static void training_learns(void **state)
{
    (void)state;
    fl_model model, untrained = {.weights = {0}};
    fl_model_facts facts;
    trained(FL_DEFAULT_SEED, &model);
    assert_int_equal(fl_model_facts_of(&model, &facts, NULL), FL_OK);
    assert_true(facts.loss < 0.325);
    assert_int_equal(fl_model_facts_of(&untrained, &facts, NULL), FL_OK);
    assert_float_equal((float)facts.loss, 0.693147F, 1e-5F);
    assert_int_equal(facts.correct, 100);
}

static void difference_is_the_second_row_less_the_first(void **state)
{
    (void)state;
    fl_model model = {.weights = {0}};
    model.weights[5] = 2.0F;
    model.weights[FL_INPUTS + 5] = 0.5F;
    model.weights[FL_INPUTS + 783] = 4.0F;
    model.bias[0] = 1.0F;
    model.bias[1] = 3.0F;
    float weights[FL_INPUTS], bias = 0;
    fl_model_difference(&model, weights, &bias);
    assert_true(weights[5] == -1.5F && weights[783] == 4.0F && weights[0] == 0.0F && bias == 2.0F);
}

static void *train_in_thread(void *model)
{
    return fl_model_train(FL_DEFAULT_SEED, model, NULL) == FL_OK ? model : NULL;
}

static void two_threads_may_train_at_once(void **state)
{
    (void)state;
    static fl_model models[2];
    pthread_t threads[2];
    for (int n = 0; n < 2; n++)
        assert_int_equal(pthread_create(&threads[n], NULL, train_in_thread, &models[n]), 0);
    for (int n = 0; n < 2; n++) {
        void *result = NULL;
        assert_int_equal(pthread_join(threads[n], &result), 0);
        assert_non_null(result);
        assert_string_equal(models[n].sha256, digest_of_seed_42);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_gives_the_standard_digests),
        cmocka_unit_test(data_follow_the_formula),
        cmocka_unit_test(sample_follows_the_formula),
        cmocka_unit_test(model_has_the_promised_bytes),
        cmocka_unit_test(another_seed_gives_another_model),
        cmocka_unit_test(weights_agree_with_the_other_implementation),
        cmocka_unit_test(no_weight_is_zero_and_no_row_follows_from_the_other),
        cmocka_unit_test(facts_agree_with_the_other_implementation),
        cmocka_unit_test(training_learns),
        cmocka_unit_test(difference_is_the_second_row_less_the_first),
        cmocka_unit_test(two_threads_may_train_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
