/* Built without libiberty: no name is demangled, each stays as it stands in the symbol table. */
#include "bench/evidence/demanglers.h"

int rust_demangle_callback(const char *mangled, int options, fl_demangled *callback, void *opaque)
{
    (void)mangled;
    (void)options;
    (void)callback;
    (void)opaque;
    return 0;
}

int cplus_demangle_v3_callback(const char *mangled, int options, fl_demangled *callback, void *opaque)
{
    return rust_demangle_callback(mangled, options, callback, opaque);
}
