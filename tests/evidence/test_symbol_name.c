/* Names of symbols, and which of them a name is meant for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#if __has_include(<libiberty/demangle.h>)
#include <libiberty/demangle.h>
#endif

#include "bench/evidence/demanglers.h" /* behind libiberty's own: what both declare must agree */
#include "bench/evidence/symbol_name.h"

#ifdef DEMANGLE_H
_Static_assert((int)DEMANGLE_PARAMETERS == DMGL_PARAMS && (int)DEMANGLE_QUALIFIERS == DMGL_ANSI &&
                   (int)DEMANGLE_NO_RETURNED == DMGL_RET_DROP,
               "libiberty's options");
#endif

static void mangled_names_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *symbol, *whole, *brief;
    } names[] = {
        {"linear", "linear", "linear"},
        {"_ZN2nn6linearEPKfS1_Pf", "nn::linear(float const*, float const*, float*)", "nn::linear"},
        {"_ZN3lin6linear17h0123456789abcdefE", "lin::linear", "lin::linear"},
        {"_ZN3lin6linear17h0123456789abcdeXE", "lin::linear::h0123456789abcdeX",
         "lin::linear::h0123456789abcdeX"},
        {"_RNvCs1234_3lin6linear", "lin::linear", "lin::linear"},
        {"_RNvNtCs1234_3lin4deep6linear", "lin::deep::linear", "lin::deep::linear"},
        {"_RINvCs1234_3lin6linearfE", "lin::linear::<f32>", "lin::linear::<f32>"},
        {"_RNvMCs1234_3linNtB2_5Layer5infer", "<lin::Layer>::infer", "<lin::Layer>::infer"},
        {"_ZN41_$LT$lin..Layer$u20$as$u20$lin..Infer$GT$5infer17h0123456789abcdefE",
         "<lin::Layer as lin::Infer>::infer", "<lin::Layer as lin::Infer>::infer"},
        {"_ZN2nn6linearIfEEvPKT_", "void nn::linear<float>(float const*)", "nn::linear<float>"},
        {"_ZN2nn6linearEPKf.constprop.0", "nn::linear(float const*) [clone .constprop.0]", "nn::linear"},
        {"_ZN2nn6linearEPKf.cold", "nn::linear(float const*) [clone .cold]", "nn::linear [clone .cold]"},
        {"main.linear", "main.linear", "main.linear"},
        {"_Znonsense", "_Znonsense", "_Znonsense"},
        {"_RN", "_RN", "_RN"},
        {"_RNvC99999999999999999999lin", "_RNvC99999999999999999999lin", "_RNvC99999999999999999999lin"},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char whole[128], brief[128];
        fl_symbol_demangle(names[i].symbol, whole, sizeof whole);
        fl_symbol_short_name(names[i].symbol, brief, sizeof brief);
        if (strcmp(whole, names[i].whole) != 0 || strcmp(brief, names[i].brief) != 0)
            fail_msg("'%s' is '%s' and '%s'", names[i].symbol, whole, brief);
    }
}

static void names_are_cut_to_their_room(void **state)
{
    (void)state;
    char text[8];
    fl_symbol_demangle("_ZN2nn6linearEPKfS1_Pf", text, sizeof text);
    assert_string_equal(text, "nn::lin");
    fl_symbol_short_name("_RNvCs1234_3lin6linear", text, sizeof text);
    assert_true(strlen(text) < sizeof text);
}

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* "B" and this refer back to what begins so many letters behind "_R": "_" is 0, "0_" 1, "10_" 63. */
static void place_of(size_t place, char text[16])
{
    char reversed[16];
    size_t count = 0, used = 0;
    size_t rest = place > 0 ? place - 1 : 0;
    for (bool more = place > 0; more; more = rest > 0) {
        reversed[count++] = digits[rest % 62];
        rest /= 62;
    }
    while (count > 0)
        text[used++] = reversed[--count];
    text[used++] = '_';
    text[used] = '\0';
}

/* Names that would take more memory than there is, written out, or more stack than `ulimit -s 256` leaves. */
static void hostile_names_end(void **state)
{
    (void)state;
    struct rlimit usual, small;
    assert_int_equal(getrlimit(RLIMIT_STACK, &usual), 0);
    small = usual;
    small.rlim_cur = 256 * 1024;
    assert_int_equal(setrlimit(RLIMIT_STACK, &small), 0);
    enum { PAIRS = 40, LONG = 1 << 20 };
    char text[256], bomb[2048];
    /* each pair is of two of the pair before */
    size_t used = (size_t)snprintf(bomb, sizeof bomb, "_RINvC1a1b");
    size_t before = used - strlen("_R");
    used += (size_t)snprintf(bomb + used, sizeof bomb - used, "TffE");
    for (int i = 0; i < PAIRS; i++) {
        char place[16];
        place_of(before, place);
        before = used - strlen("_R");
        used += (size_t)snprintf(bomb + used, sizeof bomb - used, "TB%sB%sE", place, place);
    }
    snprintf(bomb + used, sizeof bomb - used, "E");
    fl_symbol_demangle(bomb, text, sizeof text);
    assert_int_equal(strlen(text), sizeof text - 1);
    assert_memory_equal(text, "a::b::<(f32, f32), ((f32, f32), (f32, f32)), ", 45);

    static const char base36[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    used = (size_t)snprintf(bomb, sizeof bomb, "_Z1fIfEvSt4pairIffES0_IS1_S1_E");
    for (int i = 2; i < 30; i++)
        used += (size_t)snprintf(bomb + used, sizeof bomb - used, "S0_IS%c_S%c_E", base36[i], base36[i]);
    fl_symbol_demangle(bomb, text, sizeof text);
    assert_int_equal(strlen(text), sizeof text - 1);
    assert_memory_equal(text, "void f<float>(std::pair<float, float>, ", 39);

    static const char *const repeated[] = {"P",  "I",  "N", "T", "R", "F",  "X",       "St4pairI",
                                           "Dp", "1f", "B", "M", "Y", "S_", "INvC1a1b"};
    char *huge = malloc(LONG);
    assert_non_null(huge);
    for (size_t i = 0; i < sizeof repeated / sizeof repeated[0]; i++)
        for (size_t length = 500; length < LONG; length *= 2) {
            used = (size_t)snprintf(huge, LONG, i % 2 ? "_Z1f" : "_RC");
            while (used + 16 < length)
                used += (size_t)snprintf(huge + used, LONG - used, "%s", repeated[i]);
            fl_symbol_demangle(huge, text, sizeof text);
            assert_true(text[0] != '\0' && strlen(text) < sizeof text);
        }
    free(huge);
    assert_int_equal(setrlimit(RLIMIT_STACK, &usual), 0);
}

static void a_name_fits_whole_or_by_its_end(void **state)
{
    (void)state;
    static const char *const linear = "_ZN2nn6linearEPKfS1_Pf";
    static const struct {
        const char *symbol, *wanted;
        fl_symbol_fit fit;
    } fits[] = {
        {"linear", "linear", FL_SYMBOL_EXACT},
        {"_ZN2nn6linearEPKfS1_Pf", "_ZN2nn6linearEPKfS1_Pf", FL_SYMBOL_EXACT},
        {"_ZN2nn6linearEPKfS1_Pf", "nn::linear", FL_SYMBOL_EXACT},
        {"_ZN2nn6linearEPKfS1_Pf", "nn::linear(float const*, float const*, float*)", FL_SYMBOL_EXACT},
        {"_ZN2nn6linearEPKfS1_Pf", "linear", FL_SYMBOL_END},
        {"_ZN2nn6linearEPKfS1_Pf", "near", FL_SYMBOL_NEAR},
        {"_ZN2nn6linearEPKfS1_Pf", "mm::linear", FL_SYMBOL_NEAR},
        {"_ZN2nn6linearEPKfS1_Pf", "nn::liner", FL_SYMBOL_NEAR},
        {"_ZN2nn6linearEPKfS1_Pf", "softmax", FL_SYMBOL_OTHER},
        {"_ZN3lin6linear17h0123456789abcdefE", "lin::linear", FL_SYMBOL_EXACT},
        {"main.linear", "linear", FL_SYMBOL_END},
        {"bilinear", "linear", FL_SYMBOL_NEAR}, /* no end of a name */
        {"linear.cold", "linear", FL_SYMBOL_NEAR},
        {"_ZN2nn6linearEPKf.cold", "nn::linear", FL_SYMBOL_NEAR},
        {"_ZN2nn6linearEPKf.constprop.0", "nn::linear", FL_SYMBOL_EXACT},
        {"_ZN2nn6linearIfEEvPKT_", "nn::linear", FL_SYMBOL_EXACT},
        {"_ZN2nn6linearIfEEvPKT_", "nn::linear<float>", FL_SYMBOL_EXACT},
        {"_ZN2nn6linearIfEEvPKT_", "nn::linear<double>", FL_SYMBOL_NEAR},
        {"_ZN2nn6linearIfEEvPKT_", "void nn::linear<float>(float const*)", FL_SYMBOL_EXACT},
        {"_ZN2nn6linearIfEEvPKT_", "nn::linear<float>(float const*)", FL_SYMBOL_EXACT},
        {"_ZN2nn6linearIfEEvPKT_", "linear", FL_SYMBOL_END},
        {"_ZN2nn6linearIfEEvPKT_", "linear<float>", FL_SYMBOL_END},
        {"_ZN2nn6linearIfEEvPKT_", "liner", FL_SYMBOL_NEAR},
        {"_ZN2nnltERKNS_5LayerES2_", "nn::operator<", FL_SYMBOL_EXACT},
        {"_ZN2nngtERKNS_5LayerES2_", "nn::operator", FL_SYMBOL_NEAR},
        {"_RINvCs1234_3lin6linearfE", "lin::linear", FL_SYMBOL_EXACT},
        {"_RINvCs1234_3lin6linearfE", "lin::linear::<f32>", FL_SYMBOL_EXACT},
        {"_RINvCs1234_3lin6linearfE", "linear::<f32>", FL_SYMBOL_END},
        {"_RINvCs1234_3lin6linearfE", "lin::linear::<f64>", FL_SYMBOL_NEAR},
        {"_RNvMCs1234_3linNtB2_5Layer5infer", "infer", FL_SYMBOL_END},
    };
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        fl_symbol_fit fit = fl_symbol_fits(fits[i].symbol, fits[i].wanted, true);
        if (fit != fits[i].fit)
            fail_msg("'%s' is %d to '%s'", fits[i].symbol, (int)fit, fits[i].wanted);
    }
    assert_int_equal(fl_symbol_fits(linear, "nn::liner", false), FL_SYMBOL_OTHER);
}

static void without_the_library_names_stay(void **state)
{
    (void)state;
    char text[64];
    fl_symbol_demangle("_ZN2nn6linearEPKf", text, sizeof text);
    assert_string_equal(text, "_ZN2nn6linearEPKf");
    fl_symbol_short_name("_ZN2nn6linearEPKf.cold", text, sizeof text);
    assert_string_equal(text, "_ZN2nn6linearEPKf.cold");
    assert_int_equal(fl_symbol_fits("linear", "linear", true), FL_SYMBOL_EXACT);
}

int main(void)
{
    const struct CMUnitTest without[] = {cmocka_unit_test(without_the_library_names_stay)};
    if (!TEST_LIBIBERTY)
        return cmocka_run_group_tests_name("symbol_name, built without libiberty", without, NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mangled_names_are_read),
        cmocka_unit_test(names_are_cut_to_their_room),
        cmocka_unit_test(hostile_names_end),
        cmocka_unit_test(a_name_fits_whole_or_by_its_end),
    };
    return cmocka_run_group_tests_name("symbol_name", tests, NULL, NULL);
}
