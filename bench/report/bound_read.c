/* fairlane.bound/1, read again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/bound_stored.h"
#include "bench/report/documents.h"
#include "bench/report/stored.h"

static const char *isa(int value)
{
    return fl_isa_name((fl_isa)value);
}

static const char *verdict(int value)
{
    return fl_point_verdict_name((fl_point_verdict)value);
}

static const char *floor_part(int value)
{
    static const char *const words[] = {"unknown", "loads", "arithmetic", "chain"};
    return words[value];
}

/* ---- what no table can check ---- */

static fl_status settle_class(fl_reader *reader, fl_stored_class *stored)
{
    fl_class_bounds *c = &stored->is;
    c->isa = (fl_isa)fl_stored_word(stored->isa, isa, FL_ISA_LIBRARY);
    c->set_by = (fl_floor_part)fl_stored_word(stored->set_by, floor_part, FL_FLOOR_CHAIN + 1);
    if (strcmp(c->name, c->strict ? "strict-scalar" : stored->isa) != 0)
        return fl_reader_fail(reader, reader->root, "a class of %s, in source order or not, is named '%s'",
                              stored->isa, c->name);
    return FL_OK;
}

static fl_status settle_measured(fl_reader *reader, fl_stored_measured *m)
{
    fl_status status = FL_OK;
    for (size_t i = 0; i < m->class_count && status == FL_OK; i++) {
        status = settle_class(reader, &m->classes[i]);
        m->is.classes[m->is.class_count++] = m->classes[i].is;
    }
    for (size_t i = 0; i < m->point_count; i++)
        m->points[i].is.verdict =
            (fl_point_verdict)fl_stored_word(m->points[i].verdict, verdict, FL_POINT_UNCHECKED + 1);
    m->is.emulated = !m->comparable;
    return status;
}

/* A floor that is not known is infinite, which JSON has no number for. */
static void settle_floor(fl_core_floor *limit, const char *set_by)
{
    limit->set_by = set_by;
    if (isnan(limit->cycles))
        limit->cycles = INFINITY;
}

static void settle_model(fl_stored_model *model)
{
    for (size_t i = 0; i < model->kernel_count; i++) {
        fl_stored_kernel *kernel = &model->kernels[i];
        settle_floor(&kernel->is.latency_floor, kernel->latency_set_by);
        settle_floor(&kernel->is.throughput_floor, kernel->throughput_set_by);
    }
}

static fl_status settle(fl_reader *reader, void *into)
{
    fl_stored_bound *stored = into;
    const bool modelled = isfinite(stored->model.ghz), measured = stored->measured.point_count > 0;
    if (modelled == measured)
        return fl_reader_fail(reader, reader->root, "one of \"measured\" and \"model\" must be null");
    settle_model(&stored->model);
    return measured ? settle_measured(reader, &stored->measured) : FL_OK;
}

/* ---- the report ---- */

static void tell_measured(const fl_stored_measured *m, fl_report *report)
{
    fl_point points[FL_LATENCY_POINTS];
    for (size_t i = 0; i < FL_LATENCY_POINTS; i++)
        points[i] = m->points[i].is;
    fl_bound_facts facts = {.bounds = &m->is, .source = m->source[0] ? m->source : NULL, .points = points};
    for (size_t i = 0; i < FL_MOST_CLAIMS; i++)
        facts.claimed_ns[i] = i < m->claim_count ? m->claims[i].latency_ns : (double)NAN;
    fl_bound_report(report, &facts);
}

/* What the report asks of a kernel is its name. */
typedef struct modelled {
    fl_core core;
    fl_variant variants[FL_MOST_CORE_TIMES];
    fl_core_times times;
} modelled;

static fl_status tell_model(const fl_stored_model *model, fl_report *report, fl_error *error)
{
    modelled *m = calloc(1, sizeof *m);
    if (!m)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    m->core.name = model->cpu;
    m->times.core = &m->core;
    m->times.count = model->kernel_count;
    for (size_t i = 0; i < model->kernel_count; i++) {
        m->variants[i].name = model->kernels[i].name;
        m->times.times[i] = model->kernels[i].is;
        m->times.times[i].variant = &m->variants[i];
    }
    fl_bound_report(report, &(fl_bound_facts){.model = &m->times,
                                              .ghz = model->ghz,
                                              .source = model->source[0] ? model->source : NULL,
                                              .claimed_ns = {model->latency_ns, NAN}});
    free(m);
    return FL_OK;
}

fl_status fl_bound_tell(const char *bytes, size_t size, const char *name, bool on_paper, fl_report *report,
                        fl_error *error)
{
    (void)on_paper;
    fl_stored_bound *stored = calloc(1, sizeof *stored);
    if (!stored)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    fl_status status = fl_stored_parse(bytes, size, name, &fl_bound_description, settle, stored, error);
    if (status == FL_OK && isfinite(stored->model.ghz))
        status = tell_model(&stored->model, report, error);
    else if (status == FL_OK)
        tell_measured(&stored->measured, report);
    fl_fields_free(fl_bound_description.fields, stored);
    free(stored);
    return status;
}
