/* Pictures as values, as scripts for gnuplot, in characters; and what is refused of what gnuplot drew. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/report/picture_colours.h"
#include "bench/report/picture_script.h"
#include "bench/report/picture_text.h"
#include "bench/report/picture_ticks.h"
#include "bench/report/printer.h"
#include "bench/report/svg_clean.h"

/* ---- ticks ---- */

static void assert_ticks(const fl_axis *axis, double low, double high, size_t most)
{
    fl_ticks ticks;
    fl_ticks_choose(axis, low, high, most, &ticks);
    assert_in_range(ticks.count, 1, most);
    for (size_t i = 0; i < ticks.count; i++) {
        assert_true(ticks.ticks[i].at >= low * (1 - 1e-9) - 1e-12 && ticks.ticks[i].at <= high * (1 + 1e-9));
        assert_true(i == 0 || ticks.ticks[i].at > ticks.ticks[i - 1].at);
    }
}

static void test_ticks(void **state)
{
    (void)state;
    static const fl_axis time = {"", FL_AXIS_TIME, true, NAN, NAN},
                         count = {"", FL_AXIS_COUNT, false, NAN, NAN};
    assert_ticks(&time, 15, 2000, 8);
    assert_ticks(&time, 1, 1e15, 5);
    assert_ticks(&time, 100, 130, 6);
    assert_ticks(&count, 0, 7, 9);
    assert_ticks(&count, 0, 1e9, 4);
    assert_ticks(&count, 0.97, 1.03, 5);
    fl_ticks ticks;
    fl_ticks_choose(&count, 1e17, 1e17 + 32, 8, &ticks); /* steps that a double cannot tell apart: it ends */
    assert_in_range(ticks.count, 0, FL_MOST_TICKS);
    double low, high;
    fl_axis_widen(&time, INFINITY, -INFINITY, &low, &high);
    assert_true(low > 0 && high > low);
    fl_axis_widen(&count, 5, 5, &low, &high);
    assert_true(high > low);
}

/* ---- scripts and characters ---- */

/* U+202E, which turns what follows around: spelt so that no tool takes this file for deceit. */
static const char turned[] = {(char)0xe2, (char)0x80, (char)0xae, '\0'};
static char hostile[96];

static int set_up(void **state)
{
    (void)state;
    snprintf(hostile, sizeof hostile, "'; system('x') # `y` \\ \n @z %%d %s \x1b[31m <b>", turned);
    return 0;
}

static fl_picture *make(fl_report *report)
{
    fl_picture *picture = fl_report_picture(report, FL_PICTURE_ROWS, "test", hostile);
    picture->x = (fl_axis){"ratio", FL_AXIS_RATIO, true, NAN, NAN};
    fl_picture_series *rule = fl_picture_series_add(report, picture, FL_SHAPE_RULE, FL_HUE_SOFT, "");
    fl_mark_rule(report, rule, 1, hostile);
    fl_picture_series *dots = fl_picture_series_add(report, picture, FL_SHAPE_DOT, FL_HUE_BLUE, hostile);
    fl_mark_interval(report, dots, 10, 9, 11,
                     (double)fl_picture_row_add(report, picture, hostile, "%s", hostile));
    fl_mark_interval(report, dots, 2, NAN, NAN, (double)fl_picture_row_add(report, picture, "slow", "%d", 2));
    fl_mark_add(report, dots, NAN, 0);
    fl_mark_interval(report, dots, NAN, 3, INFINITY, 0);
    return picture;
}

/* Outside of single quotes nothing of it stands, and within them no quote, control character or direction. */
static void test_script(void **state)
{
    (void)state;
    fl_report report = {.title = NULL};
    fl_picture *picture = make(&report);
    assert_int_equal(fl_picture_marks(picture), 3);
    for (int canvas = FL_CANVAS_WIDE; canvas <= FL_CANVAS_NARROW; canvas++) {
        fl_builder script = {0};
        fl_error error;
        char *text = NULL;
        bool quoted = false;
        fl_picture_script(picture, (fl_canvas)canvas, false, true, &script);
        assert_int_equal(fl_build_finish(&script, "script", &text, &error), FL_OK);
        for (const char *c = text; *c; c++) {
            quoted ^= *c == '\'';
            if (!quoted)
                assert_null(memchr("`!#\"\\@", *c, *c == '#' ? 0 : 6));
            assert_true(*c == '\n' ? !quoted : (unsigned char)*c >= ' ');
        }
        assert_false(quoted);
        assert_non_null(strstr(text, "system("));
        assert_null(strstr(text, turned));
        free(text);
    }
    fl_report_free(&report);
}

static char *printed(fl_report *report)
{
    FILE *file = tmpfile();
    fl_error error;
    assert_non_null(file);
    assert_int_equal(fl_report_print(report, NULL, file, &error), FL_OK);
    long size = ftell(file);
    char *text = calloc(1, (size_t)size + 1);
    rewind(file);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    fclose(file);
    return text;
}

/* In text pictures stand when they are asked for alone. */
static void test_characters(void **state)
{
    (void)state;
    fl_report report = {.title = NULL};
    make(&report);
    char *without = printed(&report);
    assert_string_equal(without, "");
    fl_report_drawing.in_text = true;
    make(&report);
    fl_picture *grid = fl_report_picture(&report, FL_PICTURE_GRID, "grid", "A grid");
    fl_picture_columns(&report, grid, (const char *const[]){"one", "two"}, 2);
    fl_picture_series *cells = fl_picture_series_add(&report, grid, FL_SHAPE_CELL, FL_HUE_PASS, "pass");
    fl_mark_cell(&report, cells, 1, fl_picture_row_add(&report, grid, "row", "%s", ""), "%d %s", 42,
                 "\u2713");
    fl_picture *curves = fl_report_picture(&report, FL_PICTURE_CURVES, "curves", "Curves");
    curves->x = (fl_axis){"time", FL_AXIS_TIME, false, 0, 10};
    curves->y = (fl_axis){"share", FL_AXIS_SHARE, false, 0, 1};
    fl_picture_series *steps = fl_picture_series_add(&report, curves, FL_SHAPE_STEPS, FL_HUE_BLUE, "calls");
    fl_mark_add(&report, steps, 2, 0);
    fl_mark_add(&report, steps, 5, 1);
    char *text = printed(&report);
    fl_report_drawing.in_text = false;
    assert_non_null(strstr(text, "\u25cf"));
    assert_non_null(strstr(text, "slow"));
    assert_non_null(strstr(text, "42\u2713"));
    assert_non_null(strstr(text, "2: two"));
    assert_non_null(strstr(text, "100 %"));
    assert_null(strchr(text, '\x1b'));
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        size_t columns = 0;
        for (const char *c = line; *c && *c != '\n'; c++)
            columns += ((unsigned char)*c & 0xc0) != 0x80;
        assert_true(columns <= 81 || strstr(line, "system")); /* 80, but for the line of a title */
    }
    free(without);
    free(text);
}

/* ---- what gnuplot drew ---- */

static fl_status clean(const char *inside, char **text)
{
    char whole[2048];
    fl_builder out = {0};
    fl_error error;
    snprintf(
        whole, sizeof whole,
        "<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 10 10\" xmlns=\"http://www.w3.org/2000/svg\">%s</svg>\n",
        inside);
    fl_status status = fl_svg_clean(
        whole, strlen(whole),
        &(fl_svg_dress){.style_class = "", .prefix = "p1", .title = "<t>", .alternative = "\"a\" & b"}, &out,
        &error);
    assert_int_equal(fl_build_finish(&out, "svg", text, &error), FL_OK);
    return status;
}

static void test_clean_keeps_shapes(void **state)
{
    (void)state;
    char *text = NULL;
    assert_int_equal(clean("<title>x</title><filter id='f'><feFlood flood-color='white'/></filter>"
                           "<defs><path id='gpPt0' d='M-1,0 h2'/></defs>"
                           "<g stroke = 'rgb( 27, 31, 36)' class=\"gridline\"><use xlink:href='#gpPt0' "
                           "color='rgb(0,114,178)'/>"
                           "<text>a &lt; b & c \" '</text></g>",
                           &text),
                     FL_OK);
    assert_non_null(strstr(text, "<title id=\"p1-title\">&lt;t&gt;</title>"));
    assert_non_null(strstr(text, "&quot;a&quot; &amp; b"));
    assert_non_null(strstr(text, "stroke=\"#1b1f24\" class=\"ps-ink\""));
    assert_non_null(strstr(text, "href=\"#p1-gpPt0\" color=\"#0072b2\" class=\"pc-blue\""));
    assert_non_null(strstr(text, "id=\"p1-gpPt0\""));
    assert_non_null(strstr(text, "<text>a &lt; b &amp; c &quot; &#39;</text>"));
    assert_null(strstr(text, "filter"));
    assert_null(strstr(text, "gridline"));
    free(text);
}

static void test_clean_refuses(void **state)
{
    (void)state;
    char deep[256] = "";
    for (int i = 0; i < 40; i++)
        snprintf(deep + strlen(deep), sizeof deep - strlen(deep), i < 20 ? "<g>" : "</g>");
    const char *const bad[] = {
        "<script>1</script>",
        "<a href='x'><text>y</text></a>",
        "<image href='http://x/y.png'/>",
        "<foreignObject/>",
        "<style>x</style>",
        "<g onclick='x()'></g>",
        "<g style='fill:red'></g>",
        "<g fill='url(http://x)'></g>",
        "<g fill='URL(#x)'></g>",
        "<use xlink:href='http://x/y.svg#z'/>",
        "<use xlink:href='#x\"onload=\"y'/>",
        "<use href='#x'/>",
        "<path d='M0 0\"><script>'/>",
        "<g font-family='a;b'></g>",
        "<svg viewBox='0 0 1 1'></svg>",
        "<g>",
        "</g>",
        "<g></text>",
        "<g fill=red></g>",
        "<g fill='red></g>",
        "<!-- x -->",
        "<![CDATA[x]]>",
        "<!DOCTYPE x>",
        deep,
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *text = NULL;
        if (clean(bad[i], &text) == FL_OK)
            fail_msg("taken: %s: %s", bad[i], text);
        free(text);
    }
    fl_builder out = {0};
    fl_error error;
    char *text = NULL;
    assert_int_not_equal(fl_svg_clean("", 0, &(fl_svg_dress){"", "p", "", "", false}, &out, &error), FL_OK);
    assert_int_not_equal(fl_svg_clean("<g></g>", 7, &(fl_svg_dress){"", "p", "", "", false}, &out, &error),
                         FL_OK);
    assert_int_equal(fl_build_finish(&out, "svg", &text, &error), FL_OK);
    free(text);
}

/* No two hues share the light colour by which a drawn one is known again. */
static void test_colours(void **state)
{
    (void)state;
    for (int i = 0; i < FL_HUES; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(fl_colours[i].light, fl_colours[k].light);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ticks),         cmocka_unit_test(test_script),
        cmocka_unit_test(test_characters),    cmocka_unit_test(test_clean_keeps_shapes),
        cmocka_unit_test(test_clean_refuses), cmocka_unit_test(test_colours),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
