/* What results say was executed against what the CPU offers: a library that fell back is told of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/verdict/executed.h"
#include "tests/bounds/bounds_fixture.h"

static fl_document document;
static char text[1024];

static int set_up(void **state)
{
    (void)state;
    bounds_fixture(&document);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fl_document_free(&document);
    return 0;
}

static fl_result *find(const char *name)
{
    return bounds_result(&document, name);
}

static void key_is(const char *simd_class, const char *expected)
{
    char key[FL_CLASS_KEY];
    assert_string_equal(fl_class_key(simd_class, key), expected);
}

static void classes_are_read_as_they_are_written(void **state)
{
    (void)state;
    assert_int_equal(fl_class_lanes("scalar"), 1);
    assert_int_equal(fl_class_lanes("scalar+FMA"), 1);
    assert_int_equal(fl_class_lanes("SIMD-128"), 4);
    assert_int_equal(fl_class_lanes("SIMD-256+FMA"), 8);
    assert_int_equal(fl_class_lanes("SIMD-512+FMA"), 16);
    assert_int_equal(fl_class_lanes("products SIMD-256, sums scalar"), 8);
    assert_int_equal(fl_class_lanes("SIMD-SVE+FMA"), 0);
    assert_int_equal(fl_class_lanes("mixed"), 0);
    assert_int_equal(fl_class_lanes(""), 0);
    key_is("SIMD-256+FMA", "SIMD-256");
    key_is("SIMD-256", "SIMD-256");
    key_is("products SIMD-256+FMA, sums scalar", "products packed, sums scalar");
    key_is("products SIMD-512, sums scalar", "products packed, sums scalar");
    key_is("products SIMD-512, sums SIMD-128", "products packed, sums SIMD-128");
    key_is("mixed+FMA", ""); /* two mixtures are not alike */
    key_is("SIMD-256, 50 % fused", "SIMD-256");
    key_is("products SIMD-256, sums scalar, 7 % fused", "products packed, sums scalar");
    key_is("", "");
}

static void a_trace_overrules_a_descriptor(void **state)
{
    (void)state;
    assert_string_equal(fl_class_of_result(find("avx2")), "SIMD-256+FMA");
    strcpy(find("avx2")->executed.simd_class, "SIMD-128");
    assert_string_equal(fl_class_of_result(find("avx2")), "SIMD-128");
    assert_string_equal(fl_class_of_result(find("blas-sdot")), "");
    assert_string_equal(fl_class_offered(&document), "SIMD-256");
}

static void a_library_that_fell_back_is_told_of_with_its_core(void **state)
{
    (void)state;
    strcpy(find("blas-sdot")->executed.simd_class, "scalar");
    strcpy(find("blas-sdot")->detail, "OpenBLAS 0.3.21, core Prescott");
    strcpy(document.environment.steering, "none");
    assert_string_equal(
        fl_narrower_sentence(&document, text, sizeof text),
        "Narrower than this CPU, which offers SIMD-256:\n  blas-sdot executed scalar (OpenBLAS "
        "0.3.21, core Prescott; its own choice).");
    strcpy(document.environment.steering, "OPENBLAS_CORETYPE=Prescott; MKL_CBWR=AVX; OPENBLAS_L2_SIZE=512");
    assert_string_equal(
        fl_narrower_sentence(&document, text, sizeof text),
        "Narrower than this CPU, which offers SIMD-256:\n  blas-sdot executed scalar (OpenBLAS "
        "0.3.21, core Prescott; set: OPENBLAS_CORETYPE=Prescott, OPENBLAS_L2_SIZE=512).");
}

static void kernels_of_one_library_share_its_words(void **state)
{
    (void)state;
    fl_result *second = find("autovec-avx2");
    strcpy(second->isa, "library");
    strcpy(second->executed.simd_class, "SIMD-128");
    strcpy(find("blas-sdot")->executed.simd_class, "scalar");
    strcpy(find("blas-sdot")->detail, "BLIS 0.9.0, core generic");
    strcpy(second->detail, "BLIS 0.9.0, core generic");
    assert_string_equal(fl_narrower_sentence(&document, text, sizeof text),
                        "Narrower than this CPU, which offers SIMD-256:\n  autovec-avx2 executed SIMD-128, "
                        "blas-sdot executed scalar (BLIS 0.9.0, core generic; its own choice).");
}

static void a_peer_is_told_of_by_its_facts(void **state)
{
    (void)state;
    fl_result *peer = find("blas-sdot");
    assert_int_equal(fl_result_make_peer(peer, NULL), FL_OK);
    peer->isa[0] = '\0';
    strcpy(peer->name, "numpy");
    strcpy(peer->executed.simd_class, "SIMD-128+FMA");
    strcpy(peer->peer->version, "2.4.6");
    peer->peer->facts = calloc(2, sizeof *peer->peer->facts);
    assert_non_null(peer->peer->facts);
    peer->peer->fact_count = 2;
    peer->peer->facts[0] = (fl_fact){"configuration", "blis and others"}; /* does no arithmetic */
    peer->peer->facts[1] = (fl_fact){"blas", "OpenBLAS 0.3.31, core Nehalem"};
    strcpy(document.environment.steering, "OPENBLAS_CORETYPE=Nehalem; BLIS_ARCH_TYPE=3");
    assert_string_equal(
        fl_narrower_sentence(&document, text, sizeof text),
        "Narrower than this CPU, which offers SIMD-256:\n  numpy executed SIMD-128+FMA (2.4.6, "
        "OpenBLAS 0.3.31, core Nehalem; set: OPENBLAS_CORETYPE=Nehalem).");
}

static void full_width_is_no_news(void **state)
{
    (void)state;
    strcpy(find("blas-sdot")->executed.simd_class, "SIMD-256+FMA");
    assert_string_equal(fl_narrower_sentence(&document, text, sizeof text), "");
    /* a kernel whose class was built in fell back from nothing */
    strcpy(find("autovec-avx2")->origin, "library");
    strcpy(find("autovec-avx2")->executed.simd_class, "SIMD-128");
    assert_string_equal(fl_narrower_sentence(&document, text, sizeof text), "");
    assert_string_equal(fl_unattested_sentence(&document, text, sizeof text), "");
}

static void what_was_not_traced_is_called_unattested(void **state)
{
    (void)state;
    assert_string_equal(fl_narrower_sentence(&document, text, sizeof text), "");
    assert_string_equal(fl_unattested_sentence(&document, text, sizeof text),
                        "Unattested, what class they executed is not known: blas-sdot (nobody looked).");
    strcpy(find("blas-sdot")->executed.reason, "not traced: --attest 0");
    assert_string_equal(
        fl_unattested_sentence(&document, text, sizeof text),
        "Unattested, what class they executed is not known: blas-sdot (not traced: --attest 0).");
    char small[32];
    assert_int_equal(strlen(fl_unattested_sentence(&document, small, sizeof small)), sizeof small - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(classes_are_read_as_they_are_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_trace_overrules_a_descriptor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_library_that_fell_back_is_told_of_with_its_core, set_up, tear_down),
        cmocka_unit_test_setup_teardown(kernels_of_one_library_share_its_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_peer_is_told_of_by_its_facts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(full_width_is_no_news, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_not_traced_is_called_unattested, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
