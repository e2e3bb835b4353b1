#include "bench/report/picture.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *copy(fl_report *report, const char *text)
{
    return fl_report_plain(report, text);
}

fl_picture *fl_report_picture(fl_report *report, fl_picture_kind kind, const char *name, const char *title)
{
    fl_picture *picture = fl_arena_take(&report->arena, sizeof *picture);
    if (!picture)
        return NULL;
    *picture = (fl_picture){.kind = kind,
                            .name = name,
                            .title = copy(report, title),
                            .alternative = "",
                            .x = {.label = "", .low = NAN, .high = NAN},
                            .y = {.label = "", .low = NAN, .high = NAN}};
    fl_report_picture_begin(report, picture);
    return picture;
}

/* At most 4096 bytes, made plain. */
static const char *format_text(fl_report *report, const char *format, va_list arguments)
{
    char text[4096];
    vsnprintf(text, sizeof text, format, arguments);
    return copy(report, text);
}

void fl_picture_tell(fl_report *report, fl_picture *picture, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *more = format_text(report, format, arguments);
    va_end(arguments);
    if (!picture)
        return;
    size_t before = strlen(picture->alternative), size = strlen(more);
    char *text = fl_arena_take(&report->arena, before + size + 1);
    if (!text)
        return;
    memcpy(text, picture->alternative, before);
    memcpy(text + before, more, size + 1);
    picture->alternative = text;
}

/* Room for one more in an array of the arena, which gives nothing back: NULL without memory. */
static void *grow(fl_report *report, void *old, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return old;
    size_t more = *room ? 2 * *room : 8;
    void *fresh = fl_arena_take(&report->arena, more * size);
    if (!fresh)
        return NULL;
    if (count > 0)
        memcpy(fresh, old, count * size);
    *room = more;
    return fresh;
}

size_t fl_picture_row_add(fl_report *report, fl_picture *picture, const char *label, const char *note, ...)
{
    va_list arguments;
    va_start(arguments, note);
    const char *text = format_text(report, note, arguments);
    va_end(arguments);
    if (!picture)
        return 0;
    fl_picture_row *rows =
        grow(report, picture->rows, picture->row_count, &picture->row_room, sizeof *picture->rows);
    if (!rows)
        return 0;
    picture->rows = rows;
    rows[picture->row_count] = (fl_picture_row){.label = copy(report, label), .note = text};
    return picture->row_count++;
}

void fl_picture_row_soften(fl_picture *picture)
{
    if (picture && picture->row_count > 0)
        picture->rows[picture->row_count - 1].soft = true;
}

void fl_picture_columns(fl_report *report, fl_picture *picture, const char *const *labels, size_t count)
{
    const char **columns =
        picture && labels ? fl_arena_take(&report->arena, (count + 1) * sizeof *columns) : NULL;
    for (size_t i = 0; columns && i < count; i++)
        columns[i] = copy(report, labels[i]);
    if (picture) {
        picture->columns = columns;
        picture->column_count = count;
    }
}

fl_picture_series *fl_picture_series_add(fl_report *report, fl_picture *picture, fl_mark_shape shape,
                                         fl_hue hue, const char *label)
{
    fl_picture_series *series = picture ? fl_arena_take(&report->arena, sizeof *series) : NULL;
    if (!series)
        return NULL;
    *series = (fl_picture_series){.label = copy(report, label), .shape = shape, .hue = hue};
    if (picture->last)
        picture->last->next = series;
    else
        picture->series = series;
    picture->last = series;
    return series;
}

static void add(fl_report *report, fl_picture_series *series, fl_mark mark)
{
    fl_mark *marks =
        series ? grow(report, series->marks, series->count, &series->room, sizeof *series->marks) : NULL;
    if (!marks)
        return;
    series->marks = marks;
    marks[series->count++] = mark;
}

void fl_mark_add(fl_report *report, fl_picture_series *series, double x, double y)
{
    if (isfinite(x) && isfinite(y))
        add(report, series, (fl_mark){x, y, NAN, NAN, ""});
}

void fl_mark_interval(fl_report *report, fl_picture_series *series, double x, double low, double high,
                      double y)
{
    bool known = isfinite(low) && isfinite(high) && low <= high;
    if (isfinite(y) && (isfinite(x) || known))
        add(report, series, (fl_mark){x, y, known ? low : (double)NAN, known ? high : (double)NAN, ""});
}

void fl_mark_cell(fl_report *report, fl_picture_series *series, size_t column, size_t row, const char *format,
                  ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(report, series,
        (fl_mark){(double)column, (double)row, NAN, NAN, format_text(report, format, arguments)});
    va_end(arguments);
}

void fl_mark_rule(fl_report *report, fl_picture_series *series, double x, const char *text)
{
    if (isfinite(x))
        add(report, series, (fl_mark){x, 0, NAN, NAN, copy(report, text)});
}

size_t fl_picture_marks(const fl_picture *picture)
{
    size_t count = 0;
    for (const fl_picture_series *s = picture->series; s; s = s->next)
        count += s->count;
    return count;
}

void fl_pictures_caution(fl_report *report, const char *words)
{
    for (fl_block *block = report->blocks; block; block = block->next) {
        if (block->kind != FL_BLOCK_PICTURE)
            continue;
        size_t size = strlen(words) + strlen(block->picture->title) + 1;
        char *title = fl_arena_take(&report->arena, size);
        if (!title)
            return;
        snprintf(title, size, "%s%s", words, block->picture->title);
        block->picture->title = title;
    }
}
