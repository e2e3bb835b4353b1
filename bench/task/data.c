#include "bench/task/exact.h"
#include "bench/task/task.h"

const char fl_task_pixels_sha256[] = "29ac5fdb71dfce75a659a7f1ba1de3cd97f38bf570bbbdf5b53a646187523769";

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
