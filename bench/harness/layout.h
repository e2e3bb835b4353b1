/* Where a measuring process puts its arrays: 64-byte aligned at a random place within a page, each array on
 * pages of its own, plus the misalignment that was asked for. */
#ifndef FAIRLANE_BENCH_HARNESS_LAYOUT_H
#define FAIRLANE_BENCH_HARNESS_LAYOUT_H

#include "bench/harness/calls.h"
#include "bench/stats/random.h"

typedef struct fl_layout {
    void *memory;
    size_t size;
    float *weights, *bias, *input;       /* linear-784x2 */
    float *difference, *difference_bias; /* logistic-784x1 */
    float *logits;                       /* softmax-2 */
    float *output;
    uint32_t
        misalign; /* bytes that weights and input (of each work) stand behind the start of a cache line */
} fl_layout;

/* Maps and fills the arrays from the job's model and the task's sample. FL_UNABLE when memory is short. */
fl_status fl_layout_make(const fl_job *job, fl_layout *layout, fl_error *error);
void fl_layout_free(fl_layout *layout);

/* The call of a contestant with the arrays of its work. A probe gets the starts of their cache lines: what it
 * does is the least of the work, and loads that cross lines are more than that (a kernel may pair its own
 * better than a probe that loads one array after the other, and would seem to beat its floor). */
fl_call fl_layout_call(const fl_layout *layout, const fl_job_contestant *contestant);

/* The generator with which process p of a run starts; stream tells apart what it is used for. */
fl_random fl_random_stream(uint64_t seed, uint32_t process, uint32_t stream);

#endif
