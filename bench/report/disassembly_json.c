/* A disassembled kernel as JSON. */
#include "bench/report/disassembly_report.h"
#include "bench/report/documents.h"
#include "bench/report/json_output.h"

static void add_counts(fl_json root, const char *name, const size_t *counts, const char *const *names,
                       int count)
{
    fl_json json = fl_json_object(root, name);
    for (int i = 0; i < count; i++)
        fl_json_add_number(json, names ? names[i] : fl_width_name((fl_width)i), (double)counts[i]);
}

static void add_code(fl_json root, const fl_disassembled *s)
{
    const fl_function *f = &s->function;
    fl_json list = fl_json_array(root, "code");
    fl_instruction in;
    char text[160];
    for (size_t at = 0; at < f->size; at += in.length) {
        bool understood = fl_classify_instruction(f->code + at, f->size - at, f->address + at, &in);
        fl_describe_instruction(s, at, &in, text, sizeof text);
        fl_json json = fl_json_object(list, NULL);
        fl_json_add_number(json, "at", (double)at);
        fl_json_add_number(json, "bytes", (double)in.length);
        fl_json_add_text(json, "text", text);
        fl_json_add_bool(json, "understood", understood);
        fl_json_add_text(json, "operation", fl_operation_names[in.operation]);
        fl_json_add_text(json, "width", in.operation ? fl_width_name(in.width) : "");
        fl_json_add_number(json, "lanes", in.lanes);
    }
}

static void add_loops(fl_json root, const fl_disassembled *s)
{
    fl_json list = fl_json_array(root, "loops");
    for (size_t i = 0; i < s->loops.count; i++) {
        const fl_loop *loop = &s->loops.loop[i];
        fl_json json = fl_json_object(list, NULL);
        fl_json_add_number(json, "begin", (double)(loop->begin - s->function.address));
        fl_json_add_number(json, "end", (double)(loop->end - s->function.address));
        fl_json_add_number(json, "instructions", (double)loop->instructions);
        fl_json_add_number(json, "products", (double)loop->multiply_lanes);
        fl_json_add_bool(json, "straight", loop->straight);
    }
}

fl_status fl_disassembly_print_json(const fl_disassembled *s, fl_error *error)
{
    const fl_disassembly *d = &s->counts;
    fl_json_writer writer = {0};
    fl_json root = fl_json_document(&writer, &fl_disassembly_description);
    fl_json_add_text(root, "kernel", s->kernel->name);
    fl_json_add_text(root, "function", s->function.name);
    fl_json_add_text(root, "class", s->simd_class);
    fl_json_add_bool(root, "closed", fl_is_closed(d));
    fl_json_add_text(root, "contradiction", s->doubt.text);
    fl_json_add_text(root, "code_sha256", s->sha256);
    fl_json_add_number(root, "code_bytes", (double)d->bytes);
    fl_json_add_number(root, "instructions", (double)d->instructions);
    fl_json_add_number(root, "undecoded_bytes", (double)d->undecoded_bytes);
    fl_json_add_number(root, "loads", (double)d->loads);
    add_counts(root, "arithmetic", d->arithmetic, NULL, FL_WIDTHS);
    add_counts(root, "multiplications", d->multiplications, NULL, FL_WIDTHS);
    add_counts(root, "fused", d->fused, NULL, FL_WIDTHS);
    add_counts(root, "encodings", d->encodings, fl_encoding_names, FL_ENCODINGS);
    fl_json_add_number(root, "calls", (double)d->calls);
    fl_json_add_number(root, "tail_jumps", (double)d->tail_jumps);
    fl_json_add_number(root, "indirect_branches", (double)d->indirect_branches);
    fl_json_add_number(root, "system_calls", (double)d->system_calls);
    add_loops(root, s);
    add_code(root, s);
    return fl_print_json(root, "disassemble", error);
}
