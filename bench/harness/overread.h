/* Machines that read more than their instructions ask for. */
#ifndef FAIRLANE_BENCH_HARNESS_OVERREAD_H
#define FAIRLANE_BENCH_HARNESS_OVERREAD_H

#include <stddef.h>

/* Bytes that this machine reads past the 4-byte operand of a scalar fused multiply-add, found by trying: 0 on
 * every CPU; 12 under QEMU 7.2 for x86-64, which loads 16 bytes for `vfmadd231ss xmm2, xmm1, dword ptr [x]`
 * and so faults where a CPU does not. A kernel must not be blamed for that. Needs no FMA: 0 without. */
size_t fl_scalar_fma_overread(void);

#endif
