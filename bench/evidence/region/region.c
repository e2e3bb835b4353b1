/* The marks: the tracer watches for the calls, nothing else happens. Each writes another number, so that no
 * compiler and no linker folds three equal functions into one. */
#include "fairlane_region.h"

static volatile unsigned char last_mark;

#if defined(__GNUC__)
#define FL_NOT_INLINE __attribute__((noinline))
#else
#define FL_NOT_INLINE
#endif

FL_NOT_INLINE void fl_region_begin(void)
{
    last_mark = 1;
}

FL_NOT_INLINE void fl_region_begin_empty(void)
{
    last_mark = 2;
}

FL_NOT_INLINE void fl_region_end(void)
{
    last_mark = 3;
}
