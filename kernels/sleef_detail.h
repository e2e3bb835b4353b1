/* What the kernels made of SLEEF share.
 * They call the `cinz` functions, which give the same bits on every CPU, by names with the ISA in them: a
 * name without it picks by CPU, and its bits change with the pick. */
#ifndef FAIRLANE_KERNELS_SLEEF_DETAIL_H
#define FAIRLANE_KERNELS_SLEEF_DETAIL_H

#include <sleef.h>

#include "kernels/kernel.h"

#define FL_SLEEF_TEXT_OF(x) #x
#define FL_SLEEF_TEXT(x) FL_SLEEF_TEXT_OF(x)

/* "SLEEF 3.5.1": the version of its header, because the library does not tell. */
static const char *fl_sleef_detail(void)
{
    return "SLEEF " FL_SLEEF_TEXT(SLEEF_VERSION_MAJOR) "." FL_SLEEF_TEXT(
        SLEEF_VERSION_MINOR) "." FL_SLEEF_TEXT(SLEEF_VERSION_PATCHLEVEL);
}

#endif
