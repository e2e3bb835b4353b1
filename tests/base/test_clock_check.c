/* The clock against a second one: what is let pass and what is not. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/base/clock.h"
#include "bench/base/clock_check.h"

enum { MS = 1000000 };
static const uint64_t start_ns = 5000000000, other_ns = 777000000000;

/* Judges that the clock went clock_ns ahead while the second went second_ns. */
static fl_status judged(int64_t clock_ns, uint64_t second_ns, bool has_second, fl_error *error)
{
    fl_clock_pair from = {start_ns, other_ns, 200},
                  to = {start_ns + (uint64_t)clock_ns, other_ns + second_ns, 200};
    *error = (fl_error){""};
    return fl_clock_judge(&from, &to, has_second, error);
}

static void test_one_percent_apart(void **state)
{
    (void)state;
    fl_error error;
    const struct {
        int64_t clock_ns;
        uint64_t second_ns;
        fl_status wanted;
    } cases[] = {{1000 * MS, 1000 * MS, FL_OK},
                 {995 * MS, 1000 * MS, FL_OK},
                 {1009 * MS, 1000 * MS, FL_OK},
                 {1011 * MS, 1000 * MS, FL_UNABLE},
                 {989 * MS, 1000 * MS, FL_UNABLE},
                 {100 * MS, 1000 * MS, FL_UNABLE},
                 {1000 * MS, 100 * MS, FL_UNABLE},
                 {0, 1000 * MS, FL_UNABLE},
                 {1000 * MS, 0, FL_UNABLE},
                 {0, 0, FL_OK},
                 {5000, 12000, FL_OK},
                 {0, 19000, FL_OK}, /* readings that lie apart */
                 {0, 25000, FL_UNABLE},
                 {-1, 5000, FL_UNABLE},
                 {-5000 * (int64_t)MS, MS, FL_UNABLE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_status status = judged(cases[i].clock_ns, cases[i].second_ns, true, &error);
        if (status != cases[i].wanted)
            fail_msg("case %zu: %d: %s", i, (int)status, error.text);
        assert_int_equal(strchr(error.text, '\n') == NULL && (error.text[0] != '\0') == (status != FL_OK), 1);
    }
}

static void test_the_reason_is_told(void **state)
{
    (void)state;
    fl_error error;
    judged(-5000 * (int64_t)MS, MS, true, &error);
    assert_non_null(strstr(error.text, "stepped back by 5 s"));
    judged(0, 1000 * MS, true, &error);
    assert_non_null(strstr(error.text, "stands still"));
    judged(100 * MS, 1000 * MS, true, &error);
    assert_non_null(strstr(error.text, "0.1 s passed by it while 1 s did"));
}

static void test_without_a_second_clock_only_steps_back_are_seen(void **state)
{
    (void)state;
    fl_error error;
    assert_int_equal(judged(100 * MS, 1000 * MS, false, &error), FL_OK);
    assert_int_equal(judged(-1, 1000 * MS, false, &error), FL_UNABLE);
}

static void test_the_cores_clock(void **state)
{
    (void)state;
    fl_error error = {""};
    const double good[] = {0.4, 1.5, 3.7, 7.0, NAN}, bad[] = {0.39, 7.1, 26.0, 0.0, -1.0, INFINITY};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(fl_clock_check_core(good[i], &error), FL_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(fl_clock_check_core(bad[i], &error), FL_UNABLE);
    assert_non_null(strstr(error.text, "GHz"));
}

/* Spins for at least that long, by the clock itself. */
static void spin(uint64_t ns)
{
    for (uint64_t start = fl_now_ns(); fl_now_ns() - start < ns;)
        ;
}

static void test_this_machines_clock_passes(void **state)
{
    (void)state;
    fl_clock_watch watch;
    fl_error error = {""};
    uint64_t limit = fl_limit_ns();
    if (fl_clock_begin(&watch, &error) != FL_OK)
        fail_msg("%s", error.text);
    spin(2 * MS);
    assert_int_equal(fl_clock_look(&watch, &error), FL_OK);
    assert_int_equal(fl_clock_end(&watch, &error), FL_OK);
    assert_true(watch.has_second == (fl_second_clock()[0] != '\0'));
    assert_true(fl_limit_ns() > limit);
}

/* times_ns fit into the time since the last look, or not. */
static fl_status held(const double *times_ns, size_t count)
{
    fl_clock_watch watch;
    fl_error error = {""};
    assert_int_equal(fl_clock_begin(&watch, &error), FL_OK);
    spin(2 * MS);
    return fl_clock_hold(&watch, times_ns, count, &error);
}

static void test_times_must_fit_into_what_passed(void **state)
{
    (void)state;
    const uint64_t earlier = 1000, later = 2000;
    double good[] = {0.9 * MS, 1.0 * MS, 0.0, NAN}, negative[] = {10.0, -1.0, 10.0},
           wrapped[] = {10.0, (double)(earlier - later)}, jumped[] = {3.6e12, 10.0}, endless[] = {INFINITY};
    assert_int_equal(held(good, 4), FL_OK);
    assert_int_equal(held(good, 0), FL_OK);
    assert_int_equal(held(negative, 3), FL_UNABLE);
    assert_int_equal(held(wrapped, 2), FL_UNABLE);
    assert_int_equal(held(jumped, 2), FL_UNABLE);
    assert_int_equal(held(endless, 1), FL_UNABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_percent_apart),
        cmocka_unit_test(test_the_reason_is_told),
        cmocka_unit_test(test_without_a_second_clock_only_steps_back_are_seen),
        cmocka_unit_test(test_the_cores_clock),
        cmocka_unit_test(test_this_machines_clock_passes),
        cmocka_unit_test(test_times_must_fit_into_what_passed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
