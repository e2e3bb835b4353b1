/* What a file is that is not what was asked for, by its first bytes: nobody should have to guess. */
#ifndef FAIRLANE_BENCH_BASE_KNOWN_FORMAT_H
#define FAIRLANE_BENCH_BASE_KNOWN_FORMAT_H

#include <stddef.h>

#include "kernels/error.h"

/* "an ONNX model", "a zip archive (…)"; NULL when nothing is recognised. */
const char *fl_known_format(const char *bytes, size_t size);

/* FL_USAGE with "NAME: this is …, not WANTED" for a format that is known; FL_OK for everything else. */
fl_status fl_refuse_known_format(const char *bytes, size_t size, const char *name, const char *wanted,
                                 fl_error *error);

#endif
