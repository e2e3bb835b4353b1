/* A picture before it is drawn: what it shows, in rows, curves or cells, and nothing of sizes or of who draws it. It
 * stands in a report as tables do (fl_report_picture() begins one), made from the values that the text says; whoever
 * draws it (picture_draw.h) knows nothing of where the values come from.
 *
 * As with all of a report, builders need no checks: once memory has run short they do nothing. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_H
#define FAIRLANE_BENCH_REPORT_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/report/report.h"

typedef enum fl_picture_kind {
    FL_PICTURE_ROWS,   /* rows from the top down, each with a label, along one axis of figures */
    FL_PICTURE_CURVES, /* two axes of figures */
    FL_PICTURE_GRID,   /* cells in labelled rows and, with labels or without, columns */
} fl_picture_kind;

/* What a colour is for. Which it is, in light and in the dark, stands in picture_colours.c; they are told apart by
 * readers who see fewer colours, and nothing is said by colour alone. */
typedef enum fl_hue {
    FL_HUE_INK, /* text and whatever needs no colour of its own */
    FL_HUE_SOFT,
    FL_HUE_BLUE,
    FL_HUE_ORANGE,
    FL_HUE_GREEN,
    FL_HUE_PURPLE,
    FL_HUE_PASS, /* grounds of cells and areas: */
    FL_HUE_FAIL,
    FL_HUE_OPEN,
    FL_HUE_NONE, /* does not apply, nothing is there */
    FL_HUE_SLOWER,
    FL_HUE_SHADE_1, /* a scale, up to FL_HUE_SHADE_5 */
    FL_HUE_SHADE_2,
    FL_HUE_SHADE_3,
    FL_HUE_SHADE_4,
    FL_HUE_SHADE_5,
    FL_HUE_LINE, /* grids and borders */
    FL_HUE_PAPER,
    FL_HUES
} fl_hue;

/* How the marks of a series look, and which of their figures count. */
typedef enum fl_mark_shape {
    FL_SHAPE_DOT, /* at x, with a line from low to high where these are known */
    FL_SHAPE_DIAMOND,
    FL_SHAPE_SQUARE,
    FL_SHAPE_TRIANGLE,
    FL_SHAPE_BAR,   /* of a row: from low to high */
    FL_SHAPE_AREA,  /* of a row: likewise, as high as the row: a zone in which there can be nothing */
    FL_SHAPE_RULE,  /* a line across all rows, or up and down all curves, at x */
    FL_SHAPE_STEPS, /* of curves, through (x, y) in ascending x */
    FL_SHAPE_CELL,  /* of a grid: column x, row y, both from 0 */
} fl_mark_shape;

typedef enum fl_axis_unit {
    FL_AXIS_TIME, /* ns, told as a reader would: "1 us" */
    FL_AXIS_RATIO,
    FL_AXIS_COUNT,
    FL_AXIS_SHARE /* 0 to 1, told in per cent */
} fl_axis_unit;

typedef struct fl_axis {
    const char *label;
    fl_axis_unit unit;
    bool logarithmic;
    double low, high; /* NaN: as the marks are */
} fl_axis;

typedef struct fl_mark {
    double x, y, low, high; /* y: the row, from 0; NaN: without */
    const char *text;       /* of a cell, or a rule; "" for none */
} fl_mark;

typedef struct fl_picture_series {
    struct fl_picture_series *next;
    const char *label; /* in the legend; "": not there */
    fl_mark_shape shape;
    fl_hue hue;
    bool hollow; /* bounded, not measured; in doubt */
    fl_mark *marks;
    size_t count, room;
} fl_picture_series;

typedef struct fl_picture_row {
    const char *label, *note; /* note: the figure, at the end of the row; "" for none */
    bool soft;                /* nothing to say */
} fl_picture_row;

typedef struct fl_picture {
    fl_picture_kind kind;
    const char *name;        /* of its file, without an ending: "latencies" */
    const char *title;       /* a line */
    const char *alternative; /* what it shows, for those who do not see it: with the figures that matter */
    fl_axis x, y;            /* y: of curves */
    fl_picture_row *rows;
    size_t row_count, row_room;
    const char **columns; /* of a grid; NULL: they have no labels */
    size_t column_count;
    fl_picture_series *series, *last;
} fl_picture;

/* Begins a picture behind what was said last. name: plain, of letters and '-'. NULL without memory, which all others
 * take. */
fl_picture *fl_report_picture(fl_report *report, fl_picture_kind kind, const char *name, const char *title);

/* Sets or goes on with the text alternative. */
FL_PRINTF(3, 4)
void fl_picture_tell(fl_report *report, fl_picture *picture, const char *format, ...);

/* The index of the new row. */
FL_PRINTF(4, 5)
size_t fl_picture_row_add(fl_report *report, fl_picture *picture, const char *label, const char *note, ...);
void fl_picture_row_soften(fl_picture *picture);

/* [count] labels, which are copied. */
void fl_picture_columns(fl_report *report, fl_picture *picture, const char *const *labels, size_t count);

/* A series, which is drawn above those before it. hue and hollow may be set afterwards. NULL without memory. */
fl_picture_series *fl_picture_series_add(fl_report *report, fl_picture *picture, fl_mark_shape shape,
                                         fl_hue hue, const char *label);

/* Marks. Those whose figures are not finite are left out. */
void fl_mark_add(fl_report *report, fl_picture_series *series, double x, double y);
void fl_mark_interval(fl_report *report, fl_picture_series *series, double x, double low, double high,
                      double y);
FL_PRINTF(5, 6)
void fl_mark_cell(fl_report *report, fl_picture_series *series, size_t column, size_t row, const char *format,
                  ...);
void fl_mark_rule(fl_report *report, fl_picture_series *series, double x, const char *text);

/* Puts words before the title of every picture that the report holds, which may be seen without the report. */
void fl_pictures_caution(fl_report *report, const char *words);

/* How many marks there are: one that has none is not drawn. */
size_t fl_picture_marks(const fl_picture *picture);

#endif
