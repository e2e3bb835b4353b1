/* A program that brings its own BLAS, as a user of the library may (or a plug-in loaded beside it): calls
 * that end here say so and exit with 66. Runs every kernel made of a foreign library and compares it with a
 * sum in double. Exit status: 0 all right, 1 a kernel is wrong, 66 taken over, 77 no such kernel in this
 * build. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "dispatch/dispatch.h"

static void taken_over(const char *name)
{
    printf("taken over: %s of the program was called\n", name);
    exit(66);
}

void cblas_sgemv(void);
void cblas_sdot(void);
void sgemv_(void);
void sdot_(void);
void libxsmm_smmdispatch(void);
void dnnl_primitive_execute(void);
void omp_set_num_threads(void);

void cblas_sgemv(void)
{
    taken_over("cblas_sgemv");
}

void cblas_sdot(void)
{
    taken_over("cblas_sdot");
}

void sgemv_(void)
{
    taken_over("sgemv_");
}

void sdot_(void)
{
    taken_over("sdot_");
}

void libxsmm_smmdispatch(void)
{
    taken_over("libxsmm_smmdispatch");
}

void dnnl_primitive_execute(void)
{
    taken_over("dnnl_primitive_execute");
}

void omp_set_num_threads(void)
{
    taken_over("omp_set_num_threads");
}

static int is_right(const fl_kernel *kernel)
{
    static float weights[FL_WEIGHTS], input[FL_INPUTS];
    const float bias[FL_OUTPUTS] = {0.25f, -0.5f};
    float output[FL_OUTPUTS] = {0.0f, 0.0f};
    for (int i = 0; i < FL_WEIGHTS; i++)
        weights[i] = (float)(i * 37 % 101) / 101.0f - 0.5f;
    for (int i = 0; i < FL_INPUTS; i++)
        input[i] = (float)(i % 256) / 255.0f;
    kernel->run(weights, bias, input, output);
    int right = 1;
    for (int row = 0; row < FL_OUTPUTS; row++) {
        double sum = (double)bias[row], size = fabs(sum);
        for (int i = 0; i < FL_INPUTS; i++) {
            double product = (double)weights[row * FL_INPUTS + i] * (double)input[i];
            sum += product;
            size += fabs(product);
        }
        if (!(fabs((double)output[row] - sum) <= FL_INPUTS * 0x1p-24 * size)) {
            printf("%s: output %d is %.9g instead of %.9g\n", kernel->name, row, (double)output[row], sum);
            right = 0;
        }
    }
    return right;
}

int main(void)
{
    int run = 0, wrong = 0;
    for (size_t i = 0; i < fl_variant_count; i++) {
        const fl_kernel *kernel = fl_variants[i].kernel;
        if (!kernel || kernel->work != FL_WORK_LINEAR_784X2 || kernel->origin != FL_LIBRARY)
            continue;
        fl_cpu cpu = fl_cpu_detect();
        fl_availability here;
        fl_judge(&cpu, i, &here);
        if (!here.runs) {
            printf("skipped: %s: %s\n", kernel->name, here.reason);
            continue;
        }
        run++;
        wrong += !is_right(kernel);
    }
    printf("%d kernels of foreign libraries run, %d wrong\n", run, wrong);
    if (run == 0)
        return 77;
    return wrong ? 1 : 0;
}
