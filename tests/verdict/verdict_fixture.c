#include "tests/verdict/verdict_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void verdict_trace_add(fl_trace *trace, fl_width width, bool fused, uint64_t multiply_adds)
{
    fl_arithmetic *a = &trace->arithmetic[width][FL_ELEMENT_FLOAT32];
    a->instructions += fused ? multiply_adds : 2 * multiply_adds;
    a->lanes += fused ? multiply_adds : 2 * multiply_adds;
    a->sum_lanes += fused ? 0 : multiply_adds;
    *(fused ? &a->fused_lanes : &a->multiply_lanes) += multiply_adds;
    fl_trace_classify(trace);
    trace->objects[0].multiply_add_lanes = trace->multiply_add_lanes;
}

fl_trace verdict_trace(fl_width width, bool fused, uint64_t multiply_adds)
{
    fl_trace trace;
    memset(&trace, 0, sizeof trace);
    snprintf(trace.name, sizeof trace.name, "contestant");
    snprintf(trace.command, sizeof trace.command, "./contestant");
    snprintf(trace.cpu, sizeof trace.cpu, "Example CPU");
    snprintf(trace.architecture, sizeof trace.architecture, width == FL_WIDTH_SVE ? "aarch64" : "x86_64");
    trace.regions = trace.threads_run = 1;
    trace.sums_counted = true;
    trace.object_count = 1;
    snprintf(trace.objects[0].name, sizeof trace.objects[0].name, "contestant");
    trace.instructions = trace.objects[0].instructions = 5000;
    trace.expected_multiply_adds = 1568;
    trace.bytes_loaded = 9424;
    verdict_trace_add(&trace, width, fused, multiply_adds);
    return trace;
}

fl_trace verdict_trace_ordered(fl_width width)
{
    fl_trace trace = verdict_trace(width, false, 1568);
    fl_arithmetic *wide = &trace.arithmetic[width][FL_ELEMENT_FLOAT32];
    fl_arithmetic *one = &trace.arithmetic[FL_WIDTH_SCALAR][FL_ELEMENT_FLOAT32];
    one->instructions = one->lanes = one->sum_lanes = wide->sum_lanes;
    wide->instructions -= wide->sum_lanes;
    wide->lanes -= wide->sum_lanes;
    wide->sum_lanes = 0;
    fl_trace_classify(&trace);
    return trace;
}

fl_trace verdict_trace_of_class(fl_trace_class simd_class)
{
    static const fl_width widths[] = {
        [FL_CLASS_SCALAR] = FL_WIDTH_SCALAR, [FL_CLASS_SIMD_128] = FL_WIDTH_128,
        [FL_CLASS_SIMD_256] = FL_WIDTH_256,  [FL_CLASS_SIMD_512] = FL_WIDTH_512,
        [FL_CLASS_SIMD_SVE] = FL_WIDTH_SVE,  [FL_CLASS_SIMD_TILE] = FL_WIDTH_TILE};
    fl_trace trace;
    if (simd_class >= FL_CLASS_SCALAR && simd_class <= FL_CLASS_SIMD_TILE)
        return verdict_trace(widths[simd_class], simd_class >= FL_CLASS_SIMD_256, 1568);
    trace = verdict_trace(FL_WIDTH_SCALAR, false, simd_class == FL_CLASS_NONE ? 0 : 784);
    if (simd_class == FL_CLASS_MIXED)
        verdict_trace_add(&trace, FL_WIDTH_256, false, 784);
    if (simd_class == FL_CLASS_INCONCLUSIVE) {
        trace.undecoded = 1;
        verdict_trace_add(&trace, FL_WIDTH_SCALAR, false, 784);
    }
    return trace;
}

void verdict_foreign(fl_document *document, const char *name, double mean_us, double sd_us)
{
    fl_document_init(document);
    document->of_other_tool = true;
    document->results = calloc(1, sizeof *document->results);
    if (!document->results)
        abort();
    document->result_count = 1;
    snprintf(document->environment.cpu, sizeof document->environment.cpu, "Example CPU");
    fl_result *result = &document->results[0];
    fl_result_init(result);
    snprintf(result->name, sizeof result->name, "%s", name);
    result->iterations = result->per_call_us.n = 10000;
    result->per_call_us.mean = result->per_call_us.p50 = mean_us;
    result->per_call_us.sd = sd_us;
    result->per_call_us.ci_95_lower = mean_us - 1.96 * sd_us / 100;
    result->per_call_us.ci_95_upper = mean_us + 1.96 * sd_us / 100;
}
