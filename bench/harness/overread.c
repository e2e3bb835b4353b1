#include "bench/harness/overread.h"

#if defined(__x86_64__)

#include "bench/harness/stage.h"
#include "dispatch/cpu.h"

enum { WHOLE_REGISTER = 16 };

/* One fused instruction on the last weight, as a kernel, so that its fault is caught as theirs are. */
static void fuse_last_weight(const float *weights, const float *bias, const float *input, float *output)
{
    (void)bias;
    (void)input;
    output[0] = output[1] = 0;
    __asm__ volatile("vfmadd231ss (%0), %%xmm14, %%xmm15"
                     :
                     : "r"(weights + FL_WEIGHTS - 1)
                     : "xmm15", "memory");
}

size_t fl_scalar_fma_overread(void)
{
    static const fl_kernel probe = {
        .name = "overread", .work = FL_WORK_LINEAR_784X2, .run = fuse_last_weight};
    fl_cpu cpu = fl_cpu_detect();
    fl_stage stage;
    fl_case data;
    float output[FL_OUTPUTS];
    if (!(fl_cpu_usable(&cpu) & FL_NEEDS_FMA) || fl_stage_open(&stage, &probe, NULL) != FL_OK)
        return 0;
    fl_case_fill(&data, FL_WORK_LINEAR_784X2, 0, 1);
    fl_stage_place_at_end(&stage, FL_ARRAY_WEIGHTS, 0);
    bool faults = fl_stage_call(&stage, &data, output, NULL) != FL_OK;
    fl_stage_close(&stage);
    return faults ? WHOLE_REGISTER - sizeof(float) : 0;
}

#else

size_t fl_scalar_fma_overread(void)
{
    return 0;
}

#endif
