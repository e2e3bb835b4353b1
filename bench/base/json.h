/* JSON documents that are built member by member (cJSON). cJSON tells of missing memory at each of its calls;
 * here the first failure sticks and is told once, when the document is to be printed: none is ever printed
 * with a hole. Every text is made plain on its way in, so that nothing foreign reaches a terminal or another
 * reader. */
#ifndef FAIRLANE_BENCH_BASE_JSON_H
#define FAIRLANE_BENCH_BASE_JSON_H

#include <stdbool.h>

#include "kernels/error.h"

struct cJSON;

/* An object or array of a document that is being built; passed by value. */
typedef struct fl_json {
    struct cJSON *node; /* NULL where memory was short */
    bool *lost;         /* the document's: whether anything of it could not be stored */
} fl_json;

/* A document: an object with the member "schema", unless that is NULL. *lost is set to false and must live as
 * long as the document, which fl_json_print() frees. */
fl_json fl_json_document(const char *schema, bool *lost);

/* A new object or array in to: its member name, or, where to is an array and name NULL, its next element. */
fl_json fl_json_object(fl_json to, const char *name);
fl_json fl_json_array(fl_json to, const char *name);

/* The same for values. Texts are copied and made plain (fl_text_make_plain); NULL, NaN and infinity become
 * null. */
void fl_json_add_text(fl_json to, const char *name, const char *text);
void fl_json_add_number(fl_json to, const char *name, double value);
void fl_json_add_bool(fl_json to, const char *name, bool value);
void fl_json_add_null(fl_json to, const char *name);

/* The text of the document, to be freed by the caller, in *text; frees the document. FL_UNABLE with *text
 * NULL where memory was short, now or while it was built; what names the document in the error. */
fl_status fl_json_print(fl_json document, const char *what, char **text, fl_error *error);

#endif
