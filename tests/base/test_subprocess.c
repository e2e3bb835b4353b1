/* Other programs: what goes in, what comes out, what they say, how they end, and what ends them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <cmocka.h>

#include "bench/base/interrupt.h"
#include "bench/base/memory.h"
#include "bench/base/subprocess.h"

enum { LIMIT = 1 << 20 };

/* fork as base calls it: the test is linked with --wrap. 0: it is the system's; else the error that it fails with. */
static int fork_fails;
/* NOLINTBEGIN(bugprone-reserved-identifier): the linker's names */
pid_t __real_fork(void);
pid_t __wrap_fork(void);
pid_t __wrap_fork(void)
{
    if (fork_fails == 0)
        return __real_fork();
    errno = fork_fails;
    return -1;
}
/* NOLINTEND(bugprone-reserved-identifier) */

#define SHELL(script) ((const char *const[]){"sh", "-c", script, NULL})

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    enum { MANY = 300000 }; /* more than pipes hold */
    fl_error error = {""};
    char *input = malloc(MANY), *output = NULL;
    size_t size = 0;
    bool absent = true;
    assert_non_null(input);
    memset(input, 'x', MANY);
    const fl_subprocess cat = {.arguments = (const char *const[]){"cat", NULL},
                               .input = input,
                               .input_size = MANY,
                               .most_output = LIMIT,
                               .seconds = 60};
    assert_int_equal(fl_subprocess_filter(&cat, &output, &size, &absent, &error), FL_OK);
    assert_true(size == MANY && !absent && memcmp(output, input, MANY) == 0 && output[size] == '\0');
    free(output);
    free(input);
}

static void ends_and_complaints_are_told(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_subprocess_end end;
    fl_subprocess program = {.arguments = SHELL("echo one >&2; echo two >&2; exit 3"), .seconds = 60};
    assert_int_equal(fl_subprocess_run(&program, &end, &error), FL_OK);
    assert_int_equal(end.exit_code, 3);
    assert_string_equal(end.complaints, "one\ntwo\n");
    assert_null(end.output);
    fl_subprocess_free(&end);
    char *output = NULL;
    size_t size = 0;
    assert_int_equal(fl_subprocess_filter(&program, &output, &size, NULL, &error), FL_UNABLE);
    assert_string_equal(error.text, "sh failed: one");
    assert_null(output);
    program.arguments = SHELL("kill -9 $$");
    assert_int_equal(fl_subprocess_run(&program, &end, &error), FL_OK);
    assert_int_equal(end.exit_code, -1);
    fl_subprocess_free(&end);
}

static void its_surroundings_are_set(void **state)
{
    (void)state;
    fl_error error = {""};
    char *output = NULL;
    size_t size = 0;
    /* without input there is none to wait for; its name is the first argument, whatever the file */
    const fl_subprocess program = {.arguments =
                                       (const char *const[]){"named", "-c", "cat; echo $0 $WORD", NULL},
                                   .path = "/bin/sh",
                                   .setting = "WORD=set",
                                   .most_output = LIMIT};
    assert_int_equal(fl_subprocess_filter(&program, &output, &size, NULL, &error), FL_OK);
    assert_string_equal(output, "named set\n");
    free(output);
    assert_null(getenv("WORD"));
}

static void what_is_not_there_is_named(void **state)
{
    (void)state;
    fl_error error = {""};
    char *output = NULL;
    size_t size = 0;
    bool absent = false;
    fl_subprocess program = {.arguments = (const char *const[]){"no-such-tool-of-fairlane", NULL},
                             .cure = "the package is such",
                             .most_output = LIMIT};
    assert_int_equal(fl_subprocess_filter(&program, &output, &size, &absent, &error), FL_UNABLE);
    assert_true(absent);
    assert_string_equal(error.text, "no-such-tool-of-fairlane is not installed; the package is such");
    program.path = "/"; /* a folder cannot be executed, but is there */
    assert_int_equal(fl_subprocess_filter(&program, &output, &size, &absent, &error), FL_UNABLE);
    assert_false(absent);
    assert_non_null(strstr(error.text, "cannot start no-such-tool-of-fairlane: "));
}

static void limits_end_it(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_subprocess_end end;
    fl_subprocess program = {.arguments = SHELL("exec sleep 1000"), .most_output = LIMIT, .seconds = 1};
    assert_int_equal(fl_subprocess_run(&program, &end, &error), FL_UNABLE);
    fl_subprocess_free(&end);
    /* its output is closed long before it ends, or goes nowhere */
    program.arguments = SHELL("exec sleep 1000 >&-");
    assert_int_equal(fl_subprocess_run(&program, &end, &error), FL_UNABLE);
    fl_subprocess_free(&end);
    program.most_output = 0;
    assert_int_equal(fl_subprocess_run(&program, &end, &error), FL_UNABLE);
    fl_subprocess_free(&end);
    program = (fl_subprocess){.arguments = SHELL("exec cat /dev/zero"), .most_output = LIMIT, .seconds = 60};
    assert_int_equal(fl_subprocess_run(&program, &end, &error), FL_UNABLE);
    fl_subprocess_free(&end);
}

/* Last: the flag stays. The program sends the signal itself. */
static const char *third_time(void *context)
{
    int *times = context;
    return ++*times < 3 ? NULL : "it was looked at three times";
}

static void who_watches_ends_it(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_subprocess_end end;
    int times = 0;
    fl_subprocess program = {
        .arguments = SHELL("echo one >&2; sleep 100"), .seconds = 60, .watch = third_time, .watched = &times};
    assert_int_equal(fl_subprocess_run(&program, &end, &error), FL_OK);
    assert_string_equal(end.stopped_by, "it was looked at three times");
    assert_int_equal(end.exit_code, -1);
    assert_int_equal(times, 3);
    fl_subprocess_free(&end);
    program.arguments = SHELL("exit 4"); /* one that ends before is not stopped */
    times = -1000000;
    assert_int_equal(fl_subprocess_run(&program, &end, &error), FL_OK);
    assert_true(!end.stopped_by && end.exit_code == 4);
    fl_subprocess_free(&end);
}

static void an_interrupt_ends_it(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_subprocess_end end;
    const fl_subprocess program = {
        .arguments = SHELL("trap 'echo cleared; exit 0' TERM; kill -INT $PPID; while :; do sleep 0.01; done"),
        .gently = true};
    fl_interrupt_watch();
    assert_int_equal(fl_subprocess_run(&program, &end, &error), FL_INTERRUPTED);
    fl_interrupt_restore();
    assert_int_equal(end.exit_code, 0); /* asked, not killed */
    fl_subprocess_free(&end);
}

/* Of processes there may be too many; that is no shortage of memory. */
static void want_of_memory_is_noted(void **state)
{
    (void)state;
    static const int reasons[] = {EAGAIN, ENOMEM};
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        fl_error error = {""};
        fl_subprocess_end end;
        fork_fails = reasons[i];
        assert_int_equal(fl_subprocess_run(&(fl_subprocess){.arguments = SHELL("exit 0")}, &end, &error),
                         FL_UNABLE);
        fork_fails = 0;
        assert_non_null(strstr(error.text, "cannot start sh: "));
        assert_int_equal(fl_memory_ran_short(), reasons[i] == ENOMEM);
        fl_subprocess_free(&end);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(ends_and_complaints_are_told),
        cmocka_unit_test(its_surroundings_are_set),
        cmocka_unit_test(what_is_not_there_is_named),
        cmocka_unit_test(limits_end_it),
        cmocka_unit_test(who_watches_ends_it),
        cmocka_unit_test(an_interrupt_ends_it),
        cmocka_unit_test(want_of_memory_is_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
