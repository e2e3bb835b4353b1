/* What crtfastmath.o does in any shared library that gcc before 13 linked with -ffast-math. */
#include <xmmintrin.h>

__attribute__((constructor)) static void flush(void)
{
    _mm_setcsr(_mm_getcsr() | 0x8040);
}
