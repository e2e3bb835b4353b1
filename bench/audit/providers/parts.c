#include "bench/audit/providers/parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/verdict/attest.h"

const char *fl_result_path(const fl_case *given, int side)
{
    return given->sides[side].run_count ? given->sides[side].runs[0].path : "";
}

void fl_audit_doubt(fl_audit *audit, int point, int side, fl_obtained_by how, const char *where,
                    const char *format, ...)
{
    const bool *asked = fl_audit_questions[point - 1].side;
    char text[sizeof((fl_evidence *)0)->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (asked[side] || !asked[1 - side])
        fl_audit_block(audit, point, (fl_concerns)side, how, where, "%s", text);
    else
        fl_audit_add(audit, point, (fl_concerns)side, FL_POINT_UNCHECKED, how, where, "%s", text);
}

fl_obtained_by fl_how_of(const fl_case *given, fl_obtained_by otherwise)
{
    return given->by_lab ? FL_BY_MEASUREMENT : otherwise;
}

const char *fl_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool fl_is_c(const fl_case_side *side)
{
    return strcmp(side->language, "c") == 0 || strcmp(side->language, "c++") == 0;
}

bool fl_is_language(const fl_case_side *side, const char *language)
{
    return strcmp(side->language, language) == 0;
}

fl_object_share fl_objects_named(const fl_trace *trace, const char *const *parts)
{
    fl_object_share share = {0, 0, NULL};
    uint64_t most = 0;
    for (size_t i = 0; i < trace->object_count; i++)
        for (const char *const *part = parts; *part; part++) {
            const fl_trace_object *object = &trace->objects[i];
            if (!strstr(object->name, *part))
                continue;
            share.instructions += object->instructions;
            share.multiply_add_lanes += object->multiply_add_lanes;
            if (!share.name || object->multiply_add_lanes > most) {
                share.name = object->name;
                most = object->multiply_add_lanes;
            }
            break;
        }
    return share;
}

bool fl_trace_counts(const fl_case_side *side)
{
    return side->has_trace && side->trace.simd_class != FL_CLASS_INCONCLUSIVE;
}

uint64_t fl_claimed_multiply_adds(const fl_case_side *side)
{
    enum { LINEAR = FL_INPUTS * FL_OUTPUTS, LOGISTIC = FL_INPUTS };
    const char *work = side->run_count && side->runs[0].result ? side->runs[0].result->work : "";
    if (!strcmp(work, "linear-784x2"))
        return LINEAR;
    if (!strcmp(work, "logistic-784x1"))
        return LOGISTIC;
    /* What a trace was told to expect is its maker's word: a batch, or next to nothing, would pass for one
     * inference. */
    return side->has_trace && side->trace.expected_multiply_adds == LOGISTIC ? LOGISTIC : LINEAR;
}

const char *const fl_blas_names[] = {"mkl",   "openblas", "libblas", "blis",       "cblas",
                                     "atlas", "armpl",    "nvpl",    "accelerate", NULL};

fl_work_done fl_work_traced(const fl_case_side *side)
{
    static const double padding = 1.05, mostly = 0.95;
    fl_work_done work = {side->trace.multiply_add_lanes, fl_claimed_multiply_adds(side), 0, NULL};
    work.times = (double)work.done / (double)work.claimed;
    fl_object_share blas = fl_objects_named(&side->trace, fl_blas_names);
    if (work.times > padding && (double)blas.multiply_add_lanes >= mostly * (double)work.done)
        work.tiled = blas.name;
    return work;
}
