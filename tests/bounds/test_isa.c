/* The table of instruction sets: what its rows say is so of every kernel and probe, and every list of names
 * that cannot be made from it holds them all. Starts in the project's folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/bounds/probe.h"
#include "dispatch/cpu.h"
#include "kernels/kernel.h"

/* Said a second time, by the manuals of the architectures. A class that is new needs no line here. */
static void rows_are_as_the_manuals_have_them(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int lanes, bytes;
        const char *simd_class;
        bool fuses;
    } known[] = {
        {"scalar", 1, 4, "scalar", false},    {"sse", 4, 16, "SIMD-128", false},
        {"avx", 8, 32, "SIMD-256", false},    {"avx2", 8, 32, "SIMD-256", true},
        {"avx512", 16, 64, "SIMD-512", true}, {"neon", 4, 16, "SIMD-128", true},
        {"sve", 0, 0, "SIMD-SVE", true},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        fl_isa isa = fl_isa_called(known[i].name);
        assert_true(isa < FL_ISA_LIBRARY);
        assert_int_equal(fl_isa_lanes(isa), known[i].lanes);
        assert_int_equal(fl_widths[fl_isas[isa].width].bytes, known[i].bytes);
        assert_string_equal(fl_trace_class_word(fl_isa_traced_as(isa)), known[i].simd_class);
        assert_true(fl_isas[isa].fuses == known[i].fuses);
    }
}

static void names_lead_to_their_rows(void **state)
{
    (void)state;
    for (int isa = 0; isa < FL_ISAS; isa++) {
        assert_int_equal(fl_isa_called(fl_isa_name((fl_isa)isa)), isa); /* so that no two are alike */
        assert_true(isa == FL_ISA_LIBRARY || fl_isas[isa].width < FL_WIDTHS);
        assert_true(isa == FL_ISA_LIBRARY ||
                    fl_isas[isa].probes & (fl_isas[isa].fuses ? FL_FUSED : FL_APART));
    }
    assert_int_equal(fl_isa_called("AVX2"), FL_ISAS);
    assert_int_equal(fl_isa_called(""), FL_ISAS);
    assert_int_equal(fl_isa_lanes(FL_ISA_LIBRARY), 0);
    assert_int_equal(fl_isa_traced_as(FL_ISA_LIBRARY), FL_CLASS_INCONCLUSIVE);
}

/* Each kind of register has one class of traces, and each class its registers. */
static void widths_and_classes_belong_together(void **state)
{
    (void)state;
    for (int width = 0; width < FL_WIDTHS; width++) {
        assert_non_null(fl_widths[width].name);
        assert_in_range(fl_widths[width].traced_as, FL_CLASS_SCALAR, FL_CLASS_SIMD_TILE);
        assert_int_equal(fl_widths[width].bytes, fl_widths[width].lanes * (int)sizeof(float));
    }
    for (int kind = FL_CLASS_SCALAR; kind <= FL_CLASS_SIMD_TILE; kind++) {
        fl_width width = fl_width_of_class((fl_trace_class)kind);
        assert_true(width < FL_WIDTHS && (int)fl_widths[width].traced_as == kind);
    }
    assert_int_equal(fl_width_of_class(FL_CLASS_SIMD_128), FL_WIDTH_128);
    assert_int_equal(fl_width_of_class(FL_CLASS_MIXED), FL_WIDTHS);
}

/* What a kernel, or its class, needs and what that builds on. */
static unsigned with_all_below(unsigned needs)
{
    fl_cpu cpu = fl_cpu_detect();
    return needs | fl_need_prerequisites(cpu.architecture, needs);
}

/* NULL, or what is wrong. */
static const char *contradiction(fl_isa isa, int lanes, unsigned needs)
{
    if (isa >= FL_ISA_LIBRARY)
        return NULL;
    if (lanes != fl_isa_lanes(isa))
        return "it declares other lanes than its class has";
    return fl_isas[isa].needs & ~with_all_below(needs) ? "it does not need what its class needs" : NULL;
}

static void kernels_and_probes_are_of_their_class(void **state)
{
    (void)state;
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_kernel *kernel = fl_variants[i].kernel;
        const char *wrong = kernel ? contradiction(kernel->isa, kernel->lanes, kernel->needs) : NULL;
        if (wrong)
            fail_msg("kernel %s: %s", kernel->name, wrong);
    }
    for (const fl_probe *const *probe = fl_probes; *probe; probe++) {
        /* the fused additions of AVX2 are FMA alone, so that a probe may need less than a kernel */
        const char *wrong = contradiction((*probe)->isa, (*probe)->lanes, ~0u);
        if (wrong)
            fail_msg("probe %s: %s", (*probe)->name, wrong);
    }
}

static void a_wrong_kernel_is_caught(void **state)
{
    (void)state;
    assert_non_null(contradiction(FL_ISA_AVX512, 8, FL_NEEDS_AVX512F));
    assert_non_null(contradiction(FL_ISA_AVX512, 16, FL_NEEDS_AVX2));
    assert_non_null(contradiction(FL_ISA_SVE, 0, FL_NEEDS_NOTHING));
    assert_null(contradiction(FL_ISA_LIBRARY, 0, FL_NEEDS_NOTHING));
}

/* A class with a kernel of the task here has the probes that its row names; NULL, or the kind that lacks. */
static const char *missing_probe(fl_isa isa, const fl_probe *const *probes)
{
    unsigned lacking = fl_isas[isa].probes;
    bool loads = false;
    for (const fl_probe *const *probe = probes; *probe; probe++) {
        if (fl_isas[(*probe)->isa].width != fl_isas[isa].width)
            continue;
        loads |= (*probe)->kind == FL_PROBE_LOADS;
        if ((*probe)->kind == FL_PROBE_ARITHMETIC)
            lacking &= ~(unsigned)((*probe)->fma ? FL_FUSED : FL_APART);
    }
    return !loads ? "loads" : lacking & FL_FUSED ? "fused" : lacking ? "apart" : NULL;
}

static void every_class_has_its_probes(void **state)
{
    (void)state;
    static const fl_probe *const none[] = {NULL};
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_kernel *kernel = fl_variants[i].kernel;
        if (!kernel || kernel->isa >= FL_ISA_LIBRARY)
            continue;
        const char *missing = missing_probe(kernel->isa, fl_probes);
        if (missing)
            fail_msg("class %s, of kernel %s, has no probe: %s", fl_isa_name(kernel->isa), kernel->name,
                     missing);
        assert_string_equal(missing_probe(kernel->isa, none), "loads");
    }
}

/* Whether the list of the schema's part holds the name in quotes. */
static bool schema_names(const char *schema, const char *name)
{
    char quoted[32];
    snprintf(quoted, sizeof quoted, "\"%s\"", name);
    const char *list = strstr(schema, "\"enum\": [\"strict-scalar\", ");
    const char *end = list ? strchr(list, ']') : NULL, *found = list ? strstr(list, quoted) : NULL;
    return found && end && found < end;
}

static void lists_of_names_are_whole(void **state)
{
    (void)state;
    static char schema[1 << 17];
    FILE *file = fopen("bench/bounds/fairlane.bound.1.schema.json", "r");
    assert_non_null(file);
    size_t size = fread(schema, 1, sizeof schema - 1, file);
    fclose(file);
    schema[size] = '\0';
    for (int isa = 0; isa < FL_ISA_LIBRARY; isa++) {
        char name[32];
        snprintf(name, sizeof name, ", %s", fl_isa_name((fl_isa)isa));
        assert_non_null(strstr(FL_ISA_NAMES, name));
        if (!schema_names(schema, fl_isa_name((fl_isa)isa)))
            fail_msg("fairlane.bound.1.schema.json: its list of classes lacks \"%s\"",
                     fl_isa_name((fl_isa)isa));
    }
    assert_false(schema_names(schema, "nosuch"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_as_the_manuals_have_them),
        cmocka_unit_test(names_lead_to_their_rows),
        cmocka_unit_test(widths_and_classes_belong_together),
        cmocka_unit_test(kernels_and_probes_are_of_their_class),
        cmocka_unit_test(a_wrong_kernel_is_caught),
        cmocka_unit_test(every_class_has_its_probes),
        cmocka_unit_test(lists_of_names_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
