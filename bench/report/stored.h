/* Reports that were kept as the JSON that their commands print: read again, hostile as any file, so that they can be
 * told in every form. One description (documents.h) writes, checks and reads a document; what stands between it and the
 * values that a report is made from is a struct of its own, with a word for each value that the document names by one. */
#ifndef FAIRLANE_BENCH_REPORT_STORED_H
#define FAIRLANE_BENCH_REPORT_STORED_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/fields.h"
#include "bench/report/report.h"

/* One kind of document. */
typedef struct fl_stored_form {
    const fl_description *description;
    /* Checks it and adds the report that its command prints: as text, or on_paper, where the command has another one for
     * every other form. FL_USAGE with "NAME:LINE: …". */
    fl_status (*tell)(const char *bytes, size_t size, const char *name, bool on_paper, fl_report *report,
                      fl_error *error);
} fl_stored_form;

/* fairlane.point93/1, fairlane.bound/1, fairlane.audit/1. */
fl_status fl_point93_tell(const char *bytes, size_t size, const char *name, bool on_paper, fl_report *report,
                          fl_error *error);
fl_status fl_bound_tell(const char *bytes, size_t size, const char *name, bool on_paper, fl_report *report,
                        fl_error *error);
fl_status fl_audit_tell(const char *bytes, size_t size, const char *name, bool on_paper, fl_report *report,
                        fl_error *error);

/* Ends with one whose description is NULL. */
extern const fl_stored_form fl_stored_forms[];

/* What the file says that it is: its member "schema", "" where it has none or cannot be read. */
void fl_stored_schema(const char *path, char *schema, size_t size);

/* NULL for what is no such document: the schema of a result, a trace or of nothing that is known. */
const fl_stored_form *fl_stored_find(const char *schema);

/* Reads a file and adds its report. FL_USAGE as tell says, or where the file cannot be read or is too large. */
fl_status fl_stored_tell(const fl_stored_form *form, const char *path, bool on_paper, fl_report *report,
                         fl_error *error);

/* ---- for the readers ---- */

/* Fills the struct at into, cleared before, from text that must be such a document; settle, which may be NULL, then
 * checks what no table can and fills the rest. The lists are the caller's to free with fl_fields_free(), on failure too. */
fl_status fl_stored_parse(const char *bytes, size_t size, const char *name, const fl_description *description,
                          fl_status (*settle)(fl_reader *reader, void *into), void *into, fl_error *error);

/* The number below count that the word names: the last one where no other does, as the tables let no other word pass. */
int fl_stored_word(const char *word, const char *(*name)(int value), int count);

#endif
