/* Model files: round trip, files of Hugging Face's library, and hostile bytes, each with the status and the
 * words it must be answered with. Run under AddressSanitizer the buffers, cut to size, show any read beyond
 * them. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/record/file.h"
#include "bench/task/task.h"

enum { MODEL_DATA = 4 * (FL_WEIGHTS + FL_OUTPUTS) };

#define BIAS "\"bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}"
#define WEIGHT "\"weight\":{\"dtype\":\"F32\",\"shape\":[2,784],\"data_offsets\":[8,6280]}"
#define GOOD "{" BIAS "," WEIGHT "}"

/* The file of that header and that many bytes of data, in a buffer of just its size. Caller frees. */
static unsigned char *build(const char *header, size_t header_size, size_t data_size, size_t *size)
{
    *size = 8 + header_size + data_size;
    unsigned char *bytes = malloc(*size);
    assert_non_null(bytes);
    for (int n = 0; n < 8; n++)
        bytes[n] = (unsigned char)((uint64_t)header_size >> (8 * n));
    memcpy(bytes + 8, header, header_size);
    for (size_t n = 0; n < data_size; n++)
        bytes[8 + header_size + n] = (unsigned char)(n % 4 == 3 ? 0x3F : n);
    return bytes;
}

static void assert_refused(const void *bytes, size_t size, const char *words)
{
    fl_model model;
    static const fl_model nothing;
    fl_error error = {""};
    memset(&model, 0x55, sizeof model);
    fl_status status = fl_model_parse(bytes, size, "bad.safetensors", &model, &error);
    if (status != FL_USAGE || !strstr(error.text, words))
        fail_msg("expected \"%s\", got status %d and \"%s\"", words, (int)status, error.text);
    assert_true(strncmp(error.text, "bad.safetensors: ", 17) == 0);
    for (const char *c = error.text; *c; c++)
        assert_true((unsigned char)*c >= ' ' && *c != 0x7F); /* one line, nothing that moves the cursor */
    assert_memory_equal(&model, &nothing, sizeof model);
}

static void assert_header_refused(const char *header, size_t data_size, const char *words)
{
    size_t size = 0;
    unsigned char *bytes = build(header, strlen(header), data_size, &size);
    assert_refused(bytes, size, words);
    free(bytes);
}

static void assert_header_accepted(const char *header, size_t data_size)
{
    size_t size = 0;
    unsigned char *bytes = build(header, strlen(header), data_size, &size);
    fl_model model;
    fl_error error = {""};
    if (fl_model_parse(bytes, size, "good.safetensors", &model, &error) != FL_OK)
        fail_msg("%s: %s", header, error.text);
    free(bytes);
}

typedef struct hostile {
    const char *header;
    size_t data_size;
    const char *words;
} hostile;

static void refuse_all(const hostile *cases, size_t count)
{
    for (size_t n = 0; n < count; n++)
        assert_header_refused(cases[n].header, cases[n].data_size, cases[n].words);
}

static void good_headers_are_accepted(void **state)
{
    (void)state;
    assert_header_accepted(GOOD, MODEL_DATA);
    assert_header_accepted(GOOD "     ", MODEL_DATA);
    assert_header_accepted("{" WEIGHT "," BIAS "}", MODEL_DATA);
    assert_header_accepted("{ \"__metadata__\" : {\"format\":\"pt\"},\n\t" BIAS ",\r\n" WEIGHT " }",
                           MODEL_DATA);
    assert_header_accepted("{\"__metadata__\":{}," BIAS "," WEIGHT "}", MODEL_DATA);
    assert_header_accepted(
        "{\"w\\u0065ight\":{\"shape\":[2,784],\"data_offsets\":[8,6280],\"dtype\":\"F32\"}," BIAS "}",
        MODEL_DATA);
    assert_header_accepted("{" BIAS "," WEIGHT
                           ",\"x\":{\"dtype\":\"F6_E2M3\",\"shape\":[4],\"data_offsets\":[6280,6283]}}",
                           MODEL_DATA + 3);
    assert_header_accepted("{" BIAS "," WEIGHT
                           ",\"x\":{\"dtype\":\"F64\",\"shape\":[999999999999999,0],\"data_offsets\":[8,8]}}",
                           MODEL_DATA);
}

static void broken_frames_are_refused(void **state)
{
    (void)state;
    assert_refused("", 0, "0 bytes are too few");
    assert_refused("1234567", 7, "7 bytes are too few");
    assert_refused("\0\0\0\0\0\0\0\0", 8, "no JSON at byte 8");
    assert_refused("\1\0\0\0\0\0\0\0", 8, "claims 1 bytes; 0 follow");
    assert_refused("\377\377\377\377\377\377\377\377{}", 10, "claims 18446744073709551615 bytes; 2 follow");
    assert_refused("\0\0\0\0\0\0\0\200{}", 10, "claims 9223372036854775808 bytes; 2 follow");
    assert_refused("PK\3\4\0\0\0\0\0\0\0\0", 12, "no '{' at byte 8");
    assert_refused("\3\0\0\0\0\0\0\0 {}", 11, "no '{' at byte 8");
    assert_refused("\2\0\0\0\0\0\0\0{}", 10, "no tensor \"weight\" (it holds: nothing)");
    assert_refused("\2\0\0\0\0\0\0\0{}x", 11, "1 bytes of data belong to no tensor");
}

static void broken_json_is_refused(void **state)
{
    (void)state;
    const hostile cases[] = {
        {"{", 0, "no JSON at byte"},
        {"{\"a\"", 0, "no JSON at byte"},
        {"{\"1\":1,", 0, "no JSON at byte"}, /* CVE-2023-53154 */
        {"{" BIAS "," WEIGHT ",}", MODEL_DATA, "no JSON at byte"},
        {GOOD "}", MODEL_DATA, "no JSON at byte"},
        {GOOD "{}", MODEL_DATA, "no JSON at byte"},
        {GOOD "\n", MODEL_DATA, "no JSON at byte"},
        {"{\"a\":\"b", 0, "a string without an end at byte 13"},
        {"{\"a\":\"b\\", 0, "a string without an end"},
        {"{\"a\\q\":{}}", 0, "no JSON at byte"},
        {"{\"a\\ud800\":{}}", 0, "no JSON at byte"},
        {"{\"a\\u0000b\":{}}", 0, "a zero in a string at byte 9"},
        {"{\"a\tb\":{}}", 0, "a control character in a string at byte 9"},
        {"{\"a\nb\":{}}", 0, "a control character in a string at byte 9"},
        {"{\"a\x1b[31m\":{}}", 0, "a control character in a string at byte 9"},
        {"{\"a\":[-1]}", 0, "whole number at byte 14"},
        {"{\"a\":[1.5]}", 0, "whole number at byte 15"},
        {"{\"a\":[1e3]}", 0, "whole number at byte 15"},
        {"{\"a\":[01]}", 0, "a leading zero at byte 14"},
        {"{\"a\":[1000000000000000]}", 0, "more than 15 digits at byte 14"},
        {"{\"a\":null}", 0, "whole number at byte 13"},
        {"{\"a\":true}", 0, "whole number at byte 13"},
        {"{\"a\":NaN}", 0, "whole number at byte 13"},
        {"{/**/}", 0, "whole number at byte 9"},
        {"{'a':1}", 0, "whole number at byte 9"},
        {"{\"a\":{\"shape\":[[1]]}}", 0, "nested too deeply at byte 23"},
        {"{\"a\":{\"b\":{\"c\":{}}}}", 0, "nested too deeply"},
        {"{} \xEF\xBB\xBF", 0, "whole number at byte 11"},
    };
    refuse_all(cases, sizeof cases / sizeof cases[0]);
}

static void deep_nesting_is_refused_before_it_is_followed(void **state)
{
    (void)state;
    enum { DEEP = 400000 };
    char *header = malloc(DEEP + 1);
    assert_non_null(header);
    memcpy(header, "{\"a\":", 5);
    memset(header + 5, '[', DEEP - 5);
    header[DEEP] = '\0';
    assert_header_refused(header, 0, "nested too deeply at byte 15");
    free(header);
}

static void text_that_is_not_utf8_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\x80",             /* a continuation alone */
        "\xC0\xAF",         /* '/' in two bytes */
        "\xC1\xBF",         /* overlong */
        "\xC3",             /* cut short by the quote */
        "\xE0\x80\xAF",     /* '/' in three bytes */
        "\xE2\x82",         /* cut short */
        "\xED\xA0\x80",     /* a surrogate */
        "\xF0\x80\x80\xAF", /* '/' in four bytes */
        "\xF4\x90\x80\x80", /* beyond U+10FFFF */
        "\xF5\x80\x80\x80",
        "\xFE",
        "\xFF",
    };
    char header[64];
    for (size_t n = 0; n < sizeof wrong / sizeof wrong[0]; n++) {
        snprintf(header, sizeof header, "{\"a%s\":{}}", wrong[n]);
        assert_header_refused(header, 0, "not UTF-8 at byte 9");
    }
    assert_header_refused("{\"a\xF4", 0, "not UTF-8 at byte 9"); /* and the text ends within the character */
    assert_header_accepted("{" BIAS "," WEIGHT ",\"\xC3\xA9\xE2\x82\xAC\xED\x9F\xBF\xF4\x8F\xBF\xBF\":"
                           "{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[6280,6281]}}",
                           MODEL_DATA + 1);
}

static void duplicates_are_refused(void **state)
{
    (void)state;
    const hostile cases[] = {
        {"{" BIAS "," WEIGHT "," BIAS "}", MODEL_DATA, "\"bias\" stands twice"},
        {"{" BIAS "," WEIGHT
         ",\"\\u0062ias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[6280,6288]}}",
         MODEL_DATA + 8, "\"bias\" stands twice"},
        {"{\"__metadata__\":{},\"__metadata__\":{}," BIAS "," WEIGHT "}", MODEL_DATA,
         "\"__metadata__\" stands twice"},
        {"{\"__metadata__\":{\"k\":\"1\",\"l\":\"\",\"k\":\"2\"}," BIAS "," WEIGHT "}", MODEL_DATA,
         "\"k\" stands twice"},
        {"{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4,
         "tensor \"a\" is not described by"},
    };
    refuse_all(cases, sizeof cases / sizeof cases[0]);
}

#define ONE(members) "{\"a\":{" members "}}"

static void wrong_descriptions_are_refused(void **state)
{
    (void)state;
    static const char alone[] = "is not described by \"dtype\", \"shape\" and \"data_offsets\" alone";
    const hostile cases[] = {
        {"{\"a\":1}", 0, alone},
        {"{\"a\":[]}", 0, alone},
        {"{\"a\":\"b\"}", 0, alone},
        {"{\"a\":{}}", 0, alone},
        {ONE("\"shape\":[],\"data_offsets\":[0,4]"), 4, alone},
        {ONE("\"dtype\":\"F32\",\"data_offsets\":[0,4]"), 4, alone},
        {ONE("\"dtype\":\"F32\",\"shape\":[]"), 4, alone},
        {ONE("\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4],\"x\":1"), 4, alone},
        {ONE("\"DTYPE\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]"), 4, alone},
        {ONE("\"dtype\":32,\"shape\":[],\"data_offsets\":[0,4]"), 4, alone},
        {ONE("\"dtype\":\"F32\",\"shape\":4,\"data_offsets\":[0,4]"), 4, alone},
        {ONE("\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]"), 4, alone},
        {ONE("\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0]"), 4, alone},
        {ONE("\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4,4]"), 4, alone},
        {ONE("\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,\"4\"]"), 4, alone},
        {ONE("\"dtype\":\"F33\",\"shape\":[],\"data_offsets\":[0,4]"), 4, "is of the unknown dtype \"F33\""},
        {ONE("\"dtype\":\"f32\",\"shape\":[],\"data_offsets\":[0,4]"), 4, "is of the unknown dtype \"f32\""},
        {ONE("\"dtype\":\"\\u001b[2J\",\"shape\":[],\"data_offsets\":[0,4]"), 4, "unknown dtype \"?[2J\""},
        {"{\"__metadata__\":[]}", 0, "\"__metadata__\" is not an object"},
        {"{\"__metadata__\":{\"a\":1}}", 0, "\"__metadata__\" holds something other than text"},
        {"{\"__metadata__\":{\"a\":{}}}", 0, "\"__metadata__\" holds something other than text"},
    };
    refuse_all(cases, sizeof cases / sizeof cases[0]);
}

#define F32(name, shape, begin, end)                                                                         \
    "\"" name "\":{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":[" begin "," end "]}"

static void wrong_places_are_refused(void **state)
{
    (void)state;
    const hostile cases[] = {
        {"{" F32("a", "[2]", "0", "12") "}", 12, "shape [2] of F32 does not fill its 12 bytes"},
        {"{" F32("a", "[2]", "0", "4") "}", 4, "shape [2] of F32 does not fill its 4 bytes"},
        {"{" F32("a", "[1]", "0", "0") "}", 0, "shape [1] of F32 does not fill its 0 bytes"},
        {"{" F32("a", "[0]", "0", "4") "}", 4, "shape [0] of F32 does not fill its 4 bytes"},
        {"{" F32("a", "[1]", "4", "0") "}", 4, "claims bytes 4 to 0 of the data; the file holds 4"},
        {"{" F32("a", "[2]", "0", "8") "}", 7,
         "claims bytes 0 to 8 of the data; the file holds 7 (cut short?)"},
        {"{" F32("a", "[1]", "999999999999995", "999999999999999") "}", 4, "the file holds 4"},
        {"{" F32("a", "[1]", "4", "8") "}", 8, "begins at byte 4 of the data, leaving a hole from byte 0"},
        {"{" F32("a", "[1]", "0", "4") "," F32("b", "[1]", "8", "12") "}", 12,
         "\"b\" begins at byte 8 of the data, leaving a hole from byte 4"},
        {"{" F32("a", "[2]", "0", "8") "," F32("b", "[2]", "4", "12") "}", 12,
         "\"b\" begins at byte 4 of the data, overlapping what ends at byte 8"},
        {"{" F32("a", "[1]", "0", "4") "," F32("b", "[1]", "0", "4") "}", 4,
         "begins at byte 0 of the data, overlapping what ends at byte 4"},
        {"{" F32("a", "[1]", "0", "4") "," F32("b", "[0]", "2", "2") "}", 4,
         "overlapping what ends at byte 4"},
        {"{" F32("a", "[1]", "0", "4") "}", 5, "1 bytes of data belong to no tensor"},
        {"{" F32("a", "[4294967296,4294967296]", "0", "0") "}", 0, "does not fill its 0 bytes"},
        {"{" F32("a", "[65536,65536,65536,65536]", "0", "0") "}", 0, "does not fill its 0 bytes"},
        {"{" F32("a", "[999999999999999,999999999999999]", "0", "4") "}", 4, "does not fill its 4 bytes"},
        {"{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}", 1,
         "shape [3] of F4 does not fill"},
        {"{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,2]}}", 2,
         "shape [3] of F4 does not fill"},
    };
    refuse_all(cases, sizeof cases / sizeof cases[0]);
}

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
        {"{" BIAS ",\"weight\":{\"dtype\":\"F64\",\"shape\":[2,784],\"data_offsets\":[8,12552]}}", 12552,
         "tensor \"weight\" is F64; it must be F32"},
        {"{" WEIGHT ",\"bias\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[0,8]}}", MODEL_DATA,
         "tensor \"bias\" is I32; it must be F32"},
    };
    refuse_all(cases, sizeof cases / sizeof cases[0]);
}

static void many_names_and_lengths_are_cut_in_messages(void **state)
{
    (void)state;
    char header[8192] = "{", name[101];
    memset(name, 'n', 100);
    name[100] = '\0';
    size_t used = 1;
    for (int n = 0; n < 50; n++)
        used +=
            (size_t)snprintf(header + used, sizeof header - used,
                             "\"%s%d\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},", name, n);
    header[used - 1] = '}';
    assert_header_refused(header, 0, "nnnn\xE2\x80\xA6, \xE2\x80\xA6)");
    used = (size_t)snprintf(header, sizeof header,
                            "{\"%s\":{\"dtype\":\"F32\",\"data_offsets\":[0,4],\"shape\":[", name);
    for (int n = 0; n < 100; n++)
        used += (size_t)snprintf(header + used, sizeof header - used, "100000000000000,");
    snprintf(header + used - 1, sizeof header - used + 1, "]}}");
    assert_header_refused(header, 4, "\xE2\x80\xA6] of F32 does not fill its 4 bytes");
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
    memcpy(header, GOOD, strlen(GOOD));
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
static void assert_fixture_accepted(const char *path)
{
    fl_model model;
    fl_error error = {""};
    if (fl_model_read(path, &model, &error) != FL_OK)
        fail_msg("%s", error.text);
    for (int n = 0; n < FL_WEIGHTS; n++)
        assert_true(model.weights[n] == (float)n / 1024.0F - 0.5F);
    assert_true(model.bias[0] == 0.25F && model.bias[1] == -0.75F);
    assert_string_equal(model.origin, path);
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
    assert_fixture_accepted("tests/data/safetensors/plain.safetensors");
    assert_fixture_accepted("tests/data/safetensors/with_others.safetensors");
    assert_fixture_refused("tests/data/safetensors/other_names.safetensors",
                           "(it holds: fc.bias, fc.weight)");
    assert_fixture_refused("tests/data/safetensors/transposed.safetensors", "has the shape [784, 2]");
    assert_fixture_refused("tests/data/safetensors/double.safetensors", "\"weight\" is F64; it must be F32");
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
        cmocka_unit_test(good_headers_are_accepted),
        cmocka_unit_test(broken_frames_are_refused),
        cmocka_unit_test(broken_json_is_refused),
        cmocka_unit_test(deep_nesting_is_refused_before_it_is_followed),
        cmocka_unit_test(text_that_is_not_utf8_is_refused),
        cmocka_unit_test(duplicates_are_refused),
        cmocka_unit_test(wrong_descriptions_are_refused),
        cmocka_unit_test(wrong_places_are_refused),
        cmocka_unit_test(other_models_are_refused),
        cmocka_unit_test(many_names_and_lengths_are_cut_in_messages),
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
