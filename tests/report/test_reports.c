/* Reports as values: every printer says all of one, harmless whatever it holds, or nothing where it has a
 * hole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/arena.h"
#include "bench/report/printer.h"

static const fl_report_column columns[] = {{"name", FL_COLUMN_WORDS},
                                           {"ns", FL_COLUMN_FIGURE},
                                           {"digest", FL_COLUMN_CODE},
                                           {"why", FL_COLUMN_PROSE}};

/* One of each kind of block, with a text of others in each place that may hold one. */
static fl_report example(const char *of_other_tool)
{
    fl_report report = {.title = NULL};
    const char *plain = fl_report_plain(&report, of_other_tool);
    fl_report_title(&report, "Of %s", plain);
    fl_report_heading(&report, 2, "Head %s", plain);
    fl_report_verdict(&report, FL_MEANS_FAIL, "Point: FAIL");
    fl_report_gap(&report);
    fl_report_say(&report, "One of %s", plain);
    fl_report_go_on(&report, " and %d.", 2);
    fl_report_item(&report, "", "first %s", plain);
    fl_report_item(&report, "differs", "second");
    fl_report_facts(&report, (fl_fact_layout){.indent = 1, .width = 8, .colon = true});
    fl_report_fact(&report, "model", "%s", plain);
    fl_report_fact(&report, "", "more");
    fl_report_count(&report, "lanes", 12, "of %d", 13);
    fl_report_count(&report, "none", 0, "%s", "");
    fl_report_table(&report, columns, 4);
    fl_report_row_begin(&report);
    fl_report_cell_add(&report, "%s", plain);
    fl_report_cell_add(&report, "%.1f", 1.5);
    fl_report_cell_add(&report, "abc");
    fl_report_cell_mean(&report, FL_MEANS_PASS, "PASS");
    fl_report_cell_add(&report, "surplus");
    fl_report_row_begin(&report);
    fl_report_cell_add(&report, "short");
    fl_report_emphasise(&report);
    fl_report_code(&report, "a `b`\n");
    fl_report_remark(&report, "warning", "%s", plain);
    fl_report_remark(&report, "", "1. a note\nin two lines");
    return report;
}

/* What a printer makes of a report, which it frees. */
static const char *printed(fl_report *report, const char *form)
{
    static char text[16384];
    const fl_printer *printer = NULL;
    for (size_t i = 0; fl_printers[i]; i++)
        if (strcmp(fl_printers[i]->name, form) == 0)
            printer = fl_printers[i];
    assert_non_null(printer);
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fl_report_print(report, printer, file, NULL), FL_OK);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_null(report->blocks);
    return text;
}

static void text_is_lines(void **state)
{
    (void)state;
    fl_report report = example("x");
    assert_string_equal(printed(&report, "text"), "Head x\n"
                                                  "Point: FAIL\n"
                                                  "\n"
                                                  "One of x and 2.\n"
                                                  "  first x\n"
                                                  "  differs: second\n"
                                                  " model:   x\n"
                                                  "          more\n"
                                                  " lanes:             12  of 13\n"
                                                  " none:               0\n"
                                                  "name   ns digest why\n"
                                                  "x     1.5 abc    PASS\n"
                                                  "short            \n"
                                                  "a `b`\n"
                                                  "warning: x\n"
                                                  "1. a note\nin two lines\n");
}

static void markdown_has_its_signs(void **state)
{
    (void)state;
    fl_report report = example("x");
    assert_string_equal(printed(&report, "markdown"), "# Of x\n\n"
                                                      "## Head x\n\n"
                                                      "**Point: FAIL**\n\n"
                                                      "One of x and 2.\n\n"
                                                      "- first x\n"
                                                      "- **differs:** second\n\n"
                                                      "| | | |\n|---|---|---|\n"
                                                      "| model | x |  |\n"
                                                      "|  | more |  |\n"
                                                      "| lanes | 12 | of 13 |\n"
                                                      "| none | 0 |  |\n\n"
                                                      "| name | ns | digest | why |\n|---|--:|---|---|\n"
                                                      "| x | 1.5 | `abc` | PASS |\n"
                                                      "| **short** | | | |\n\n"
                                                      "```\na `b`\n```\n\n"
                                                      "**warning:** x\n\n"
                                                      "1\\. a note\nin two lines\n");
}

/* Commands to a terminal, reordered text, markup, line feeds: in each place, in each form. */
static void what_others_wrote_stays_text(void **state)
{
    (void)state;
    static const char override[] = {(char)0xe2, (char)0x80, (char)0xae, '\0'}; /* the direction of text */
    char hostile[160];
    snprintf(hostile, sizeof hostile, "\033]0;t\007 %s \xff <script>alert(1)</script> a\nb | `c` & *d*",
             override);
    for (size_t i = 0; fl_printers[i]; i++) {
        fl_report report = example(hostile);
        const char *text = printed(&report, fl_printers[i]->name);
        assert_null(strchr(text, '\033'));
        assert_null(strchr(text, '\007'));
        assert_null(strchr(text, '\xff'));
        assert_null(strstr(text, override));
        assert_null(strstr(text, "a\nb"));
        if (!fl_printer_is_text(fl_printers[i])) /* plain text has no markup that it could be taken for */
            assert_null(strstr(text, "<script"));
    }
    fl_report report = example(hostile);
    assert_non_null(strstr(printed(&report, "markdown"), "a?b \\| \\`c\\` &amp; \\*d\\*"));
}

/* A text of any length is whole in each form. */
static void nothing_is_cut(void **state)
{
    (void)state;
    enum { LONG = 10000 };
    char *text = malloc(LONG + 1);
    assert_non_null(text);
    memset(text, 'a', LONG);
    text[LONG] = '\0';
    for (size_t i = 0; fl_printers[i]; i++) {
        fl_report report = {.title = NULL};
        fl_report_say(&report, "%s", text);
        assert_non_null(strstr(printed(&report, fl_printers[i]->name), text));
    }
    free(text);
}

static void a_report_with_a_hole_is_not_printed(void **state)
{
    (void)state;
    for (size_t i = 0; fl_printers[i]; i++) {
        fl_error error = {""};
        fl_report report = example("x");
        assert_null(fl_arena_take(&report.arena, SIZE_MAX));
        fl_report_say(&report, "goes on all the same");
        FILE *file = tmpfile();
        assert_non_null(file);
        assert_int_equal(fl_report_print(&report, fl_printers[i], file, &error), FL_UNABLE);
        assert_int_equal(ftell(file), 0);
        assert_non_null(strstr(error.text, "memory"));
        fclose(file);
    }
}

static void blocks_do_not_mix(void **state)
{
    (void)state;
    fl_report report = {.title = NULL};
    fl_report_row_begin(&report); /* before any table */
    fl_report_cell_add(&report, "lost");
    fl_report_fact(&report, "lost", "lost");
    fl_report_go_on(&report, "lost");
    fl_report_table(&report, columns, 4);
    fl_report_cell_add(&report, "before any row");
    fl_report_say(&report, "text");
    fl_report_cell_add(&report, "after the table");
    assert_string_equal(printed(&report, "text"), "text\n");
}

static void an_arena_holds_anything(void **state)
{
    (void)state;
    fl_arena arena = {NULL, false};
    char *one = fl_arena_copy(&arena, "one, cut", 3), *large = fl_arena_take(&arena, 1 << 20);
    assert_non_null(large);
    memset(large, 1, 1 << 20);
    char *zero = fl_arena_take(&arena, 0), *after = fl_arena_copy(&arena, "after", 5);
    assert_string_equal(one, "one");
    assert_string_equal(after, "after");
    assert_non_null(zero);
    assert_int_equal((uintptr_t)large % _Alignof(max_align_t), 0);
    assert_false(arena.failed);
    assert_null(fl_arena_take(&arena, SIZE_MAX - 8));
    assert_null(fl_arena_copy(&arena, "", SIZE_MAX));
    assert_true(arena.failed);
    fl_arena_free(&arena);
    assert_false(arena.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_lines),
        cmocka_unit_test(markdown_has_its_signs),
        cmocka_unit_test(what_others_wrote_stays_text),
        cmocka_unit_test(nothing_is_cut),
        cmocka_unit_test(a_report_with_a_hole_is_not_printed),
        cmocka_unit_test(blocks_do_not_mix),
        cmocka_unit_test(an_arena_holds_anything),
    };
    return cmocka_run_group_tests_name("reports", tests, NULL, NULL);
}
