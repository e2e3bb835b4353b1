/* A small complete document for the tests of the result file and of `fairlane compare`. */
#ifndef FAIRLANE_TESTS_RECORD_FIXTURE_H
#define FAIRLANE_TESTS_RECORD_FIXTURE_H

#include "bench/record/result.h"

/* Two contestants (scalar, avx2: 10 times faster in both modes), one contestant of other work
 * (logistic-784x1), one floor probe. variation shifts the times a little, so that two documents differ.
 * calls: per contestant; 0 < calls. The caller frees it with fl_document_free(). */
void fl_fixture(fl_document *document, size_t calls, double variation);

#endif
