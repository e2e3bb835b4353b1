/* The dispatcher in a process: detection, the choice resolved once whoever comes first, forced by environment
 * and by call. */
#define _GNU_SOURCE /* pthread_barrier under -std=c11 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "dispatch/dispatch.h"

/* The choice of a process is made once, so each case gets a process of its own. */
static void in_a_child(int (*body)(void))
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(body());
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

enum { THREADS = 8 };
static pthread_barrier_t start;
static float weights[FL_WEIGHTS], input[FL_INPUTS];
static const float bias[FL_OUTPUTS] = {0.5f, -0.25f};

static bool computes(void)
{
    float logits[FL_OUTPUTS] = {0};
    return fl_linear_784x2(weights, bias, input, logits) == FL_OK && logits[0] == 784.5f &&
           logits[1] == 1567.75f;
}

typedef struct visitor {
    pthread_t thread;
    bool calls_first; /* arrives through the call itself, not through the question */
    bool good;
    const fl_kernel *kernel;
} visitor;

static void *first_call(void *argument)
{
    visitor *self = argument;
    pthread_barrier_wait(&start);
    self->good = !self->calls_first || computes();
    self->good = fl_chosen_kernel(&self->kernel, NULL) == FL_OK && computes() && self->good;
    return NULL;
}

static int many_threads_agree(void)
{
    visitor visitors[THREADS] = {0};
    if (pthread_barrier_init(&start, NULL, THREADS) != 0)
        return 3;
    for (size_t i = 0; i < THREADS; i++) {
        visitors[i].calls_first = i % 2;
        if (pthread_create(&visitors[i].thread, NULL, first_call, &visitors[i]) != 0)
            return 2;
    }
    for (size_t i = 0; i < THREADS; i++)
        if (pthread_join(visitors[i].thread, NULL) != 0)
            return 4;
    for (size_t i = 0; i < THREADS; i++)
        if (!visitors[i].good || visitors[i].kernel != visitors[0].kernel)
            return 1;
    return 0;
}

static void threads_that_come_first_together_agree(void **state)
{
    (void)state;
    for (int i = 0; i < FL_INPUTS; i++) {
        input[i] = 1.0f;
        weights[i] = 1.0f;
        weights[FL_INPUTS + i] = 2.0f;
    }
    unsetenv("FAIRLANE_KERNEL");
    for (int round = 0; round < 25; round++)
        in_a_child(many_threads_agree);
}

static bool chosen_is(const char *name)
{
    const fl_kernel *kernel;
    return fl_chosen_kernel(&kernel, NULL) == FL_OK && strcmp(kernel->name, name) == 0 && computes();
}

static int environment_forces_once(void)
{
    setenv("FAIRLANE_KERNEL", "scalar", 1);
    if (!chosen_is("scalar"))
        return 1;
    setenv("FAIRLANE_KERNEL", "scalar-two-pass", 1);
    return chosen_is("scalar") ? 0 : 2;
}

static int a_failed_choice_stays_failed(void)
{
    setenv("FAIRLANE_KERNEL", "fastest", 1);
    float logits[FL_OUTPUTS] = {7.0f, 8.0f};
    if (fl_linear_784x2(weights, bias, input, logits) != FL_USAGE)
        return 1;
    const fl_kernel *kernel;
    fl_error error = {""};
    unsetenv("FAIRLANE_KERNEL");
    if (fl_chosen_kernel(&kernel, &error) != FL_USAGE || kernel)
        return 2;
    if (!strstr(error.text, "FAIRLANE_KERNEL: there is no kernel 'fastest'; choose one of: scalar"))
        return 3;
    if (fl_linear_784x2(weights, bias, input, logits) != FL_USAGE || logits[0] != 7.0f || logits[1] != 8.0f)
        return 4;
    return 0;
}

static int a_call_forces_and_lets_go(void)
{
    setenv("FAIRLANE_KERNEL", "scalar", 1);
    fl_error error = {""};
    if (fl_force_kernel("scalar-two-pass", &error) != FL_OK || !chosen_is("scalar-two-pass"))
        return 1;
    if (fl_force_kernel("fastest", &error) != FL_USAGE || !chosen_is("scalar-two-pass"))
        return 2; /* a failure changes nothing */
    if (strncmp(error.text, "there is no kernel 'fastest'", 28) != 0)
        return 3;
    if (fl_force_kernel(NULL, &error) != FL_OK || !chosen_is("scalar"))
        return 4;
    unsetenv("FAIRLANE_KERNEL");
    fl_cpu cpu = fl_cpu_detect();
    const fl_kernel *best;
    if (fl_choose(&cpu, NULL, &best, &error) != FL_OK)
        return 5;
    if (fl_force_kernel(NULL, &error) != FL_OK || !chosen_is(best->name))
        return 6;
    setenv("FAIRLANE_KERNEL", "fastest", 1);
    return fl_force_kernel(NULL, &error) == FL_USAGE && !chosen_is(best->name) ? 0 : 7;
}

/* What builds on nothing can still be chosen; what is hidden can not, even by force. */
static int what_is_hidden_is_out_of_reach(void)
{
    enum { VECTORS = FL_NEEDS_AVX | FL_NEEDS_FMA | FL_NEEDS_AVX2 | FL_NEEDS_AVX512F | FL_NEEDS_SVE };
    unsetenv("FAIRLANE_KERNEL");
    setenv("FAIRLANE_HIDE", "avx,sve", 1);
    const fl_kernel *kernel;
    fl_error error = {""};
    fl_cpu cpu = fl_cpu_detect();
    unsigned vectors = cpu.architecture == FL_ARCHITECTURE_AARCH64 ? FL_NEEDS_SVE : VECTORS;
    if (fl_cpu_usable(&cpu) & vectors || fl_cpu_hidden(&cpu) != (cpu.has & cpu.hidden))
        return 1;
    if (fl_chosen_kernel(&kernel, &error) != FL_OK || (kernel->needs & vectors) || !computes())
        return 2;
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_kernel *wide = fl_variants[i].kernel;
        if (wide && (wide->needs & vectors) && fl_force_kernel(wide->name, &error) == FL_OK)
            return 3;
    }
    return computes() ? 0 : 4;
}

static int what_cannot_be_hidden_is_refused(void)
{
    unsetenv("FAIRLANE_KERNEL");
    setenv("FAIRLANE_HIDE", "avx1024", 1);
    const fl_kernel *kernel;
    fl_error error = {""};
    float logits[FL_OUTPUTS] = {7.0f, 8.0f};
    if (fl_chosen_kernel(&kernel, &error) != FL_USAGE || kernel)
        return 1;
    if (strncmp(error.text, "FAIRLANE_HIDE: 'avx1024' is no feature that can be hidden; it takes", 66) != 0)
        return 2;
    if (fl_linear_784x2(weights, bias, input, logits) != FL_USAGE || logits[0] != 7.0f || logits[1] != 8.0f)
        return 3;
    if (fl_force_kernel("scalar", &error) != FL_USAGE)
        return 4;
    unsetenv("FAIRLANE_HIDE");
    return fl_force_kernel(NULL, &error) == FL_OK && computes() ? 0 : 5;
}

static void environment_and_calls_force(void **state)
{
    (void)state;
    in_a_child(what_is_hidden_is_out_of_reach);
    in_a_child(what_cannot_be_hidden_is_refused);
    in_a_child(environment_forces_once);
    in_a_child(a_failed_choice_stays_failed);
    in_a_child(a_call_forces_and_lets_go);
}

/* This machine, whatever it is. */
static void detection_is_consistent(void **state)
{
    (void)state;
    fl_cpu cpu = fl_cpu_detect();
    assert_true(strlen(cpu.name) > 0);
    assert_int_equal(cpu.doubted & ~cpu.has, 0);
    assert_int_equal(cpu.doubted, 0); /* no machine is known on which the witnesses disagree */
    if (cpu.architecture == FL_ARCHITECTURE_X86_64)
        assert_true(cpu.has & FL_NEEDS_SSE2);
    if (cpu.architecture == FL_ARCHITECTURE_AARCH64)
        assert_true(cpu.has & FL_NEEDS_NEON);
    assert_true(!cpu.os_saves_zmm || cpu.os_saves_ymm);
    assert_int_equal((cpu.has & FL_NEEDS_SVE) != 0, cpu.sve_vector_bytes != 0);
}

static void upper_halves_can_be_cleared(void **state)
{
    (void)state;
    if (fl_cpu_upper_is_clean() == -1) {
        print_message("skipped: this machine does not tell the state of the upper halves\n");
        skip();
    }
#ifdef __x86_64__
    int clean_before = -1, clean_after = -1;
    for (int attempt = 0; attempt < 2; attempt++) {
        __asm__ volatile("vpcmpeqd %%xmm1, %%xmm1, %%xmm1\n\tvinsertf128 $1, %%xmm1, %%ymm1, %%ymm1" ::
                             : "xmm1");
        clean_before = fl_cpu_upper_is_clean();
        fl_cpu_clear_upper();
        clean_after = fl_cpu_upper_is_clean();
    }
    assert_int_equal(clean_before, 0);
    assert_int_equal(clean_after, 1);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_that_come_first_together_agree),
        cmocka_unit_test(environment_and_calls_force),
        cmocka_unit_test(detection_is_consistent),
        cmocka_unit_test(upper_halves_can_be_cleared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
