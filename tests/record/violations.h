/* What a document's tables of fields forbid, planted one by one into a document that its reader takes. */
#ifndef FAIRLANE_TESTS_RECORD_VIOLATIONS_H
#define FAIRLANE_TESTS_RECORD_VIOLATIONS_H

#include "bench/record/fields.h"

/* Reads a document; FL_USAGE with one line otherwise. */
typedef fl_status (*fl_document_reader)(const char *text, size_t size, fl_error *error);

/* text: taken by the reader as it stands. Fails unless each violation is refused with FL_USAGE and a line that names
 * the field. Returns how many were planted. Behind cmocka.h. */
size_t fl_plant_violations(const char *text, const fl_description *description, fl_document_reader reader);

#endif
