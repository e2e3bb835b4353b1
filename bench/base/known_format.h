/* What a file is that is not what was asked for, by its first bytes: nobody should have to guess. */
#ifndef FAIRLANE_BENCH_BASE_KNOWN_FORMAT_H
#define FAIRLANE_BENCH_BASE_KNOWN_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/error.h"

/* "an ONNX model", "a zip archive (…)"; NULL when nothing is recognised. */
const char *fl_known_format(const char *bytes, size_t size);

/* A tool that measures, by what its files alone hold: words near the beginning of the text, formatted or not, or members
 * of the document; NULL for none. */
typedef struct fl_tool {
    const char *what;        /* "a file of pyperf" */
    const char *words[2];    /* both */
    const char *members[3];  /* all of these at the top, and ... */
    const char *in, *member; /* ... in that one, or in the first of its list, this one */
    bool imported;           /* fairlane reads it where figures are asked for */
} fl_tool;

extern const fl_tool fl_tools[];
extern const size_t fl_tool_count;

/* FL_USAGE with the one sentence for a file of a tool: its name, the tool, and what can be done instead. */
fl_status fl_refuse_tool(const fl_tool *tool, const char *name, fl_error *error);

/* fl_refuse_tool() for a file of a tool; FL_USAGE with "NAME: this is …, not WANTED" for another format that is known; FL_OK for everything else. */
fl_status fl_refuse_known_format(const char *bytes, size_t size, const char *name, const char *wanted,
                                 fl_error *error);

#endif
