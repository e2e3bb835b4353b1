#include "bench/report/disassembly_report.h"

#include <stdio.h>

#include "bench/base/builder.h"
#include "bench/report/terminal.h"

const char *const fl_encoding_names[FL_ENCODINGS] = {"general", "x87", "SSE", "VEX", "EVEX", "SVE"};
const char *const fl_operation_names[] = {"", "arithmetic", "multiply", "multiply-add"};

/* One column per nesting: a loop begins with '+', ends with '+', and '|' stands between. */
static void add_margin(fl_builder *code, const fl_disassembled *s, uint64_t begin, uint64_t end)
{
    enum { DEPTH = 3 };
    char margin[DEPTH + 1] = "   ";
    size_t column = 0;
    for (size_t i = 0; i < s->loops.count && column < DEPTH; i++) {
        const fl_loop *loop = &s->loops.loop[i];
        if (begin >= loop->begin && end <= loop->end)
            margin[column++] = begin == loop->begin || end == loop->end ? '+' : '|';
    }
    fl_build_text(code, margin);
}

void fl_describe_instruction(const fl_disassembled *s, size_t at, const fl_instruction *in, char *text,
                             size_t size)
{
    const fl_function *f = &s->function;
    fl_function other;
    fl_format_instruction(f->code + at, f->size - at, f->address + at, text, size);
    if (in->flow != FL_FLOW_JUMP && in->flow != FL_FLOW_CALL)
        return;
    if (in->target >= f->address && in->target < f->address + f->size)
        snprintf(text, size, "%s to %zx", in->mnemonic, (size_t)(in->target - f->address));
    else if (fl_function_at((uintptr_t)in->target, &other, NULL) == FL_OK)
        snprintf(text, size, "%s to %.100s", in->mnemonic, other.name);
}

static void add_code(fl_report *report, const fl_disassembled *s)
{
    enum { TEXT_WIDTH = 42 }; /* a line then fits 80 columns, but for the longest operands */
    const fl_function *f = &s->function;
    fl_builder code = {0};
    fl_instruction in;
    char text[160], mark[48];
    for (size_t at = 0; at < f->size; at += in.length) {
        fl_classify_instruction(f->code + at, f->size - at, f->address + at, &in);
        fl_describe_instruction(s, at, &in, text, sizeof text);
        mark[0] = '\0';
        if (in.operation != FL_OPERATION_NONE)
            snprintf(mark, sizeof mark, "%s %s", fl_width_name(in.width), fl_operation_names[in.operation]);
        fl_build_format(&code, "%5zx  ", at);
        add_margin(&code, s, f->address + at, f->address + at + in.length);
        if (mark[0])
            fl_build_format(&code, "  %-*s" FL_CODE_NOTE "%s\n", TEXT_WIDTH, text, mark);
        else
            fl_build_format(&code, "  %s\n", text);
    }
    fl_report_code(report, fl_report_built(report, &code));
}

static void add_counts(fl_report *report, const fl_disassembled *s)
{
    const fl_disassembly *d = &s->counts;
    fl_report_gap(report);
    fl_report_say(report, "%zu bytes, %zu instructions, %zu of them load; SHA-256 %s", d->bytes,
                  d->instructions, d->loads, s->sha256);
    for (int width = 0; width < FL_WIDTHS; width++)
        if (d->arithmetic[width] > 0)
            fl_report_say(report,
                          "%s floating-point arithmetic: %zu, of these %zu multiply, of these %zu are fused "
                          "multiply-adds",
                          fl_width_name((fl_width)width), d->arithmetic[width], d->multiplications[width],
                          d->fused[width]);
    fl_report_say(report, "encodings:");
    for (int encoding = 0; encoding < FL_ENCODINGS; encoding++)
        if (d->encodings[encoding] > 0)
            fl_report_go_on(report, " %s %zu", fl_encoding_names[encoding], d->encodings[encoding]);
    for (size_t i = 0; i < s->loops.count; i++)
        fl_report_say(report, "loop at %zx: %zu instructions, %zu products a turn%s",
                      (size_t)(s->loops.loop[i].begin - s->function.address), s->loops.loop[i].instructions,
                      s->loops.loop[i].multiply_lanes,
                      s->loops.loop[i].straight ? "" : ", with jumps of its own");
}

/* What it executes, how much of it is arithmetic, and whether the function is all of it. */
static void answer(fl_report *report, const fl_disassembled *s)
{
    const fl_disassembly *d = &s->counts;
    size_t arithmetic = 0;
    for (int width = 0; width < FL_WIDTHS; width++)
        arithmetic += d->arithmetic[width];
    if (s->doubt.text[0])
        fl_report_verdict(report, FL_MEANS_FAIL, "%s: class %s, which contradicts its descriptor: %s.",
                          s->kernel->name, s->simd_class, s->doubt.text);
    else
        fl_report_verdict(report, FL_MEANS_PASS, "%s: class %s%s; nothing contradicts its descriptor.",
                          s->kernel->name, s->simd_class, fl_is_closed(d) ? " by its machine code" : "");
    fl_report_say(report, "%zu of its %zu instructions are floating-point arithmetic.", arithmetic,
                  d->instructions);
    if (fl_is_closed(d))
        fl_report_say(report, "Nothing leaves the function.");
    else
        fl_report_say(report,
                      "It leaves the function, and what it does there is not examined: %zu calls, %zu jumps "
                      "out, %zu indirect "
                      "branches, %zu system calls; %zu bytes not understood.",
                      d->calls, d->tail_jumps, d->indirect_branches, d->system_calls, d->undecoded_bytes);
}

void fl_disassembly_report(fl_report *report, const fl_disassembled *s, const fl_cpu *cpu)
{
    fl_availability here;
    fl_report_title(report, "The machine code of %s", s->kernel->name);
    answer(report, s);
    for (size_t i = 0; i < fl_variant_count; i++) {
        fl_judge(cpu, i, &here);
        if (fl_variants[i].kernel == s->kernel && !here.runs)
            fl_report_say(report, "It does not run here (%s), but is in this program.", here.reason);
    }
    fl_report_gap(report);
    fl_report_say(report, "function %s", s->function.name);
    add_code(report, s);
    add_counts(report, s);
}
