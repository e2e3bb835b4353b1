/* Point 92 as far as the library's own sources tell. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_BUILD_LIBRARY_SOURCES_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_BUILD_LIBRARY_SOURCES_H

#include "bench/audit/audit.h"

/* Reads what the case gives of a side's Rust library for intrinsics, assembly, code for chosen CPUs, SIMD
 * crates and a BLAS, and says what stands in which file. Names in comments and strings do not count as code.
 * What stands in the library itself and no documentation given names fails; with documentation that may name
 * it, it is for a reader to judge. Nothing found passes only where every module and crate that is used is
 * given. */
void fl_judge_library_sources(const fl_case *given, int side, fl_audit *audit);

#endif
