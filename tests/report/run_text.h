/* The report of a run as text. */
#ifndef FAIRLANE_TESTS_RUN_TEXT_H
#define FAIRLANE_TESTS_RUN_TEXT_H

#include "bench/record/result.h"

/* In static storage; fails the test when the report cannot be made. */
const char *run_text(const fl_document *document);

#endif
