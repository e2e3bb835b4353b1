/* A picture in characters, for a terminal: needs no other program. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_TEXT_H
#define FAIRLANE_BENCH_REPORT_PICTURE_TEXT_H

#include <stdio.h>

#include "bench/report/picture.h"

/* As wide as the terminal that out is, 80 columns elsewhere. */
void fl_picture_print(const fl_picture *picture, FILE *out);

#endif
