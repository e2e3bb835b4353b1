/* Model files: wrong tensors, wrong values, damage, round trip, and files of Hugging Face's own library. */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/file.h"
#include "tests/task/model_bytes.h"

static void other_models_are_refused(void **state)
{
    (void)state;
    const hostile cases[] = {
        {"{" BIAS "}", 8, "no tensor \"weight\" (it holds: bias)"},
        {"{" F32("weight", "[2,784]", "0", "6272") "}", 6272, "no tensor \"bias\" (it holds: weight)"},
        {"{" F32("Weight", "[2,784]", "0", "6272") "," F32("bias", "[2]", "6272", "6280") "}", MODEL_DATA,
         "no tensor \"weight\" (it holds: Weight, bias)"},
        {"{" F32("\\u001b]0;x\\u0007", "[]", "0", "4") "}", 4, "(it holds: ?]0;x?)"},
        {"{" BIAS "," F32("weight", "[784,2]", "8", "6280") "}", MODEL_DATA,
         "tensor \"weight\" has the shape [784, 2]; it must be [2, 784]"},
        {"{" BIAS "," F32("weight", "[1568]", "8", "6280") "}", MODEL_DATA, "has the shape [1568]"},
        {"{" BIAS "," F32("weight", "[1,2,784]", "8", "6280") "}", MODEL_DATA, "has the shape [1, 2, 784]"},
        {"{" WEIGHT "," F32("bias", "[1,2]", "0", "8") "}", MODEL_DATA,
         "has the shape [1, 2]; it must be [2]"},
        {"{" BIAS "," F32("weight", "[3,784]", "8", "9416") "}", 9416, "has the shape [3, 784]"},
        {"{" BIAS "," F32("weight", "[0]", "8", "8") "}", 8, "has the shape [0]; it must be [2, 784]"},
        {"{" BIAS ",\"weight\":{\"dtype\":\"F8_E4M3\",\"shape\":[2,784],\"data_offsets\":[8,1576]}}", 1576,
         "tensor \"weight\" is F8_E4M3; F32, F16, BF16 and F64 are read"},
        {"{" WEIGHT ",\"bias\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[0,8]}}", MODEL_DATA,
         "tensor \"bias\" is I32; F32, F16, BF16 and F64 are read"},
    };
    refuse_all(cases, sizeof cases / sizeof cases[0]);
}

static void values_that_are_not_finite_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t value; /* in the data: bias first */
        uint32_t bits;
        const char *words;
    } cases[] = {
        {0, 0x7FC00000, "bias[0] is NaN"},
        {1, 0xFF800000, "bias[1] is infinite"},
        {2, 0x7F800001, "weight[0][0] is NaN"},
        {2 + 37, 0x7F800000, "weight[0][37] is infinite"},
        {2 + 784, 0xFFC00000, "weight[1][0] is NaN"},
        {2 + 1567, 0x7FFFFFFF, "weight[1][783] is NaN"},
    };
    for (size_t n = 0; n < sizeof cases / sizeof cases[0]; n++) {
        size_t size = 0;
        unsigned char *bytes = build(GOOD, strlen(GOOD), MODEL_DATA, &size);
        for (size_t b = 0; b < 4; b++)
            bytes[8 + strlen(GOOD) + 4 * cases[n].value + b] = (unsigned char)(cases[n].bits >> (8 * b));
        assert_refused(bytes, size, cases[n].words);
        free(bytes);
    }
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    size_t size = 0;
    unsigned char *bytes = build(GOOD, strlen(GOOD), MODEL_DATA, &size);
    for (size_t cut = 0; cut < size; cut++) {
        unsigned char *part = malloc(cut + 1); /* malloc(0) may be NULL */
        assert_non_null(part);
        memcpy(part + 1, bytes, cut);
        const char *words = cut < 8                  ? "too few"
                            : cut < 8 + strlen(GOOD) ? "(cut short?)"
                                                     : "of the data; the file holds";
        assert_refused(part + 1, cut, words);
        free(part);
    }
    free(bytes);
}

static void every_flipped_header_bit_is_survived(void **state)
{
    (void)state;
    size_t size = 0, refused = 0;
    unsigned char *bytes = build(GOOD, strlen(GOOD), MODEL_DATA, &size);
    for (size_t bit = 0; bit < 8 * (8 + strlen(GOOD)); bit++) {
        bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
        fl_model model;
        fl_error error = {""};
        fl_status status = fl_model_parse(bytes, size, "flipped", &model, &error);
        assert_true(status == FL_OK || (status == FL_USAGE && strncmp(error.text, "flipped: ", 9) == 0));
        refused += status != FL_OK;
        bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
    }
    free(bytes);
    assert_int_equal(refused, 8 * (8 + strlen(GOOD))); /* this header has no bit that does not matter */
}

static void what_is_too_large_is_refused(void **state)
{
    (void)state;
    size_t size = 0;
    unsigned char *bytes = build(GOOD, strlen(GOOD), FL_MODEL_FILE_LIMIT, &size);
    assert_refused(bytes, size, "a model file of at most 16777216 is accepted");
    free(bytes);
    enum { LONG = 512 * 1024 + 1 };
    char *header = malloc(LONG);
    assert_non_null(header);
    memset(header, ' ', LONG);
    memcpy(header, GOOD, sizeof GOOD - 1);
    bytes = build(header, LONG, MODEL_DATA, &size);
    assert_refused(bytes, size, "its header is 524289 bytes long; at most 524288 are accepted");
    free(bytes);
    bytes = build(header, LONG - 1, MODEL_DATA, &size);
    fl_model model;
    assert_int_equal(fl_model_parse(bytes, size, "long", &model, NULL), FL_OK);
    free(bytes);
    free(header);
}

static void a_model_survives_the_round_trip(void **state)
{
    (void)state;
    char path[] = "/tmp/fairlane-model-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    fl_model model, again;
    fl_error error = {""};
    assert_int_equal(fl_model_train(FL_DEFAULT_SEED, &model, &error), FL_OK);
    assert_int_equal(fl_model_write(path, &model, &error), FL_OK);
    assert_int_equal(fl_model_read(path, &again, &error), FL_OK);
    unlink(path);
    assert_memory_equal(model.weights, again.weights, sizeof model.weights);
    assert_memory_equal(model.bias, again.bias, sizeof model.bias);
    assert_string_equal(again.sha256, model.sha256);
    assert_string_equal(again.origin, path);
}

static void bad_paths_are_refused(void **state)
{
    (void)state;
    char folder[] = "/tmp/fairlane-paths-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    fl_model model;
    fl_error error = {""};
    assert_int_equal(fl_model_read(folder, &model, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "not a regular file"));
    snprintf(path, sizeof path, "%s/pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(fl_model_read(path, &model, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "not a regular file"));
    unlink(path);
    assert_int_equal(fl_model_read(path, &model, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "No such file or directory"));
    assert_int_equal(fl_model_read("/dev/zero", &model, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "not a regular file"));
    int descriptor = mkstemp(strcpy(path, "/tmp/fairlane-large-XXXXXX"));
    assert_true(descriptor >= 0);
    assert_int_equal(ftruncate(descriptor, FL_MODEL_FILE_LIMIT + 1), 0); /* a hole: takes no space */
    close(descriptor);
    assert_int_equal(fl_model_read(path, &model, &error), FL_USAGE);
    unlink(path);
    assert_non_null(strstr(error.text, "16777217 bytes; at most 16777216 are accepted"));
    rmdir(folder);
}

/* See tests/data/safetensors/make_fixtures.py. */
static void assert_fixture_accepted(const char *path, const char *remark)
{
    char origin[128];
    snprintf(origin, sizeof origin, "%s%s", path, remark);
    fl_model model;
    fl_error error = {""};
    if (fl_model_read(path, &model, &error) != FL_OK)
        fail_msg("%s", error.text);
    for (int n = 0; n < FL_WEIGHTS; n++)
        assert_true(model.weights[n] == (float)n / 1024.0F - 0.5F);
    assert_true(model.bias[0] == 0.25F && model.bias[1] == -0.75F);
    assert_string_equal(model.origin, origin);
}

static void assert_fixture_refused(const char *path, const char *words)
{
    fl_model model;
    fl_error error = {""};
    assert_int_equal(fl_model_read(path, &model, &error), FL_USAGE);
    if (!strstr(error.text, words))
        fail_msg("expected \"%s\", got \"%s\"", words, error.text);
}

static void files_of_the_reference_library_are_read(void **state)
{
    (void)state;
    assert_fixture_accepted("tests/data/safetensors/plain.safetensors", "");
    assert_fixture_accepted("tests/data/safetensors/with_others.safetensors", "");
    assert_fixture_accepted("tests/data/safetensors/other_names.safetensors", " (fc.weight)");
    assert_fixture_refused("tests/data/safetensors/transposed.safetensors", "has the shape [784, 2]");
    assert_fixture_accepted("tests/data/safetensors/double.safetensors", " (weight, converted from F64)");
}

static void the_bytes_are_those_of_the_reference_library(void **state)
{
    (void)state;
    fl_model model;
    fl_error error = {""};
    char *file = NULL;
    size_t file_size = 0;
    static const char path[] = "tests/data/safetensors/plain.safetensors";
    assert_int_equal(fl_model_read(path, &model, &error), FL_OK);
    assert_int_equal(fl_file_read(path, FL_MODEL_FILE_LIMIT, &file, &file_size, &error), FL_OK);
    unsigned char bytes[FL_MODEL_FILE_BYTES];
    assert_int_equal(fl_model_bytes(&model, bytes), file_size);
    assert_memory_equal(bytes, file, file_size);
    free(file);
}

/* What the fuzzer starts from and what it once found must end in a status and, if refused, in one line. */
static void the_fuzz_corpus_is_survived(void **state)
{
    (void)state;
    static const char folder[] = "tests/fuzz/corpus/safetensors";
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    int accepted = 0, refused = 0;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        fl_model model;
        fl_error error = {""};
        fl_status status = fl_model_read(path, &model, &error);
        assert_true(status == FL_OK ? error.text[0] == '\0' : status == FL_USAGE && error.text[0] != '\0');
        accepted += status == FL_OK;
        refused += status != FL_OK;
    }
    closedir(entries);
    assert_true(accepted >= 2 && refused >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_models_are_refused),
        cmocka_unit_test(values_that_are_not_finite_are_refused),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_flipped_header_bit_is_survived),
        cmocka_unit_test(what_is_too_large_is_refused),
        cmocka_unit_test(a_model_survives_the_round_trip),
        cmocka_unit_test(bad_paths_are_refused),
        cmocka_unit_test(files_of_the_reference_library_are_read),
        cmocka_unit_test(the_bytes_are_those_of_the_reference_library),
        cmocka_unit_test(the_fuzz_corpus_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
