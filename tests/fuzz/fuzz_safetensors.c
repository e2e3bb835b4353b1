/* Any bytes must end in a model with finite values or in one line of error, never in a fault. Each input is
 * read twice: as a file, and as a header whose length is made to fit, since chance seldom gets those 8 bytes
 * right. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/task/task.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* tensor: the layer that is asked for; NULL: the only one. */
static void read_layer(const uint8_t *bytes, size_t size, const char *tensor)
{
    fl_model model;
    fl_error error = {""};
    fl_status status = fl_model_parse_tensor(bytes, size, "fuzz", tensor, &model, &error);
    if (status == FL_OK) {
        for (int n = 0; n < FL_WEIGHTS; n++)
            if (!isfinite(model.weights[n]))
                abort();
        if (!isfinite(model.bias[0]) || !isfinite(model.bias[1]) || error.text[0])
            abort();
    } else if (status != FL_USAGE || strncmp(error.text, "fuzz: ", 6) != 0 ||
               strpbrk(error.text, "\n\r\x1b")) {
        abort();
    }
}

static void read_model(const uint8_t *bytes, size_t size)
{
    read_layer(bytes, size, NULL);
    read_layer(bytes, size, "fc");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    read_model(bytes, size);
    if (size < 8)
        return 0;
    /* The header ends where the bytes of a model would begin; in short inputs it is all there is. */
    const size_t model_data = 4 * (FL_WEIGHTS + FL_OUTPUTS);
    uint64_t header = size - 8 > model_data ? size - 8 - model_data : size - 8;
    uint8_t *fitted = malloc(size);
    if (!fitted)
        return 0;
    memcpy(fitted, bytes, size);
    for (int n = 0; n < 8; n++)
        fitted[n] = (uint8_t)(header >> (8 * n));
    read_model(fitted, size);
    free(fitted);
    return 0;
}
