/* What the kernels claim, held against their machine code; and functions that are not what they are said to
 * be. Covers kernels that this CPU cannot run, too. The kernels come from the registry: a new one is covered
 * without a change here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/evidence/disassembly.h"
#include "tests/evidence/planted.h"

static bool instrumented(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
    return true;
#else
    return false;
#endif
#else
    return false;
#endif
}

/* Sanitizers put calls into every function, kernels included. */
static void skip_when_instrumented(void)
{
    if (instrumented()) {
        print_message("skipped: this build's sanitizers add code of their own to the kernels\n");
        skip();
    }
}

static fl_disassembly disassembly_of(uintptr_t address, fl_function *function)
{
    fl_error error = {""};
    if (fl_function_at(address, function, &error) != FL_OK)
        fail_msg("%s", error.text);
    return fl_disassemble(function->code, function->size, function->address);
}

/* ---- planted ---- */

void planted_elsewhere(const float *weights, const float *bias, const float *input, float *output)
{
    output[0] = weights[0] + bias[0] + input[0];
}

fl_kernel_function *planted_pointer = planted_elsewhere;

typedef struct planted {
    fl_kernel kernel;
    const char *failure; /* NULL: the claim is true */
} planted;

static const planted plants[] = {
    {{.name = "true scalar", .isa = FL_ISA_SCALAR, .lanes = 1, .run = planted_scalar}, NULL},
    {{.name = "vectorised scalar", .isa = FL_ISA_SCALAR, .lanes = 1, .run = planted_vectorised}, "packed"},
    {{.name = "calling scalar", .isa = FL_ISA_SCALAR, .lanes = 1, .run = planted_calling}, "calls or jumps"},
    {{.name = "tail-jumping scalar", .isa = FL_ISA_SCALAR, .lanes = 1, .run = planted_tail_jumping},
     "calls or"},
    {{.name = "indirect scalar", .isa = FL_ISA_SCALAR, .lanes = 1, .run = planted_indirect},
     "calls or jumps"},
    {{.name = "empty scalar", .isa = FL_ISA_SCALAR, .lanes = 1, .run = NULL}, "no floating-point arithmetic"},
    {{.name = "scalar with 4 lanes", .isa = FL_ISA_SCALAR, .lanes = 4, .run = planted_scalar}, "4 lanes"},
#if defined(__x86_64__)
    {{.name = "fused scalar", .isa = FL_ISA_SCALAR, .lanes = 1, .needs = FL_NEEDS_FMA, .run = planted_fused},
     "does not declare"},
    {{.name = "unfused scalar-fma", .isa = FL_ISA_SCALAR, .lanes = 1, .fma = true, .run = planted_scalar},
     "lacks the fused"},
    {{.name = "VEX scalar", .isa = FL_ISA_SCALAR, .lanes = 1, .run = planted_vex}, "VEX"},
    {{.name = "true sse", .isa = FL_ISA_SSE, .lanes = 4, .origin = FL_COMPILER, .run = planted_vectorised},
     NULL},
    {{.name = "ordered sse that adds in vectors",
      .isa = FL_ISA_SSE,
      .lanes = 4,
      .ordered_sums = true,
      .origin = FL_COMPILER,
      .run = planted_vectorised},
     "adds in vectors"},
    {{.name = "VEX sse", .isa = FL_ISA_SSE, .lanes = 4, .run = planted_avx}, "VEX"},
    {{.name = "scalar sse", .isa = FL_ISA_SSE, .lanes = 4, .run = planted_scalar}, "no 128-bit mult"},
    {{.name = "scalar avx", .isa = FL_ISA_AVX, .lanes = 8, .needs = FL_NEEDS_AVX, .run = planted_vex},
     "no 256-bit mult"},
    {{.name = "fused avx", .isa = FL_ISA_AVX, .lanes = 8, .needs = FL_NEEDS_AVX, .run = planted_avx2},
     "does not declare"},
    {{.name = "fusing avx",
      .isa = FL_ISA_AVX,
      .lanes = 8,
      .fma = true,
      .needs = FL_NEEDS_AVX,
      .origin = FL_COMPILER,
      .run = planted_avx2},
     "that class does not have"},
    {{.name = "true avx2",
      .isa = FL_ISA_AVX2,
      .lanes = 8,
      .fma = true,
      .needs = FL_NEEDS_AVX2,
      .origin = FL_COMPILER,
      .run = planted_avx2},
     NULL},
    {{.name = "unfused avx2",
      .isa = FL_ISA_AVX2,
      .lanes = 8,
      .fma = true,
      .needs = FL_NEEDS_AVX2,
      .run = planted_avx},
     "lacks the fused"},
    {{.name = "wide avx2",
      .isa = FL_ISA_AVX2,
      .lanes = 8,
      .fma = true,
      .needs = FL_NEEDS_AVX2,
      .run = planted_avx512},
     "EVEX"},
    {{.name = "true avx512",
      .isa = FL_ISA_AVX512,
      .lanes = 16,
      .fma = true,
      .needs = FL_NEEDS_AVX512F,
      .origin = FL_COMPILER,
      .run = planted_avx512},
     NULL},
    {{.name = "narrow avx512",
      .isa = FL_ISA_AVX512,
      .lanes = 16,
      .fma = true,
      .needs = FL_NEEDS_AVX512F,
      .run = planted_avx2},
     "no 512-bit mult"},
#elif defined(__aarch64__)
    {{.name = "fused scalar", .isa = FL_ISA_SCALAR, .lanes = 1, .run = planted_fused}, "does not declare"},
    {{.name = "unfused scalar-fma", .isa = FL_ISA_SCALAR, .lanes = 1, .fma = true, .run = planted_scalar},
     "lacks the fused"},
    {{.name = "true neon",
      .isa = FL_ISA_NEON,
      .lanes = 4,
      .fma = true,
      .origin = FL_COMPILER,
      .run = planted_vectorised},
     NULL},
    {{.name = "undeclared neon", .isa = FL_ISA_NEON, .lanes = 4, .run = planted_vectorised},
     "does not declare"},
    {{.name = "scalar neon", .isa = FL_ISA_NEON, .lanes = 4, .run = planted_scalar}, "no 128-bit mult"},
    {{.name = "SVE neon", .isa = FL_ISA_NEON, .lanes = 4, .fma = true, .run = planted_sve}, "SVE code"},
    {{.name = "true sve", .isa = FL_ISA_SVE, .fma = true, .origin = FL_COMPILER, .run = planted_sve}, NULL},
    {{.name = "NEON sve", .isa = FL_ISA_SVE, .fma = true, .run = planted_vectorised}, "no SVE mult"},
#endif
};

static void false_claims_are_found_out(void **state)
{
    (void)state;
    skip_when_instrumented();
    for (size_t i = 0; i < sizeof plants / sizeof plants[0]; i++) {
        const planted *p = &plants[i];
        fl_function function;
        fl_disassembly d = {.bytes = 0};
        if (p->kernel.run)
            d = disassembly_of((uintptr_t)p->kernel.run, &function);
        fl_error error = {""};
        fl_status status = fl_check_claim(&p->kernel, &d, &error);
        if (!p->failure && status != FL_OK)
            fail_msg("a true claim was doubted: %s", error.text);
        if (p->failure && status != FL_NEGATIVE)
            fail_msg("the claim of '%s' was believed", p->kernel.name);
        if (p->failure && !(strstr(error.text, p->failure) && strstr(error.text, p->kernel.name)))
            fail_msg("'%s' was found out for another reason: %s", p->kernel.name, error.text);
        if (p->failure)
            print_message("found out: %s\n", error.text);
    }
}

/* ---- the kernels ---- */

static void print_counts(const fl_kernel *kernel, const fl_disassembly *d)
{
    print_message("%s: %zu bytes, %zu instructions, multiplications:", kernel->name, d->bytes,
                  d->instructions);
    for (int width = 0; width < FL_WIDTHS; width++)
        if (d->multiplications[width] > 0)
            print_message(" %zu %s (%zu fused)", d->multiplications[width], fl_width_name((fl_width)width),
                          d->fused[width]);
    if (fl_is_closed(d))
        print_message("; nothing leaves\n");
    else
        print_message("; leaves by %zu calls, %zu tail jumps, %zu indirect branches: not all of its work\n",
                      d->calls, d->tail_jumps, d->indirect_branches);
}

static void kernel_is_what_it_claims(void **state)
{
    const fl_variant *variant = *state;
    skip_when_instrumented();
    fl_function function;
    fl_disassembly d = disassembly_of((uintptr_t)variant->kernel->run, &function);
    print_counts(variant->kernel, &d);
    fl_error error = {""};
    if (fl_check_claim(variant->kernel, &d, &error) != FL_OK)
        fail_msg("%s", error.text);
    assert_true(d.instructions > 0);
    if (variant->kernel->isa == FL_ISA_LIBRARY)
        assert_false(fl_is_closed(&d)); /* else there is no library behind it */
}

int main(void)
{
    struct CMUnitTest *tests = calloc(1 + fl_variant_count, sizeof *tests);
    if (!tests)
        return 1;
    size_t count = 0;
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(false_claims_are_found_out);
    for (size_t i = 0; i < fl_variant_count; i++)
        if (fl_variants[i].kernel)
            tests[count++] = (struct CMUnitTest){.name = fl_variants[i].name,
                                                 .test_func = kernel_is_what_it_claims,
                                                 .initial_state = (void *)&fl_variants[i]};
    int failures = _cmocka_run_group_tests("claims", tests, count, NULL, NULL);
    free(tests);
    return failures;
}
