#include "bench/harness/cold.h"

#include <string.h>

#include "bench/harness/flush.h"

enum { WARM_TURNS = 3 };

static void flush_call(const fl_call *call, const fl_job_contestant *contestant)
{
    fl_shape shape = fl_work_shape(contestant->work);
    fl_flush(call->weights, shape.weights * sizeof(float));
    fl_flush(call->bias, shape.bias * sizeof(float));
    fl_flush(call->input, shape.inputs * sizeof(float));
    fl_flush(call->output, shape.outputs * sizeof(float));
    const void *code = NULL;
    memcpy(&code, &call->run, sizeof code); /* POSIX: a function's address is an object's */
    fl_flush(code, contestant->code_bytes);
    fl_flush_finish();
}

void fl_cold_run(const fl_job *job, const fl_layout *layout, double *samples_ns[FL_MOST_CONTESTANTS])
{
    for (uint32_t turn = 0; turn < WARM_TURNS + job->cold_calls; turn++)
        for (uint32_t e = 0; e < job->contestant_count; e++) {
            if (!samples_ns[e])
                continue;
            fl_call call = fl_layout_call(layout, &job->contestants[e]);
            flush_call(&call, &job->contestants[e]);
            double ns = fl_time_one(&call);
            if (turn >= WARM_TURNS)
                samples_ns[e][turn - WARM_TURNS] = ns;
        }
}
