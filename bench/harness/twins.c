/* The self-test needs the same machine code at two addresses: the kernel autovec is compiled twice (see
 * CMakeLists.txt). */
#include "bench/harness/job.h"

extern const fl_kernel fl_kernel_autovec_twin;

const fl_twin fl_twins[] = {{"autovec'", &fl_kernel_autovec_twin}, {NULL, NULL}};
