/* The newest OpenBLAS, as SciPy's makers build it, float32, one thread. */
#include <stdio.h>

#include "bench/peers/c/cblas_peer.h"

/* As in the header of its package. */
char *scipy_openblas_get_config(void);
char *scipy_openblas_get_corename(void);
void scipy_openblas_set_num_threads(int threads);

int main(int argc, char **argv)
{
    char version[32] = "not told", core[96];
    (void)sscanf(scipy_openblas_get_config(), "OpenBLAS %31s", version);
    snprintf(core, sizeof core, "OpenBLAS, core %s", scipy_openblas_get_corename());
    scipy_openblas_set_num_threads(1);
    const fl_peer_fact facts[] = {
        {"core", core}, {"configuration", scipy_openblas_get_config()}, {NULL, NULL}};
    return fl_cblas_serve(argc > 1 ? argv[1] : NULL, "openblas", version, facts);
}
