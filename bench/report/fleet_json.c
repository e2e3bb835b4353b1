/* A fleet for programs: JSON and CSV. */
#include <math.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/record/json.h"
#include "bench/report/documents.h"
#include "bench/report/fleet_report.h"

/* null where there is none, which is not the same as one without ends. */
static void add_interval(fl_json to, double low, double high)
{
    if (!(low > 0 && isfinite(high))) {
        fl_json_add_null(to, "interval");
        return;
    }
    fl_json interval = fl_json_array(to, "interval");
    fl_json_add_number(interval, NULL, low);
    fl_json_add_number(interval, NULL, high);
}

static void add_cell(fl_json list, const fl_fleet_cell *cell)
{
    fl_json e = fl_json_object(list, NULL);
    fl_json_add_text(e, "name", cell->name);
    fl_json_add_text(e, "class", cell->simd_class);
    fl_json_add_text(e, "detail", cell->detail);
    fl_json_add_number(e, "ns", cell->ns);
    fl_json_add_number(e, "ratio", cell->known ? cell->ratio : NAN);
    add_interval(e, cell->low, cell->high);
    fl_json_add_bool(e, "different", cell->different);
    fl_json_add_number(e, "over_floor", cell->over_floor);
    fl_json_add_bool(e, "steady", cell->steady);
    fl_json_add_bool(e, "impossible", cell->impossible);
    fl_json_add_text(e, "why", cell->why);
    fl_json_add_number(e, "rank", cell->rank > 0 ? (double)cell->rank : NAN);
    fl_json_add_bool(e, "tied", cell->tied);
}

static void add_claim(fl_json machine, const fl_fleet *fleet, const fl_fleet_claim *claim)
{
    static const char *const words[] = {
        [FL_FLEET_NOT_SHOWN] = "not shown", [FL_FLEET_HOLDS] = "holds", [FL_FLEET_LOST] = "lost"};
    if (!fleet->options.of) {
        fl_json_add_null(machine, "claim");
        return;
    }
    fl_json e = fl_json_object(machine, "claim");
    fl_json_add_text(e, "verdict", claim->measured ? words[claim->verdict] : "not measured");
    fl_json_add_number(e, "ratio", claim->ratio);
    add_interval(e, claim->low, claim->high);
    fl_json_add_text(e, "why", claim->why);
}

static void add_machine(fl_json list, const fl_fleet *fleet, const fl_fleet_machine *m)
{
    const fl_fleet_machine *same = &fleet->machines[m->same_as];
    fl_json e = fl_json_object(list, NULL);
    fl_json_add_text(e, "path", m->path);
    fl_json_add_text(e, "kind", m->kind);
    fl_json_add_text(e, "cpu", m->cpu);
    fl_json_add_text(e, "architecture", m->architecture);
    fl_json_add_text(e, "os", m->os);
    fl_json_add_text(e, "hypervisor", m->hypervisor);
    fl_json_add_text(e, "emulator", m->emulator);
    fl_json_add_text(e, "hidden_features", m->hidden);
    fl_json_add_text(e, "steering", m->steering);
    fl_json_add_text(e, "boot_id", m->boot_id);
    fl_json_add_text(e, "timestamp", m->timestamp);
    fl_json_add_number(e, "memory_total_bytes", m->memory_total_bytes);
    fl_json_add_number(e, "confidence", m->confidence);
    fl_json_add_number(e, "comparisons", (double)m->comparisons);
    fl_json_add_text(e, "same_machine_as", same == m ? "" : same->path);
    fl_json_add_text(e, "perhaps_same_machine_as", m->perhaps);
    fl_json_add_bool(e, "copy", m->copy);
    fl_json_add_text(e, "set_apart", m->apart);
    fl_json_add_text(e, "untold", m->untold);
    fl_json_add_text(e, "no_base", m->no_base);
    fl_json_add_bool(e, "counts", fl_fleet_counts(m));
    add_claim(e, fleet, &m->claim);
    fl_json results = fl_json_array(e, "results");
    for (size_t i = 0; i < m->cell_count; i++)
        add_cell(results, &m->cells[i]);
}

static void add_point(fl_json claim, const char *name, const fl_fleet_point *point)
{
    static const char *const words[] = {
        [FL_FLEET_NOT_SHOWN] = "UNCHECKED", [FL_FLEET_HOLDS] = "PASS", [FL_FLEET_LOST] = "FAIL"};
    fl_json e = fl_json_object(claim, name);
    fl_json_add_text(e, "verdict", words[point->verdict]);
    fl_json_add_text(e, "text", point->text);
}

static void add_claims(fl_json root, const fl_fleet *fleet)
{
    if (!fleet->options.of) {
        fl_json_add_null(root, "claim");
        return;
    }
    fl_json e = fl_json_object(root, "claim");
    fl_json_add_text(e, "a", fleet->a);
    fl_json_add_text(e, "b", fleet->b);
    fl_json_add_number(e, "at_least", fleet->options.at_least);
    fl_json_add_number(e, "machines", (double)fleet->judged);
    fl_json_add_number(e, "holds", (double)fleet->holds);
    fl_json_add_number(e, "lost", (double)fleet->lost);
    fl_json_add_number(e, "not_shown", (double)fleet->not_shown);
    fl_json_add_number(e, "least_ratio", fleet->least);
    fl_json_add_number(e, "most_ratio", fleet->most);
    add_point(e, "point_78", &fleet->second_machine);
    add_point(e, "point_79", &fleet->ratio_kept);
}

static void add_failures(fl_json root, const fl_fleet *fleet)
{
    fl_json list = fl_json_array(root, "not_read");
    for (size_t i = 0; i < fleet->failure_count; i++) {
        fl_json e = fl_json_object(list, NULL);
        fl_json_add_text(e, "path", fleet->failures[i].path);
        fl_json_add_text(e, "reason", fleet->failures[i].reason);
    }
}

fl_status fl_fleet_json(const fl_fleet *fleet, char **text, fl_error *error)
{
    fl_json_writer writer = {.spaced = true};
    fl_json root = fl_json_document(&writer, &fl_fleet_description);
    fl_json_add_text(root, "base", fleet->base);
    fl_json_add_text(root, "calls", fleet->options.calls == FL_CALLS_CHAINED ? "chained" : "independent");
    fl_json_add_number(root, "files", (double)fleet->machine_count);
    fl_json_add_number(root, "distinct_machines", (double)fleet->distinct);
    fl_json_add_number(root, "named_twice", (double)fleet->duplicates);
    fl_json_add_number(root, "passed_over", (double)fleet->passed_over);
    add_claims(root, fleet);
    add_failures(root, fleet);
    fl_json machines = fl_json_array(root, "machines");
    for (size_t i = 0; i < fleet->machine_count; i++)
        add_machine(machines, fleet, &fleet->machines[i]);
    return fl_json_print(root, "compare", text, error);
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
    csv_text(cell->simd_class, false, out);
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
    csv_number(cell->rank > 0 ? (double)cell->rank : NAN, out);
    fl_print(out, ",%d", cell->tied);
    putc('\n', out);
}

void fl_fleet_csv(const fl_fleet *fleet, FILE *out)
{
    fputs(
        "path,kind,cpu,architecture,emulator,hidden_features,timestamp,same_machine_as,set_apart,counts,name,"
        "class,detail,ns,base,ratio,ratio_low,ratio_high,different,over_floor,steady,why,rank,tied\n",
        out);
    for (size_t i = 0; i < fleet->machine_count; i++)
        for (size_t c = 0; c < fleet->machines[i].cell_count; c++)
            csv_cell(fleet, &fleet->machines[i], &fleet->machines[i].cells[c], out);
}
