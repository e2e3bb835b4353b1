/* What a field allows: one rule for what is written (json.h), what is read (fields.h) and what the schema says. */
#ifndef FAIRLANE_BENCH_RECORD_ALLOWED_H
#define FAIRLANE_BENCH_RECORD_ALLOWED_H

#include "bench/record/fields.h"

enum { FL_REFUSAL = 360 };

/* Each: whether the value may stand there, its kind aside; else refusal says why not, to stand behind the field's
 * name: "is empty". An empty refusal: there is not enough memory to tell. */
bool fl_field_allows_text(const fl_field *field, const char *text, char refusal[FL_REFUSAL]);
bool fl_field_allows_number(const fl_field *field, double value, char refusal[FL_REFUSAL]);
bool fl_field_allows_count(const fl_field *field, size_t count, char refusal[FL_REFUSAL]);

/* Whether whole numbers stand there, one or many. */
bool fl_field_is_whole(const fl_field *field);

#endif
