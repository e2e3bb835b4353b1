/* What a file prints of a figure, and what it can have been before it was rounded.
 *
 * A figure of 4.97 stands for anything from 4.965 to 4.975. Writers drop zeros at the end, so 4.9 may be a
 * 4.90: its range is then taken too wide, which can let an error pass and never accuses anybody. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_PRINTED_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_PRINTED_H

#include "bench/audit/case/case.h"

typedef struct fl_range {
    double low, high; /* both NaN: not known */
} fl_range;

/* Decimals of a figure that the file does not print: it was computed from its readings. */
enum { FL_NOT_PRINTED = -100 };

typedef struct fl_printed {
    double value;   /* NaN: not there */
    fl_range range; /* that is printed so */
    int decimals;   /* places behind the point, an exponent taken into account; 0 for a whole number */
} fl_printed;

/* The twelve figures of a result but its name and its number of calls. */
typedef enum fl_figure {
    FL_FIGURE_MEAN,
    FL_FIGURE_SD,
    FL_FIGURE_LOWER,
    FL_FIGURE_UPPER,
    FL_FIGURE_P50,
    FL_FIGURE_P95,
    FL_FIGURE_P99,
    FL_FIGURE_MIN,
    FL_FIGURE_MAX,
    FL_FIGURE_THROUGHPUT,
    FL_FIGURES
} fl_figure;

/* "mean_us" … */
const char *fl_figure_name(fl_figure figure);

typedef struct fl_figures {
    fl_printed of[FL_FIGURES];
    double n;
} fl_figures;

/* Of the run's result. Figures that the file lacks or gives as null are NaN. */
void fl_figures_of(const fl_case_run *run, fl_figures *figures);

/* Of the author's comparison, in the order of names; each name stands where fl_case_read() found it. */
void fl_printed_in(const fl_case_text *text, const char *const *groups, const char *const (*names)[6],
                   size_t count, fl_printed *figures);

/* The range of a number that was printed like this; text may go on behind it. */
fl_printed fl_printed_number(const char *text);

/* Arithmetic of ranges; each end with the rounding of double allowed for. */
fl_range fl_range_of(double value);
fl_range fl_range_add(fl_range a, fl_range b);
fl_range fl_range_subtract(fl_range a, fl_range b);
fl_range fl_range_multiply(fl_range a, fl_range b);
fl_range fl_range_divide(fl_range a, fl_range b); /* unbounded when b holds 0 */
fl_range fl_range_root(fl_range a);               /* of the part that is not negative */
bool fl_range_known(fl_range range);
bool fl_range_meet(fl_range a, fl_range b); /* false when one is not known */

#endif
