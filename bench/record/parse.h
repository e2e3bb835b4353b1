/* From hostile text to a tree that can be walked: what every reader of a file of ours begins with. */
#ifndef FAIRLANE_BENCH_RECORD_PARSE_H
#define FAIRLANE_BENCH_RECORD_PARSE_H

#include "bench/record/fields.h"

/* Scans, parses, refuses objects that name a member twice, then calls read with the tree. FL_USAGE with
 * "NAME:LINE: …" when the text is not such a tree; else what read returns. */
fl_status fl_parse_tree(const char *bytes, size_t size, const char *name,
                        fl_status (*read)(fl_reader *reader, void *into), void *into, fl_error *error);

/* The same of what may be a list at its top, as other tools write. */
fl_status fl_parse_any_tree(const char *bytes, size_t size, const char *name,
                            fl_status (*read)(fl_reader *reader, void *into), void *into, fl_error *error);

#endif
