/* A stored measurement with figures that can be reckoned in the head. */
#ifndef FAIRLANE_TESTS_BOUNDS_FIXTURE_H
#define FAIRLANE_TESTS_BOUNDS_FIXTURE_H

#include "bench/record/result.h"

/* A float addition takes 1 ns, so the strict chain 784; loads 400 (scalar) and 50 (256 bits); arithmetic 200,
 * 60 (AVX, apart) and 40 (AVX2). kernel           independent  chained  cold scalar           770 800 3000
 *      scalar-two-pass  1590         1600     5000
 *      scalar-unrolled  420          430      4000
 *      avx              61           66       1250
 *      avx2             55           60       1200
 *      autovec-avx2     80           90       1300
 *      blas-sdot        70           75       1500   (a library: of no class)
 *      logistic-784x1   380          390      2000   (other work: of no class)
 * Free with fl_document_free(). */
void bounds_fixture(fl_document *document);

/* The result or the test fails; the document keeps it. */
fl_result *bounds_result(fl_document *document, const char *name);

#endif
