#include "bench/report/picture_script.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/picture_colours.h"
#include "bench/report/picture_ticks.h"

/* All in pixels from the upper left corner; gnuplot is told where everything is, for it cannot measure text in SVG. */
typedef struct layout {
    const fl_picture *picture;
    fl_builder *out;
    bool narrow, above; /* above: labels of rows stand above them */
    double width, height;
    double left, right, top, bottom; /* of the plot */
    double pitch, centre;            /* of a row; where in it its marks stand, as a share */
    double font, small;
    double legend;                  /* where it begins */
    double bottom_value, top_value; /* of the axis upwards */
    size_t series_drawn;
} layout;

static const double wide_width = 880, narrow_width = 344, edge = 3;

/* ---- text ---- */

/* How wide a character is in the widest usual font, DejaVu Sans, by its size. */
static double width_of_character(int32_t c)
{
    if (c >= 0x2000 && c < 0x2c00) /* signs */
        return 0.84;
    if (c >= 0x1100)
        return 1.05;
    if (c >= 0x80)
        return 0.75;
    if (strchr("ijl.,:;!|'`", (int)c))
        return 0.4;
    if (strchr(" frt()[]-/\\\"", (int)c))
        return 0.46;
    if (strchr("mwMW@%", (int)c))
        return 1.03;
    return c >= 'A' && c <= 'Z' ? 0.79 : 0.65;
}

static double width_of(const char *text, double font)
{
    double width = 0;
    size_t size = strlen(text), bytes;
    for (size_t at = 0; at < size; at += bytes)
        width += width_of_character(fl_utf8_next(text + at, size - at, &bytes));
    return width * font;
}

/* In single quotes, in which gnuplot expands nothing, and no wider than room; what is longer ends in an ellipsis. A quote
 * becomes an apostrophe, for gnuplot has its own ways with those that are doubled. */
static void quote(fl_builder *out, const char *text, double font, double room)
{
    bool whole = width_of(text, font) <= room + 0.01;
    double used = 0;
    size_t size = strlen(text), bytes;
    fl_build_char(out, '\'');
    for (size_t at = 0; at < size; at += bytes) {
        int32_t c = fl_utf8_next(text + at, size - at, &bytes);
        used += font * width_of_character(c);
        if (!whole && used > room - font) {
            fl_build_text(out, "\u2026");
            break;
        }
        if (c == '\'')
            fl_build_text(out, "\u2019");
        else if (!fl_character_is_plain(c))
            fl_build_char(out, ' ');
        else
            for (size_t i = 0; i < bytes; i++)
                fl_build_char(out, text[at + i]);
    }
    fl_build_char(out, '\'');
}

typedef enum align { LEFT, CENTRE, RIGHT } align;

/* A text whose middle stands at this height. */
static void put_text(layout *l, const char *text, double x, double y, align where, double font, fl_hue hue,
                     double room)
{
    static const char *const words[] = {"left", "center", "right"};
    if (!text[0])
        return;
    fl_build_text(l->out, "set label ");
    quote(l->out, text, font, room);
    fl_build_format(l->out, " at screen %.5f, screen %.5f %s font ',%.0f' tc rgb '%s' front\n", x / l->width,
                    1 - y / l->height, words[where], font, fl_colours[hue].light);
}

static void put_box(layout *l, double x0, double y0, double x1, double y1, fl_hue fill, bool hollow)
{
    fl_build_format(l->out, "set object rectangle from screen %.5f, screen %.5f to screen %.5f, screen %.5f ",
                    x0 / l->width, 1 - y1 / l->height, x1 / l->width, 1 - y0 / l->height);
    if (hollow)
        fl_build_format(l->out, "fs empty border rgb '%s' lw 1.5 front\n", fl_colours[fill].light);
    else
        fl_build_format(l->out, "fc rgb '%s' fs solid 1 noborder front\n", fl_colours[fill].light);
}

static void put_line(layout *l, double x0, double y0, double x1, double y1, fl_hue hue, double thick)
{
    fl_build_format(l->out,
                    "set arrow from screen %.5f, screen %.5f to screen %.5f, screen %.5f nohead lc rgb '%s' "
                    "lw %.3g back\n",
                    x0 / l->width, 1 - y0 / l->height, x1 / l->width, 1 - y1 / l->height,
                    fl_colours[hue].light, thick);
}

/* ---- points ---- */

static int point_of(fl_mark_shape shape, bool hollow)
{
    static const int filled[] = {
        [FL_SHAPE_DOT] = 7, [FL_SHAPE_DIAMOND] = 13, [FL_SHAPE_SQUARE] = 5, [FL_SHAPE_TRIANGLE] = 9};
    return filled[shape] - hollow;
}

static bool is_point(fl_mark_shape shape)
{
    return shape <= FL_SHAPE_TRIANGLE;
}

/* ---- the legend ---- */

static void put_swatch(layout *l, const fl_picture_series *s, double x, double y)
{
    const char *colour = fl_colours[s->hue].light;
    if (is_point(s->shape)) {
        fl_build_format(l->out,
                        "set label '' at screen %.5f, screen %.5f point pt %d ps 1.1 lc rgb '%s' front\n",
                        (x + 7) / l->width, 1 - y / l->height, point_of(s->shape, s->hollow), colour);
    } else if (s->shape == FL_SHAPE_STEPS || s->shape == FL_SHAPE_RULE) {
        double thick = s->shape == FL_SHAPE_STEPS ? 2.5 : 1.5;
        if (s->shape == FL_SHAPE_STEPS)
            put_line(l, x, y, x + 14, y, s->hue, thick);
        else
            put_line(l, x + 7, y - 7, x + 7, y + 7, s->hue, thick);
    } else {
        put_box(l, x, y - 6, x + 14, y + 6, s->hue, s->hollow);
    }
}

/* Lays the legend out, and draws it unless only its height is asked for. */
static double lay_legend(layout *l, bool draw)
{
    double x = edge, y = l->legend;
    bool any = false;
    for (const fl_picture_series *s = l->picture->series; s; s = s->next) {
        double wide = 22 + fmin(width_of(s->label, l->small), l->width - 2 * edge - 22);
        if (!s->label[0] || s->count == 0)
            continue;
        if (any && x + wide > l->width - edge) {
            x = edge;
            y += 20;
        }
        if (draw) {
            put_swatch(l, s, x, y + 10);
            put_text(l, s->label, x + 20, y + 10, LEFT, l->small, FL_HUE_INK, l->width - x - 20 - edge + 2);
        }
        any = true;
        x += wide + 16;
    }
    return any ? y + 26 : y;
}

/* ---- axes ---- */

/* gnuplot takes texts of ticks for formats. */
static void put_tick(fl_builder *out, const fl_tick *tick, bool more)
{
    fl_build_text(out, more ? ", '" : "'");
    for (const char *c = tick->text; *c; c++)
        fl_build_text(out, *c == '%' ? "%%" : (char[]){*c, '\0'});
    fl_build_format(out, "' %.9g", tick->at);
}

static void put_axis(layout *l, char which, const fl_axis *axis, double low, double high, double pixels)
{
    fl_ticks ticks;
    double apart = which == 'x' ? l->small * 5.2 : 34;
    fl_ticks_choose(axis, low, high, (size_t)fmax(2, pixels / apart), &ticks);
    if (axis->logarithmic)
        fl_build_format(l->out, "set logscale %c\n", which);
    fl_build_format(l->out, "set %crange [%.9g:%.9g]\nset %ctics scale 0 font ',%.0f' tc rgb '%s' (", which,
                    low, high, which, l->small, fl_colours[FL_HUE_SOFT].light);
    for (size_t i = 0; i < ticks.count; i++)
        put_tick(l->out, &ticks.ticks[i], i > 0);
    fl_build_format(l->out, ")\nset grid %ctics back lc rgb '%s' lw 1 dt 1\n", which,
                    fl_colours[FL_HUE_LINE].light);
}

/* ---- rows ---- */

static void lay_rows(layout *l)
{
    const fl_picture *p = l->picture;
    double label = 0, note = 0;
    for (size_t i = 0; i < p->row_count; i++) {
        label = fmax(label, width_of(p->rows[i].label, l->font));
        note = fmax(note, width_of(p->rows[i].note, l->small));
    }
    l->above = l->narrow;
    l->pitch = l->above ? 36 : 25;
    l->centre = l->above ? 0.7 : 0.5;
    l->left = l->above ? edge + 8 : edge + fmin(label, 260) + 14;
    l->right = l->above ? l->width - edge - 22 : l->width - edge - fmin(note, 240) - (note > 0 ? 12 : 8);
    l->bottom = l->top + (double)p->row_count * l->pitch;
    l->height = l->bottom + (p->x.label[0] ? 48 : 30);
}

static void put_rows(layout *l)
{
    const fl_picture *p = l->picture;
    for (size_t i = 0; i < p->row_count; i++) {
        const fl_picture_row *row = &p->rows[i];
        double top = l->top + (double)i * l->pitch, y = top + (l->above ? 10 : l->pitch / 2);
        fl_hue hue = row->soft ? FL_HUE_SOFT : FL_HUE_INK;
        double note = fmin(width_of(row->note, l->small), l->width * 0.55);
        if (l->above) {
            double label = fmin(width_of(row->label, l->font), l->width - 2 * edge - note - 8);
            put_box(l, edge, top + 2, edge + label, top + 17, FL_HUE_PAPER, false);
            put_box(l, l->width - edge - note, top + 2, l->width - edge, top + 17, FL_HUE_PAPER, false);
            put_text(l, row->label, edge, y, LEFT, l->font, hue, l->width - 2 * edge - note - 8);
            put_text(l, row->note, l->width - edge, y, RIGHT, l->small, FL_HUE_SOFT, note + 1);
        } else {
            put_text(l, row->label, l->left - 12, y, RIGHT, l->font, hue, l->left - 12 - edge + 1);
            put_text(l, row->note, l->width - edge, y, RIGHT, l->small, FL_HUE_SOFT,
                     l->width - edge - l->right - 8);
        }
        if (i > 0)
            put_line(l, l->above ? edge : l->left, top, l->above ? l->width - edge : l->right, top,
                     FL_HUE_LINE, 0.5);
    }
}

/* ---- grid ---- */

typedef struct grid {
    double cell, heading; /* width of a cell; height of headings */
    bool turned, split;   /* headings that do not fit are turned, texts of cells broken at a blank */
} grid;

static grid lay_grid(layout *l)
{
    const fl_picture *p = l->picture;
    grid g = {.cell = 0};
    double label = 0, heading = 0, text = 0, room;
    for (size_t i = 0; i < p->row_count; i++)
        label = fmax(label, width_of(p->rows[i].label, l->font));
    for (size_t i = 0; p->columns && i < p->column_count; i++)
        heading = fmax(heading, width_of(p->columns[i], l->small));
    for (const fl_picture_series *s = p->series; s; s = s->next)
        for (size_t i = 0; i < s->count; i++)
            text = fmax(text, width_of(s->marks[i].text, l->small));
    l->above = l->narrow && !p->columns;
    l->left = l->above ? edge : edge + fmin(label, l->narrow ? 116 : 260) + 10;
    double own =
        fmax(text, fmin(heading, l->narrow ? 84 : 160)) + 12; /* few columns have room for their headings */
    heading = fmin(heading, l->narrow ? 110 : 164);
    room = l->width - l->left - edge;
    g.cell = fmin(fmax(own, l->narrow ? 20 : 44), room / (double)p->column_count);
    g.turned = heading > g.cell - 4;
    if (g.turned && !l->narrow) /* the last heading leans out to the right */
        g.cell = fmin(g.cell, (room - heading * 0.7) / (double)p->column_count);
    g.split = text + 4 > g.cell;
    g.heading = heading <= 0 ? 0 : g.turned ? (l->narrow ? heading : heading * 0.75) + 8 : 22;
    l->top += g.heading;
    l->pitch = l->above ? 54 : g.split ? 34 : 28;
    l->right = l->left + g.cell * (double)p->column_count;
    l->bottom = l->top + (double)p->row_count * l->pitch;
    l->height = l->bottom + edge;
    return g;
}

static void put_grid_labels(layout *l, const grid *g)
{
    const fl_picture *p = l->picture;
    for (size_t i = 0; i < p->row_count; i++) {
        const fl_picture_row *row = &p->rows[i];
        double top = l->top + (double)i * l->pitch;
        fl_hue hue = row->soft ? FL_HUE_SOFT : FL_HUE_INK;
        if (l->above)
            put_text(l, row->label, edge, top + 12, LEFT, l->font, hue, l->width - 2 * edge);
        else
            put_text(l, row->label, l->left - 8, top + l->pitch / 2, RIGHT, l->font, hue,
                     l->left - 8 - edge + 1);
    }
    for (size_t i = 0; p->columns && i < p->column_count; i++) {
        double x = l->left + ((double)i + 0.5) * g->cell;
        if (!g->turned) {
            put_text(l, p->columns[i], x, l->top - 12, CENTRE, l->small, FL_HUE_INK, g->cell);
            continue;
        }
        put_text(l, p->columns[i], x, l->top - 8, LEFT, l->small, FL_HUE_INK, l->narrow ? 110 : 164);
        l->out->size--; /* the line goes on */
        fl_build_format(l->out, " rotate by %d\n", l->narrow ? 90 : 45);
    }
}

static void put_cell_text(layout *l, const grid *g, const fl_mark *m, double x, double y, fl_hue hue)
{
    char first[64];
    const char *blank = g->split ? strchr(m->text, ' ') : NULL;
    if (!blank || (size_t)(blank - m->text) >= sizeof first) {
        put_text(l, m->text, x, y, CENTRE, l->small, hue, g->cell + 2);
        return;
    }
    snprintf(first, sizeof first, "%.*s", (int)(blank - m->text), m->text);
    put_text(l, first, x, y - 6, CENTRE, l->small, hue, g->cell + 4);
    put_text(l, blank + 1, x, y + 7, CENTRE, l->small, hue, g->cell + 4);
}

static void put_cells(layout *l, const grid *g)
{
    for (const fl_picture_series *s = l->picture->series; s; s = s->next)
        for (size_t i = 0; i < s->count; i++) {
            const fl_mark *m = &s->marks[i];
            double x = l->left + m->x * g->cell, y = l->top + m->y * l->pitch + (l->above ? 22 : 1);
            double bottom = l->top + (m->y + 1) * l->pitch - 1;
            put_box(l, x + 1, y, x + g->cell - 1, bottom, s->hue, s->hollow);
            put_cell_text(l, g, m, x + g->cell / 2, (y + bottom) / 2,
                          s->hollow ? FL_HUE_INK : fl_colours[s->hue].text);
        }
}

/* ---- marks along axes ---- */

static double height_of(const layout *l, const fl_mark *m)
{
    return l->picture->kind == FL_PICTURE_ROWS ? m->y + l->centre : m->y;
}

static double inside(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

/* Numbers alone: an interval cut to what the axis shows, or a box as high as that part of the row. */
static void put_block(layout *l, const fl_picture_series *s, char name, double low, double high, double half)
{
    fl_build_format(l->out, "$%c%zu << END\n", name, l->series_drawn);
    for (size_t i = 0; i < s->count; i++) {
        const fl_mark *m = &s->marks[i];
        double y = height_of(l, m), from = inside(m->low, low, high), to = inside(m->high, low, high);
        if (name == 'r' && m->x >= low && m->x <= high)
            fl_build_format(l->out, "%.9g %.9g 0 %.9g\n", m->x, l->bottom_value,
                            l->top_value - l->bottom_value);
        else if (name == 'p' && isfinite(m->x))
            fl_build_format(l->out, "%.9g %.9g\n", m->x, y);
        else if (name == 'i' && isfinite(m->low))
            fl_build_format(l->out, "%.9g %.9g %.9g 0\n", from, y, to - from);
        else if (name == 'b' && isfinite(m->low) && half < 0.5)
            fl_build_format(l->out, "%.9g %.9g %.9g %.9g %.9g %.9g\n", from, y, from, to, y - half, y + half);
        else if (name == 'b' && isfinite(m->low))
            fl_build_format(l->out, "%.9g %.9g %.9g %.9g %.9g %.9g\n", from, m->y, from, to,
                            m->y + (l->above ? 0.46 : 0.02), m->y + 0.98);
    }
    fl_build_text(l->out, "END\n");
}

static bool has(const fl_picture_series *s, bool interval)
{
    for (size_t i = 0; i < s->count; i++)
        if (isfinite(interval ? s->marks[i].low : s->marks[i].x))
            return true;
    return false;
}

/* The data first: gnuplot wants all of it before the one plot command. */
static void put_data(layout *l, double low, double high)
{
    l->series_drawn = 0;
    for (const fl_picture_series *s = l->picture->series; s; s = s->next, l->series_drawn++) {
        if (s->shape == FL_SHAPE_BAR || s->shape == FL_SHAPE_AREA) {
            put_block(l, s, 'b', low, high, s->shape == FL_SHAPE_AREA ? 0.5 : l->above ? 0.2 : 0.3);
            continue;
        }
        if (s->shape == FL_SHAPE_RULE) {
            put_block(l, s, 'r', low, high, 0);
            continue;
        }
        put_block(l, s, 'p', low, high, 0);
        if (is_point(s->shape))
            put_block(l, s, 'i', low, high, 0);
    }
}

static void put_plot_of(layout *l, const fl_picture_series *s)
{
    const char *colour = fl_colours[s->hue].light;
    size_t n = l->series_drawn;
    double size = l->picture->kind == FL_PICTURE_CURVES ? (s->count > 150 ? 0.4 : 0.6) : 1.1;
    if (s->shape == FL_SHAPE_BAR || s->shape == FL_SHAPE_AREA) {
        if (!has(s, true))
            return;
        if (s->hollow)
            fl_build_format(l->out,
                            ", $b%zu using 1:2:3:4:5:6 with boxxyerror fs empty border rgb '%s' lw 1.5", n,
                            colour);
        else
            fl_build_format(l->out,
                            ", $b%zu using 1:2:3:4:5:6 with boxxyerror fs solid 1 noborder lc rgb '%s'", n,
                            colour);
        return;
    }
    if (s->shape == FL_SHAPE_RULE) {
        if (s->count > 0)
            fl_build_format(l->out, ", $r%zu using 1:2:3:4 with vectors nohead lc rgb '%s' lw %s", n, colour,
                            s->marks[0].text[0] ? "1.5 dt (6,4)" : "0.6");
        return;
    }
    if (s->shape == FL_SHAPE_STEPS) {
        if (has(s, false))
            fl_build_format(l->out, ", $p%zu using 1:2 with steps lw 2 lc rgb '%s'", n, colour);
        return;
    }
    if (has(s, true))
        fl_build_format(l->out, ", $i%zu using 1:2:3:4 with vectors nohead lw %s lc rgb '%s'", n,
                        s->hollow ? "2 dt (3,3)" : "3", colour);
    if (has(s, false) && s->hollow)
        fl_build_format(l->out, ", $p%zu using 1:2 with points pt %d ps %g lc rgb '%s'", n,
                        point_of(s->shape, false), size, fl_colours[FL_HUE_PAPER].light);
    if (has(s, false))
        fl_build_format(l->out, ", $p%zu using 1:2 with points pt %d ps %g lw 1.5 lc rgb '%s'", n,
                        point_of(s->shape, s->hollow), size, colour);
}

/* Texts of rules stand above the plot, in three lines at most, where they do not touch those that stand there. */
enum { RULE_LINES = 3, MOST_RULE_TEXTS = 12 };

typedef struct rule_texts {
    double from[RULE_LINES][MOST_RULE_TEXTS], to[RULE_LINES][MOST_RULE_TEXTS];
    size_t count[RULE_LINES];
} rule_texts;

static int line_for(rule_texts *placed, double from, double to)
{
    int line = 0;
    for (; line < RULE_LINES - 1; line++) {
        bool room = placed->count[line] < MOST_RULE_TEXTS;
        for (size_t i = 0; i < placed->count[line]; i++)
            room &= from > placed->to[line][i] + 8 || to < placed->from[line][i] - 8;
        if (room)
            break;
    }
    if (placed->count[line] < MOST_RULE_TEXTS) {
        placed->from[line][placed->count[line]] = from;
        placed->to[line][placed->count[line]++] = to;
    }
    return line;
}

static void put_rules(layout *l, double low, double high)
{
    const fl_axis *axis = &l->picture->x;
    rule_texts placed = {.count = {0}};
    for (const fl_picture_series *s = l->picture->series; s; s = s->next)
        for (size_t i = 0; s->shape == FL_SHAPE_RULE && i < s->count; i++) {
            const fl_mark *m = &s->marks[i];
            if (m->x < low || m->x > high)
                continue;
            double share =
                axis->logarithmic ? log(m->x / low) / log(high / low) : (m->x - low) / (high - low);
            double half = fmin(width_of(m->text, l->small), l->width - 2 * edge) / 2;
            double middle =
                inside(l->left + share * (l->right - l->left), edge + half, l->width - edge - half);
            if (m->text[0])
                put_text(l, m->text, middle,
                         l->top - 9 - 16 * line_for(&placed, middle - half, middle + half), CENTRE, l->small,
                         s->hue, l->width - 2 * edge);
        }
}

static double room_of_rules(const layout *l)
{
    size_t texts = 0;
    for (const fl_picture_series *s = l->picture->series; s; s = s->next)
        for (size_t i = 0; s->shape == FL_SHAPE_RULE && i < s->count; i++)
            texts += s->marks[i].text[0] != '\0';
    return texts == 0 ? 0 : texts == 1 ? 18 : texts == 2 ? 34 : 50;
}

static void put_plot(layout *l, double low, double high)
{
    put_data(l, low, high);
    fl_build_text(l->out, "plot NaN notitle");
    l->series_drawn = 0;
    for (const fl_picture_series *s = l->picture->series; s; s = s->next, l->series_drawn++)
        put_plot_of(l, s);
    fl_build_char(l->out, '\n');
}

/* ---- all of it ---- */

static void put_head(layout *l, bool png, bool titled, fl_builder *body)
{
    fl_builder *out = l->out;
    fl_build_format(
        out, "set encoding utf8\nset terminal %s noenhanced font 'sans-serif,%.0f' size %.0f,%.0f%s\n",
        png ? "pngcairo fontscale 1.5 linewidth 2 pointscale 2 background '#ffffff'" : "svg", l->font,
        l->width * (png ? 2 : 1), l->height * (png ? 2 : 1), png ? "" : " dashlength 0.7");
    fl_build_format(out,
                    "unset key\nset border 0\nset style arrow 1 nohead\n"
                    "set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
                    "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
                    l->left / l->width, l->right / l->width, 1 - l->top / l->height,
                    1 - l->bottom / l->height);
    if (titled)
        put_text(l, l->picture->title, edge, 16, LEFT, l->font + 2, FL_HUE_INK, l->width - 2 * edge);
    (void)body;
}

static void draw_grid(layout *l, bool png, bool titled)
{
    grid g = lay_grid(l);
    put_head(l, png, titled, NULL);
    lay_legend(l, true);
    put_grid_labels(l, &g);
    put_cells(l, &g);
    fl_build_text(l->out, "unset tics\nset xrange [0:1]\nset yrange [0:1]\nplot NaN notitle\n");
}

static void draw_axes(layout *l, bool png, bool titled)
{
    const fl_picture *p = l->picture;
    double low, high, bottom = 0, top = 1;
    l->top += room_of_rules(l);
    fl_picture_range(p, false, &low, &high);
    if (p->kind == FL_PICTURE_ROWS) {
        lay_rows(l);
    } else {
        l->left = edge + (p->y.unit == FL_AXIS_SHARE ? 44 : 62);
        l->right = l->width - edge - 26;
        l->top += 4;
        l->bottom = l->top + (l->narrow ? 200 : 260);
        l->height = l->bottom + 48;
        fl_picture_range(p, true, &bottom, &top);
    }
    put_head(l, png, titled, NULL);
    lay_legend(l, true);
    if (p->kind == FL_PICTURE_ROWS) {
        put_rows(l);
        fl_build_format(l->out, "unset ytics\nset yrange [%zu:0]\n", p->row_count);
    } else {
        put_axis(l, 'y', &p->y, bottom, top, l->bottom - l->top);
    }
    put_axis(l, 'x', &p->x, low, high, l->right - l->left);
    put_text(l, p->x.label, (l->left + l->right) / 2, l->bottom + 34, CENTRE, l->small, FL_HUE_SOFT,
             l->width - 2 * edge);
    l->bottom_value = p->kind == FL_PICTURE_ROWS ? (double)p->row_count : bottom;
    l->top_value = p->kind == FL_PICTURE_ROWS ? 0 : top;
    put_rules(l, low, high);
    put_plot(l, low, high);
}

void fl_picture_script(const fl_picture *picture, fl_canvas canvas, bool png, bool titled, fl_builder *script)
{
    bool narrow = canvas == FL_CANVAS_NARROW;
    layout l = {.picture = picture,
                .out = script,
                .narrow = narrow,
                .width = narrow ? narrow_width : wide_width,
                .font = narrow ? 12 : 13,
                .small = narrow ? 11 : 12,
                .legend = titled ? 32 : 4};
    l.top = lay_legend(&l, false) + 2;
    if (picture->kind == FL_PICTURE_GRID)
        draw_grid(&l, png, titled);
    else
        draw_axes(&l, png, titled);
}
