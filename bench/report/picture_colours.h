/* The colours of pictures: each hue in light, in the dark, and the hue of text that is read upon it. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_COLOURS_H
#define FAIRLANE_BENCH_REPORT_PICTURE_COLOURS_H

#include "bench/base/builder.h"
#include "bench/report/picture.h"

typedef struct fl_colour {
    const char *name;         /* as classes in SVG are called: "ink" */
    const char *light, *dark; /* "#1b1f24"; no two hues share a light one, by which they are known again */
    fl_hue text;
} fl_colour;

extern const fl_colour fl_colours[FL_HUES];

/* Rules of a style sheet, one after the other, that turn drawn pictures dark. */
void fl_colours_dark(fl_builder *style);

#endif
