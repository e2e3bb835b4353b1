/* The interface of CBLAS stands here as far as it is called, with integers of 32 bits, so that no library has
 * to bring its header along. FL_SGEMV and FL_SDOT: the names by which the library goes. */
#include "bench/peers/c/cblas_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef FL_SGEMV
#define FL_SGEMV cblas_sgemv
#define FL_SDOT cblas_sdot
#endif

enum { ROW_MAJOR = 101, NO_TRANSPOSE = 111, MOST_FACTS = 16 };

void FL_SGEMV(int order, int transpose, int rows, int columns, float alpha, const float *matrix, int stride,
              const float *x, int step_x, float beta, float *y, int step_y);
float FL_SDOT(int n, const float *x, int step_x, const float *y, int step_y);

static _Alignas(FL_PEER_LINE) float weights[FL_PEER_OUTPUTS * FL_PEER_INPUTS], bias[FL_PEER_OUTPUTS];
static _Alignas(FL_PEER_LINE) float input[FL_PEER_INPUTS], output[FL_PEER_OUTPUTS];

/* The bias goes in as y of y = A x + 1 y. */
static inline void multiply(void)
{
    output[0] = bias[0];
    output[1] = bias[1];
    FL_SGEMV(ROW_MAJOR, NO_TRANSPOSE, FL_PEER_OUTPUTS, FL_PEER_INPUTS, 1.0f, weights, FL_PEER_INPUTS, input,
             1, 1.0f, output, 1);
}

static inline void dot(void)
{
    output[0] = FL_SDOT(FL_PEER_INPUTS, weights, 1, input, 1) + bias[0];
    output[1] = FL_SDOT(FL_PEER_INPUTS, weights + FL_PEER_INPUTS, 1, input, 1) + bias[1];
}

static bool load(const float *new_weights, const float *new_bias)
{
    memcpy(weights, new_weights, sizeof weights);
    memcpy(bias, new_bias, sizeof bias);
    return true;
}

static bool take(const float *sample)
{
    memcpy(input, sample, sizeof input);
    return true;
}

/* The loops hold the call itself, see fairlane_peer.h. */
FL_PEER_LOOPS(sgemv, multiply(), output)
FL_PEER_LOOPS(sdot, dot(), output)

int fl_cblas_serve(const char *variant, const char *name, const char *version, const fl_peer_fact *facts)
{
    fl_peer_fact all[MOST_FACTS] = {{"mode", "one sgemv, the bias as its y"}, {"threads", "1"}};
    fl_peer_library library = {.name = name, .version = version, .facts = all, .load = load, .take = take};
    size_t count = 2;
    for (; facts->name && count + 2 < MOST_FACTS; facts++)
        all[count++] = *facts;
    all[count++] = (fl_peer_fact){"compiler", __VERSION__};
    if (!variant || strcmp(variant, "sgemv") == 0) {
        FL_PEER_SET_LOOPS(library, sgemv);
    } else if (strcmp(variant, "sdot") == 0) {
        all[0].value = "two sdot, and the bias";
        FL_PEER_SET_LOOPS(library, sdot);
    } else {
        fprintf(stderr, "%s: what is '%s'? There are sgemv and sdot\n", name, variant);
        return EXIT_FAILURE;
    }
    return fl_peer_serve(&library);
}
