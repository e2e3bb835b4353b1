/* What the kernels made of BLIS share. */
#ifndef FAIRLANE_KERNELS_BLIS_DETAIL_H
#define FAIRLANE_KERNELS_BLIS_DETAIL_H

#include <blis.h>
#include <pthread.h>
#include <stdio.h>

#include "kernels/kernel.h"

static char fl_blis_text[96];

static void fl_blis_describe(void)
{
    snprintf(fl_blis_text, sizeof fl_blis_text, "BLIS %s, core %s", bli_info_get_version_str(),
             bli_arch_string(bli_arch_query_id()));
}

/* "BLIS 0.9.0, core zen3": the core type is the one BLIS picked for this CPU (or was told to by
 * BLIS_ARCH_TYPE). */
static const char *fl_blis_detail(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fl_blis_describe);
    return fl_blis_text;
}

/* What its first call would make by itself, under a lock
 * of its own that a fork beside it would leave locked. */
static const char *fl_blis_prepare(void)
{
    bli_init();
    return NULL;
}

#endif
