/* By hand: gnuplot's drawing in characters needs gnuplot, and lines of text are what a terminal without it has. */
#include "bench/report/picture_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bench/base/text.h"
#include "bench/report/picture_ticks.h"
#include "bench/report/terminal.h"

enum { LEAST_WIDTH = 50, MOST_WIDTH = 120, USUAL_WIDTH = 80, MOST_LABEL = 26, CURVE_LINES = 14, Y_LABEL = 8 };

/* A line of characters, each a text of its own. */
typedef struct line {
    const char *at[MOST_WIDTH];
    size_t width;
} line;

static size_t width_of_terminal(FILE *out)
{
    struct winsize size;
    int descriptor = fileno(out);
    size_t width = descriptor >= 0 && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0
                       ? size.ws_col
                       : USUAL_WIDTH;
    return width < LEAST_WIDTH ? LEAST_WIDTH : width > MOST_WIDTH ? MOST_WIDTH : width;
}

static void clear(line *l, size_t width)
{
    l->width = width;
    for (size_t i = 0; i < width; i++)
        l->at[i] = " ";
}

static void print_line(const line *l, FILE *out)
{
    for (size_t i = 0; i < l->width; i++)
        fl_print(out, "%s", l->at[i]);
}

/* Characters, each taken for one column. */
static size_t columns_of(const char *text)
{
    size_t columns = 0, size = strlen(text), bytes;
    for (size_t at = 0; at < size; at += bytes, columns++)
        fl_utf8_next(text + at, size - at, &bytes);
    return columns;
}

/* The text in so many columns, cut or filled; right: filled at its left. */
static void print_padded(const char *text, size_t columns, bool right, FILE *out)
{
    size_t size = strlen(text), have = columns_of(text), bytes, at = 0;
    if (right && have < columns)
        fl_print(out, "%*s", (int)(columns - have), "");
    for (size_t i = 0; at < size && i < columns; i++, at += bytes) {
        fl_utf8_next(text + at, size - at, &bytes);
        if (i + 1 == columns && have > columns)
            fl_print(out, "\u2026");
        else
            fl_print(out, "%.*s", (int)bytes, text + at);
    }
    if (!right && have < columns)
        fl_print(out, "%*s", (int)(columns - have), "");
}

static const char *glyph_of(const fl_picture_series *s)
{
    static const char *const filled[] = {
        [FL_SHAPE_DOT] = "\u25cf",      [FL_SHAPE_DIAMOND] = "\u25c6", [FL_SHAPE_SQUARE] = "\u25a0",
        [FL_SHAPE_TRIANGLE] = "\u25b2", [FL_SHAPE_BAR] = "\u2588",     [FL_SHAPE_AREA] = "\u2591",
        [FL_SHAPE_RULE] = "\u250a",     [FL_SHAPE_STEPS] = "\u2022",   [FL_SHAPE_CELL] = "\u25a0"};
    static const char *const hollow[] = {
        [FL_SHAPE_DOT] = "\u25cb",      [FL_SHAPE_DIAMOND] = "\u25c7", [FL_SHAPE_SQUARE] = "\u25a1",
        [FL_SHAPE_TRIANGLE] = "\u25b3", [FL_SHAPE_BAR] = "\u2592",     [FL_SHAPE_AREA] = "\u2591",
        [FL_SHAPE_RULE] = "\u250a",     [FL_SHAPE_STEPS] = "\u00b7",   [FL_SHAPE_CELL] = "\u25a1"};
    return (s->hollow ? hollow : filled)[s->shape];
}

/* Bars and curves of one picture look alike but for their letters. */
static const char *letter_of(const fl_picture *p, const fl_picture_series *s)
{
    static const char *const bars[] = {"\u2588", "\u2593", "\u2592", "\u2591"};
    static const char *const curves[] = {"\u00b7", "\u25cf", "\u25c6", "\u25b2", "\u25a0"};
    size_t before = 0;
    for (const fl_picture_series *other = p->series; other && other != s; other = other->next)
        before += other->shape == s->shape;
    if (s->shape == FL_SHAPE_BAR)
        return bars[before % 4];
    return s->shape == FL_SHAPE_STEPS ? curves[before % 5] : glyph_of(s);
}

static void print_legend(const fl_picture *p, size_t width, FILE *out)
{
    size_t used = 0;
    for (const fl_picture_series *s = p->series; s; s = s->next) {
        if (!s->label[0] || s->count == 0 || (s->shape == FL_SHAPE_RULE && !s->marks[0].text[0]))
            continue;
        size_t columns = columns_of(s->label) + 4;
        if (used > 0 && used + columns > width) {
            fl_print(out, "\n");
            used = 0;
        }
        fl_print(out, "%s%s %s", used > 0 ? "  " : "", letter_of(p, s), s->label);
        used += columns;
    }
    if (used > 0)
        fl_print(out, "\n");
}

/* ---- along an axis ---- */

typedef struct scale {
    const fl_axis *axis;
    double low, high;
    size_t width;
} scale;

/* The column of a value, cut to the ends. */
static size_t column_of(const scale *s, double value)
{
    double share = s->axis->logarithmic ? (value > 0 ? log(value / s->low) / log(s->high / s->low) : 0)
                                        : (value - s->low) / (s->high - s->low);
    return (size_t)(fmin(fmax(share, 0), 1) * (double)(s->width - 1) + 0.5);
}

static scale scale_of(const fl_picture *p, bool of_y, size_t width)
{
    scale s = {.axis = of_y ? &p->y : &p->x, .width = width};
    fl_picture_range(p, of_y, &s.low, &s.high);
    return s;
}

static void print_axis(const scale *s, size_t indent, FILE *out)
{
    line marks, blank;
    fl_ticks ticks;
    fl_ticks_choose(s->axis, s->low, s->high, s->width / 11 + 1, &ticks);
    clear(&marks, s->width);
    clear(&blank, s->width);
    for (size_t i = 0; i < s->width; i++)
        marks.at[i] = "\u2500";
    for (size_t i = 0; i < ticks.count; i++)
        marks.at[column_of(s, ticks.ticks[i].at)] = "\u253c";
    fl_print(out, "%*s", (int)indent, "");
    print_line(&marks, out);
    fl_print(out, "\n%*s", (int)indent, "");
    size_t used = 0;
    for (size_t i = 0; i < ticks.count; i++) {
        const char *text = ticks.ticks[i].text;
        size_t columns = columns_of(text), at = column_of(s, ticks.ticks[i].at);
        size_t start = at < columns / 2 ? 0 : at - columns / 2;
        if (start + columns > s->width) /* the last one ends with the axis */
            start = columns < s->width ? s->width - columns : 0;
        if (i > 0 && start < used + 1)
            continue;
        fl_print(out, "%*s%s", (int)(start - used), "", text);
        used = start + columns;
    }
    size_t columns = columns_of(s->axis->label), whole = indent + s->width;
    if (columns > 0) /* below the middle of the axis, or as far to the left as it needs */
        fl_print(out, "\n%*s%s", (int)(columns + indent < whole ? indent + (s->width - columns) / 2 : 0), "",
                 s->axis->label);
    fl_print(out, "\n");
}

static void put_mark(line *l, const scale *s, const fl_picture *p, const fl_picture_series *series,
                     const fl_mark *m)
{
    const char *glyph = letter_of(p, series);
    if (isfinite(m->low)) {
        size_t from = column_of(s, m->low), to = column_of(s, m->high);
        bool filled = series->shape == FL_SHAPE_BAR || series->shape == FL_SHAPE_AREA;
        for (size_t i = from; i <= to; i++)
            l->at[i] = filled ? glyph : "\u2500";
    }
    if (isfinite(m->x))
        l->at[column_of(s, m->x)] = glyph;
}

static void print_rows(const fl_picture *p, size_t width, FILE *out)
{
    size_t label = 0, note = 0;
    for (size_t i = 0; i < p->row_count; i++) {
        size_t a = columns_of(p->rows[i].label), b = columns_of(p->rows[i].note);
        label = a > label ? a : label;
        note = b > note ? b : note;
    }
    label = label > MOST_LABEL ? MOST_LABEL : label;
    note = note > MOST_LABEL ? MOST_LABEL : note;
    scale s = scale_of(p, false, width > label + note + 12 ? width - label - note - 3 : 10);
    for (size_t row = 0; row < p->row_count; row++) {
        line l;
        clear(&l, s.width);
        for (const fl_picture_series *series = p->series; series; series = series->next)
            for (size_t i = 0; i < series->count; i++)
                if (series->shape == FL_SHAPE_RULE || (size_t)series->marks[i].y == row)
                    put_mark(&l, &s, p, series, &series->marks[i]);
        print_padded(p->rows[row].label, label, true, out);
        fl_print(out, " ");
        print_line(&l, out);
        fl_print(out, " ");
        print_padded(p->rows[row].note, note, true, out);
        fl_print(out, "\n");
    }
    print_axis(&s, label + 1, out);
}

/* ---- curves ---- */

/* The last value at or before the end of a column; NaN: the curve begins later. */
static double value_at(const fl_picture_series *series, const scale *s, size_t column)
{
    double value = NAN;
    for (size_t i = 0; i < series->count && column_of(s, series->marks[i].x) <= column; i++)
        value = series->marks[i].y;
    return value;
}

static void put_steps(line *lines, const scale *x, const scale *y, const fl_picture *p,
                      const fl_picture_series *series)
{
    double before = NAN;
    for (size_t column = 0; column < x->width; column++) {
        double value = value_at(series, x, column);
        if (!isfinite(value))
            continue;
        size_t to = column_of(y, value), from = isfinite(before) ? column_of(y, before) : to;
        for (size_t i = from; i <= to; i++)
            lines[y->width - 1 - i].at[column] = letter_of(p, series);
        before = value;
    }
}

static void print_curves(const fl_picture *p, size_t width, FILE *out)
{
    line lines[CURVE_LINES];
    scale x = scale_of(p, false, width - Y_LABEL - 2), y = scale_of(p, true, CURVE_LINES);
    fl_ticks ticks;
    fl_ticks_choose(&p->y, y.low, y.high, 5, &ticks);
    for (size_t i = 0; i < CURVE_LINES; i++)
        clear(&lines[i], x.width);
    for (const fl_picture_series *s = p->series; s; s = s->next) {
        if (s->shape == FL_SHAPE_STEPS)
            put_steps(lines, &x, &y, p, s);
        for (size_t i = 0; s->shape < FL_SHAPE_BAR && i < s->count; i++)
            lines[CURVE_LINES - 1 - column_of(&y, s->marks[i].y)].at[column_of(&x, s->marks[i].x)] =
                letter_of(p, s);
    }
    for (size_t i = 0; i < CURVE_LINES; i++) {
        const char *text = "";
        for (size_t k = 0; k < ticks.count; k++)
            if (CURVE_LINES - 1 - column_of(&y, ticks.ticks[k].at) == i)
                text = ticks.ticks[k].text;
        print_padded(text, Y_LABEL, true, out);
        fl_print(out, text[0] ? "\u2524" : "\u2502");
        print_line(&lines[i], out);
        fl_print(out, "\n");
    }
    print_axis(&x, Y_LABEL + 1, out);
}

/* ---- grid ---- */

static const fl_mark *cell_at(const fl_picture *p, size_t row, size_t column, bool *hollow)
{
    for (const fl_picture_series *s = p->series; s; s = s->next)
        for (size_t i = 0; i < s->count; i++)
            if ((size_t)s->marks[i].y == row && (size_t)s->marks[i].x == column) {
                *hollow = s->hollow;
                return &s->marks[i];
            }
    return NULL;
}

static void print_cell(const fl_picture *p, size_t row, size_t column, size_t width, FILE *out)
{
    char text[32] = "";
    bool hollow = false;
    const fl_mark *m = cell_at(p, row, column, &hollow);
    if (m)
        snprintf(text, sizeof text, hollow ? "(%.20s)" : "%.20s", m->text);
    char *blank = strchr(text, ' ');
    if (blank)
        memmove(blank, blank + 1, strlen(blank));
    print_padded(text, width, true, out);
}

static void print_grid(const fl_picture *p, size_t width, FILE *out)
{
    size_t label = 0, cell = p->columns ? 7 : 5;
    char number[24];
    for (size_t i = 0; i < p->row_count; i++)
        label = columns_of(p->rows[i].label) > label ? columns_of(p->rows[i].label) : label;
    label = label > MOST_LABEL ? MOST_LABEL : label;
    bool above = label + cell * p->column_count > width;
    if (p->columns) {
        fl_print(out, "%*s", above ? 0 : (int)label, "");
        for (size_t i = 0, shown = 0; i < p->column_count; i++) {
            snprintf(number, sizeof number, "%zu", p->columns[i][0] ? ++shown : 0);
            print_padded(p->columns[i][0] ? number : "", cell, true, out);
        }
        fl_print(out, "\n");
    }
    for (size_t row = 0; row < p->row_count; row++) {
        print_padded(p->rows[row].label, label, !above, out);
        fl_print(out, "%s", above ? "\n" : "");
        for (size_t column = 0; column < p->column_count; column++)
            print_cell(p, row, column, cell, out);
        fl_print(out, "\n");
    }
    for (size_t i = 0, shown = 0; p->columns && i < p->column_count; i++)
        if (p->columns[i][0])
            fl_print(out, "%zu: %s\n", ++shown, p->columns[i]);
}

void fl_picture_print(const fl_picture *picture, FILE *out)
{
    size_t width = width_of_terminal(out);
    if (fl_picture_marks(picture) == 0)
        return;
    fl_print(out, "\n");
    fl_print_prose(out, picture->title, 0, 0, width);
    if (picture->kind != FL_PICTURE_GRID)
        print_legend(picture, width, out);
    switch (picture->kind) {
    case FL_PICTURE_ROWS:
        print_rows(picture, width, out);
        break;
    case FL_PICTURE_CURVES:
        print_curves(picture, width, out);
        break;
    case FL_PICTURE_GRID:
        print_grid(picture, width, out);
        break;
    }
    fl_print(out, "\n");
}
