/* The libraries find out by themselves what the CPU has. Most can be told to use less:
 *   OPENBLAS_CORETYPE        OpenBLAS, NumPy's copy too; read before main()
 *   ONEDNN_MAX_CPU_ISA       oneDNN
 *   LIBXSMM_TARGET           LIBXSMM
 *   MKL_ENABLE_INSTRUCTIONS  MKL
 *   ATEN_CPU_CAPABILITY      PyTorch's own loops
 * Not BLIS, which takes the name of a core and aborts where that core is not this one, nor the C library,
 * which computes nothing of what is measured. A user's own setting is the user's word and stays. */
#include "bench/harness/imitate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/base/emulator.h"
#include "bench/base/system.h"
#include "bench/harness/environment.h"
#include "dispatch/cpu.h"

size_t fl_imitations(unsigned usable, fl_imitation imitations[FL_MOST_IMITATIONS])
{
    enum { AVX2 = FL_NEEDS_AVX2 | FL_NEEDS_FMA };
    enum { AVX512 = FL_NEEDS_AVX512F | FL_NEEDS_AVX512VL | FL_NEEDS_AVX512BW | FL_NEEDS_AVX512DQ };
    static const struct {
        const char *variable, *sse3, *sse42, *avx, *avx2;
    } libraries[] = {
        {"OPENBLAS_CORETYPE", "Prescott", "Nehalem", "Sandybridge", "Haswell"},
        {"ONEDNN_MAX_CPU_ISA", "SSE41", "SSE41", "AVX", "AVX2"},
        {"LIBXSMM_TARGET", "sse3", "wsm", "snb", "hsw"},
        {"MKL_ENABLE_INSTRUCTIONS", "SSE4_2", "SSE4_2", "AVX", "AVX2"},
        {"ATEN_CPU_CAPABILITY", "default", "default", "default", "avx2"},
    };
    size_t count = 0;
    if ((usable & AVX512) == AVX512)
        return count;
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        const char *value = (usable & AVX2) == AVX2   ? libraries[i].avx2
                            : usable & FL_NEEDS_AVX   ? libraries[i].avx
                            : usable & FL_NEEDS_SSE42 ? libraries[i].sse42
                                                      : libraries[i].sse3;
        imitations[count++] = (fl_imitation){libraries[i].variable, value};
    }
    return count;
}

void fl_imitate(char **argv)
{
    fl_cpu cpu = fl_cpu_detect();
    fl_imitation imitations[FL_MOST_IMITATIONS];
    if (cpu.architecture != FL_ARCHITECTURE_X86_64 || !fl_cpu_hidden(&cpu) || fl_emulator()[0])
        return;
    bool news = false;
    size_t count = fl_imitations(fl_cpu_usable(&cpu), imitations);
    for (size_t i = 0; i < count; i++) {
        news = news || !getenv(imitations[i].variable);
        setenv(imitations[i].variable, imitations[i].value, 0);
    }
    if (news)
        execv(fl_system_own_program(), argv);
}
