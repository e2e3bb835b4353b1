/* What gnuplot drew, made fit to stand in a page: only shapes and text, each attribute one of a few with a value of
 * few characters, no style, no script, no reference but to marks within the picture. Whatever else there is, is an
 * error, not left out: then it is not what this was written for. */
#ifndef FAIRLANE_BENCH_REPORT_SVG_CLEAN_H
#define FAIRLANE_BENCH_REPORT_SVG_CLEAN_H

#include <stddef.h>

#include "bench/base/builder.h"
#include "kernels/error.h"

typedef struct fl_svg_dress {
    const char *style_class; /* of the whole; "" for none */
    const char *prefix;      /* of every id, so that pictures of one page do not meet: "a1" */
    const char *title, *alternative;
    bool alone; /* a file of its own: with its name space, its ground, and its dark colours */
} fl_svg_dress;

/* Text of others, such that no reader of HTML or XML takes it for markup. */
void fl_svg_escape(fl_builder *out, const char *text, size_t size);

/* FL_UNABLE with what was found and where. */
fl_status fl_svg_clean(const char *bytes, size_t size, const fl_svg_dress *dress, fl_builder *out,
                       fl_error *error);

#endif
