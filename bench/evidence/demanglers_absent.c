/* Built without libiberty: no name is demangled, each stays as it stands in the symbol table. */
#include "bench/evidence/demanglers.h"

int rust_demangle_callback(const char *symbol, int options, fl_demangled *take, void *context)
{
    (void)symbol;
    (void)options;
    (void)take;
    (void)context;
    return 0;
}

int cplus_demangle_v3_callback(const char *symbol, int options, fl_demangled *take, void *context)
{
    return rust_demangle_callback(symbol, options, take, context);
}
