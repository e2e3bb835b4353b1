/* The dispatcher's choice against stored measurements. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "bench/verdict/ranking.h"
#include "tests/bounds/bounds_fixture.h"

static fl_document document;

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

static void set_rounds(const char *name, const double ns[10])
{
    fl_series *series = &find(name)->independent;
    memcpy(series->ns, ns, 10 * sizeof *ns);
    series->median_ns = fl_median(ns, 10);
}

static void expect(const char *chosen, fl_choice_verdict verdict, const char *sentence)
{
    char text[320];
    strcpy(document.chosen, chosen);
    fl_choice choice = fl_judge_choice(&document);
    assert_int_equal(choice.verdict, verdict);
    assert_string_equal(fl_choice_sentence(&choice, text, sizeof text), sentence);
}

static void the_fastest_is_called_so(void **state)
{
    (void)state;
    expect("avx2", FL_CHOICE_FASTEST,
           "The dispatcher chose avx2, the fastest here; avx, next, takes 10.9 % longer.");
}

static void a_slower_choice_is_called_so(void **state)
{
    (void)state;
    expect("avx", FL_CHOICE_SLOWER, "The dispatcher chose avx, which takes 10.9 % longer than avx2.");
    expect("scalar", FL_CHOICE_SLOWER, "The dispatcher chose scalar, which takes 1300.0 % longer than avx2.");
}

static void expect_of_libraries(const char *sentence)
{
    char text[1024];
    assert_string_equal(fl_library_sentence(&document, text, sizeof text), sentence);
}

/* What it executed is not known: there is no class to compare within. */
static void libraries_are_held_against_the_fastest_own_kernel(void **state)
{
    (void)state;
    expect_of_libraries("Of the libraries blas-sdot is the fastest: it takes 1.273 times as long as avx2 (95 "
                        "% CI 1.273 to 1.273); whether both are of one class is not known.");
    set_rounds("blas-sdot", (const double[]){44, 44, 44, 44, 44, 44, 44, 44, 44, 44});
    expect_of_libraries("Of the libraries blas-sdot is the fastest: it takes 0.800 times as long as avx2 (95 "
                        "% CI 0.800 to 0.800); whether both are of one class is not known.");
    set_rounds("blas-sdot", (const double[]){54, 56, 54, 56, 54, 56, 54, 56, 54, 57});
    expect_of_libraries("Of the libraries blas-sdot is the fastest: it and avx2 are a tie; whether both are "
                        "of one class is not known.");
    strcpy(find("blas-sdot")->work, "logistic-784x1");
    expect_of_libraries(""); /* no library did this work */
}

static void libraries_are_compared_within_their_class_first(void **state)
{
    (void)state;
    strcpy(find("blas-sdot")->executed.simd_class, "scalar");
    expect_of_libraries("Like with like, the fastest library against the fastest own kernel: scalar: "
                        "blas-sdot takes 0.167 times as long as scalar-unrolled (95 % CI 0.167 to 0.167), "
                        "chained 0.174 times.\nOf the libraries blas-sdot is the fastest: it takes 1.273 "
                        "times as long as avx2 (95 % CI 1.273 to 1.273), which is of another class: "
                        "SIMD-256+FMA, not scalar.");
    strcpy(find("blas-sdot")->executed.simd_class, "SIMD-256"); /* fused or not: one class */
    expect_of_libraries("Like with like, the fastest library against the fastest own kernel: SIMD-256: "
                        "blas-sdot takes 1.273 times as long as avx2 (95 % CI 1.273 to 1.273), chained 1.250 "
                        "times.\nOf the libraries blas-sdot is the fastest: it takes 1.273 times as long as "
                        "avx2 (95 % CI 1.273 to 1.273).");
    strcpy(find("blas-sdot")->executed.simd_class, "SIMD-512+FMA"); /* no own kernel was measured there */
    expect_of_libraries("Of the libraries blas-sdot is the fastest: it takes 1.273 times as long as avx2 (95 "
                        "% CI 1.273 to 1.273), which is of another class: SIMD-256+FMA, not SIMD-512+FMA.");
}

/* Of two libraries each stands in its own class, the wider first. */
static void every_class_has_its_fastest_library(void **state)
{
    (void)state;
    char classes[FL_MATCHED_CLASSES][96];
    strcpy(find("blas-sdot")->executed.simd_class, "scalar");
    strcpy(find("autovec-avx2")->origin, "library");
    assert_int_equal(fl_match_classes(&document, classes, FL_MATCHED_CLASSES), 2);
    assert_string_equal(classes[0], "SIMD-256");
    assert_string_equal(classes[1], "scalar");
    assert_string_equal(fl_match_libraries(&document, "SIMD-256", false).library->name, "autovec-avx2");
    assert_string_equal(fl_match_libraries(&document, "SIMD-256", true).own->name, "avx2");
    assert_string_equal(fl_match_libraries(&document, "scalar", false).library->name, "blas-sdot");
    assert_null(fl_match_libraries(&document, "SIMD-128", false).library);
    assert_int_equal(fl_match_classes(&document, classes, 1), 1);
}

static void each_library_has_the_own_kernel_of_its_class(void **state)
{
    (void)state;
    const fl_result *library = find("blas-sdot");
    assert_null(fl_match_alike(&document, library, false).own); /* its class is not known */
    strcpy(find("blas-sdot")->executed.simd_class, "SIMD-256");
    fl_library_match match = fl_match_alike(&document, library, false);
    assert_true(match.known && match.library == library);
    assert_string_equal(match.own->name, "avx2");
    assert_true(match.ratio.ratio > 1.27 && match.ratio.ratio < 1.28);
    assert_true(fl_match_alike(&document, library, true).ratio.ratio == 1.25);
    strcpy(find("blas-sdot")->executed.simd_class, "SIMD-128");
    assert_false(fl_match_alike(&document, library, false).known);   /* no own kernel of it */
    assert_null(fl_match_alike(&document, find("avx2"), false).own); /* no library */
}

/* A peer is a library in this comparison, and never what the dispatcher could have chosen. */
static void a_peer_is_a_library_and_no_rival(void **state)
{
    (void)state;
    fl_result *peer = find("autovec-avx2");
    assert_int_equal(fl_result_make_peer(peer, NULL), FL_OK);
    strcpy(peer->origin, "peer");
    peer->isa[0] = '\0';
    set_rounds("autovec-avx2", (const double[]){44, 44, 44, 44, 44, 44, 44, 44, 44, 44});
    peer->chained.rounds = 0;
    expect("avx2", FL_CHOICE_FASTEST,
           "The dispatcher chose avx2, the fastest here; avx, next, takes 10.9 % longer.");
    strcpy(peer->executed.simd_class, "SIMD-256+FMA");
    expect_of_libraries(
        "Like with like, the fastest library against the fastest own kernel: SIMD-256: "
        "autovec-avx2 takes 0.800 times as long as avx2 (95 % CI 0.800 to 0.800).\nOf the "
        "libraries autovec-avx2 is the fastest: it takes 0.800 times as long as avx2 (95 % CI "
        "0.800 to 0.800).");
}

/* Where only one process measured, how far processes differ is not known: neither a rank nor a tie. */
static void one_process_ranks_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < document.result_count; i++)
        for (size_t r = 0; r < document.results[i].independent.rounds; r++)
            document.results[i].independent.process[r] = 1;
    expect("avx2", FL_CHOICE_UNKNOWN, "");
    expect_of_libraries("");
}

/* Whichever of the two has the lesser median. */
static void a_tie_is_called_a_tie(void **state)
{
    (void)state;
    set_rounds("avx", (const double[]){54, 56, 54, 56, 54, 56, 54, 56, 54, 57});
    expect("avx2", FL_CHOICE_TIE, "The dispatcher chose avx2; it and avx are a tie.");
    expect("avx", FL_CHOICE_TIE, "The dispatcher chose avx; it and avx2 are a tie.");
    set_rounds("avx", (const double[]){55, 55, 55, 55, 55, 55, 55, 55, 55, 55});
    expect("avx2", FL_CHOICE_TIE, "The dispatcher chose avx2; it and avx are a tie.");
}

/* A difference of these rounds that is smaller than that between processes is none. */
static void a_difference_within_the_spread_is_a_tie(void **state)
{
    (void)state;
    set_rounds("avx", (const double[]){55.1, 55.1, 55.1, 55.1, 55.1, 60, 60, 60, 60, 60});
    expect("avx2", FL_CHOICE_TIE, "The dispatcher chose avx2; it and avx are a tie.");
}

static void a_baseline_can_be_the_fastest(void **state)
{
    (void)state;
    strcpy(document.baseline, "avx2");
    expect("avx", FL_CHOICE_SLOWER, "The dispatcher chose avx, which takes 10.9 % longer than avx2.");
}

static void nothing_is_said_without_grounds(void **state)
{
    (void)state;
    expect("", FL_CHOICE_UNKNOWN, "");
    expect("neon", FL_CHOICE_UNKNOWN, "");
    expect("logistic-784x1", FL_CHOICE_UNKNOWN, ""); /* other work */
    find("avx")->independent.rounds = 9;
    expect("avx", FL_CHOICE_UNKNOWN, ""); /* not the rounds of the others */
    find("avx")->independent.rounds = 10;
    find("avx")->independent.process[0] = 2;
    expect("avx", FL_CHOICE_UNKNOWN, "");
    expect_of_libraries("Of the libraries blas-sdot is the fastest: it takes 1.273 times as long as avx2 (95 "
                        "% CI 1.273 to 1.273); whether both are of one class is not known.");
    find("avx2")->independent.process[9] = 1;
    expect_of_libraries(""); /* not the rounds of the other */
    find("avx")->independent.rounds = 0;
    expect("avx", FL_CHOICE_UNKNOWN, "");
    document.results[0].name[0] = 'x'; /* no baseline */
    expect("avx2", FL_CHOICE_UNKNOWN, "");
}

static void probes_and_other_work_are_no_rivals(void **state)
{
    (void)state;
    find("loads-avx")->independent.median_ns = 1;
    strcpy(find("loads-avx")->work, "linear-784x2");
    find("logistic-784x1")->independent.median_ns = 1;
    assert_string_equal(fl_fastest(&document, NULL)->name, "avx2");
    assert_string_equal(fl_fastest(&document, find("avx2"))->name, "avx");
    for (size_t i = 0; i < document.result_count; i++)
        if (strcmp(document.results[i].name, "avx2") != 0)
            document.results[i].independent.median_ns = 0;
    document.results[0].independent.median_ns = 770;
    document.results[0].independent.rounds = 0;
    expect("avx2", FL_CHOICE_FASTEST, "The dispatcher chose avx2; nothing else of its work was measured.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_fastest_is_called_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(libraries_are_held_against_the_fastest_own_kernel, set_up, tear_down),
        cmocka_unit_test_setup_teardown(libraries_are_compared_within_their_class_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_class_has_its_fastest_library, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_library_has_the_own_kernel_of_its_class, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_peer_is_a_library_and_no_rival, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_process_ranks_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_slower_choice_is_called_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_tie_is_called_a_tie, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_difference_within_the_spread_is_a_tie, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_baseline_can_be_the_fastest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_said_without_grounds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(probes_and_other_work_are_no_rivals, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
