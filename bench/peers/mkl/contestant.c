/* oneMKL, sequential, float32, one thread. */
#include <stdio.h>

#include "bench/peers/c/cblas_peer.h"

/* As in MKL's own header, which its package for Python does not bring along. */
void mkl_get_version_string(char *text, int size);
float cblas_sdot(int n, const float *x, int step_x, const float *y, int step_y);

/* MKL tells nobody which code it picks for this CPU, but that stands in an object of its own, loaded with the
 * first call. */
static const char *core_name(void)
{
    static const char *const names[] = {"avx10", "avx512", "avx2", "mc3", "def"};
    static const float one = 1;
    (void)cblas_sdot(1, &one, 1, &one, 1);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char object[64], path[4096];
        snprintf(object, sizeof object, "/libmkl_%s.", names[i]);
        if (fl_peer_find_object(object, path, sizeof path))
            return names[i];
    }
    return "not told";
}

int main(int argc, char **argv)
{
    char said[200] = "", version[64] = "not told", core[96];
    mkl_get_version_string(said, (int)sizeof said - 1);
    (void)sscanf(said, "%*[^0-9]%63[0-9.]", version);
    snprintf(core, sizeof core, "MKL, its code for %s", core_name());
    const fl_peer_fact facts[] = {{"core", core}, {NULL, NULL}};
    return fl_cblas_serve(argc > 1 ? argv[1] : NULL, "mkl", version, facts);
}
