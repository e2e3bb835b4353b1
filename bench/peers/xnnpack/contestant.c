/* XNNPACK: its fully connected operator, float32, batch 1, one thread.
 *
 * Making the operator packs the weights: that is loading the model, as for PyTorch or ONNX Runtime, and the
 * reason why this is a contestant of its own and no kernel, which may compute nothing beforehand. Setting it
 * up binds it to its input and output. One inference runs it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xnnpack.h>

#include "bench/peers/c/fairlane_peer.h"

#ifndef XNNPACK_VERSION
#define XNNPACK_VERSION "not told"
#endif

static xnn_operator_t fully_connected;
/* XNNPACK reads a few bytes beyond its input, as its header says, and uses nothing of them. */
static _Alignas(FL_PEER_LINE) float input[FL_PEER_INPUTS + XNN_EXTRA_BYTES / sizeof(float)];
static _Alignas(FL_PEER_LINE) float output[FL_PEER_OUTPUTS];

static bool bind(void)
{
    return xnn_setup_fully_connected_nc_f32(fully_connected, 1, input, output, NULL) == xnn_status_success;
}

static bool load(const float *weights, const float *bias)
{
    xnn_operator_t made = NULL;
    if (xnn_create_fully_connected_nc_f32(FL_PEER_INPUTS, FL_PEER_OUTPUTS, FL_PEER_INPUTS, FL_PEER_OUTPUTS,
                                          weights, bias, -INFINITY, INFINITY, 0, &made) != xnn_status_success)
        return false;
    if (fully_connected)
        xnn_delete_operator(fully_connected);
    fully_connected = made;
    return bind();
}

static bool take(const float *sample)
{
    memcpy(input, sample, FL_PEER_INPUTS * sizeof *sample);
    return true;
}

static bool predict(float *logits)
{
    if (xnn_run_operator(fully_connected, NULL) != xnn_status_success)
        return false;
    memcpy(logits, output, sizeof output);
    return true;
}

FL_PEER_LOOPS(operator_text, xnn_run_operator(fully_connected, NULL), output)

int main(void)
{
    static const fl_peer_fact facts[] = {
        {"mode",
         "xnn_run_operator of one fully connected operator; its weights were packed when it was made"},
        {"threads", "1"},
        {"compiler", __VERSION__},
        {"simd", "XNNPACK's choice for this CPU, which it does not tell"},
        {NULL, NULL},
    };
    fl_peer_library library = {
        .name = "xnnpack", .version = XNNPACK_VERSION, .facts = facts, .load = load, .take = take};
    FL_PEER_SET_LOOPS(library, operator_text);
    library.predict = predict; /* which looks at what the library says of itself */
    enum xnn_status status = xnn_initialize(NULL);
    if (status != xnn_status_success) {
        fprintf(stderr, "xnnpack: xnn_initialize fails with %d: it does not support this CPU\n", (int)status);
        return EXIT_FAILURE;
    }
    return fl_peer_serve(&library);
}
