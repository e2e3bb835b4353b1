/* Executes one instruction of the named extension without asking whether the CPU has it: the negative control
 * that an emulated CPU really dies of what it lacks. x86-64 only. */
#include <string.h>

int main(int argc, char **argv)
{
    const char *extension = argc == 2 ? argv[1] : "";
    if (strcmp(extension, "avx") == 0)
        __asm__ volatile("vaddps %%ymm0, %%ymm0, %%ymm0" ::: "xmm0");
    else if (strcmp(extension, "fma") == 0)
        __asm__ volatile("vfmadd231ps %%ymm0, %%ymm0, %%ymm0" ::: "xmm0");
    else if (strcmp(extension, "avx512") == 0)
        __asm__ volatile("vaddps %%zmm0, %%zmm0, %%zmm0" ::: "xmm0");
    else
        return 2;
    return 0;
}
