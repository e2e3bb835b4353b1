/* Parts of the reader of JSON that its files share; nothing for others. */
#ifndef FAIRLANE_BENCH_RECORD_DECODE_PARTS_H
#define FAIRLANE_BENCH_RECORD_DECODE_PARTS_H

#include "bench/record/fields.h"
#include "bench/record/result.h"

/* "name is a list; it must be wanted" */
fl_status fl_decode_fail_type(const fl_reader *reader, const struct cJSON *node, const char *name,
                              const char *wanted);

/* FL_FIELD_NUMBERS and FL_FIELD_RUNS: allocates at the field's offset of base; the struct owns it, on failure
 * too. */
fl_status fl_decode_numbers(fl_reader *reader, const struct cJSON *node, const fl_field *field, void *base);
fl_status fl_decode_runs(fl_reader *reader, const struct cJSON *node, const fl_field *field, void *base);

/* Of the count packed numbers of such a field only how many are which; distribution: its lists are the caller's to free,
 * on failure too. */
fl_status fl_decode_counts(fl_reader *reader, const struct cJSON *node, const fl_field *field, size_t count,
                           fl_distribution *distribution);

#endif
