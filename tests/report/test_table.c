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
#include "bench/report/terminal.h"

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

/* Of a table whose columns have ranks: those that matter stay, in one block, and the others are named. */
static void columns_of_a_rank_are_left_out_and_named(void **state)
{
    static const fl_report_column ranked[] = {{"name", FL_COLUMN_WORDS},
                                              {"first", FL_COLUMN_FIGURE},
                                              {"second", FL_COLUMN_FIGURE},
                                              {"ratio", FL_COLUMN_FIGURE}};
    static const int ranks[] = {0, 1, 2, 0};
    (void)state;
    setenv("NO_COLOR", "1", 1);
    for (int wide = 0; wide < 2; wide++) {
        fl_table *table = fl_table_new(ranked, 4);
        fl_table_rank(table, ranks);
        fl_table_row(table);
        for (int i = 0; i < 4; i++)
            fl_table_cell(table, "value-%d", i);
        if (wide)
            fl_table_widen(table);
        const char *text = to_terminal(table, 24);
        assert_int_equal(count(text, "value-0"), wide ? 2 : 1); /* two blocks, or one */
        assert_int_equal(count(text, "value-1"), 1);
        assert_int_equal(count(text, "value-2"), wide);
        assert_int_equal(count(text, "value-3"), 1);
        assert_int_equal(count(text, "--wide"), !wide);
        assert_int_equal(count(text, "second"), 1);
        assert_true(wide || longest_line(text) <= 24);
    }
    fl_table *table = fl_table_new(ranked, 4);
    fl_table_rank(table, ranks);
    fl_table_row(table);
    for (int i = 0; i < 4; i++)
        fl_table_cell(table, "value-%d", i);
    assert_int_equal(count(to_file(table), "value-"), 4); /* in a file nothing is left out */
    unsetenv("NO_COLOR");
}

static void a_meaning_has_its_colour_on_a_terminal_alone(void **state)
{
    static const char red[] = "\033[31m";
    (void)state;
    setenv("TERM", "xterm", 1);
    for (int way = 0; way < 3; way++) { /* terminal, NO_COLOR, file */
        fl_table *table = fl_table_new(columns, 3);
        fl_table_row(table);
        fl_table_cell(table, "FAIL");
        fl_table_colour(table, FL_MEANS_FAIL);
        if (way == 1)
            setenv("NO_COLOR", "1", 1);
        const char *text = way == 2 ? to_file(table) : to_terminal(table, 80);
        assert_int_equal(count(text, red), way == 0);
        unsetenv("NO_COLOR");
    }
}

/* The words of text, each behind one blank, whatever lines they stand in. */
static void check_words(const char *text, size_t column, size_t hang, size_t width)
{
    static char printed[ROOM], plain[ROOM];
    FILE *file = tmpfile();
    assert_non_null(file);
    fprintf(file, "%*s", (int)column, "");
    fl_print_prose(file, text, column, hang, width);
    rewind(file);
    printed[fread(printed, 1, sizeof printed - 1, file)] = '\0';
    fclose(file);
    assert_true(longest_line(printed) <= width);
    assert_int_equal(printed[strlen(printed) - 1], '\n');
    for (const char *line = strchr(printed, '\n'); line && line[1]; line = strchr(line + 1, '\n'))
        assert_true(strspn(line + 1, " ") >= hang);
    size_t used = 0;
    for (int i = 0; i < 2; i++) { /* of what was printed, and of the text */
        const char *from = i == 0 ? printed : text;
        char *to = i == 0 ? plain : printed;
        for (used = 0; *from; from++)
            if (*from != ' ' && *from != '\n')
                to[used++] = *from;
        to[used] = '\0';
    }
    assert_string_equal(plain, printed);
}

static void prose_breaks_at_words(void **state)
{
    static const char text[] =
        "Ratios: paired µs, intervals corrected\nfor 56 comparisons:\n  one of several; and the next of "
        "them;\n  two.";
    (void)state;
    for (size_t width = 16; width < 100; width++)
        for (size_t hang = 0; hang < 4; hang += 2)
            check_words(text, hang, hang, width);
    FILE *file = tmpfile();
    assert_non_null(file);
    fl_print_prose(file, text, 0, 0, 0); /* no terminal: as it stands */
    char whole[256] = "";
    rewind(file);
    assert_int_equal(fread(whole, 1, sizeof whole - 1, file), sizeof text);
    assert_int_equal(strncmp(whole, text, sizeof text - 1), 0);
    fclose(file);
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
        cmocka_unit_test(columns_of_a_rank_are_left_out_and_named),
        cmocka_unit_test(a_meaning_has_its_colour_on_a_terminal_alone),
        cmocka_unit_test(prose_breaks_at_words),
        cmocka_unit_test(only_terminals_that_want_it_get_colour),
        cmocka_unit_test(control_characters_are_not_sent),
        cmocka_unit_test(too_much_is_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
