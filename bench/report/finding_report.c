/* What was found in a folder, what of it was taken for a case, and what was left and why. */
#include "bench/record/json.h"
#include "bench/report/audit_report.h"

static const char *sides_of(const fl_found_file *file)
{
    if (file->taken[0] && file->taken[1])
        return "both";
    return file->taken[0] ? "a" : "b";
}

static bool is_taken(const fl_found_file *file)
{
    return file->taken[0] || file->taken[1];
}

/* CI and build files are read for their commands, which stand for themselves. */
static bool is_listed(const fl_found_file *file)
{
    return is_taken(file) || file->role != FL_ROLE_COMMANDS;
}

static const char *why_left(const fl_found_file *file)
{
    return file->why[0] ? file->why
           : file->role == FL_ROLE_LIBRARY
               ? "archives are not read when a folder is audited; name it in a case"
               : "it belongs to neither side";
}

void fl_finding_report(fl_report *report, const fl_finding *f)
{
    static const fl_fact_layout layout = {.indent = 2, .width = 5};
    static const char *const labels[] = {"A", "B"};
    size_t left = 0;
    fl_report_gap(report);
    fl_report_heading(report, 2, "Found in the folder");
    fl_report_facts(report, layout);
    for (int side = 0; side < 2; side++)
        if (f->builds[side][0])
            fl_report_fact(report, labels[side], "build: %s", f->builds[side]);
    for (int side = 0; side < 2; side++)
        if (f->commands[side][0])
            fl_report_fact(report, labels[side], "command: %s – %s", f->commands[side],
                           f->command_places[side]);
    if (f->cpu_named[0])
        fl_report_fact(
            report, "",
            "%s names '%s': if the figures are of it, --cpu and --ghz have 81 to 83 judged by its model",
            f->cpu_place, f->cpu_named);
    for (size_t i = 0; i < f->count; i++)
        if (is_taken(&f->files[i]))
            fl_report_fact(report,
                           f->files[i].taken[0] && f->files[i].taken[1] ? "both"
                           : f->files[i].taken[0]                       ? "A"
                                                                        : "B",
                           "%s: %s", fl_role_name(f->files[i].role), f->files[i].path);
    for (size_t i = 0; i < f->count; i++)
        left += is_listed(&f->files[i]) && !is_taken(&f->files[i]);
    fl_report_item(report, "",
                   "%zu files that an audit could read were left; %zu of other kinds and %zu folders "
                   "(installed, built, hidden) were not looked into",
                   left, f->others, f->folders_left);
    fl_report_facts(report, layout);
    for (size_t i = 0; i < f->count; i++)
        if (is_listed(&f->files[i]) && !is_taken(&f->files[i]))
            fl_report_fact(report, "left", "%s: %s", f->files[i].path, why_left(&f->files[i]));
}

static void add_files(fl_json found, const char *name, const fl_finding *f, bool taken)
{
    fl_json list = fl_json_array(found, name);
    for (size_t i = 0; i < f->count; i++) {
        const fl_found_file *file = &f->files[i];
        if (!is_listed(file) || is_taken(file) != taken)
            continue;
        fl_json one = fl_json_object(list, NULL);
        fl_json_add_text(one, "path", file->path);
        fl_json_add_text(one, "role", fl_role_name(file->role));
        fl_json_add_text(one, taken ? "side" : "why", taken ? sides_of(file) : why_left(file));
    }
}

static void add_commands(fl_json found, const fl_finding *f, int side)
{
    fl_json json = fl_json_object(found, side == 0 ? "a" : "b");
    fl_json_add_text(json, "build", f->builds[side]);
    fl_json_add_text(json, "command", f->commands[side]);
    fl_json_add_text(json, "place", f->command_places[side]);
}

void fl_finding_json(const fl_finding *f, fl_json to)
{
    fl_json found = fl_json_object(to, "found");
    add_commands(found, f, 0);
    add_commands(found, f, 1);
    add_files(found, "taken", f, true);
    add_files(found, "left", f, false);
    fl_json_add_number(found, "other_files", (double)f->others);
    fl_json_add_number(found, "folders_left", (double)f->folders_left);
    if (f->cpu_named[0]) {
        fl_json_add_text(found, "cpu_named", f->cpu_named);
        fl_json_add_text(found, "cpu_place", f->cpu_place);
    }
}
