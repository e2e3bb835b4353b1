/* A selection as JSON. */
#include "bench/report/documents.h"
#include "bench/report/json_output.h"
#include "bench/report/select_report.h"

static void add_lines(fl_json to, const char *name, const char lines[FL_SELECT_LINES][224], size_t count)
{
    fl_json list = fl_json_array(to, name);
    for (size_t i = 0; i < count; i++)
        fl_json_add_text(list, NULL, lines[i]);
}

fl_status fl_select_print_json(const fl_select_request *request, const fl_selection *s, fl_error *error)
{
    fl_json_writer writer = {0};
    fl_json root = fl_json_document(&writer, &fl_select_description);
    fl_json_add_text(root, "match", request->name);
    fl_json_add_text(root, "class", fl_simd_class_name(request->simd_class));
    fl_json_add_text(root, "kernel", s->kernel ? s->kernel->name : NULL);
    fl_json_add_text(root, "none", s->none);
    add_lines(root, "reasons", s->reasons, s->reason_count);
    add_lines(root, "differs", s->differs, s->differ_count);
    fl_json_add_text(root, "others", s->others);
    return fl_print_json(root, "select", error);
}
