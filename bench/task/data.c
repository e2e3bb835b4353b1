#include "bench/task/exact.h"
#include "bench/task/task.h"

void fl_task_data(float *pixels, int *labels)
{
    for (unsigned i = 0; i < FL_TRAINING_SAMPLES; i++) {
        for (unsigned j = 0; j < FL_INPUTS; j++)
            pixels[i * FL_INPUTS + j] = (float)((17 * i + 31 * j) % 256) / 255.0F;
        labels[i] = i % 10 == 0 ? 0 : 1;
    }
}

void fl_task_sample(float *sample)
{
    for (unsigned j = 0; j < FL_INPUTS; j++)
        sample[j] = (float)(j % 256) / 255.0F;
}
