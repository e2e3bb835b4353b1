/* What was found in a folder, what of it was taken for a case, and what was left and why. */
#include "bench/base/text.h"
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

static void print_taken(const fl_finding *f, const char *mark, FILE *out)
{
    for (int side = 0; side < 2; side++)
        if (f->commands[side][0])
            fl_print(out, "%s%c     command: %s – %s\n", mark, 'A' + side, f->commands[side],
                     f->command_places[side]);
    for (size_t i = 0; i < f->count; i++) {
        const fl_found_file *file = &f->files[i];
        const char *whose = file->taken[0] && file->taken[1] ? "both" : file->taken[0] ? "A" : "B";
        if (is_taken(file))
            fl_print(out, "%s%-5s %s: %s\n", mark, whose, fl_role_name(file->role), file->path);
    }
}

static void print_left(const fl_finding *f, const char *mark, FILE *out)
{
    for (size_t i = 0; i < f->count; i++)
        if (is_listed(&f->files[i]) && !is_taken(&f->files[i]))
            fl_print(out, "%sleft  %s: %s\n", mark, f->files[i].path, why_left(&f->files[i]));
}

void fl_finding_print(const fl_finding *f, bool markdown, FILE *out)
{
    const char *mark = markdown ? "- " : "  ";
    size_t left = 0;
    for (size_t i = 0; i < f->count; i++)
        left += is_listed(&f->files[i]) && !is_taken(&f->files[i]);
    fl_print(out, markdown ? "\n## Found in the folder\n\n" : "\nFound in the folder\n");
    print_taken(f, mark, out);
    fl_print(out,
             "%s%zu files that an audit could read were left; %zu of other kinds and %zu folders (installed, "
             "built, hidden) were not looked into\n",
             markdown ? "\n" : "  ", left, f->others, f->folders_left);
    print_left(f, mark, out);
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

void fl_finding_json(const fl_finding *f, fl_json to)
{
    fl_json found = fl_json_object(to, "found");
    add_files(found, "taken", f, true);
    add_files(found, "left", f, false);
    fl_json_add_number(found, "other_files", (double)f->others);
    fl_json_add_number(found, "folders_left", (double)f->folders_left);
}
