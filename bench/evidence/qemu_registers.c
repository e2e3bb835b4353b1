/* What only registers tell: which lanes an SVE instruction works on, and which system call is made. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/evidence/qemu_region.h"
#include "bench/evidence/trace_count.h"

enum { BITS_OF_BYTE = 8, SHARES_MEMORY = 0x100 /* CLONE_VM */ };

/* Of clone one has to know what is shared: a thread, or a process of its own. */
static bool is_numbered(const fl_qemu_code *code, char name[32])
{
    return code->instruction.system_call && code->numbered == code->times &&
           strcmp(fl_system_call_name(code->number, name), "clone") != 0;
}

static bool needs_registers(const fl_qemu_code *code)
{
    char name[32];
    const fl_instruction *instruction = &code->instruction;
    if (code->times == 0 || !code->known)
        return false;
    return (instruction->system_call && !is_numbered(code, name)) || instruction->lane_bits > 0;
}

static int by_address(const void *a, const void *b)
{
    const fl_qemu_wanted *x = a, *y = b;
    return x->address < y->address ? -1 : x->address > y->address;
}

/* Code that was changed stands twice in the list: it is asked for once, and what is seen is of no use. */
static size_t join_equal(fl_qemu_wanted *wanted, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && wanted[kept - 1].address == wanted[i].address)
            wanted[kept - 1].unknown = true;
        else
            wanted[kept++] = wanted[i];
    }
    return kept;
}

fl_qemu_wanted *fl_qemu_region_wanted(const fl_qemu_region *region, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < region->code_count; i++)
        *count += needs_registers(&region->codes[i]);
    fl_qemu_wanted *wanted = *count > 0 ? calloc(*count, sizeof *wanted) : NULL;
    if (!wanted) {
        *count = 0;
        return NULL;
    }
    size_t used = 0;
    for (size_t i = 0; i < region->code_count; i++)
        if (needs_registers(&region->codes[i]))
            wanted[used++] = (fl_qemu_wanted){.address = region->codes[i].address,
                                              .instruction = &region->codes[i].instruction,
                                              .times = region->codes[i].times};
    qsort(wanted, used, sizeof *wanted, by_address);
    *count = join_equal(wanted, used);
    return wanted;
}

static long find(const fl_qemu_registers *registers, uint64_t address)
{
    fl_qemu_wanted key = {.address = address};
    if (registers->count == 0) /* then there is no list either */
        return FL_NO_CODE;
    const fl_qemu_wanted *found = bsearch(&key, registers->wanted, registers->count, sizeof key, by_address);
    return found ? found - registers->wanted : FL_NO_CODE;
}

static void take_executed(fl_qemu_registers *r, const fl_qemu_event *event)
{
    bool begins = event->address == r->begin && !r->inside && !r->done && --r->begin_count == 0;
    if (begins) {
        r->inside = true;
        r->marker = event->thread;
    } else if (r->inside && event->thread == r->marker && event->address == r->end) {
        r->inside = false;
        r->done = true;
    }
    long index = find(r, event->address);
    if (r->inside && index != FL_NO_CODE)
        r->wanted[index].seen++;
}

static void take_cancelled(fl_qemu_registers *r, const fl_qemu_event *event)
{
    long index = find(r, event->address);
    if (event->address == r->begin && !r->inside && !r->done)
        r->begin_count++;
    if (!r->inside || index == FL_NO_CODE)
        return;
    r->wanted[index].seen--;
    r->wanted[index].lanes -= r->wanted[index].last_lanes;
    /* a system call has been taken note of already: then the numbers do not agree, and that is said */
}

/* An outer product goes by two predicates, which may be one. */
static void take_outer(fl_qemu_registers *r, const fl_qemu_event *event, fl_qemu_wanted *wanted)
{
    const fl_instruction *instruction = wanted->instruction;
    bool had_both = r->now.has_rows && r->now.has_columns;
    if (instruction->mask_register == (int)event->number) {
        memcpy(r->now.rows, event->mask, sizeof r->now.rows);
        r->now.has_rows = true;
    }
    if (instruction->column_register == (int)event->number) {
        memcpy(r->now.columns, event->mask, sizeof r->now.columns);
        r->now.has_columns = true;
    }
    if (had_both || !r->now.has_rows || !r->now.has_columns)
        return;
    wanted->last_lanes = fl_outer_lanes(r->now.rows, r->now.columns, event->bits, instruction);
    wanted->lanes += wanted->last_lanes;
}

static void take_predicate(fl_qemu_registers *r, const fl_qemu_event *event)
{
    fl_qemu_wanted *wanted = &r->wanted[r->now.wanted];
    const fl_instruction *instruction = wanted->instruction;
    unsigned step = (unsigned)instruction->lane_bits / BITS_OF_BYTE;
    if (event->bits == 0 || event->bits > BITS_OF_BYTE * sizeof event->mask || step == 0)
        return;
    if (event->number == 0)
        r->vector_bytes = event->bits;
    if (instruction->source_bits > 0) {
        take_outer(r, event, wanted);
        return;
    }
    bool governs = instruction->mask_register == (int)event->number;
    bool all = instruction->mask_register < 0 && event->number == 0;
    if (!governs && !all)
        return;
    uint64_t lanes =
        instruction->counted_vectors > 0 ? fl_counted_lanes(event->mask[0], event->bits, instruction) : 0;
    for (unsigned bit = 0; bit < event->bits && instruction->counted_vectors == 0; bit += step)
        lanes += all || (event->mask[bit / 64] >> bit % 64 & 1);
    wanted->lanes += lanes;
    wanted->last_lanes = lanes;
}

/* A signal that was handled ends with a system call of its own. */
static void count_call(fl_trace *trace, const char *name, bool shares_memory)
{
    fl_trace_count_call(trace, name);
    trace->signals += strcmp(name, "rt_sigreturn") == 0;
    trace->forks += strcmp(name, "fork") == 0 || strcmp(name, "vfork") == 0 ||
                    (strcmp(name, "clone") == 0 && !shares_memory);
}

static void take_call(fl_qemu_registers *r, const fl_qemu_event *event)
{
    char name[32];
    count_call(&r->found, fl_system_call_name(event->number, name), event->argument & SHARES_MEMORY);
}

void fl_qemu_registers_take(void *context, const fl_qemu_event *event)
{
    fl_qemu_registers *r = context;
    switch (event->kind) {
    case FL_QEMU_EXECUTED:
        take_executed(r, event);
        break;
    case FL_QEMU_CANCELLED:
        take_cancelled(r, event);
        break;
    case FL_QEMU_STATE:
        r->now.wanted = r->inside ? find(r, event->address) : FL_NO_CODE;
        r->now.has_rows = r->now.has_columns = false;
        break;
    case FL_QEMU_CALL:
        if (r->now.wanted != FL_NO_CODE && r->wanted[r->now.wanted].instruction->system_call)
            take_call(r, event);
        break;
    case FL_QEMU_PREDICATE:
        if (r->now.wanted != FL_NO_CODE && r->wanted[r->now.wanted].instruction->lane_bits > 0)
            take_predicate(r, event);
        break;
    case FL_QEMU_CODE:
        break;
    }
}

bool fl_qemu_registers_agree(const fl_qemu_registers *registers)
{
    for (size_t i = 0; i < registers->count; i++)
        if (registers->wanted[i].seen != registers->wanted[i].times || registers->wanted[i].unknown)
            return false;
    return registers->done;
}

/* Lanes over all executions; unknown where they were not seen or not all of them. */
static uint64_t lanes_of(const fl_qemu_registers *registers, const fl_qemu_code *code)
{
    long index = registers ? find(registers, code->address) : FL_NO_CODE;
    if (code->instruction.mask_register < 0 && code->instruction.lanes != 0 &&
        code->instruction.lane_bits == 0)
        return 0; /* not looked at */
    if (index == FL_NO_CODE || registers->wanted[index].unknown ||
        registers->wanted[index].seen != code->times)
        return FL_LANES_UNKNOWN;
    return registers->wanted[index].lanes;
}

void fl_qemu_region_count(const fl_qemu_region *region, const fl_qemu_registers *registers, fl_trace *trace)
{
    char name[32];
    fl_trace_init(trace);
    if (registers) {
        memcpy(trace->calls, registers->found.calls, sizeof trace->calls);
        trace->call_count = registers->found.call_count;
        trace->forks = registers->found.forks;
        trace->signals = registers->found.signals;
        trace->sve_bytes = (int)registers->vector_bytes;
    }
    for (size_t i = 0; i < region->code_count; i++) {
        const fl_qemu_code *code = &region->codes[i];
        if (code->times == 0)
            continue;
        fl_execution execution = {.instruction = code->known ? &code->instruction : NULL,
                                  .object = fl_trace_object_index(trace, region->names[code->object]),
                                  .times = code->times,
                                  .repetitions = code->repetitions,
                                  .chained = code->chained,
                                  .switched = code->switched,
                                  .longest = code->longest,
                                  .selected_lanes = lanes_of(registers, code)};
        fl_trace_count(trace, &execution);
        for (uint64_t k = 0; code->known && is_numbered(code, name) && k < code->times; k++)
            count_call(trace, name, true);
    }
    trace->how = FL_TRACED_BY_QEMU;
    trace->threads_run = region->threads_run;
    trace->regions = region->regions;
    trace->empty_instructions = region->cut;
}
