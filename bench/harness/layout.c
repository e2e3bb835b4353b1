#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "bench/harness/layout.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINE = 64, ARRAYS = 7, PAGES_PER_ARRAY = 4, STREAM_LAYOUT = 1 };

fl_random fl_random_stream(uint64_t seed, uint32_t process, uint32_t stream)
{
    fl_random mixed = {seed};
    mixed.state = fl_random_next(&mixed) ^ ((uint64_t)process << 32 | stream);
    return (fl_random){fl_random_next(&mixed)};
}

static size_t page_size(void)
{
    enum { SMALLEST = 4096 };
    long size = sysconf(_SC_PAGESIZE);
    return size > SMALLEST ? (size_t)size : SMALLEST;
}

/* Array number `slot` of the mapping; the largest array (6,272 bytes) fits behind any offset within the first
 * page. */
static float *place(const fl_layout *layout, unsigned slot, uint32_t misalign, fl_random *random)
{
    size_t page = page_size();
    size_t offset = (size_t)fl_random_below(random, page / LINE) * LINE;
    return (float *)(void *)((char *)layout->memory + (size_t)slot * PAGES_PER_ARRAY * page + offset +
                             misalign);
}

fl_status fl_layout_make(const fl_job *job, fl_layout *layout, fl_error *error)
{
    memset(layout, 0, sizeof *layout);
    layout->size = (size_t)ARRAYS * PAGES_PER_ARRAY * page_size();
    void *memory = mmap(NULL, layout->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return fl_fail(error, FL_UNABLE, "no memory for the arrays: %s", strerror(errno));
    layout->memory = memory;
    layout->misalign = job->misalign;
    memset(memory, 0, layout->size); /* no page fault is left for the timed part */
    fl_random random = fl_random_stream(job->seed, job->process, STREAM_LAYOUT);
    layout->weights = place(layout, 0, job->misalign, &random);
    layout->input = place(layout, 1, job->misalign, &random);
    layout->difference = place(layout, 2, job->misalign, &random);
    layout->bias = place(layout, 3, 0, &random);
    layout->difference_bias = place(layout, 4, 0, &random);
    layout->logits = place(layout, 5, job->misalign, &random);
    layout->output = place(layout, 6, 0, &random);
    memcpy(layout->weights, job->model.weights, sizeof job->model.weights);
    memcpy(layout->bias, job->model.bias, sizeof job->model.bias);
    fl_task_sample(layout->input);
    fl_model_difference(&job->model, layout->difference, layout->difference_bias);
    for (int o = 0; o < FL_OUTPUTS; o++) {
        double sum = (double)layout->bias[o];
        for (int i = 0; i < FL_INPUTS; i++)
            sum += (double)layout->weights[o * FL_INPUTS + i] * (double)layout->input[i];
        layout->logits[o] = (float)sum;
    }
    return FL_OK;
}

void fl_layout_free(fl_layout *layout)
{
    if (layout->memory)
        munmap(layout->memory, layout->size);
    memset(layout, 0, sizeof *layout);
}

fl_call fl_layout_call(const fl_layout *layout, const fl_job_contestant *contestant)
{
    fl_call call = {contestant->run, layout->weights, layout->bias,
                    layout->input,   layout->output,  fl_work_shape(contestant->work).outputs};
    if (contestant->work == FL_WORK_LOGISTIC_784X1) {
        call.weights = layout->difference;
        call.bias = layout->difference_bias;
    } else if (contestant->work == FL_WORK_SOFTMAX_2) {
        call.weights = call.bias = NULL;
        call.input = layout->logits;
    }
    if (contestant->kind == FL_CONTESTANT_PROBE) {
        call.weights -= layout->misalign / sizeof(float);
        call.input -= layout->misalign / sizeof(float);
    }
    return call;
}
