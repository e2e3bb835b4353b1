/* Results are read one by one, each from a tree of its own: the order in which a file tells things changes nothing, what
 * is wrong is found wherever it stands, and the place that is told is that in the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/record/allowed.h"
#include "bench/record/fields.h"
#include "tests/record/record_fixture.h"
#include "tests/record/refusal.h"

/* A document of ours and its tree, whose numbers doubles hold. */
static char *good;
static cJSON *tree;

static int set_up(void **state)
{
    (void)state;
    fl_document document;
    fl_fixture(&document, 20, 0);
    document.seed = 42;
    fl_status status = fl_document_text(&document, true, &good, NULL);
    fl_document_free(&document);
    tree = status == FL_OK ? cJSON_Parse(good) : NULL;
    return tree ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    cJSON_Delete(tree);
    free(good);
    return 0;
}

/* The text, read and written again, which is to be freed. */
static char *rewritten(const char *text)
{
    fl_document document;
    fl_error error = {""};
    char *again = NULL;
    if (fl_document_parse(text, strlen(text), "doc.json", &document, &error) != FL_OK)
        fail_msg("%s", error.text);
    assert_int_equal(fl_document_text(&document, true, &again, NULL), FL_OK);
    fl_document_free(&document);
    return again;
}

static void expect_read(const char *text, const char *as)
{
    char *again = rewritten(text);
    assert_string_equal(again, as);
    free(again);
}

/* The good text with the first `find` behind `section` replaced; to be freed. */
static char *changed(const char *text, const char *section, const char *find, const char *replace)
{
    const char *place = strstr(text, section);
    place = place ? strstr(place, find) : NULL;
    if (!place)
        fail_msg("no '%s' behind '%s'", find, section);
    char *bad = malloc(strlen(text) + strlen(replace) + 1);
    assert_non_null(bad);
    sprintf(bad, "%.*s%s%s", (int)(place - text), text, replace, place + strlen(find));
    return bad;
}

static size_t line_of(const char *text, const char *place)
{
    size_t line = 1;
    for (; text < place; text++)
        line += *text == '\n';
    return line;
}

static void expect_refusal_in(const char *text, const char *place, const char *part)
{
    char start[32];
    snprintf(start, sizeof start, "doc.json:%zu: ", line_of(text, place));
    expect_refusal_at(text, strlen(text), start, part);
}

static void any_order_of_members(void **state)
{
    (void)state;
    char *straight = NULL; /* as cJSON writes it, with fewer digits */
    for (int first = 0; first < cJSON_GetArraySize(tree); first++) {
        cJSON *turned = cJSON_Duplicate(tree, true);
        for (int i = 0; i < first; i++) {
            cJSON *member = cJSON_DetachItemFromArray(turned, 0);
            cJSON_AddItemToArray(turned, member);
        }
        char *text = cJSON_Print(turned);
        straight = straight ? straight : rewritten(text);
        expect_read(text, straight);
        cJSON_free(text);
        cJSON_Delete(turned);
    }
    free(straight);
}

static void names_in_escapes(void **state)
{
    (void)state;
    char *escaped = changed(good, "", "\"results\": [", "\"\\u0072esults\": [");
    char *both = changed(escaped, "", "\"probes\": [", "\"prob\\u0065s\": [");
    expect_read(escaped, good);
    expect_read(both, good);
    char *bad = changed(both, "\"loads-avx2\"", "\"median_ns\": ", "\"median_ns\": 7");
    expect_refusal_in(bad, strstr(strstr(bad, "\"loads-avx2\""), "\"median_ns\": 7"), "the file was changed");
    free(bad);
    free(both);
    free(escaped);
}

/* The ratios of those that stand before the baseline are checked as well. */
static void baseline_behind_its_ratios(void **state)
{
    (void)state;
    cJSON *turned = cJSON_Duplicate(tree, true);
    cJSON *results = cJSON_GetObjectItem(turned, "results");
    cJSON *baseline = cJSON_DetachItemFromArray(results, 0);
    assert_string_equal(cJSON_GetObjectItem(baseline, "name")->valuestring, "scalar");
    cJSON_AddItemToArray(results, baseline);
    char *text = cJSON_Print(turned);
    fl_document document;
    assert_int_equal(fl_document_parse(text, strlen(text), "doc.json", &document, NULL), FL_OK);
    assert_string_equal(document.results[2].name, "scalar");
    fl_document_free(&document);
    const char *sections[] = {"\"independent\":", "\"chained\":"};
    for (size_t i = 0; i < 2; i++) {
        char *bad = changed(text, sections[i], "\"ratio\":\t", "\"ratio\":\t1"); /* 19.9, not 9.9 */
        expect_refusal_in(bad, strstr(strstr(bad, sections[i]), "\"ratio\":\t1"), "\"ratio\" is 1");
        free(bad);
    }
    cJSON_free(text);
    cJSON_Delete(turned);
}

/* Each result by itself is held against all rules. */
static void faults_in_one_of_them(void **state)
{
    (void)state;
    static const struct {
        const char *section, *find, *replace, *part;
    } faults[] = {
        {"\"avx2\"", "\"steady\": ", "\"schema\": 1, \"steady\": ", "this object has no member \"schema\""},
        {"\"loads-avx2\"", "\"steady\": ", "\"mean_us\": 1, \"steady\": ", "\"mean_us\" stands twice"},
        {"\"loads-avx2\"", "\"steady\": ", "\"steady\" ", "not valid JSON at"},
        {"\"loads-avx2\"", "\"rounds_ns\": [", "\"rounds_ns\": [1, ", "numbers where"},
        {"\"avx2\"", "\"impossible\": false", "\"impossible\": true", "\"impossible\" is true at"},
        {"\"chosen\"", "\"comparisons\": ", "\"comparisons\" ", "not valid JSON at"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        char *bad = changed(good, faults[i].section, faults[i].find, faults[i].replace);
        expect_refusal_in(bad, strstr(strstr(bad, faults[i].section), faults[i].replace), faults[i].part);
        free(bad);
    }
    char *list = changed(good, "", "\"probes\": [", "\"probes\": [[1, 2], ");
    expect_refusal_in(list, strstr(list, "[1, 2]"), "an element of \"probes\" is a list");
    free(list);
}

/* A file is read as its text is, and reduced while it is read as it is afterwards, wherever the baseline stands. */
static void files_are_read_alike(void **state)
{
    (void)state;
    for (size_t turn = 0; turn < 3; turn++) {
        fl_document document, read, reduced;
        fl_error error = {""};
        char path[] = "/tmp/fairlane-parts-XXXXXX", *text = NULL, *again = NULL, *less = NULL,
             *counted = NULL;
        fl_fixture(&document, 100000, 0);
        fl_result first = document.results[0];
        document.results[0] = document.results[turn];
        document.results[turn] = first;
        assert_int_equal(fl_document_text(&document, true, &text, &error), FL_OK);
        assert_true(strlen(text) > 300000);
        int descriptor = mkstemp(path);
        assert_true(descriptor >= 0 && close(descriptor) == 0);
        assert_int_equal(fl_document_write(path, &document, &error), FL_OK);
        assert_int_equal(fl_document_read(path, &read, &error), FL_OK);
        assert_int_equal(fl_document_text(&read, true, &again, &error), FL_OK);
        assert_string_equal(again, text);
        assert_int_equal(fl_document_read_reduced(path, &reduced, &error), FL_OK);
        assert_int_equal(fl_document_text(&reduced, true, &counted, &error), FL_OK);
        assert_int_equal(fl_document_reduce(&read, FL_SAMPLES_SUMMARY, &error), FL_OK);
        assert_int_equal(fl_document_text(&read, true, &less, &error), FL_OK);
        assert_string_equal(counted, less);
        fl_document_free(&document);
        fl_document_free(&read);
        fl_document_free(&reduced);
        free(text);
        free(again);
        free(less);
        free(counted);
        remove(path);
    }
}

/* Hashes are told by hand, and just as their expression tells them. */
static void hashes_are_those_of_their_pattern(void **state)
{
    (void)state;
    static const char digits[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    static const char *const patterns[] = {FL_SHA256_PATTERN, FL_SHA256_OR_EMPTY};
    char texts[7][72] = {""};
    for (size_t i = 1; i < 7; i++)
        strcpy(texts[i], digits);
    texts[2][63] = '\0';
    strcat(texts[3], "0");
    texts[4][10] = 'A';
    texts[5][0] = 'g';
    strcat(texts[6], "\n");
    for (size_t p = 0; p < 2; p++) {
        regex_t expression;
        assert_int_equal(regcomp(&expression, patterns[p], REG_EXTENDED | REG_NOSUB), 0);
        const fl_field field = {"hash", FL_FIELD_TEXT, .pattern = patterns[p]};
        for (size_t i = 0; i < 7; i++) {
            char refusal[FL_REFUSAL] = "";
            assert_int_equal(fl_field_allows_text(&field, texts[i], refusal),
                             regexec(&expression, texts[i], 0, NULL, 0) == 0);
        }
        regfree(&expression);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_of_members),       cmocka_unit_test(names_in_escapes),
        cmocka_unit_test(baseline_behind_its_ratios), cmocka_unit_test(faults_in_one_of_them),
        cmocka_unit_test(files_are_read_alike),       cmocka_unit_test(hashes_are_those_of_their_pattern),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
