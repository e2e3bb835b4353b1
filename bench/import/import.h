/* Result files of other benchmarks' tools, as the document that every command reads. One file per tool; the
 * table in import.c names them.
 *
 * What a file tells is kept, with the place where it stands; what it does not tell stays missing (NaN, "", 0)
 * and is never filled in. Units become those of the document. Whether a reading is of a single call, the mean
 * of many or a whole process is kept in fl_imported and changes what may be concluded from its spread. */
#ifndef FAIRLANE_BENCH_IMPORT_IMPORT_H
#define FAIRLANE_BENCH_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/result.h"
#include "kernels/error.h"

/* How the text of a result file is to be read. */
typedef struct fl_import_options {
    /* Descriptor of the folder that the file stands in, the caller's; for the files that Criterion keeps beside
     * each other; below 0: none. */
    int folder;
    bool incomplete; /* for those who judge what a file lacks: figures may be missing, and none is computed
                        from the readings but the mean */
    bool without_samples; /* of the lab's own files single calls are checked and not kept */
    /* Told of each file that is read beside path, or in the folder; NULL: nobody. */
    void (*seen)(void *context, const char *path, const char *bytes, size_t size);
    void *context;
} fl_import_options;

/* A result file of the lab, of the audited benchmark or of a tool that has an importer; or the folder of
 * Criterion's results. As fl_document_read() otherwise. */
fl_status fl_import_read(const char *path, fl_document *document, fl_error *error);

/* The same without the lab's single calls, which are checked all the same: for those who read many files. */
fl_status fl_import_read_figures(const char *path, fl_document *document, fl_error *error);

/* The same from text. path: for messages. */
fl_status fl_import_parse(const char *bytes, size_t size, const char *path, const fl_import_options *options,
                          fl_document *document, fl_error *error);

/* The folder options->folder, as Criterion leaves one (target/criterion): each benchmark's last run is a
 * result. path: for messages. Links are not followed. FL_USAGE with one line where there is none, or too
 * many. */
fl_status fl_import_criterion_folder(const char *path, const fl_import_options *options,
                                     fl_document *document, fl_error *error);

#endif
