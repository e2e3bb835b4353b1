/* The floor probes do the work that they claim, all of it, once, and touch nothing else.
 * usage: test_probes [--code]: list what the machine code of each has to hold. */
#define _GNU_SOURCE
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/bounds/probe.h"
#include "dispatch/cpu.h"
#include "tests/bounds/trace_loads.h"

static bool runs_here(const fl_probe *probe)
{
    fl_cpu cpu = fl_cpu_detect();
    if (!(probe->needs & ~fl_cpu_usable(&cpu)))
        return true;
    print_message("skipped %s: this CPU does not have what it needs\n", probe->name);
    return false;
}

static int lanes_of(const fl_probe *probe)
{
    return probe->lanes ? probe->lanes : fl_cpu_detect().sve_vector_bytes / (int)sizeof(float);
}

/* An array between two pages that cannot be touched, flush against the first or the last of them. */
static float *guarded(size_t floats, bool at_end, char **map, size_t *size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), bytes = floats * sizeof(float);
    size_t inner = (bytes + page - 1) / page * page;
    *size = inner + 2 * page;
    *map = mmap(NULL, *size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(*map != MAP_FAILED);
    assert_int_equal(mprotect(*map + page, inner, PROT_READ | PROT_WRITE), 0);
    return (float *)(void *)(*map + page + (at_end ? inner - bytes : 0));
}

static void run_guarded(const fl_probe *probe, bool at_end)
{
    char *maps[3];
    size_t sizes[3];
    float *weights = guarded(FL_WEIGHTS, at_end, &maps[0], &sizes[0]);
    float *input = guarded(FL_INPUTS, at_end, &maps[1], &sizes[1]);
    float *output = guarded(FL_OUTPUTS, at_end, &maps[2], &sizes[2]);
    for (int i = 0; i < FL_WEIGHTS; i++)
        weights[i] = -1.0f;
    for (int i = 0; i < FL_INPUTS; i++)
        input[i] = (float)(i + 1);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < 2; i++)
        assert_int_equal(mprotect(maps[i] + page, sizes[i] - 2 * page, PROT_READ), 0);
    float *const surroundings = (float *)(void *)(maps[2] + page);
    for (size_t i = 0; i < page / sizeof(float); i++)
        surroundings[i] = 7.0f;
    probe->run(weights, NULL, input, output); /* bias is never read */
    for (size_t i = 0; i < page / sizeof(float); i++)
        if (surroundings + i != output && surroundings + i != output + 1)
            assert_true(surroundings[i] == 7.0f);
    if (probe->kind == FL_PROBE_LOADS) {
        /* the first lane of the last vector, which the others end with */
        assert_true(output[0] >= (float)(FL_INPUTS - lanes_of(probe) + 1) && output[0] <= FL_INPUTS);
    } else {
        assert_true(output[0] == fl_probe_value(probe, lanes_of(probe)));
        assert_true(output[1] == output[0]);
    }
    for (int i = 0; i < 3; i++)
        munmap(maps[i], sizes[i]);
}

static void stays_inside_and_takes_every_turn(void **state)
{
    (void)state;
    for (const fl_probe *const *probe = fl_probes; *probe; probe++) {
        if (!runs_here(*probe))
            continue;
        run_guarded(*probe, false);
        run_guarded(*probe, true);
        assert_true(fl_cpu_upper_is_clean() != 0);
    }
}

/* The value tells one turn more or less, and a lost multiplication from a lost addition. */
static void value_tells_missing_work(void **state)
{
    (void)state;
    const fl_probe fused = {.kind = FL_PROBE_ARITHMETIC, .fma = true};
    const fl_probe apart = {.kind = FL_PROBE_ARITHMETIC, .grows = true};
    const fl_probe many = {.kind = FL_PROBE_ARITHMETIC, .fma = true, .sums = 28};
    assert_true(fl_probe_value(&fused, 8) == 14 * 0.75f * 0.75f);
    assert_true(fl_probe_value(&fused, 1) == 112 * 0.75f * 0.75f);
    assert_true(fl_probe_value(&many, 1) == 56 * 0.75f * 0.75f);
    float value = fl_probe_value(&apart, 8);
    assert_true(value > 28 * 0.25f && value < 29 * 0.25f);
    assert_true(fl_probe_value(&apart, 7) != value);
}

static void loads_each_byte_once(void **state)
{
    (void)state;
    static fl_trace trace;
    for (const fl_probe *const *probe = fl_probes; *probe; probe++) {
        if (!runs_here(*probe))
            continue;
        const char *unable = fl_trace_loads((*probe)->run, &trace);
        if (unable) {
            print_message("skipped: %s\n", unable);
            skip();
        }
        if ((*probe)->kind == FL_PROBE_ARITHMETIC) {
            assert_int_equal(trace.count, 0);
            continue;
        }
        const char *wrong = fl_trace_judge(&trace, (*probe)->lanes);
        if (wrong)
            fail_msg("%s: %s", (*probe)->name, wrong);
    }
}

/* The floor is only a floor of kernels that load everything once; a compiler that folds one load into two
 * instructions makes a hand-written kernel a third slower without changing any result. */
static void hand_written_kernels_load_once_too(void **state)
{
    (void)state;
#if defined(__x86_64__)
    static fl_trace trace;
    fl_cpu cpu = fl_cpu_detect();
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_kernel *kernel = fl_variants[i].kernel;
        if (!kernel || kernel->origin != FL_HAND_WRITTEN || kernel->passes == 2 ||
            kernel->work != FL_WORK_LINEAR_784X2 || (kernel->needs & ~fl_cpu_usable(&cpu)))
            continue;
        const char *unable = fl_trace_loads(kernel->run, &trace);
        if (unable) {
            print_message("skipped: %s\n", unable);
            skip();
        }
        const char *wrong = fl_trace_judge(&trace, kernel->lanes);
        if (wrong)
            fail_msg("%s: %s", kernel->name, wrong);
    }
#else
    print_message("skipped: accesses are traced on x86-64 only\n");
    skip();
#endif
}

/* Wrong probes, one for each thing that may be wrong. */
static volatile float sink;

static void forgets_the_last(const float *weights, const float *bias, const float *input, float *output)
{
    (void)bias, (void)output;
    for (int i = 0; i < FL_WEIGHTS; i++)
        sink = ((const volatile float *)weights)[i];
    for (int i = 0; i < FL_INPUTS - 1; i++)
        sink = ((const volatile float *)input)[i];
}

static void reads_one_again(const float *weights, const float *bias, const float *input, float *output)
{
    forgets_the_last(weights, bias, input, output);
    sink = ((const volatile float *)input)[0];
}

static void reads_past_the_end(const float *weights, const float *bias, const float *input, float *output)
{
    forgets_the_last(weights, bias, input, output);
    sink = ((const volatile float *)weights)[FL_WEIGHTS];
}

static void wrong_probes_are_caught(void **state)
{
    (void)state;
    static fl_trace trace;
    const char *unable = fl_trace_loads(forgets_the_last, &trace);
    if (unable) {
        print_message("skipped: %s\n", unable);
        skip();
    }
    assert_string_equal(fl_trace_judge(&trace, 1), "a byte is not read");
    fl_trace_loads(reads_one_again, &trace);
    assert_string_equal(fl_trace_judge(&trace, 1), "a byte is read twice");
    fl_trace_loads(reads_past_the_end, &trace);
    assert_string_equal(fl_trace_judge(&trace, 1), "a load reaches outside the arrays");
}

static void registry_is_whole(void **state)
{
    (void)state;
    int count = 0;
    for (const fl_probe *const *probe = fl_probes; *probe; probe++, count++) {
        assert_true((*probe)->name && (*probe)->run && (*probe)->code);
        assert_true((*probe)->lanes == fl_isa_lanes((*probe)->isa));
        size_t bytes = fl_probe_bytes(*probe), operations = fl_probe_multiply_adds(*probe);
        assert_int_equal(bytes, (*probe)->kind == FL_PROBE_LOADS ? 9408 : 0);
        assert_int_equal(operations, (*probe)->kind == FL_PROBE_LOADS ? 0 : 1568);
        for (const fl_probe *const *other = fl_probes; other < probe; other++)
            assert_string_not_equal((*other)->name, (*probe)->name);
    }
    assert_true(count > 0);
}

static bool has_probe(fl_probe_kind kind, const fl_kernel *kernel)
{
    for (const fl_probe *const *probe = fl_probes; *probe; probe++)
        if ((*probe)->kind == kind && (*probe)->lanes == kernel->lanes &&
            (kind == FL_PROBE_LOADS || (*probe)->fma == kernel->fma))
            return true;
    return false;
}

/* Each kernel of the task finds probes of its own width; of what a library executes nothing is known. */
static void every_kernel_finds_its_floor(void **state)
{
    (void)state;
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_kernel *kernel = fl_variants[i].kernel;
        if (!kernel || kernel->work != FL_WORK_LINEAR_784X2 || kernel->isa == FL_ISA_LIBRARY)
            continue;
        /* sums in source order: their chain is the floor, whatever the products take */
        if (!has_probe(FL_PROBE_LOADS, kernel) ||
            (!has_probe(FL_PROBE_ARITHMETIC, kernel) &&
             !(kernel->ordered_sums && kernel->chain_adds >= FL_INPUTS)))
            fail_msg("kernel %s has no floor", kernel->name);
    }
}

/* One way of writing a probe is the quickest on one core and not on the next. */
static void there_are_several_of_each(void **state)
{
    (void)state;
    for (const fl_probe *const *probe = fl_probes; *probe; probe++) {
        bool alone = (*probe)->kind != FL_PROBE_ARITHMETIC || (*probe)->lanes != 0; /* fused SVE has one */
        for (const fl_probe *const *other = fl_probes; *other; other++)
            if (*other != *probe && (*other)->kind == (*probe)->kind && (*other)->lanes == (*probe)->lanes &&
                (*other)->fma == (*probe)->fma)
                alone = false;
        if (alone)
            fail_msg("%s is the only one of its kind and width", (*probe)->name);
    }
}

/* For check_probe_code.sh: what the object of each probe has to hold. */
static int list_code(void)
{
    for (const fl_probe *const *probe = fl_probes; *probe; probe++)
        printf("%s|%s|%s\n", (*probe)->name, (*probe)->kind == FL_PROBE_LOADS ? "loads" : "arithmetic",
               (*probe)->code);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--code") == 0)
        return list_code();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registry_is_whole),
        cmocka_unit_test(value_tells_missing_work),
        cmocka_unit_test(stays_inside_and_takes_every_turn),
        cmocka_unit_test(loads_each_byte_once),
        cmocka_unit_test(hand_written_kernels_load_once_too),
        cmocka_unit_test(wrong_probes_are_caught),
        cmocka_unit_test(every_kernel_finds_its_floor),
        cmocka_unit_test(there_are_several_of_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
