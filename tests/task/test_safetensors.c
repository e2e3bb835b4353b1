/* The safetensors format: hostile headers, each with the words it must be answered with. */
#include <stdio.h>

#include "tests/task/model_bytes.h"

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
    assert_refused("PK\3\4\0\0\0\0\0\0\0\0", 12, "this is a zip archive");
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
    assert_header_accepted("{" BIAS "," WEIGHT
                           ",\"\xC3\xA9\xE2\x82\xAC\xED\x9F\xBF\xF4\x8F\xBF\xBF\":{\"dtype\":\"U8\","
                           "\"shape\":[1],\"data_offsets\":[6280,6281]}}",
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
        {"{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}," F32("b", "[2]", "1", "9") "}", 9,
         "shape [3] of F4 does not fill its 1 bytes"}, /* one and a half */
        {"{" F32("a", "[65536,65536,65536,65536]", "0", "0") "," F32("b", "[16384]", "0", "65536") "}", 65536,
         "does not fill its 0 bytes"}, /* the product is 2^64 */
        {"{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}", 1,
         "shape [3] of F4 does not fill"},
        {"{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,2]}}", 2,
         "shape [3] of F4 does not fill"},
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
        cmocka_unit_test(many_names_and_lengths_are_cut_in_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
