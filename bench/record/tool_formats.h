/* Result files of other benchmarks' tools, told apart by what only they hold: nobody should have to guess why
 * a file of theirs is not one of the lab's. */
#ifndef FAIRLANE_BENCH_RECORD_TOOL_FORMATS_H
#define FAIRLANE_BENCH_RECORD_TOOL_FORMATS_H

#include "bench/record/fields.h"
#include "bench/record/result.h"

/* FL_USAGE with the tool's name when the document is a
 * file of one that is known; FL_OK for everything else. */
fl_status fl_refuse_tool_format(const fl_reader *reader);

/* Who reads files of other tools; the rooms above know how. */
typedef struct fl_format_reader {
    /* Fills the document (initialised before) and sets *taken when it knows the format; leaves both else. */
    fl_status (*read)(fl_reader *reader, const void *context, fl_document *document, bool *taken);
    const void *context;
    bool incomplete;      /* figures may be missing, see fl_document_parse_incomplete() */
    bool without_samples; /* single calls are checked and not kept */
    bool counts;          /* but how many of them took how long is */
} fl_format_reader;

/* fl_document_parse(), with files of other tools read by formats. */
fl_status fl_document_parse_any(const char *bytes, size_t size, const char *name,
                                const fl_format_reader *formats, fl_document *document, fl_error *error);

#endif
