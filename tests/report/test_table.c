/* Tables on terminals of several widths (pseudo-terminals) and in files: nothing is lost, nothing harmful
 * gets through. */
#define _GNU_SOURCE /* posix_openpt, struct winsize */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/report/table.h"

enum { ROOM = 4096 }; /* a pseudo-terminal holds about as much before somebody must read */

static const fl_report_column columns[] = {
    {"name", FL_COLUMN_WORDS},
    {"× scalar", FL_COLUMN_FIGURE},
    {"remark", FL_COLUMN_PROSE},
};

static fl_table *example(const char *remark)
{
    fl_table *table = fl_table_new(columns, 3);
    fl_table_row(table);
    fl_table_cell(table, "%s", "first");
    fl_table_cell(table, "%.1f", 1.5);
    fl_table_cell(table, "%s", remark);
    fl_table_row(table);
    fl_table_cell(table, "second");
    fl_table_cell(table, "12.0");
    fl_table_emphasise(table);
    return table;
}

/* Prints the table into a file and returns what came out. */
static char *to_file(fl_table *table)
{
    static char text[ROOM];
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fl_table_print(table, file, NULL), FL_OK);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    fl_table_free(table);
    return text;
}

/* Prints the table onto a terminal of that width and returns what came out, without carriage returns. */
static char *to_terminal(fl_table *table, unsigned short width)
{
    static char text[ROOM];
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0);
    assert_int_equal(grantpt(master), 0);
    assert_int_equal(unlockpt(master), 0);
    FILE *terminal = fopen(ptsname(master), "w");
    assert_non_null(terminal);
    struct winsize size = {.ws_row = 24, .ws_col = width};
    assert_int_equal(ioctl(fileno(terminal), TIOCSWINSZ, &size), 0);
    assert_int_equal(fl_table_print(table, terminal, NULL), FL_OK);
    fputs("\4", terminal); /* the end, so that reading need not wait */
    fflush(terminal);
    size_t used = 0;
    for (char c = 0; used < sizeof text - 1 && read(master, &c, 1) == 1 && c != '\4';)
        if (c != '\r')
            text[used++] = c;
    text[used] = '\0';
    fclose(terminal);
    close(master);
    fl_table_free(table);
    return text;
}

static size_t longest_line(const char *text)
{
    size_t longest = 0, length = 0;
    for (; *text; text++) {
        length = *text == '\n' ? 0 : length + (((unsigned char)*text & 0xc0) != 0x80);
        if (length > longest)
            longest = length;
    }
    return longest;
}

static size_t count(const char *text, const char *word)
{
    size_t found = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        found++;
    return found;
}

static const char prose[] = "the operating system does not save the registers of AVX512F, so it stays unused";

static void a_file_gets_whole_plain_lines(void **state)
{
    (void)state;
    setenv("TERM", "xterm", 1);
    setenv("COLUMNS", "20", 1);
    const char *text = to_file(example(prose));
    unsetenv("COLUMNS");
    char expected[256];
    snprintf(expected, sizeof expected, "name   × scalar remark\nfirst       1.5 %s\nsecond     12.0 \n",
             prose);
    assert_string_equal(text, expected);
}

static void nothing_is_lost_at_any_width(void **state)
{
    (void)state;
    setenv("NO_COLOR", "1", 1);
    for (unsigned short width = 32; width < 140; width++) {
        const char *text = to_terminal(example(prose), width);
        assert_true(longest_line(text) <= width);
        assert_int_equal(count(text, "AVX512F,"), 1);
        assert_int_equal(count(text, "registers"), 1);
        assert_int_equal(count(text, "× scalar"), 1);
        assert_int_equal(count(text, "12.0"), 1);
        assert_int_equal(count(text, "remark"), 1);
    }
    /* Narrower than one column and the first: too long lines, but whole ones. */
    for (unsigned short width = 1; width < 32; width++) {
        const char *text = to_terminal(example(prose), width);
        assert_int_equal(count(text, "AVX512F,"), 1);
        assert_int_equal(count(text, "12.0"), 1);
    }
    unsetenv("NO_COLOR");
}

static void columns_that_do_not_fit_follow_below(void **state)
{
    (void)state;
    setenv("NO_COLOR", "1", 1);
    const char *text = to_terminal(example("short"), 16);
    unsetenv("NO_COLOR");
    assert_string_equal(text, "name   × scalar\nfirst       1.5\nsecond     12.0\n\n"
                              "name   remark\nfirst  short\nsecond \n");
}

static void only_terminals_that_want_it_get_colour(void **state)
{
    (void)state;
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm", 1);
    assert_non_null(strstr(to_terminal(example("-"), 80), "\033["));
    assert_null(strchr(to_file(example("-")), '\033'));
    setenv("TERM", "dumb", 1);
    assert_null(strchr(to_terminal(example("-"), 80), '\033'));
    setenv("TERM", "xterm", 1);
    setenv("NO_COLOR", "1", 1);
    assert_null(strchr(to_terminal(example("-"), 80), '\033'));
    unsetenv("NO_COLOR");
}

static void control_characters_are_not_sent(void **state)
{
    (void)state;
    assert_non_null(strstr(to_file(example("a\033]0;title\007\nb")), "a?]0;title??b"));
    setenv("NO_COLOR", "1", 1);
    assert_null(strchr(to_terminal(example("a\033]0;title\007"), 80), '\033'));
    unsetenv("NO_COLOR");
}

static void too_much_is_no_crash(void **state)
{
    (void)state;
    static fl_report_column many[100];
    for (size_t i = 0; i < 100; i++)
        many[i] = (fl_report_column){"x", FL_COLUMN_WORDS};
    fl_table *table = fl_table_new(many, 100);
    fl_table_row(table);
    fl_table_cell(table, "1");
    assert_int_equal(fl_table_print(table, stdout, NULL), FL_UNABLE);
    fl_table_free(table);

    table = example("fits");
    for (int i = 0; i < 5; i++)
        fl_table_cell(table, "surplus %d", i);
    const char *text = to_file(table);
    assert_int_equal(count(text, "surplus"), 1); /* the one cell that was still empty */
    assert_int_equal(fl_table_print(NULL, stdout, NULL), FL_UNABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gets_whole_plain_lines),
        cmocka_unit_test(nothing_is_lost_at_any_width),
        cmocka_unit_test(columns_that_do_not_fit_follow_below),
        cmocka_unit_test(only_terminals_that_want_it_get_colour),
        cmocka_unit_test(control_characters_are_not_sent),
        cmocka_unit_test(too_much_is_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
