/* Two results of one document, compared: the one place where any command learns whether they differ, and by
 * how much. */
#ifndef FAIRLANE_BENCH_RECORD_PAIR_H
#define FAIRLANE_BENCH_RECORD_PAIR_H

#include "bench/record/result.h"

/* Both were timed in the same rounds of the same processes; never so what an importer read. */
bool fl_share_rounds(const fl_series *a, const fl_series *b);

/* The document's confidence, 0.95 where it tells none that can be. */
double fl_document_confidence(const fl_document *document);

/* The number of statements that the document's ratios are corrected for; 1 where it tells none. The same for
 * every pair of the document, whichever command asks: a correction of its own for each would let one call
 * different what another calls a tie. */
size_t fl_document_comparisons(const fl_document *document);

/* a / b, of one document, by its rounds (fl_compare_paired()), quiet ones where they are enough
 * (fl_pick_rounds()). FL_USAGE when they share no rounds. */
fl_status fl_document_compare(const fl_document *document, const fl_series *a, const fl_series *b,
                              fl_paired_ratio *ratio, fl_error *error);

#endif
