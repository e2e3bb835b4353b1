#include "bench/report/picture_trace.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/report/picture.h"

enum { MOST_OBJECTS = 8, FUNCTIONS_EACH = 4 };

static double percent(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

/* ---- instructions ---- */

static void add_bar(fl_report *report, fl_picture *picture, fl_picture_series *series, uint64_t count,
                    uint64_t whole, const char *label)
{
    size_t row =
        fl_picture_row_add(report, picture, label, "%" PRIu64 ", %.1f %%", count, percent(count, whole));
    fl_mark_interval(report, series, NAN, 0, (double)count, (double)row);
}

/* The functions of an object that executed most, indented below it. */
static void add_functions(fl_report *report, fl_picture *picture, fl_picture_series *const series[3],
                          const fl_trace *trace, const fl_trace_object *object, uint64_t whole)
{
    char label[160];
    size_t shown = 0;
    for (size_t i = 0; i < trace->function_count && shown < FUNCTIONS_EACH; i++) {
        const fl_trace_function *f = &trace->functions[i];
        if (strncmp(f->object, object->name, sizeof f->object - 1) != 0 || f->instructions == 0)
            continue;
        snprintf(label, sizeof label, "\u2013 %s", f->name);
        add_bar(report, picture, series[f->multiply_add_lanes > 0 ? 2 : 1], f->instructions, whole, label);
        shown++;
    }
}

static void add_instructions(fl_report *report, const fl_trace *trace)
{
    uint64_t whole = trace->instructions + trace->empty_instructions;
    fl_picture *picture = fl_report_picture(report, FL_PICTURE_ROWS, "instructions",
                                            "Instructions of one call, by library and function");
    if (!picture)
        return;
    picture->x = (fl_axis){"instructions", FL_AXIS_COUNT, false, 0, NAN};
    fl_picture_series *const series[3] = {
        fl_picture_series_add(report, picture, FL_SHAPE_BAR, FL_HUE_SOFT, "a library or program"),
        fl_picture_series_add(report, picture, FL_SHAPE_BAR, FL_HUE_SHADE_3,
                              trace->empty_instructions > 0 ? "a function in it, with the empty region"
                                                            : "a function in it"),
        fl_picture_series_add(report, picture, FL_SHAPE_BAR, FL_HUE_ORANGE,
                              "a function that multiplies and adds")};
    fl_picture_tell(report, picture, "%" PRIu64 " instructions.", trace->instructions);
    for (size_t i = 0; i < trace->object_count && i < MOST_OBJECTS; i++) {
        const fl_trace_object *object = &trace->objects[i];
        add_bar(report, picture, series[0], object->instructions, trace->instructions, object->name);
        add_functions(report, picture, series, trace, object, whole);
        fl_picture_tell(report, picture, " %s: %.1f %%.", object->name,
                        percent(object->instructions, trace->instructions));
    }
    if (trace->object_count > MOST_OBJECTS)
        fl_picture_tell(report, picture, " %zu more are not drawn.", trace->object_count - MOST_OBJECTS);
}

/* ---- lanes ---- */

static void add_lanes(fl_report *report, const fl_trace *trace)
{
    fl_picture *picture = fl_report_picture(report, FL_PICTURE_ROWS, "lanes",
                                            "Multiply-adds of one call, by the width of their registers");
    if (!picture)
        return;
    picture->x = (fl_axis){"float32 products: lanes, after masks", FL_AXIS_COUNT, false, 0, NAN};
    fl_picture_series *fused =
        fl_picture_series_add(report, picture, FL_SHAPE_BAR, FL_HUE_BLUE, "fused multiply-adds");
    fl_picture_series *apart =
        fl_picture_series_add(report, picture, FL_SHAPE_BAR, FL_HUE_ORANGE, "products rounded by themselves");
    fl_picture_series *work = fl_picture_series_add(report, picture, FL_SHAPE_RULE, FL_HUE_SOFT, "");
    char text[64];
    fl_picture_tell(report, picture, "%s.", trace->classification);
    for (int width = 0; width < FL_WIDTHS; width++) {
        const fl_arithmetic *a = &trace->arithmetic[width][FL_ELEMENT_FLOAT32];
        uint64_t lanes = a->fused_lanes + a->multiply_lanes;
        size_t row =
            fl_picture_row_add(report, picture, fl_width_name((fl_width)width), "%" PRIu64 " lanes", lanes);
        if (lanes == 0)
            fl_picture_row_soften(picture);
        if (a->fused_lanes > 0)
            fl_mark_interval(report, fused, NAN, 0, (double)a->fused_lanes, (double)row);
        if (a->multiply_lanes > 0)
            fl_mark_interval(report, apart, NAN, (double)a->fused_lanes, (double)lanes, (double)row);
        if (lanes > 0)
            fl_picture_tell(report, picture, " %s: %" PRIu64 " lanes.", fl_width_name((fl_width)width),
                            lanes);
    }
    snprintf(text, sizeof text, "the work: %" PRIu64, trace->expected_multiply_adds);
    fl_mark_rule(report, work, (double)trace->expected_multiply_adds, text);
}

void fl_picture_trace(fl_report *report, const fl_trace *trace)
{
    if (trace->multiply_add_lanes > 0)
        add_lanes(report, trace);
    if (trace->instructions > 0)
        add_instructions(report, trace);
}
