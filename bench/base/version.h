/* What this build is made of; filled in by CMake. */
#ifndef FAIRLANE_BENCH_BASE_VERSION_H
#define FAIRLANE_BENCH_BASE_VERSION_H

#ifdef __cplusplus
extern "C" {
#endif

extern const char fl_version[]; /* "0.1.0" */
extern const char
    fl_revision[]; /* git revision, "+" behind it when the tree was changed; "unknown" outside git */
extern const char fl_compilers[];  /* "GNU 12.2.0 (C), GNU 12.2.0 (C++)" */
extern const char fl_build_type[]; /* "RelWithDebInfo" */
extern const char fl_libraries[];  /* "OpenBLAS 0.3.21; BLIS 0.9.0; …" */

#ifdef __cplusplus
}
#endif
#endif
