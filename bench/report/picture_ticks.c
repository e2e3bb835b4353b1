#include "bench/report/picture_ticks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"

void fl_axis_widen(const fl_axis *axis, double least, double most, double *low, double *high)
{
    bool nothing = !isfinite(least) || !isfinite(most);
    *low = nothing ? axis->logarithmic : least;
    *high = nothing ? (axis->logarithmic ? 10 : 1) : most;
    if (axis->logarithmic) {
        double room = fmax(pow(*high / *low, 0.04), 1.03);
        *low /= room;
        *high *= room;
    } else {
        double room = fmax((*high - *low) * 0.04, fabs(*high) * 1e-6);
        *low = *low >= 0 && *low < (*high - *low) * 0.5 ? 0 : *low - room;
        *high += room;
    }
    if (isfinite(axis->low))
        *low = axis->low;
    if (isfinite(axis->high))
        *high = axis->high;
    if (!(*high > *low))
        *high = *low + (*low > 0 ? *low : 1);
}

static void name_tick(fl_axis_unit unit, double value, char *text, size_t size)
{
    switch (unit) {
    case FL_AXIS_TIME:
        snprintf(text, size, "%s", fl_time_text(value).text);
        break;
    case FL_AXIS_SHARE:
        snprintf(text, size, "%.4g %%", 100 * value);
        break;
    case FL_AXIS_RATIO:
    case FL_AXIS_COUNT:
        if (fabs(value) >= 1e6)
            snprintf(text, size, "%.4g M", value / 1e6);
        else if (fabs(value) >= 1e4)
            snprintf(text, size, "%.4g k", value / 1e3);
        else
            snprintf(text, size, "%.5g", fabs(value) < 1e-12 ? 0.0 : value);
        break;
    }
}

static void add(const fl_axis *axis, double value, double low, double high, fl_ticks *ticks)
{
    double slack = 1e-9 * fabs(high);
    if (value < low - slack || value > high + slack || ticks->count >= FL_MOST_TICKS)
        return;
    fl_tick *tick = &ticks->ticks[ticks->count++];
    tick->at = value;
    name_tick(axis->unit, value, tick->text, sizeof tick->text);
}

/* Digits within each decade, or every so manieth decade. */
static void choose_decades(const fl_axis *axis, double low, double high, size_t most, fl_ticks *ticks)
{
    static const double digits[][6] = {{1, 1.5, 2, 3, 5, 7}, {1, 2, 3, 5}, {1, 2, 5}, {1, 3}, {1}};
    double first = floor(log10(low));
    int decades = (int)fmin(ceil(log10(high)) - first, 700);
    for (int step = 1; step < 20; step++)
        for (size_t set = step > 1 ? 4 : 0; set < 5; set++) {
            ticks->count = 0;
            for (int decade = 0; decade <= decades; decade += step)
                for (size_t i = 0; i < 6 && digits[set][i] > 0; i++)
                    add(axis, digits[set][i] * pow(10, first + decade), low, high, ticks);
            if (ticks->count <= most && ticks->count < FL_MOST_TICKS)
                return;
        }
}

static void choose_steps(const fl_axis *axis, double low, double high, size_t most, fl_ticks *ticks)
{
    static const double digits[] = {1, 2, 5, 10};
    double least = (high - low) / (double)(most > 1 ? most - 1 : 1), decade = pow(10, floor(log10(least))),
           step = 10 * decade;
    for (size_t i = 4; i-- > 0;)
        if (digits[i] * decade >= least)
            step = digits[i] * decade;
    double first = ceil(low / step - 1e-9);
    ticks->count = 0;
    for (int i = 0; i < FL_MOST_TICKS; i++)
        add(axis, (first + i) * step, low, high, ticks);
}

void fl_ticks_choose(const fl_axis *axis, double low, double high, size_t most, fl_ticks *ticks)
{
    ticks->count = 0;
    if (most >= FL_MOST_TICKS)
        most = FL_MOST_TICKS - 1;
    if (axis->logarithmic && high / low > 1.9)
        choose_decades(axis, low, high, most, ticks);
    else
        choose_steps(axis, low, high, most, ticks);
}

/* What one mark takes of the axis: its figures that can stand on it. */
static void take_mark(const fl_axis *axis, const fl_mark *m, fl_mark_shape shape, bool of_y, double ends[2])
{
    double values[3] = {of_y ? m->y : m->x, NAN, NAN};
    if (!of_y && shape != FL_SHAPE_AREA) /* which begins anywhere; its end is to be seen */
        values[1] = m->low;
    if (!of_y)
        values[2] = m->high;
    for (int i = 0; i < 3; i++)
        if (isfinite(values[i]) && (values[i] > 0 || !axis->logarithmic)) {
            ends[0] = fmin(ends[0], values[i]);
            ends[1] = fmax(ends[1], values[i]);
        }
}

void fl_picture_range(const fl_picture *p, bool of_y, double *low, double *high)
{
    const fl_axis *axis = of_y ? &p->y : &p->x;
    double ends[2] = {INFINITY, -INFINITY};
    for (const fl_picture_series *s = p->series; s; s = s->next)
        for (size_t i = 0; i < s->count && !(of_y && s->shape == FL_SHAPE_RULE); i++)
            take_mark(axis, &s->marks[i], s->shape, of_y, ends);
    fl_axis_widen(axis, ends[0], ends[1], low, high);
}
