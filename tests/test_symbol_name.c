/* Names of symbols, and which of them a name is meant for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "bench/evidence/symbol_name.h"

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
    };
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        fl_symbol_fit fit = fl_symbol_fits(fits[i].symbol, fits[i].wanted, true);
        if (fit != fits[i].fit)
            fail_msg("'%s' is %d to '%s'", fits[i].symbol, (int)fit, fits[i].wanted);
    }
    assert_int_equal(fl_symbol_fits(linear, "nn::liner", false), FL_SYMBOL_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mangled_names_are_read),
        cmocka_unit_test(names_are_cut_to_their_room),
        cmocka_unit_test(a_name_fits_whole_or_by_its_end),
    };
    return cmocka_run_group_tests_name("symbol_name", tests, NULL, NULL);
}
