/* A peer's part of a result file: written, read back to the byte, and refused where it contradicts itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/result_fields.h"
#include "tests/record/record_fixture.h"
#include "tests/record/refusal.h"
#include "tests/record/violations.h"

static char *good;

static void fill_calls(fl_result *result)
{
    static const double ns[] = {40, 50, 60, 50};
    double us[] = {0.04, 0.05, 0.06, 0.05};
    enum { CALLS = sizeof ns / sizeof ns[0] };
    result->iterations = CALLS;
    result->samples_ns = malloc(sizeof ns);
    assert_non_null(result->samples_ns);
    memcpy(result->samples_ns, ns, sizeof ns);
    assert_int_equal(fl_summarise(us, CALLS, &result->per_call_us, NULL), FL_OK);
    result->throughput_per_sec = fl_throughput_per_second(result->per_call_us.mean);
}

/* Makes a peer of the fixture's third result, whose work is another. */
static void make_peer(fl_result *result)
{
    free(result->chained.ns);
    free(result->chained.process);
    free(result->chained.cycles);
    free(result->chained.state);
    memset(&result->chained, 0, sizeof result->chained);
    strcpy(result->name, "aprender");
    strcpy(result->origin, "peer");
    result->isa[0] = result->code_sha256[0] = result->static_class[0] = '\0';
    assert_int_equal(fl_result_make_peer(result, NULL), FL_OK);
    fl_result_peer *peer = result->peer;
    strcpy(peer->version, "0.11.0");
    strcpy(peer->clock, "Instant");
    strcpy(peer->predict_returns, "class");
    strcpy(peer->examine_returns, "probability");
    peer->facts = calloc(2, sizeof *peer->facts);
    peer->counters = calloc(1, sizeof *peer->counters);
    peer->empty_call = calloc(1, sizeof *peer->empty_call);
    assert_true(peer->facts && peer->counters && peer->empty_call);
    peer->fact_count = 2;
    peer->facts[0] = (fl_fact){"rustc", "1.80 \"stable\""};
    peer->facts[1] = (fl_fact){"lto", "off"};
    peer->counter_count = 1;
    peer->counters[0] = (fl_counted){"allocations", 12, 15};
    peer->threads = 1;
    peer->switches_voluntary = 2;
    peer->switches_involuntary = -1;
    fl_result_init(peer->empty_call);
    strcpy(peer->empty_call->name, "empty call");
    fill_calls(peer->empty_call);
}

static int set_up(void **state)
{
    (void)state;
    fl_document document;
    fl_fixture(&document, 20, 0);
    make_peer(&document.results[2]);
    document.seed = 42; /* the tree that is planted into holds doubles */
    document.comparisons = 2;
    for (size_t i = 0; i < document.result_count; i++)
        document.results[i].independent.versus_baseline.rounds =
            document.results[i].chained.versus_baseline.rounds = 0;
    fl_status status = fl_document_text(&document, true, &good, NULL);
    fl_document_free(&document);
    return status == FL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    free(good);
    return 0;
}

static void is_read_as_written(void **state)
{
    (void)state;
    fl_document document;
    fl_error error = {""};
    char *again = NULL;
    if (fl_document_parse(good, strlen(good), "doc.json", &document, &error) != FL_OK)
        fail_msg("%s", error.text);
    const fl_result *result = fl_document_find(&document, "aprender");
    assert_non_null(result);
    assert_non_null(result->peer);
    assert_null(document.results[0].peer);
    assert_string_equal(result->peer->version, "0.11.0");
    assert_string_equal(result->peer->facts[0].value, "1.80 \"stable\"");
    assert_int_equal(result->peer->counters[0].after, 15);
    assert_int_equal(result->peer->switches_involuntary, -1);
    assert_int_equal(result->peer->empty_call->iterations, 4);
    assert_int_equal(result->peer->empty_call->per_call_us.n, 4);
    assert_int_equal(fl_document_text(&document, true, &again, NULL), FL_OK);
    assert_string_equal(again, good);
    free(again);
    fl_document_free(&document);
}

/* The text without its samples can be read as well. */
static void samples_may_be_left_out(void **state)
{
    (void)state;
    fl_document document;
    char *less = NULL;
    assert_int_equal(fl_document_parse(good, strlen(good), "doc.json", &document, NULL), FL_OK);
    assert_int_equal(fl_document_text(&document, false, &less, NULL), FL_OK);
    fl_document_free(&document);
    assert_null(strstr(less, "samples_ns"));
    assert_int_equal(fl_document_parse(less, strlen(less), "doc.json", &document, NULL), FL_OK);
    assert_non_null(fl_document_find(&document, "aprender")->peer->empty_call);
    fl_document_free(&document);
    free(less);
}

static const struct {
    const char *find, *replace, *part;
} faults[] = {
    {"\"peer\": {", "\"peer\": [], \"x\": {", "\"peer\" is a list"},
    {"\"peer\": {", "\"peer\": null, \"x\": {", "\"peer\" is null"},
    {"\"peer\": {", "\"peers\": {", "has no member \"peers\""},
    {"\"origin\": \"peer\"", "\"origin\": \"library\"", "\"origin\" is \"peer\" where and only where"},
    {"\"version\": \"0.11.0\"", "\"version\": \"\"", "\"version\" is empty"},
    {"\"version\": \"0.11.0\"", "\"version\": 11", "\"version\" is a number"},
    {"\"version\": \"0.11.0\",", "", "\"version\" is missing"},
    {"\"predict_returns\": \"class\"", "\"predict_returns\": \"tea\"", "it must be one of 'logits'"},
    {"\"examine_returns\": \"probability\"", "\"examine_returns\": \"\"", "it must be one of 'logits'"},
    {"\"threads\": 1", "\"threads\": -2", "is -2; it must be at least -1"},
    {"\"threads\": 1", "\"threads\": 1.5", "whole number"},
    {"{\"name\": \"lto\"", "{\"name\": \"rustc\"", "the fact 'rustc' stands twice"},
    {"\"before\": 12", "\"before\": 16", "counts backwards"},
    {"\"before\": 12", "\"before\": -1", "\"before\" is -1"},
    {"[40,50,60,50]", "[40,50,60]", "holds 3 numbers where 4"},
    {"[40,50,60,50]", "[40,50,60,51]", "the samples give"},
    {"[40,50,60,50]", "[40,50,-60,50]", "is -60"},
    {"\"origin\": \"peer\"", "\"origin\": \"peer\", \"x\": 1, \"isa\": \"avx2\"", "twice"},
    {"\"work\": \"logistic-784x1\", \"isa\": \"\"", "\"work\": \"logistic-784x1\", \"isa\": \"avx2\"",
     "neither a kernel nor a probe"},
};

enum { FAULTS = sizeof faults / sizeof faults[0] };

/* The good document with one contradiction; NULL where its place is not there or memory is short. */
static char *contradiction(size_t i, size_t *size)
{
    const char *result = strstr(good, "\"aprender\"");
    const char *place = result ? strstr(result, faults[i].find) : NULL;
    char *bad = NULL;
    FILE *out = place ? open_memstream(&bad, size) : NULL;
    if (!out)
        return NULL;
    fprintf(out, "%.*s%s%s", (int)(place - good), good, faults[i].replace, place + strlen(faults[i].find));
    return fclose(out) == 0 ? bad : NULL;
}

static void contradictions_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < FAULTS; i++) {
        size_t size = 0;
        char *bad = contradiction(i, &size);
        if (!bad)
            fail_msg("the document has no '%s'", faults[i].find);
        expect_refusal(bad, size, faults[i].part);
        free(bad);
    }
}

/* What the table forbids, and the schema with it, the reader refuses: every field, every rule. */
static void what_the_table_forbids_is_refused(void **state)
{
    (void)state;
    assert_true(fl_plant_violations(good, &fl_result_description, read_document) > 400);
}

static bool write_text(const char *path, const char *text)
{
    FILE *out = text ? fopen(path, "w") : NULL;
    bool written = out && fputs(text, out) >= 0;
    return out && fclose(out) == 0 && written;
}

static int write_contradictions(const char *prefix) /* inputs for the fuzz target */
{
    bool written = set_up(NULL) == 0;
    for (size_t i = 0; written && i < FAULTS; i++) {
        char path[4096];
        size_t size = 0;
        char *bad = contradiction(i, &size);
        snprintf(path, sizeof path, "%s%zu", prefix, i);
        written = write_text(path, bad);
        free(bad);
    }
    free(good);
    return written ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write-contradictions") == 0)
        return write_contradictions(argv[2]);
    if (argc == 3 && strcmp(argv[1], "--write") == 0) { /* for the schema's validator */
        bool written = set_up(NULL) == 0 && write_text(argv[2], good);
        free(good);
        return written ? 0 : 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_read_as_written),
        cmocka_unit_test(samples_may_be_left_out),
        cmocka_unit_test(contradictions_are_refused),
        cmocka_unit_test(what_the_table_forbids_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
