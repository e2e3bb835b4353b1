/* The self-test needs the same machine code at two addresses: the kernel autovec is compiled twice (see
 * CMakeLists.txt). */
#include "bench/harness/job.h"

extern const fl_kernel fl_kernel_autovec_duplicate;

const fl_duplicate fl_duplicates[] = {{"autovec'", &fl_kernel_autovec_duplicate}, {NULL, NULL}};
