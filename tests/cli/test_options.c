/* Options of a command: each is known however many there are, and so are the forms of a report behind them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/cli/cli.h"

enum { MANY = 300 };

typedef struct request {
    bool given[MANY];
} request;

/* MANY flags, "option-0" … */
static const fl_option *many(void)
{
    static fl_option options[MANY + 1];
    static char names[MANY][16];
    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "option-%zu", i);
        options[i] =
            (fl_option){.name = names[i], .kind = FL_OPTION_FLAG, .offset = offsetof(request, given[i])};
    }
    return options;
}

static fl_status parse(const fl_command *command, const char *word, request *taken, fl_cursor *cursor)
{
    char first[] = "many", second[32];
    char *arguments[] = {first, second, NULL};
    fl_error error = {""};
    snprintf(second, sizeof second, "--%s", word);
    *taken = (request){{false}};
    *cursor = (fl_cursor){0};
    return fl_parse_options(command, 2, arguments, taken, cursor, &error);
}

static void every_option_is_known(void **state)
{
    (void)state;
    const fl_command command = {.name = "many", .arguments = "", .options = many(), .reports = true};
    request taken;
    fl_cursor cursor;
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(parse(&command, command.options[i].name, &taken, &cursor), FL_OK);
        for (size_t k = 0; k < MANY; k++)
            assert_int_equal(taken.given[k], k == i);
    }
    assert_int_equal(parse(&command, "option-300", &taken, &cursor), FL_USAGE);
}

static void every_form_is_known(void **state)
{
    (void)state;
    const fl_command command = {.name = "many", .arguments = "", .options = many(), .reports = true};
    request taken;
    fl_cursor cursor;
    for (size_t i = 1; fl_printers[i]; i++) {
        assert_int_equal(parse(&command, fl_printers[i]->name, &taken, &cursor), FL_OK);
        assert_ptr_equal(cursor.form, fl_printers[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_is_known),
        cmocka_unit_test(every_form_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
