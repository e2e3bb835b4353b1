/* What the contestants share that are a BLAS: the layer as one sgemv, or as two sdot. */
#ifndef FAIRLANE_BENCH_PEERS_C_CBLAS_PEER_H
#define FAIRLANE_BENCH_PEERS_C_CBLAS_PEER_H

#include "bench/peers/c/fairlane_peer.h"

/* Serves as variant ("sgemv" or "sdot"; NULL: sgemv) of the library that the program is linked with. facts:
 * what is told beside the call, ends with a NULL name. Returns the exit code. */
int fl_cblas_serve(const char *variant, const char *name, const char *version, const fl_peer_fact *facts);

#endif
