/* Result files of other benchmarks' tools, told apart by what only they hold: nobody should have to guess why
 * a file of theirs is not one of the lab's. */
#ifndef FAIRLANE_BENCH_RECORD_FOREIGN_FORMAT_H
#define FAIRLANE_BENCH_RECORD_FOREIGN_FORMAT_H

#include "bench/record/fields.h"

/* FL_USAGE with the tool's name when the document is a file of one that is known; FL_OK for everything else.
 */
fl_status fl_refuse_foreign_format(const fl_reader *reader);

#endif
