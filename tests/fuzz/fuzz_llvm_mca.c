/* Any bytes, as what llvm-mca answers, must end in cycles above zero for every piece of code or in one line
 * of error, never in a fault. */
#include "tests/fuzz/fuzz.h"

#include <math.h>

#include "bench/bounds/core_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = {"znver4", "sapphirerapids", "neoverse-n1", "znver5"};
    char *text = fuzz_text(bytes, size);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (size_t regions = 1; regions <= 2; regions++) {
            double cycles[2] = {0};
            fl_error error = {""};
            fl_status status = fl_core_parse(text, size, names[i], cycles, regions, &error);
            if (status == FL_OK)
                fuzz_must(!error.text[0] && fl_core_find(names[i]) != NULL);
            else
                fuzz_must((status == FL_USAGE || status == FL_UNABLE) && error.text[0]);
            for (size_t k = 0; status == FL_OK && k < regions; k++)
                fuzz_must(cycles[k] > 0 && isfinite(cycles[k]));
        }
    free(text);
    return 0;
}
