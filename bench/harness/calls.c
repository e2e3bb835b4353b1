/* Keep this file free of anything but the loops: what
 * stands between two clock readings is the measurement. */
#include "bench/harness/calls.h"

#include <string.h>

#include "bench/base/clock.h"
#include "dispatch/cpu.h"

void fl_time_each(const fl_call *call, size_t warmups, size_t n, double *samples_ns)
{
    fl_kernel_function *const run = call->run;
    const float *const weights = call->weights, *const bias = call->bias, *const input = call->input;
    float *const output = call->output;
    /* Legacy SSE code crawls while the upper halves of the vector registers are dirty. */
    fl_cpu_clear_upper();
    for (size_t i = 0; i < warmups; i++)
        run(weights, bias, input, output);
    for (size_t i = 0; i < n; i++) {
        uint64_t start = fl_now_ns();
        run(weights, bias, input, output);
        uint64_t stop = fl_now_ns();
        samples_ns[i] = (double)(stop - start);
    }
}

double fl_time_one(const fl_call *call)
{
    const fl_call copy = *call;
    fl_cpu_clear_upper();
    uint64_t start = fl_now_ns();
    copy.run(copy.weights, copy.bias, copy.input, copy.output);
    uint64_t stop = fl_now_ns();
    return (double)(stop - start);
}

/* What a turn needs fits into the six registers that a call on x86-64 leaves alone: counted down, in a
 * function of its own. One pointer read from the stack in each turn, beside the return address that was just
 * written there, makes 512-bit loads 4 to 8 % slower on Zen 5, as the layout has it. A test reads the machine
 * code. */
__attribute__((noinline)) static uint64_t time_independent(const fl_call *call, uint64_t made)
{
    fl_kernel_function *const run = call->run;
    const float *const weights = call->weights, *const bias = call->bias, *const input = call->input;
    float *const output = call->output;
    uint64_t start = fl_now_ns();
    for (uint64_t left = made; left > 0; left--)
        run(weights, bias, input, output);
    return fl_now_ns() - start;
}

/* The next input's address depends on every output of the last call. A dependence through a stored input
 * value would not do: vector loads would wait for store forwarding, and all other inputs would still be
 * independent. */
static uint64_t time_chained(const fl_call *call, uint64_t made)
{
    fl_kernel_function *const run = call->run;
    const float *const weights = call->weights, *const bias = call->bias, *const input = call->input;
    float *const output = call->output;
    const size_t last = call->outputs - 1;
    const float *next = input;
    uint32_t zero = 0;
    __asm__ volatile("" : "+r"(zero)); /* the compiler must not know that it is zero */
    uint64_t start = fl_now_ns();
    for (uint64_t i = 0; i < made; i++) {
        run(weights, bias, next, output);
        uint32_t bits_first, bits_last;
        memcpy(&bits_first, &output[0], sizeof bits_first);
        memcpy(&bits_last, &output[last], sizeof bits_last);
        next = input + ((bits_first | bits_last) & zero);
    }
    return fl_now_ns() - start;
}

uint64_t fl_time_block(const fl_call *call, fl_mode mode, uint64_t made)
{
    fl_cpu_clear_upper();
    return mode == FL_CHAINED ? time_chained(call, made) : time_independent(call, made);
}
