/* What peers say, as hostile text: each fault is refused with a reason that is fit to be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/peers/peer_parts.h"

#define IDENTITY(protocol, work, returns, rest)                                                              \
    "{\"protocol\": \"" protocol                                                                             \
    "\", \"name\": \"x\", \"version\": \"1\", \"clock\": \"c\", \"work\": \"" work                           \
    "\", \"predict_returns\": \"" returns "\", \"examine_returns\": \"" returns "\"" rest "}"

static const char good[] =
    IDENTITY("fairlane.peer/1", "linear-784x2", "logits", ", \"facts\": {\"blas\": \"b\"}");

static void identity_is_read(void **state)
{
    (void)state;
    fl_peer_identity identity;
    fl_peer_why why;
    assert_true(fl_peer_read_identity(good, &identity, &why));
    assert_string_equal(identity.name, "x");
    assert_int_equal(identity.work, FL_WORK_LINEAR_784X2);
    assert_int_equal(identity.fact_count, 1);
    assert_string_equal(identity.facts[0].value, "b");
    assert_true(
        fl_peer_read_identity(IDENTITY("fairlane.peer/1", "logistic-784x1", "class", ""), &identity, &why));
    assert_int_equal(identity.work, FL_WORK_LOGISTIC_784X1);
    assert_int_equal(identity.predict_returns, FL_PEER_CLASS);
}

static void wrong_identities(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"", ""},
        {"[]", ""},
        {"{", ""},
        {"{}", "protocol"},
        {"{\"protocol\": 1}", "protocol"},
        {IDENTITY("fairlane.peer/2", "linear-784x2", "logits", ""), "fairlane.peer/2"},
        {IDENTITY("fairlane.peer/1", "linear-784x3", "logits", ""), "linear-784x3"},
        {IDENTITY("fairlane.peer/1", "softmax-2", "logits", ""), "softmax-2"},
        {IDENTITY("fairlane.peer/1", "linear-784x2", "tea", ""), "logits"},
        {IDENTITY("fairlane.peer/1", "logistic-784x1", "logits", ""), "no two logits"},
        {IDENTITY("fairlane.peer/1", "linear-784x2", "logits", ", \"facts\": []"), "facts"},
        {IDENTITY("fairlane.peer/1", "linear-784x2", "logits", ", \"facts\": {\"a\": 1}"), "texts"},
        {IDENTITY("fairlane.peer/1", "linear-784x2", "logits", ", \"facts\": {\"\": \"a\"}"), "short names"},
        {IDENTITY("fairlane.peer/1", "linear-784x2", "logits", ", \"name\": \"y\""), "twice"},
        {IDENTITY("fairlane.peer/1", "linear-784x2", "logits", "} {"), ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_peer_identity identity;
        fl_peer_why why = {""};
        if (fl_peer_read_identity(cases[i].text, &identity, &why))
            fail_msg("taken: %s", cases[i].text);
        if (!why.text[0] || !strstr(why.text, cases[i].part) || strpbrk(why.text, "\n\033"))
            fail_msg("'%s' where '%s' is expected: %s", why.text, cases[i].part, cases[i].text);
    }
}

static void numbers_are_read(void **state)
{
    (void)state;
    double numbers[2];
    fl_peer_why why;
    assert_true(fl_peer_read_numbers("[1.5, -2e-3]", 2, numbers, &why));
    assert_true(numbers[0] == 1.5 && numbers[1] == -2e-3);
    assert_true(fl_peer_read_numbers(" [ 0 ] ", 1, numbers, &why));
    static const char *const wrong[] = {
        "",
        "1, 2",
        "[1]",
        "[1, 2, 3]",
        "[1, NaN]",
        "[1, Infinity]",
        "[1, 1e999]",
        "[1, 0x1]",
        "[1, +2]",
        "[1, 2",
        "[1, 2]]",
        "[[1, 2]]",
        "[1, 2], [3]",
        "[1, 2], \"a\": 3",
        "{\"a\": [1, 2]}",
        "[\"1\", 2]",
        "[1, 2] ,",
        "[1,, 2]",
        "[1, 2]}{",
        "null",
        "[1, null]",
        "[01, 2]",
        "[1, 2]\"",
        "[1 2]",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (fl_peer_read_numbers(wrong[i], 2, numbers, &why))
            fail_msg("taken for two numbers: %s", wrong[i]);
}

static void times_are_read(void **state)
{
    (void)state;
    double ns[3];
    fl_peer_why why;
    assert_true(fl_peer_read_times("1 0 123456789012345", 3, ns, &why));
    assert_true(ns[0] == 1 && ns[1] == 0 && ns[2] == 123456789012345.0);
    assert_true(fl_peer_read_times("", 0, ns, &why));
    static const char *const wrong[] = {
        "",
        "1 2",
        "1 2 3 4",
        "1 2 ",
        " 1 2 3",
        "1  2 3",
        "1\t2 3",
        "1 2 -3",
        "1 2 3.5",
        "1 2 1e3",
        "1 2 nan",
        "1,2,3",
        "1 2 1234567890123456",
        "1 2 0x3",
        "1 2 +3",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (fl_peer_read_times(wrong[i], 3, ns, &why))
            fail_msg("taken for three times: %s", wrong[i]);
}

static void counters_are_read(void **state)
{
    (void)state;
    fl_peer_state counted;
    fl_peer_why why;
    assert_true(fl_peer_read_counters("{\"garbage_collections\": 12}", &counted, &why));
    assert_int_equal(counted.counter_count, 1);
    assert_int_equal(counted.counters[0].value, 12);
    assert_true(fl_peer_read_counters("{}", &counted, &why));
    assert_int_equal(counted.counter_count, 0);
    static const char *const wrong[] = {"",
                                        "[]",
                                        "{\"a\": -1}",
                                        "{\"a\": 1.5}",
                                        "{\"a\": \"1\"}",
                                        "{\"a\": 1e300}",
                                        "{\"a\": 1, \"a\": 2}",
                                        "{\"\": 1}"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (fl_peer_read_counters(wrong[i], &counted, &why))
            fail_msg("taken for counters: %s", wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity_is_read),  cmocka_unit_test(wrong_identities),
        cmocka_unit_test(numbers_are_read),  cmocka_unit_test(times_are_read),
        cmocka_unit_test(counters_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
