/* The arithmetic in a BLAS that is loaded at run time and picks its code by the CPU: nothing of it stands in
 * the program's own file. */
#include <dlfcn.h>
#include <string.h>

#include "tests/evidence/contestants/contestant.h"

typedef float sdot_function(int count, const float *x, int step_x, const float *y, int step_y);

static sdot_function *sdot;

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] =
            sdot(INPUTS, contestant_weights + k * INPUTS, 1, contestant_input, 1) + contestant_bias[k];
}

int main(void)
{
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    void *symbol = library == NULL ? NULL : dlsym(library, "cblas_sdot");
    if (symbol == NULL)
        return contestant_skip("libopenblas.so.0 cannot be loaded (on Debian: libopenblas0-serial)");
    memcpy(&sdot, &symbol, sizeof sdot); /* ISO C has no cast from data to function */
    return contestant_run(inference);
}
