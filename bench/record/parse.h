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

/* Either of them, of a document of ours: with the elements of its lists that are read apart taken out of the tree, each
 * to be opened when its turn comes. What has no schema mark at its top is read as if none were. */
fl_status fl_parse_parts(const char *bytes, size_t size, const char *name, bool lists,
                         const fl_description *description, fl_status (*read)(fl_reader *reader, void *into),
                         void *into, fl_error *error);

/* An element that is read apart, while it is. */
typedef struct fl_opened {
    const struct cJSON *node; /* the element */
    struct cJSON *tree;       /* its own; NULL: it stands in the document's */
    fl_scan scan;
    const fl_scan *outer_scan; /* the document's */
    const struct cJSON *outer_root;
} fl_opened;

/* node: an element as it stands in the document's tree, or what stands in its place. Until it is closed the reader reads
 * it alone. FL_USAGE as above, and nothing is open then. */
fl_status fl_part_open(fl_reader *reader, const struct cJSON *node, fl_opened *opened);
void fl_part_close(fl_reader *reader, fl_opened *opened);

#endif
