/* A picture as a script for gnuplot, and as what a terminal shows. Private to those who draw. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_SCRIPT_H
#define FAIRLANE_BENCH_REPORT_PICTURE_SCRIPT_H

#include "bench/base/builder.h"
#include "bench/report/picture.h"

typedef enum fl_canvas {
    FL_CANVAS_WIDE,   /* of a page, or a file */
    FL_CANVAS_NARROW, /* of a telephone: labels stand above what they name */
} fl_canvas;

/* Writes the script. png: for pngcairo in double resolution instead of SVG. titled: with the title above. Texts of
 * others stand in single quotes, in which gnuplot expands nothing, shortened to what there is room for. */
void fl_picture_script(const fl_picture *picture, fl_canvas canvas, bool png, bool titled,
                       fl_builder *script);

#endif
