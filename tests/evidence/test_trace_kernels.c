/* Every kernel of the lab that this CPU runs, traced: its work is all there and no more, done in the width
 * that its descriptor claims, and the number of instructions is what it was: one more fails.
 * tests/data/kernel_instructions.txt holds that number for each architecture, compiler, kernel and place, of
 * builds with the project's own flags. For others the count is printed and not judged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/evidence/disassembly.h"
#include "bench/evidence/trace.h"
#include "bench/task/task.h"
#include "dispatch/dispatch.h"

#if !defined(COUNTS_APPLY)
#define COUNTS_APPLY 0
#endif
enum { FEWEST_ROWS = 80 }; /* of the file, so that it cannot be emptied unseen */

static const char counts_path[] = "tests/data/kernel_instructions.txt";
static size_t traced, judged;

/* fl_trace_kernel() or a skip of the test, with the reason. */
static void trace(const char *name, fl_trace *result)
{
    fl_error error = {""};
    fl_status status = fl_trace_kernel(name, result, &error);
    if (status == FL_UNABLE) {
        print_message("skipped: %s: %s\n", name, error.text);
        skip();
    }
    if (status != FL_OK)
        fail_msg("%s: %s", name, error.text);
}

static void expect_same(const fl_trace *first, const fl_trace *second)
{
    if (first->instructions != second->instructions)
        fail_msg("%s: %llu instructions, then %llu", first->name, (unsigned long long)first->instructions,
                 (unsigned long long)second->instructions);
    assert_memory_equal(first->arithmetic, second->arithmetic, sizeof first->arithmetic);
    assert_int_equal(first->bytes_loaded, second->bytes_loaded);
    assert_int_equal(first->bytes_stored, second->bytes_stored);
    assert_string_equal(first->classification, second->classification);
}

/* A library picks its own width, and its matrix routines
 * scale the result: at least the work, in one width. */
static void expect_library(const fl_kernel *kernel, const fl_trace *t)
{
    uint64_t work = fl_work_shape(kernel->work).multiply_adds;
    if (t->multiply_add_lanes < work || t->multiply_add_lanes > work + FL_INPUTS / 10)
        fail_msg("%s: %s", kernel->name, t->classification);
    assert_true(t->simd_class >= FL_CLASS_SCALAR && t->simd_class <= FL_CLASS_SIMD_SVE);
}

static void expect_claim(const fl_kernel *kernel, const fl_trace *t)
{
    uint64_t work = fl_work_shape(kernel->work).multiply_adds;
    if (t->multiply_add_lanes != work || t->simd_class != fl_isa_traced_as(kernel->isa) ||
        t->fused != kernel->fma)
        fail_msg("%s: %s", kernel->name, t->classification);
    uint64_t floats = work + work / (kernel->work == FL_WORK_LINEAR_784X2 ? FL_OUTPUTS : 1);
    if (t->bytes_loaded < (work + FL_INPUTS) * sizeof(float))
        fail_msg("%s loads %llu bytes of %llu", kernel->name, (unsigned long long)t->bytes_loaded,
                 (unsigned long long)(floats * sizeof(float)));
}

/* What the count depends on besides architecture, compiler and kernel: the library; the CPU where a library
 * may choose code by it; the length of vectors. */
static void describe_place(const fl_variant *variant, const fl_trace *t, char *text, size_t size)
{
    fl_function function;
    fl_error error = {""};
    const char *detail = variant->kernel->detail ? variant->kernel->detail() : "own code";
    bool closed = false;
    if (fl_function_at((uintptr_t)variant->kernel->run, &function, &error) == FL_OK) {
        fl_disassembly d = fl_disassemble(function.code, function.size, function.address);
        closed = fl_is_closed(&d);
    }
    if (t->simd_class == FL_CLASS_SIMD_SVE)
        snprintf(text, size, "%s, SVE of %d bytes", detail, t->sve_bytes);
    else
        snprintf(text, size, "%s%s%s", detail, closed ? "" : " on ", closed ? "" : t->cpu);
}

/* The count that stands behind this key, or 0. */
static uint64_t stored_count(const char *key)
{
    char line[512];
    uint64_t found = 0;
    size_t rows = 0;
    FILE *file = fopen(counts_path, "re");
    if (!file)
        fail_msg("%s cannot be read", counts_path);
    while (fgets(line, sizeof line, file)) {
        rows += line[0] != '#';
        if (strncmp(line, key, strlen(key)) == 0)
            found = strtoull(line + strlen(key), NULL, 10);
    }
    fclose(file);
    assert_true(rows >= FEWEST_ROWS);
    return found;
}

static void expect_stored_count(const fl_variant *variant, const fl_trace *t)
{
    char place[256], key[400];
    describe_place(variant, t, place, sizeof place);
    snprintf(key, sizeof key, "%s\t%s\t%s\t%s\t", t->architecture, variant->compiler, variant->name, place);
    uint64_t stored = stored_count(key);
    if (!COUNTS_APPLY || stored == 0) {
        print_message("not judged, %s: %s%llu\n", COUNTS_APPLY ? "not stored" : "built with other flags", key,
                      (unsigned long long)t->instructions);
        return;
    }
    if (t->instructions != stored)
        fail_msg(
            "%s executed %llu instructions instead of %llu; what is meant to be so has to be stored in %s",
            variant->name, (unsigned long long)t->instructions, (unsigned long long)stored, counts_path);
    judged++;
}

static void kernel_does_its_work(void **state)
{
    const fl_variant *variant = *state;
    const fl_kernel *kernel = variant->kernel;
    fl_cpu cpu = fl_cpu_detect();
    fl_availability here;
    fl_trace first, second;
    fl_judge(&cpu, (size_t)(variant - fl_variants), &here);
    if (!here.runs) {
        print_message("skipped: %s: %s\n", variant->name, here.reason);
        skip();
    }
    trace(variant->name, &first);
    trace(variant->name, &second);
    traced++;
    expect_same(&first, &second);
    assert_string_equal(first.name, variant->name);
    assert_int_equal(first.threads_run, 1);
    assert_int_equal(first.undecoded + first.uncounted + first.signals + first.forks + first.call_count, 0);
    assert_int_equal(first.regions, 1);
    assert_true(first.object_count >= 1);
    if (kernel->work == FL_WORK_SOFTMAX_2)
        assert_int_equal(first.expected_multiply_adds, 0);
    else if (kernel->origin == FL_LIBRARY)
        expect_library(kernel, &first);
    else if (kernel->origin == FL_COMPILER)
        assert_int_equal(first.multiply_add_lanes, fl_work_shape(kernel->work).multiply_adds);
    else
        expect_claim(kernel, &first);
    expect_stored_count(variant, &first);
    print_message("%s: %llu instructions; %s\n", variant->name, (unsigned long long)first.instructions,
                  first.classification);
}

static void unknown_kernels_are_refused(void **state)
{
    (void)state;
    fl_trace result;
    fl_error error = {""};
    assert_int_equal(fl_trace_kernel("avx1024", &result, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "'avx1024'"));
    for (size_t i = 0; i < fl_variant_count; i++)
        if (!fl_variants[i].kernel) {
            assert_int_equal(fl_trace_kernel(fl_variants[i].name, &result, &error), FL_UNABLE);
            assert_non_null(strstr(error.text, fl_variants[i].name));
        }
}

static void something_was_traced(void **state)
{
    (void)state;
    print_message("%zu kernels traced, %zu of them with a stored count\n", traced, judged);
    if (traced == 0)
        skip();
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], FL_TRACE_CHILD_COMMAND) == 0)
        return fl_trace_child(argv[2]);
    enum { MOST = 64 };
    struct CMUnitTest tests[MOST + 2];
    size_t count = 0;
    for (size_t i = 0; i < fl_variant_count && i < MOST; i++)
        tests[count++] = (struct CMUnitTest){.name = fl_variants[i].name,
                                             .test_func = kernel_does_its_work,
                                             .initial_state = (void *)&fl_variants[i]};
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(unknown_kernels_are_refused);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(something_was_traced);
    return _cmocka_run_group_tests("trace_kernels", tests, count, NULL, NULL);
}
