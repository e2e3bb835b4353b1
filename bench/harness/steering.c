/* A library picks its code by the CPU, or by what its user sets: two results with other settings are of other
 * code, though name and version are the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/harness/environment.h"

static const char *const variables[] = {"OPENBLAS_CORETYPE",
                                        "OPENBLAS_L2_SIZE",
                                        "BLIS_ARCH_TYPE",
                                        "BLIS_MODEL_TYPE",
                                        "DNNL_MAX_CPU_ISA",
                                        "ONEDNN_MAX_CPU_ISA",
                                        "DNNL_CPU_ISA_HINTS",
                                        "ONEDNN_CPU_ISA_HINTS",
                                        "DNNL_DEFAULT_FPMATH_MODE",
                                        "ONEDNN_DEFAULT_FPMATH_MODE",
                                        "LIBXSMM_TARGET",
                                        "MKL_ENABLE_INSTRUCTIONS",
                                        "MKL_CBWR",
                                        "MKL_DEBUG_CPU_TYPE",
                                        "ATEN_CPU_CAPABILITY",
                                        "NPY_DISABLE_CPU_FEATURES",
                                        "NPY_ENABLE_CPU_FEATURES",
                                        "GLIBC_TUNABLES",
                                        "LD_PRELOAD",
                                        NULL};

void fl_environment_steering(char *text, size_t size)
{
    size_t used = 0;
    snprintf(text, size, "none");
    for (size_t i = 0; variables[i] && used < size; i++) {
        const char *value = getenv(variables[i]);
        char plain[128];
        if (!value)
            continue;
        int length = snprintf(text + used, size - used, "%s%s=%s", used ? "; " : "", variables[i],
                              fl_text_make_plain(value, plain, sizeof plain));
        used += length > 0 ? (size_t)length : 0;
    }
}
