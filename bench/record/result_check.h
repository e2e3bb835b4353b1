/* Whether a result that was read agrees with itself. */
#ifndef FAIRLANE_BENCH_RECORD_RESULT_CHECK_H
#define FAIRLANE_BENCH_RECORD_RESULT_CHECK_H

#include "bench/record/fields.h"
#include "bench/record/result.h"

/* The summary of the calls: there, in order, and, where the file holds the samples, theirs. node: the object
 * it was read from. From a file of another tool only what every comparison needs is demanded. */
fl_status fl_check_per_call(const fl_reader *reader, const struct cJSON *node, fl_result *result,
                            bool of_other_tool);

/* A peer's part, and that only a peer has one. */
fl_status fl_check_peer(const fl_reader *reader, const struct cJSON *node, const fl_result *result);

/* The series of rounds and of cold calls, each median recomputed, and each ratio to the baseline where that
 * is known: it is recomputed whole and put into the result, as files may hold that of an earlier rule. */
fl_status fl_check_amortised(const fl_reader *reader, const struct cJSON *node, fl_result *result,
                             const fl_document *document);

/* What a result of the lab is said to be: within the error bound, possible or not. */
fl_status fl_check_judgements(const fl_reader *reader, const struct cJSON *node, const fl_result *result,
                              const fl_document *document);

#endif
