/* Every kernel that was compiled and that this CPU runs, through every check with full effort. The kernels
 * come from the registry: a new one is covered without a change here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/harness/verify.h"
#include "dispatch/dispatch.h"

static size_t verified, skipped;

/* Data like the task's: the sample's pixels and small weights. */
static fl_case task_data(fl_work work)
{
    static const size_t pixels = 1;
    fl_case data;
    fl_case_fill(&data, work, pixels, 42);
    return data;
}

static void kernel_passes_every_check(void **state)
{
    const fl_variant *variant = *state;
    const fl_kernel *kernel = variant->kernel;
    fl_cpu cpu = fl_cpu_detect();
    fl_availability availability;
    fl_judge(&cpu, (size_t)(variant - fl_variants), &availability);
    if (!availability.runs) {
        print_message("skipped: %s: %s\n", variant->name, availability.reason);
        skipped++;
        skip();
    }
    fl_case given = task_data(kernel->work);
    double largest = 0;
    size_t calls = 0;
    for (const fl_check *check = fl_checks; check->name; check++) {
        fl_accuracy accuracy;
        if (fl_verify(kernel, check, FL_EFFORT_FULL, &given, &accuracy) != FL_OK)
            fail_msg("check '%s': %s", check->name, accuracy.failure);
        assert_true(accuracy.passes);
        if (accuracy.note[0])
            print_message("%s: %s\n", kernel->name, accuracy.note);
        assert_true(accuracy.max_error_in_bounds <= 1);
        largest = accuracy.max_error_in_bounds > largest ? accuracy.max_error_in_bounds : largest;
        calls += accuracy.calls;
    }
    assert_true(calls > 1000);
    print_message("%s: %zu calls, largest error %.3g of the bound\n", kernel->name, calls, largest);
    verified++;
}

/* Whether two kernels give the same bits on this data; NaN of any kind are alike. */
static bool give_the_same(const fl_kernel *a, const fl_kernel *b, const fl_case *data)
{
    float of_a[FL_OUTPUTS], of_b[FL_OUTPUTS];
    a->run(data->weights, data->bias, data->input, of_a);
    b->run(data->weights, data->bias, data->input, of_b);
    for (int i = 0; i < FL_OUTPUTS; i++)
        /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
        if (memcmp(&of_a[i], &of_b[i], sizeof of_a[i]) != 0 && !(isnan(of_a[i]) && isnan(of_b[i])))
            return false;
    return true;
}

/* On every recipe, and with NaN, infinity and lone columns in a few places. */
static bool give_the_same_everywhere(const fl_kernel *a, const fl_kernel *b)
{
    static fl_case data;
    for (size_t recipe = 0; recipe < fl_recipe_count(FL_WORK_LINEAR_784X2); recipe++)
        for (uint64_t seed = 1; seed <= 50; seed++) {
            fl_case_fill(&data, FL_WORK_LINEAR_784X2, recipe, seed);
            if (!give_the_same(a, b, &data))
                return false;
        }
    for (int kind = 0; kind < FL_ODD_KINDS; kind++)
        for (size_t position = 0; position < FL_INPUTS; position += 9) {
            fl_case_fill(&data, FL_WORK_LINEAR_784X2, 0, position + 1);
            fl_case_make_odd(&data, FL_WORK_LINEAR_784X2, kind, position);
            if (!give_the_same(a, b, &data))
                return false;
        }
    return true;
}

static const fl_kernel *named(const char *name)
{
    for (size_t i = 0; i < fl_variant_count; i++)
        if (fl_variants[i].kernel && strcmp(fl_variants[i].name, name) == 0)
            return fl_variants[i].kernel;
    fail_msg("no kernel %s", name);
    return NULL;
}

/* Sums in source order of products that are rounded one by one: the bits of the plain loop. A kernel that
 * adds in another order must be found out by the same comparison. */
static void ordered_sums_have_the_bits_of_scalar(void **state)
{
    (void)state;
    size_t compared = 0;
    fl_cpu cpu = fl_cpu_detect();
    const fl_kernel *scalar = named("scalar");
    assert_false(give_the_same_everywhere(scalar, named("scalar-unrolled")));
    for (size_t i = 0; i < fl_variant_count; i++) {
        fl_availability here;
        if (!fl_variants[i].kernel || !fl_variants[i].kernel->ordered_sums)
            continue;
        fl_judge(&cpu, i, &here);
        if (!here.runs) {
            print_message("not compared: %s: %s\n", fl_variants[i].name, here.reason);
            continue;
        }
        compared++;
        if (!give_the_same_everywhere(scalar, fl_variants[i].kernel))
            fail_msg("%s does not give the bits of scalar", fl_variants[i].name);
    }
    print_message("%zu kernels with ordered sums compared with scalar\n", compared);
}

/* A descriptor that contradicts its table line or itself would be believed everywhere else. */
static void descriptors_agree_with_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_variant *variant = &fl_variants[i];
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(variant->name, fl_variants[k].name);
        if (!variant->kernel) {
            assert_non_null(variant->absent);
            continue;
        }
        assert_null(variant->absent);
        assert_string_equal(variant->name, variant->kernel->name);
        assert_non_null(variant->kernel->run);
        assert_true(variant->kernel->lanes >= 0);
        if (variant->kernel->ordered_sums) /* one chain, a product rounded before it is added */
            assert_true(variant->kernel->accumulators == 1 && !variant->kernel->fma &&
                        variant->kernel->chain_adds >= FL_INPUTS);
        if (variant->kernel->origin == FL_LIBRARY && !variant->kernel->detail)
            fail_msg("%s: a library kernel must tell which library it is", variant->name);
    }
}

static bool defines_a_kernel(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s: cannot be opened", path);
    char line[512];
    bool found = false;
    while (file && fgets(line, sizeof line, file))
        found |= strncmp(line, "const fl_kernel fl_kernel_", 26) == 0;
    if (file)
        fclose(file);
    return found;
}

static bool is_in_the_table(const char *path)
{
    for (size_t i = 0; i < fl_variant_count; i++)
        if (strcmp(fl_variants[i].source, path) == 0)
            return true;
    return false;
}

/* A kernel file without a line in the table would be neither compiled nor verified, and nobody would see. */
static void every_kernel_file_is_in_the_table(void **state)
{
    (void)state;
    DIR *folder = opendir("kernels");
    if (!folder)
        fail_msg("kernels: not found; run this test from the project's root");
    if (!folder)
        return;
    size_t files = 0;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        const char *suffix = strrchr(entry->d_name, '.');
        if (!suffix || (strcmp(suffix, ".c") != 0 && strcmp(suffix, ".cc") != 0))
            continue;
        char path[sizeof entry->d_name + 16];
        snprintf(path, sizeof path, "kernels/%s", entry->d_name);
        if (!defines_a_kernel(path))
            continue;
        files++;
        if (!is_in_the_table(path))
            fail_msg("%s defines a kernel but has no line in kernels/CMakeLists.txt", path);
    }
    closedir(folder);
    assert_int_equal(files, fl_variant_count);
}

/* Runs last: compiled = registered = verified, but for those that this CPU cannot run. */
static void each_compiled_kernel_was_verified(void **state)
{
    (void)state;
    size_t compiled = 0;
    for (size_t i = 0; i < fl_variant_count; i++) {
        if (fl_variants[i].kernel)
            compiled++;
        else
            print_message("not compiled: %s: %s\n", fl_variants[i].name, fl_variants[i].absent);
    }
    print_message("%zu in the table, %zu compiled, %zu verified, %zu skipped\n", fl_variant_count, compiled,
                  verified, skipped);
    assert_true(verified > 0);
    assert_int_equal(compiled, verified + skipped);
}

int main(void)
{
    struct CMUnitTest *tests = calloc(fl_variant_count + 4, sizeof *tests);
    if (!tests)
        return 1;
    size_t count = 0;
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(descriptors_agree_with_the_table);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(every_kernel_file_is_in_the_table);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(ordered_sums_have_the_bits_of_scalar);
    for (size_t i = 0; i < fl_variant_count; i++)
        if (fl_variants[i].kernel)
            tests[count++] = (struct CMUnitTest){.name = fl_variants[i].name,
                                                 .test_func = kernel_passes_every_check,
                                                 .initial_state = (void *)&fl_variants[i]};
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(each_compiled_kernel_was_verified);
    int failures = _cmocka_run_group_tests("kernels", tests, count, NULL, NULL);
    free(tests);
    return failures;
}
