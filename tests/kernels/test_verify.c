/* The verification itself: kernels made wrong on purpose must each be caught, by the check meant for them and
 * for the right reason; right ones must pass. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "bench/harness/verify.h"
#include "dispatch/cpu.h"
#include "tests/kernels/wrong_kernels.h"
#include "tests/kernels/wrong_manners.h"

static fl_case given_data(fl_work work)
{
    fl_case data, given;
    fl_case_fill(&data, work, 1, 1);
    data.weights[0] = remembered_weight;
    fl_case_given(&given, work, data.weights, data.bias, data.input);
    return given;
}

static const fl_check *find_check(const char *name)
{
    for (const fl_check *check = fl_checks; check->name; check++)
        if (strcmp(check->name, name) == 0)
            return check;
    fail_msg("there is no check '%s'", name);
    return NULL;
}

static bool can_be_seen(const fl_kernel *kernel)
{
    return !(kernel->needs & FL_NEEDS_AVX) || fl_cpu_upper_is_clean() >= 0;
}

static void expect_caught(const wrong_kernel *wrong, fl_status status, const fl_accuracy *accuracy)
{
    const char *name = wrong->kernel.name;
    if (status != FL_NEGATIVE || accuracy->passes)
        fail_msg("wrong kernel '%s' was not caught (status %d)", name, (int)status);
    if (!strstr(accuracy->failure, wrong->failure))
        fail_msg("wrong kernel '%s' was caught for another reason: %s", name, accuracy->failure);
    if (!strstr(accuracy->failure, name))
        fail_msg("the failure of '%s' does not name it: %s", name, accuracy->failure);
}

/* Wrong ones of both files. */
static const wrong_kernel *wrong_at(size_t i)
{
    return i < wrong_kernel_count ? &wrong_kernels[i] : &wrong_manners[i - wrong_kernel_count];
}

static size_t wrong_count(void)
{
    return wrong_kernel_count + wrong_manner_count;
}

static void catches_each_wrong_kernel(void **state)
{
    (void)state;
    for (size_t i = 0; i < wrong_count(); i++) {
        const wrong_kernel *wrong = wrong_at(i);
        if (!can_be_seen(&wrong->kernel)) {
            print_message("skipped: %s: the state of upper vector halves cannot be read here\n",
                          wrong->kernel.name);
            continue;
        }
        fl_case given = given_data(wrong->kernel.work);
        fl_accuracy accuracy;
        const fl_check *check = find_check(wrong->check);
        expect_caught(wrong, fl_verify(&wrong->kernel, check, FL_EFFORT_QUICK, &given, &accuracy), &accuracy);
        expect_caught(wrong, fl_verify(&wrong->kernel, check, FL_EFFORT_FULL, &given, &accuracy), &accuracy);
        print_message("caught: %s\n", accuracy.failure);
    }
}

/* The gate as the lab uses it: whichever check comes first, a wrong kernel does not pass. */
static void gate_stops_each_wrong_kernel(void **state)
{
    (void)state;
    for (size_t i = 0; i < wrong_count(); i++) {
        const fl_kernel *kernel = &wrong_at(i)->kernel;
        if (!can_be_seen(kernel))
            continue;
        fl_case given = given_data(kernel->work);
        fl_accuracy accuracy;
        fl_status status = fl_verify_kernel(kernel, given.weights, given.bias, given.input, &accuracy);
        assert_int_equal(status, FL_NEGATIVE);
        assert_false(accuracy.passes);
        assert_true(strlen(accuracy.failure) > 0);
        assert_null(strchr(accuracy.failure, '\n'));
    }
}

static void each_check_is_needed(void **state)
{
    (void)state;
    for (const fl_check *check = fl_checks; check->name; check++) {
        bool used = false;
        for (size_t i = 0; i < wrong_count(); i++)
            used |= strcmp(wrong_at(i)->check, check->name) == 0;
        if (!used)
            fail_msg("no wrong kernel shows that the check '%s' works", check->name);
    }
}

static void right_kernels_pass(void **state)
{
    (void)state;
    for (size_t i = 0; i < right_kernel_count; i++) {
        fl_case given = given_data(right_kernels[i].work);
        fl_accuracy accuracy;
        fl_status status = fl_verify(&right_kernels[i], NULL, FL_EFFORT_FULL, &given, &accuracy);
        if (status != FL_OK)
            fail_msg("%s", accuracy.failure);
        assert_true(accuracy.passes);
        assert_string_equal(accuracy.failure, "");
        assert_true(accuracy.max_error_in_bounds <= 1);
        assert_true(accuracy.max_error_in_bounds >
                    0); /* floats are not exact: 0 would mean nothing compared */
        assert_true(accuracy.calls > 500);
    }
}

static void bare_call_tells_right_from_wrong(void **state)
{
    (void)state;
    fl_case data = given_data(FL_WORK_LINEAR_784X2);
    double right = fl_verify_once(&right_kernels[0], data.weights, data.bias, data.input);
    assert_true(right >= 0 && right <= 1);
    for (size_t i = 0; i < wrong_kernel_count; i++)
        if (strcmp(wrong_kernels[i].kernel.name, "always_nan") == 0 ||
            strcmp(wrong_kernels[i].kernel.name, "swaps_outputs") == 0) {
            double wrong = fl_verify_once(&wrong_kernels[i].kernel, data.weights, data.bias, data.input);
            assert_true(wrong > 1);
        }
}

/* Faults outside a kernel are nobody's business here: handlers are put back. */
static void signal_handlers_are_restored(void **state)
{
    (void)state;
    static const int signals[] = {SIGILL, SIGSEGV, SIGBUS, SIGFPE};
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before[4];
    for (int i = 0; i < 4; i++)
        sigaction(signals[i], &ignore, &before[i]);
    for (size_t i = 0; i < wrong_kernel_count; i++)
        if (strstr(wrong_kernels[i].failure, "illegal") || strstr(wrong_kernels[i].failure, "past the end")) {
            fl_accuracy accuracy;
            fl_verify(&wrong_kernels[i].kernel, NULL, FL_EFFORT_QUICK, NULL, &accuracy);
        }
    for (int i = 0; i < 4; i++) {
        struct sigaction after;
        sigaction(signals[i], &before[i], &after);
        assert_true(after.sa_handler == SIG_IGN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(catches_each_wrong_kernel),
        cmocka_unit_test(gate_stops_each_wrong_kernel),
        cmocka_unit_test(each_check_is_needed),
        cmocka_unit_test(right_kernels_pass),
        cmocka_unit_test(bare_call_tells_right_from_wrong),
        cmocka_unit_test(signal_handlers_are_restored),
    };
    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
