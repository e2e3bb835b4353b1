/* What the kernels made of OpenBLAS share. */
#ifndef FAIRLANE_KERNELS_OPENBLAS_DETAIL_H
#define FAIRLANE_KERNELS_OPENBLAS_DETAIL_H

#include <cblas.h>
#include <pthread.h>
#include <stdio.h>

#include "kernels/kernel.h"

static char fl_openblas_text[96];

static void fl_openblas_describe(void)
{
    char version[32];
    if (sscanf(openblas_get_config(), "OpenBLAS %31s", version) != 1)
        snprintf(version, sizeof version, "of unknown version");
    snprintf(fl_openblas_text, sizeof fl_openblas_text, "OpenBLAS %s, core %s", version,
             openblas_get_corename());
}

/* "OpenBLAS 0.3.21, core Zen": the core type is the one OpenBLAS picked for this CPU (or was told to by
 * OPENBLAS_CORETYPE) and decides which of its kernels runs. */
static const char *fl_openblas_detail(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fl_openblas_describe);
    return fl_openblas_text;
}

#endif
