/* Whether a trace is one of the CPU that FAIRLANE_HIDE makes of this one. */
#include <stdio.h>
#include <string.h>

#include "bench/evidence/trace.h"

/* Of "AVX512VL, AVX512F, …" */
bool fl_trace_hides(const fl_trace *trace, const char *feature)
{
    size_t length = strlen(feature);
    for (const char *at = trace->hidden_features; (at = strstr(at, feature)); at += length) {
        bool begins = at == trace->hidden_features || at[-1] == ' ';
        if (begins && (at[length] == '\0' || at[length] == ','))
            return true;
    }
    return false;
}

static uint64_t executed(const fl_trace *trace, fl_width width)
{
    uint64_t count = 0;
    for (int element = 0; element < FL_ELEMENTS; element++)
        count += trace->arithmetic[width][element].instructions;
    return count;
}

static uint64_t fused(const fl_trace *trace)
{
    uint64_t count = 0;
    for (int width = 0; width < FL_WIDTHS; width++)
        for (int element = 0; element < FL_ELEMENTS; element++)
            count += trace->arithmetic[width][element].fused_lanes;
    return count;
}

/* What such a CPU could not have executed; "" nothing. It was compiled in, or found in another way. */
static const char *impossible(const fl_trace *trace)
{
    if (fl_trace_hides(trace, "AVX512F") && executed(trace, FL_WIDTH_512) > 0)
        return "512-bit arithmetic";
    if (fl_trace_hides(trace, "AVX") && executed(trace, FL_WIDTH_256) > 0)
        return "256-bit arithmetic";
    if (fl_trace_hides(trace, "FMA") && fused(trace) > 0)
        return "fused multiply-adds";
    if (fl_trace_hides(trace, "SVE") && executed(trace, FL_WIDTH_SVE) > 0)
        return "SVE";
    return "";
}

bool fl_trace_imitates(const fl_trace *trace, char why[160])
{
    why[0] = '\0';
    if (!trace->hidden_features[0])
        return false;
    if (trace->hiding == FL_HIDING_OWN)
        snprintf(why, 160, "the program itself could see them");
    else if (impossible(trace)[0])
        snprintf(why, 160, "it executed %s all the same", impossible(trace));
    for (size_t i = 0; i < trace->imitated_count && !why[0]; i++)
        if (trace->imitated[i].left > 0)
            snprintf(why, 160, "%.60s could ask for the CPU where nobody could answer for it (%s)",
                     trace->imitated[i].object, trace->imitated[i].why);
    return !why[0];
}
