/* A fleet for programs: JSON and CSV. */
#include <math.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/record/fields.h"
#include "bench/report/fleet_report.h"

static void text(fl_encoder *e, const char *name, const char *value, bool first)
{
    fl_encode_name(e, name, first);
    fl_encode_text(e, value);
}

static void number(fl_encoder *e, const char *name, double value)
{
    fl_encode_name(e, name, false);
    fl_encode_number(e, value);
}

static void truth(fl_encoder *e, const char *name, bool value)
{
    fl_encode_name(e, name, false);
    fl_build_text(e->out, value ? "true" : "false");
}

/* null where there is none, which is not the same as one without ends. */
static void interval(fl_encoder *e, double low, double high)
{
    fl_encode_name(e, "interval", false);
    if (!(low > 0 && isfinite(high))) {
        fl_build_text(e->out, "null");
        return;
    }
    fl_build_char(e->out, '[');
    fl_encode_number(e, low);
    fl_build_text(e->out, ", ");
    fl_encode_number(e, high);
    fl_build_char(e->out, ']');
}

static void encode_cell(fl_encoder *e, const fl_fleet_cell *cell, bool first)
{
    fl_encode_name(e, NULL, first);
    e->compact = true;
    fl_encode_open(e, '{');
    text(e, "name", cell->name, true);
    text(e, "class", cell->class, false);
    text(e, "detail", cell->detail, false);
    number(e, "ns", cell->ns);
    number(e, "ratio", cell->known ? cell->ratio : NAN);
    interval(e, cell->low, cell->high);
    truth(e, "different", cell->different);
    number(e, "over_floor", cell->over_floor);
    truth(e, "steady", cell->steady);
    truth(e, "impossible", cell->impossible);
    text(e, "why", cell->why, false);
    fl_encode_close(e, '}');
    e->compact = false;
}

static void encode_claim(fl_encoder *e, const fl_fleet *fleet, const fl_fleet_claim *claim)
{
    static const char *const words[] = {
        [FL_FLEET_NOT_SHOWN] = "not shown", [FL_FLEET_HOLDS] = "holds", [FL_FLEET_LOST] = "lost"};
    fl_encode_name(e, "claim", false);
    if (!fleet->options.of) {
        fl_build_text(e->out, "null");
        return;
    }
    e->compact = true;
    fl_encode_open(e, '{');
    text(e, "verdict", claim->measured ? words[claim->verdict] : "not measured", true);
    number(e, "ratio", claim->ratio);
    interval(e, claim->low, claim->high);
    text(e, "why", claim->why, false);
    fl_encode_close(e, '}');
    e->compact = false;
}

static void encode_machine(fl_encoder *e, const fl_fleet *fleet, const fl_fleet_machine *m, bool first)
{
    const fl_fleet_machine *same = &fleet->machines[m->same_as];
    fl_encode_name(e, NULL, first);
    fl_encode_open(e, '{');
    text(e, "path", m->path, true);
    text(e, "kind", m->kind, false);
    text(e, "cpu", m->cpu, false);
    text(e, "architecture", m->architecture, false);
    text(e, "os", m->os, false);
    text(e, "hypervisor", m->hypervisor, false);
    text(e, "emulator", m->emulator, false);
    text(e, "hidden_features", m->hidden, false);
    text(e, "steering", m->steering, false);
    text(e, "boot_id", m->boot_id, false);
    text(e, "timestamp", m->timestamp, false);
    number(e, "memory_total_bytes", m->memory_total_bytes);
    number(e, "confidence", m->confidence);
    number(e, "comparisons", (double)m->comparisons);
    text(e, "same_machine_as", same == m ? "" : same->path, false);
    text(e, "perhaps_same_machine_as", m->perhaps, false);
    truth(e, "copy", m->copy);
    text(e, "set_apart", m->apart, false);
    text(e, "untold", m->untold, false);
    text(e, "no_base", m->no_base, false);
    truth(e, "counts", fl_fleet_counts(m));
    encode_claim(e, fleet, &m->claim);
    fl_encode_name(e, "results", false);
    fl_encode_open(e, '[');
    for (size_t i = 0; i < m->cell_count; i++)
        encode_cell(e, &m->cells[i], i == 0);
    fl_encode_close(e, ']');
    fl_encode_close(e, '}');
}

static void encode_point(fl_encoder *e, const char *name, const fl_fleet_point *point)
{
    static const char *const words[] = {
        [FL_FLEET_NOT_SHOWN] = "UNCHECKED", [FL_FLEET_HOLDS] = "PASS", [FL_FLEET_LOST] = "FAIL"};
    fl_encode_name(e, name, false);
    fl_encode_open(e, '{');
    text(e, "verdict", words[point->verdict], true);
    text(e, "text", point->text, false);
    fl_encode_close(e, '}');
}

static void encode_claims(fl_encoder *e, const fl_fleet *fleet)
{
    fl_encode_name(e, "claim", false);
    if (!fleet->options.of) {
        fl_build_text(e->out, "null");
        return;
    }
    fl_encode_open(e, '{');
    text(e, "a", fleet->a, true);
    text(e, "b", fleet->b, false);
    number(e, "at_least", fleet->options.at_least);
    number(e, "machines", (double)fleet->judged);
    number(e, "holds", (double)fleet->holds);
    number(e, "lost", (double)fleet->lost);
    number(e, "not_shown", (double)fleet->not_shown);
    number(e, "least_ratio", fleet->least);
    number(e, "most_ratio", fleet->most);
    encode_point(e, "point_78", &fleet->second_machine);
    encode_point(e, "point_79", &fleet->ratio_kept);
    fl_encode_close(e, '}');
}

static void encode_failures(fl_encoder *e, const fl_fleet *fleet)
{
    fl_encode_name(e, "not_read", false);
    fl_encode_open(e, '[');
    for (size_t i = 0; i < fleet->failure_count; i++) {
        fl_encode_name(e, NULL, i == 0);
        fl_encode_open(e, '{');
        text(e, "path", fleet->failures[i].path, true);
        text(e, "reason", fleet->failures[i].reason, false);
        fl_encode_close(e, '}');
    }
    fl_encode_close(e, ']');
}

fl_status fl_fleet_json(const fl_fleet *fleet, char **json, fl_error *error)
{
    fl_builder out = {0};
    fl_encoder e = {.out = &out};
    fl_encode_open(&e, '{');
    text(&e, "schema", "fairlane.fleet/1", true);
    text(&e, "base", fleet->base, false);
    text(&e, "calls", fleet->options.calls == FL_CALLS_CHAINED ? "chained" : "independent", false);
    number(&e, "files", (double)fleet->machine_count);
    number(&e, "distinct_machines", (double)fleet->distinct);
    number(&e, "named_twice", (double)fleet->duplicates);
    number(&e, "passed_over", (double)fleet->passed_over);
    encode_claims(&e, fleet);
    encode_failures(&e, fleet);
    fl_encode_name(&e, "machines", false);
    fl_encode_open(&e, '[');
    for (size_t i = 0; i < fleet->machine_count; i++)
        encode_machine(&e, fleet, &fleet->machines[i], i == 0);
    fl_encode_close(&e, ']');
    fl_encode_close(&e, '}');
    fl_build_char(&out, '\n');
    return fl_build_finish(&out, "compare", json, error);
}

/* ---- CSV ---- */

static void csv_text(const char *value, bool first, FILE *out)
{
    char plain[4096];
    fl_text_make_plain(value, plain, sizeof plain);
    if (!first)
        putc(',', out);
    putc('"', out);
    for (const char *c = plain; *c; c++) {
        if (*c == '"')
            putc('"', out);
        putc(*c, out);
    }
    putc('"', out);
}

/* Nothing where there is no figure. */
static void csv_number(double value, FILE *out)
{
    putc(',', out);
    if (isfinite(value))
        fl_print(out, "%.17g", value);
}

static void csv_cell(const fl_fleet *fleet, const fl_fleet_machine *m, const fl_fleet_cell *cell, FILE *out)
{
    csv_text(m->path, true, out);
    csv_text(m->kind, false, out);
    csv_text(m->cpu, false, out);
    csv_text(m->architecture, false, out);
    csv_text(m->emulator, false, out);
    csv_text(m->hidden, false, out);
    csv_text(m->timestamp, false, out);
    csv_text(m->same_as == (size_t)(m - fleet->machines) ? "" : fleet->machines[m->same_as].path, false, out);
    csv_text(m->apart, false, out);
    fl_print(out, ",%d", fl_fleet_counts(m));
    csv_text(cell->name, false, out);
    csv_text(cell->class, false, out);
    csv_text(cell->detail, false, out);
    csv_number(cell->ns, out);
    csv_text(fleet->base, false, out);
    csv_number(cell->known ? cell->ratio : NAN, out);
    csv_number(cell->low, out);
    csv_number(cell->high, out);
    fl_print(out, ",%d", cell->different);
    csv_number(cell->over_floor, out);
    fl_print(out, ",%d", cell->steady);
    csv_text(cell->why[0] ? cell->why : m->no_base, false, out);
    putc('\n', out);
}

void fl_fleet_csv(const fl_fleet *fleet, FILE *out)
{
    fputs(
        "path,kind,cpu,architecture,emulator,hidden_features,timestamp,same_machine_as,set_apart,counts,name,"
        "class,detail,ns,base,ratio,ratio_low,ratio_high,different,over_floor,steady,why\n",
        out);
    for (size_t i = 0; i < fleet->machine_count; i++)
        for (size_t c = 0; c < fleet->machines[i].cell_count; c++)
            csv_cell(fleet, &fleet->machines[i], &fleet->machines[i].cells[c], out);
}
