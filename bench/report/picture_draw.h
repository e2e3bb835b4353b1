/* Pictures drawn by gnuplot, which is started as a program of its own (nothing of it is linked: its licence, and that it
 * may be absent, stay its own) and told each picture as a script of ours. Why gnuplot: it has axes, curves and both
 * forms of files, is in every system's packages, has drawn the same scripts for decades, and what others wrote reaches
 * it only within single quotes, where it expands nothing; matplotlib would bring Python and its libraries along, and
 * libraries that draw in the browser would need the script that pages must not have. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_DRAW_H
#define FAIRLANE_BENCH_REPORT_PICTURE_DRAW_H

#include "bench/base/builder.h"
#include "bench/report/picture_script.h"
#include "kernels/error.h"

/* Writes it as an element of a page; number: of the picture in it. FL_UNABLE, with why, where gnuplot is absent
 * (then *absent) or fails; FL_INTERRUPTED. */
fl_status fl_picture_element(const fl_picture *picture, fl_canvas canvas, unsigned number, fl_builder *out,
                             bool *absent, fl_error *error);

/* Writes DIR/NAME.svg and DIR/NAME.png of each picture of the report, which may be of one name several times: then
 * NAME-2 … The folder is made if need be. FL_OK also without pictures. */
fl_status fl_pictures_write(const fl_report *report, const char *folder, fl_error *error);

#endif
