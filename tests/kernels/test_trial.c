/* Kernels that die or do not come back are found out in a child, and told of by name. */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/harness/trial.h"
#include "dispatch/choice.h"

static int calls; /* in this process: none may be */

static void right(const float *weights, const float *bias, const float *input, float *output)
{
    (void)weights, (void)bias, (void)input;
    calls++;
    output[0] = output[1] = 0.0f;
}

/* dies(name, signal): as the instruction or the library would */
#define DIES(name, number)                                                                                   \
    static void name(const float *weights, const float *bias, const float *input, float *output)             \
    {                                                                                                        \
        right(weights, bias, input, output);                                                                 \
        (void)raise(number);                                                                                 \
    }
DIES(faults, SIGSEGV)
DIES(divides, SIGFPE)
DIES(aborts, SIGABRT)
DIES(computes, SIGXCPU)
DIES(waits, SIGALRM)
DIES(interrupted, SIGTERM)

static void illegal(const float *weights, const float *bias, const float *input, float *output)
{
    right(weights, bias, input, output);
#if defined(__x86_64__)
    __asm__ volatile("ud2");
#elif defined(__aarch64__)
    __asm__ volatile(".inst 0x00000000"); /* UDF #0 */
#else
    (void)raise(SIGILL);
#endif
}

static void leaves(const float *weights, const float *bias, const float *input, float *output)
{
    right(weights, bias, input, output);
    exit(7);
}

static const char *dies_when_prepared(void)
{
    (void)raise(SIGILL);
    return NULL;
}

static const char *lacks_something(void)
{
    return "its library is missing";
}

static const struct {
    fl_kernel kernel;
    const char *verdict; /* NULL: it runs */
} planted[] = {
    {{.name = "right", .isa = FL_ISA_LIBRARY, .run = right}, NULL},
    {{.name = "illegal", .isa = FL_ISA_LIBRARY, .run = illegal}, "illegal instruction in kernel 'illegal'"},
    {{.name = "faults", .isa = FL_ISA_LIBRARY, .run = faults}, "memory fault in kernel 'faults'"},
    {{.name = "divides", .isa = FL_ISA_LIBRARY, .run = divides}, "arithmetic exception in kernel 'divides'"},
    {{.name = "aborts", .isa = FL_ISA_LIBRARY, .run = aborts}, "abort in kernel 'aborts'"},
    {{.name = "computes", .isa = FL_ISA_LIBRARY, .run = computes},
     "endless computation in kernel 'computes'"},
    {{.name = "waits", .isa = FL_ISA_LIBRARY, .run = waits}, "endless waiting in kernel 'waits'"},
    {{.name = "leaves", .isa = FL_ISA_LIBRARY, .run = leaves},
     "the library of kernel 'leaves' ends the process"},
    {{.name = "interrupted", .isa = FL_ISA_LIBRARY, .run = interrupted}, NULL}, /* by the user: no verdict */
    {{.name = "prepares", .isa = FL_ISA_LIBRARY, .run = right, .prepare = dies_when_prepared},
     "illegal instruction in kernel 'prepares'"},
    {{.name = "lacks", .isa = FL_ISA_LIBRARY, .run = right, .prepare = lacks_something},
     "its library is missing"},
    {{.name = "own", .isa = FL_ISA_SCALAR, .run = illegal}, NULL}, /* its needs are known: not tried */
};
enum { PLANTED = sizeof planted / sizeof planted[0] };

static void each_is_told_of_by_name(void **state)
{
    (void)state;
    const fl_cpu cpu = {.architecture = FL_ARCHITECTURE_OTHER};
    fl_set_trial(fl_try_in_child);
    for (int again = 0; again < 2; again++) /* the second time from what was found before */
        for (size_t i = 0; i < PLANTED; i++) {
            const fl_variant variant = {.name = planted[i].kernel.name, .kernel = &planted[i].kernel};
            fl_availability here;
            fl_judge_variant(&cpu, &variant, &here);
            if (here.runs != !planted[i].verdict ||
                strcmp(here.reason, planted[i].verdict ? planted[i].verdict : "") != 0)
                fail_msg("%s: '%s'", variant.name, here.reason);
        }
    fl_set_trial(NULL);
    assert_int_equal(calls, 0);
}

/* A user's process does not fork: nothing is tried unless a program asks for it. */
static void the_library_tries_nothing(void **state)
{
    (void)state;
    const fl_cpu cpu = {.architecture = FL_ARCHITECTURE_OTHER};
    const fl_variant variant = {.name = "faults", .kernel = &planted[2].kernel};
    fl_availability here;
    fl_judge_variant(&cpu, &variant, &here);
    assert_true(here.runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_tries_nothing),
        cmocka_unit_test(each_is_told_of_by_name),
    };
    return cmocka_run_group_tests_name("trial", tests, NULL, NULL);
}
