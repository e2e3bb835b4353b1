/* Models of other processors: what llvm-mca answered once, silent fallbacks, and the way a call takes through
 * the code. With llvm-mca-19 installed, a real run too. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/base/file.h"
#include "bench/base/subprocess.h"
#include "bench/bounds/core_model.h"
#include "bench/evidence/disassembly.h"
#include "tests/bounds/bounds_fixture.h"

#if defined(__SANITIZE_ADDRESS__)
#define INSTRUMENTED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define INSTRUMENTED 1
#endif
#endif

/* Sanitizers put calls into every function, kernels included. */
static void skip_if_instrumented(void)
{
#if defined(INSTRUMENTED)
    print_message("skipped: this build's sanitizers add code of their own to the kernels\n");
    skip();
#endif
}

/* ---- answers ---- */

static char *sample(const char *name, size_t *size)
{
    char path[96], *bytes = NULL;
    fl_error error = {""};
    snprintf(path, sizeof path, "tests/data/llvm_mca/%s.json", name);
    if (fl_file_read(path, 1 << 20, &bytes, size, &error) != FL_OK)
        fail_msg("%s", error.text);
    return bytes;
}

static fl_status parse_sample(const char *file, const char *name, double cycles[2], fl_error *error)
{
    size_t size;
    char *bytes = sample(file, &size);
    fl_status status = fl_core_parse(bytes, size, name, cycles, 2, error);
    free(bytes);
    return status;
}

static void own_models_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double one, two;
    } known[] = {{"znver4", 6, 9}, {"sapphirerapids", 6, 10}, {"neoverse-n1", 5, 8}};
    double cycles[2];
    fl_error error = {""};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (parse_sample(known[i].name, known[i].name, cycles, &error) != FL_OK)
            fail_msg("%s", error.text);
        if (cycles[0] != known[i].one || cycles[1] != known[i].two)
            fail_msg("%s: %g and %g cycles", known[i].name, cycles[0], cycles[1]);
    }
}

static void silent_fallbacks_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *really;
    } known[] = {{"znver5", "znver4"}, {"cortex-a76", "cortex-a57"}, {"apple-m1", "apple-a7"}};
    double cycles[2];
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        fl_error error = {""};
        assert_null(fl_core_find(known[i].name));
        assert_int_equal(parse_sample(known[i].name, known[i].name, cycles, &error), FL_UNABLE);
        assert_non_null(strstr(error.text, known[i].really));
    }
    /* an own model of one version may be a fallback in another: what counts is what answered */
    fl_error error = {""};
    assert_int_equal(parse_sample("znver4", "haswell", cycles, &error), FL_UNABLE);
    assert_non_null(strstr(error.text, "'znver4'"));
}

static void foreign_answers_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "\"TargetInfo\"",
        "{\"TargetInfo\": {\"Resources\": []}}",
        "{\"TargetInfo\": {\"Resources\": [3]}}",
        "{\"TargetInfo\": {\"Resources\": \"Zn4ALU0\"}}",
        "{\"TargetInfo\": {\"Resources\": [\"Zn4ALU0\"]}}",
        "{\"TargetInfo\": {\"Resources\": [\"Zn4ALU0\"]}, \"CodeRegions\": [{}]}",
        "{\"TargetInfo\": {\"Resources\": [\"Zn4ALU0\"]}, \"CodeRegions\": [{\"SummaryView\": "
        "{\"TotalCycles\": \"9\"}}]}",
        "{\"TargetInfo\": {\"Resources\": [\"Zn4ALU0\"]}, \"CodeRegions\": [{\"SummaryView\": "
        "{\"TotalCycles\": 0}}]}",
        "{\"TargetInfo\": {\"Resources\": [\"Zn4ALU0\"]}, \"CodeRegions\": [{\"SummaryView\": "
        "{\"TotalCycles\": 1e999}}]}",
    };
    double cycles[2];
    fl_error error = {""};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (fl_core_parse(bad[i], strlen(bad[i]), "znver4", cycles, 1, &error) != FL_USAGE)
            fail_msg("taken: %s", bad[i]);
    static const char other[] = "{\"TargetInfo\": {\"Resources\": [\"QPort0\"]}, \"CodeRegions\": []}";
    assert_int_equal(fl_core_parse(other, strlen(other), "znver9", cycles, 0, &error), FL_UNABLE);
    assert_non_null(strstr(error.text, "QPort0"));
    size_t size;
    char *bytes = sample("znver4", &size);
    assert_int_equal(fl_core_parse(bytes, size, "znver4", cycles, 1, &error), FL_USAGE); /* two regions */
    for (size_t cut = 0; cut < size - 3; cut += 97)
        assert_int_equal(fl_core_parse(bytes, cut, "znver4", cycles, 2, &error), FL_USAGE);
    free(bytes);
}

static void resources_lead_to_their_processor(void **state)
{
    (void)state;
    for (const fl_core *core = fl_cores; core->name; core++) {
        assert_ptr_equal(fl_core_find(core->name), core);
        assert_ptr_equal(fl_core_of_resource(core->prefix), core); /* no two share one */
    }
    assert_string_equal(fl_core_of_resource("ZnAGU0")->name, "znver1");
    assert_string_equal(fl_core_of_resource("Zn3AGU0")->name, "znver3");
    assert_null(fl_core_of_resource("AtomPort0"));
    assert_null(fl_core_of_resource(""));
    assert_null(fl_core_find(""));
}

/* ---- floors ---- */

/* What a file measured on such a core holds, in cycles: those of the fixture are 3 a ns. */
static void with_cycles(fl_document *document)
{
    bounds_fixture(document);
    for (size_t i = 0; i < document->result_count; i++) {
        fl_series *all[] = {&document->results[i].independent, &document->results[i].chained};
        for (size_t k = 0; k < 2; k++) {
            all[k]->cycles = all[k]->rounds > 0 ? calloc(all[k]->rounds, sizeof(double)) : NULL;
            for (size_t r = 0; all[k]->cycles && r < all[k]->rounds; r++)
                all[k]->cycles[r] = 3 * all[k]->ns[r];
        }
    }
}

static void a_modelled_floor_is_the_least_that_anything_allows(void **state)
{
    (void)state;
    static const fl_kernel wide = {.work = FL_WORK_LINEAR_784X2, .lanes = 16, .fma = true, .chain_fmas = 100};
    static const fl_kernel eight = {.work = FL_WORK_LINEAR_784X2, .lanes = 8, .fma = true};
    const fl_variant variants[] = {{.kernel = &wide}, {.kernel = &eight}};
    static const struct {
        const char *core;
        size_t kernel;
        bool measured;
        double model_latency, model_throughput, latency, throughput;
        const char *latency_by, *throughput_by;
    } cases[] = {
        /* llvm-mca: one 512-bit multiply-add a cycle; the core starts two, and two loads */
        {"sapphirerapids", 0, false, 158, 98, 158, 73.5, "model", "ports"},
        {"sapphirerapids", 0, false, 500, 98, 400, 73.5, "ports", "ports"},
        /* a model that is quicker than its core: the floor may be low, never high */
        {"sapphirerapids", 0, false, 60, 49, 60, 49, "model", "model"},
        {"skylake", 1, false, 300, 200, 147, 147, "ports", "ports"},
        {"skylake", 1, true, 300, 200, 147, 147, "ports", "ports"},
        {"cortex-a53", 1, false, 300, 200, 300, 200, "model", "model"}, /* nothing is told of its ports */
        {"cortex-a53", 1, true, 300, 200, 150, 150, "measured", "measured"},
    };
    fl_document document;
    fl_error error = {""};
    with_cycles(&document); /* loads of 8 lanes: 50 ns */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_core_times times = {.core = fl_core_find(cases[i].core), .count = 1};
        times.times[0] = (fl_core_time){.variant = &variants[cases[i].kernel],
                                        .latency_cycles = cases[i].model_latency,
                                        .throughput_cycles = cases[i].model_throughput};
        assert_int_equal(fl_core_set_floors(&times, cases[i].measured ? &document : NULL, &error), FL_OK);
        const fl_core_floor *one = &times.times[0].latency_floor, *many = &times.times[0].throughput_floor;
        if (one->cycles != cases[i].latency || many->cycles != cases[i].throughput ||
            strcmp(one->set_by, cases[i].latency_by) != 0 ||
            strcmp(many->set_by, cases[i].throughput_by) != 0)
            fail_msg("case %zu: %g by %s, %g by %s", i, one->cycles, one->set_by, many->cycles, many->set_by);
    }
    fl_document_free(&document);
    bounds_fixture(&document);
    fl_core_times times = {.core = fl_core_find("skylake")};
    assert_int_equal(fl_core_set_floors(&times, &document, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "no cycles"));
    fl_document_free(&document);
}

/* ---- ways through code ---- */

static size_t products_on(const fl_core_path *path, const fl_function *function)
{
    size_t *of = calloc(path->in_code + 1, sizeof *of), number = 0, sum = 0;
    fl_instruction in;
    assert_non_null(of);
    for (size_t at = 0; at < function->size; at += in.length) {
        assert_true(
            fl_classify_instruction(function->code + at, function->size - at, function->address + at, &in));
        of[number++] = in.operation >= FL_OPERATION_MULTIPLY ? (size_t)in.lanes : 0;
    }
    assert_int_equal(number, path->in_code);
    for (size_t i = 0; i < path->count; i++) {
        assert_true(path->instruction[i] < number);
        sum += of[path->instruction[i]];
    }
    free(of);
    return sum;
}

/* Of the registry, so that a new kernel is covered without a change here. */
static void calls_of_kernels_do_all_their_work(void **state)
{
    (void)state;
    skip_if_instrumented();
    size_t unrolled = 0;
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_kernel *kernel = fl_variants[i].kernel;
        fl_function function;
        fl_core_path path;
        fl_error error = {""};
        if (!kernel || kernel->work != FL_WORK_LINEAR_784X2)
            continue;
        if (fl_function_at((uintptr_t)kernel->run, &function, &error) != FL_OK)
            fail_msg("%s", error.text);
        if (fl_core_path_make(function.code, function.size, function.address, FL_WEIGHTS, &path, &error) !=
            FL_OK) {
            print_message("not unrolled: %s (%s)\n", kernel->name, error.text);
            assert_null(path.instruction);
            continue;
        }
        unrolled++;
        assert_int_equal(products_on(&path, &function), FL_WEIGHTS);
        assert_true(path.count >= path.in_code - 1);
        fl_core_path_free(&path);
    }
    print_message("%zu kernels unrolled\n", unrolled);
    assert_true(unrolled >= 4);
}

#if defined(__x86_64__)
#define MULSS 0xf3, 0x0f, 0x59, 0xc1
#define DECREMENT 0xff, 0xc8
#define RETURN 0xc3

static void ways_that_are_not_plain_are_refused(void **state)
{
    (void)state;
    static const unsigned char loop[] = {MULSS, DECREMENT, 0x75, 0xf8, RETURN};
    static const unsigned char two[] = {MULSS,     DECREMENT, 0x75, 0xf8,  MULSS,
                                        DECREMENT, 0x75,      0xf8, MULSS, RETURN};
    static const unsigned char nested[] = {MULSS, DECREMENT, 0x75, 0xf8, DECREMENT, 0x75, 0xf4, RETURN};
    static const unsigned char ahead[] = {MULSS, 0x75, 0x00, RETURN};
    static const unsigned char calls[] = {MULSS, 0xe8, 0, 0, 1, 0, RETURN};
    static const unsigned char endless[] = {MULSS, DECREMENT, 0x75, 0xf8};
    static const unsigned char idle[] = {DECREMENT, 0x75, 0xfc, RETURN};
    static const unsigned char straight[] = {MULSS, MULSS, RETURN};
    static const struct {
        const char *name;
        const unsigned char *code;
        size_t size, products;
        size_t executed; /* 0: refused */
    } cases[] = {
        {"loop", loop, sizeof loop, 10, 30},
        {"loop, once", loop, sizeof loop, 1, 3},
        {"loop, never", loop, sizeof loop, 0, 0},
        {"two loops", two, sizeof two, 9, 2 * 4 * 3 + 1},
        {"two loops, products do not divide", two, sizeof two, 10, 0},
        {"nested", nested, sizeof nested, 100, 0},
        {"jump ahead", ahead, sizeof ahead, 1, 0},
        {"calls", calls, sizeof calls, 1, 0},
        {"does not return", endless, sizeof endless, 10, 0},
        {"loop without products", idle, sizeof idle, 10, 0},
        {"straight", straight, sizeof straight, 2, 2},
        {"straight, too few", straight, sizeof straight, 3, 0},
        {"straight, too many", straight, sizeof straight, 1, 0},
        {"too long", loop, sizeof loop, 10000000, 0},
        {"no code", loop, 0, 10, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_core_path path;
        fl_error error = {""};
        fl_status status =
            fl_core_path_make(cases[i].code, cases[i].size, 0x1000, cases[i].products, &path, &error);
        size_t executed = status == FL_OK ? path.count : 0;
        if (executed != cases[i].executed || (status != FL_OK && (status != FL_UNABLE || !error.text[0])))
            fail_msg("%s: status %d, %zu instructions, %s", cases[i].name, (int)status, executed, error.text);
        fl_core_path_free(&path);
    }
}
#endif

/* ---- the tool ---- */

static bool has_tool(void)
{
    static const char *const arguments[] = {"llvm-mca-19", "--version", NULL};
    const fl_subprocess mca = {.arguments = arguments, .most_output = 1 << 20};
    char *output = NULL;
    size_t size;
    fl_error error = {""};
    fl_status status = fl_subprocess_filter(&mca, &output, &size, NULL, &error);
    free(output);
    if (status != FL_OK)
        print_message("skipped: %s\n", error.text);
    return status == FL_OK;
}

#if defined(__x86_64__)
static const char *const here = "znver4", *const elsewhere = "neoverse-n1";
#else
static const char *const here = "neoverse-n1", *const elsewhere = "znver4";
#endif

static fl_core_times *modelled;

static int make_room(void **state)
{
    (void)state;
    modelled = calloc(1, sizeof *modelled);
    return modelled ? 0 : -1;
}

static int free_room(void **state)
{
    (void)state;
    free(modelled);
    return 0;
}

static void real_models_answer(void **state)
{
    (void)state;
    fl_error error = {""};
    fl_core_times *times = modelled;
    assert_int_equal(fl_core_model(elsewhere, times, &error), FL_UNABLE);
    assert_non_null(strstr(error.text, "another architecture"));
    assert_int_equal(fl_core_model("no-such-processor", times, &error), FL_USAGE);
    assert_int_equal(fl_core_model("-version", times, &error), FL_USAGE);
    assert_int_equal(fl_core_model("", times, &error), FL_USAGE);
    if (!has_tool())
        skip();
    static const char *const fallbacks[] = {"znver5", "cortex-a76", "apple-m1"};
    for (size_t i = 0; i < sizeof fallbacks / sizeof fallbacks[0]; i++) {
        assert_int_equal(fl_core_model(fallbacks[i], times, &error), FL_USAGE);
        assert_non_null(strstr(error.text, "silently"));
    }
    skip_if_instrumented();
    if (fl_core_model(here, times, &error) != FL_OK)
        fail_msg("%s", error.text);
    size_t answered = 0;
    for (size_t i = 0; i < times->count; i++) {
        const fl_core_time *time = &times->times[i];
        if (time->absent[0]) {
            assert_true(isnan(time->latency_cycles));
            continue;
        }
        answered++;
        if (!(time->throughput_cycles > 0 && time->latency_cycles >= time->throughput_cycles))
            fail_msg("%s: %g cycles, independent %g", time->variant->name, time->latency_cycles,
                     time->throughput_cycles);
        /* 784 additions, one after the other, take two cycles each or more on any of these */
        if (strcmp(time->variant->name, "scalar") == 0)
            assert_true(time->latency_cycles >= 2.0 * FL_INPUTS);
    }
    assert_true(answered >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_models_are_read),
        cmocka_unit_test(silent_fallbacks_are_refused),
        cmocka_unit_test(foreign_answers_are_refused),
        cmocka_unit_test(resources_lead_to_their_processor),
        cmocka_unit_test(a_modelled_floor_is_the_least_that_anything_allows),
        cmocka_unit_test(calls_of_kernels_do_all_their_work),
#if defined(__x86_64__)
        cmocka_unit_test(ways_that_are_not_plain_are_refused),
#endif
        cmocka_unit_test_setup_teardown(real_models_answer, make_room, free_room),
    };
    return cmocka_run_group_tests_name("core model", tests, NULL, NULL);
}
