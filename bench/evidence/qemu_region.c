#include "bench/evidence/qemu_region.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1 << 14, FIRST_CODES = 1 << 12 };

fl_qemu_region *fl_qemu_region_new(fl_qemu_look *look, void *context)
{
    fl_qemu_region *region = calloc(1, sizeof *region);
    long *slots = malloc(FIRST_SLOTS * sizeof *slots);
    if (!region || !slots) {
        free(region);
        free(slots);
        return NULL;
    }
    for (size_t i = 0; i < FIRST_SLOTS; i++)
        slots[i] = FL_NO_CODE;
    region->slots = slots;
    region->slot_count = FIRST_SLOTS;
    region->look = look;
    region->context = context;
    region->most_instructions = UINT64_MAX;
    return region;
}

void fl_qemu_region_free(fl_qemu_region *region)
{
    if (!region)
        return;
    for (size_t i = 0; i < FL_QEMU_THREADS; i++)
        free(region->threads[i]);
    free(region->codes);
    free(region->slots);
    free(region->names);
    free(region);
}

static size_t slot_of(const fl_qemu_region *region, uint64_t address)
{
    size_t slot = (size_t)(address * UINT64_C(0x9e3779b97f4a7c15) >> 24) & (region->slot_count - 1);
    while (region->slots[slot] != FL_NO_CODE && region->codes[region->slots[slot]].address != address)
        slot = (slot + 1) & (region->slot_count - 1);
    return slot;
}

static bool grow_slots(fl_qemu_region *region)
{
    size_t count = 2 * region->slot_count;
    long *larger = malloc(count * sizeof *larger);
    if (!larger)
        return false;
    for (size_t i = 0; i < count; i++)
        larger[i] = FL_NO_CODE;
    free(region->slots);
    region->slots = larger;
    region->slot_count = count;
    for (size_t i = 0; region->codes && i < region->code_count; i++)
        if (region->codes[i].current)
            region->slots[slot_of(region, region->codes[i].address)] = (long)i;
    return true;
}

static bool name_index(fl_qemu_region *region, const char *name, size_t *index)
{
    for (*index = 0; *index < region->name_count; ++*index)
        if (strcmp(region->names[*index], name) == 0)
            return true;
    char(*larger)[128] = realloc(region->names, (region->name_count + 1) * sizeof *larger);
    if (!larger)
        return false;
    region->names = larger;
    memset(larger[region->name_count], 0, sizeof larger[0]);
    memcpy(larger[region->name_count++], name, strnlen(name, sizeof larger[0] - 1));
    return true;
}

/* The code at an address, new where there was none. NULL when memory is short. */
static fl_qemu_code *add_code(fl_qemu_region *region, uint64_t address)
{
    if (4 * region->code_count > 3 * region->slot_count && !grow_slots(region))
        return NULL;
    if (region->code_count == region->code_room) {
        size_t room = region->code_room ? 2 * region->code_room : FIRST_CODES;
        fl_qemu_code *larger = realloc(region->codes, room * sizeof *larger);
        if (!larger)
            return NULL;
        region->codes = larger;
        region->code_room = room;
    }
    fl_qemu_place place = {.object = "[anonymous]"};
    size_t name = 0;
    region->look(region->context, address, &place);
    if (!region->codes || !name_index(region, place.object, &name))
        return NULL;
    size_t slot = slot_of(region, address);
    if (region->slots[slot] != FL_NO_CODE)
        region->codes[region->slots[slot]].current = false;
    region->slots[slot] = (long)region->code_count;
    fl_qemu_code *code = &region->codes[region->code_count++];
    *code = (fl_qemu_code){.address = address, .current = true, .object = name, .mark = place.mark};
    return code;
}

/* What was translated. The same again where QEMU had thrown its translation away. */
static void take_code(fl_qemu_region *region, const fl_qemu_event *event)
{
    long index = region->slots[slot_of(region, event->address)];
    fl_qemu_code *code = index == FL_NO_CODE ? NULL : &region->codes[index];
    if (code && code->size == event->size && memcmp(code->bytes, event->bytes, event->size) == 0)
        return;
    if (!code || code->executed > 0)
        code = add_code(region, event->address);
    if (!code) {
        region->no_memory = true;
        return;
    }
    memcpy(code->bytes, event->bytes, event->size);
    code->size = event->size;
    code->known = fl_classify_instruction(code->bytes, code->size, code->address, &code->instruction);
}

/* ---- threads ---- */

static fl_qemu_thread *thread_of(fl_qemu_region *region, unsigned number)
{
    fl_qemu_thread **thread = &region->threads[number];
    if (!*thread) {
        *thread = calloc(1, sizeof **thread);
        if (*thread)
            (*thread)->pending = (*thread)->before = FL_NO_CODE;
        else
            region->no_memory = true;
    }
    return *thread;
}

static bool is_call(const fl_instruction *instruction)
{
    return instruction->flow == FL_FLOW_CALL || instruction->flow == FL_FLOW_INDIRECT_CALL;
}

static uint64_t *frame_at(fl_qemu_thread *thread, size_t depth)
{
    return &thread->frames[depth % FL_QEMU_FRAMES];
}

/* Keeps the addresses to return to. A return to none of them (into the trampoline behind a signal handler)
 * changes nothing; one to an older one has left several frames at once. */
static void follow(fl_qemu_thread *thread, const fl_qemu_code *code, uint64_t next)
{
    if (!code->known)
        return;
    if (is_call(&code->instruction)) {
        *frame_at(thread, thread->depth++) = code->address + code->size;
    } else if (code->instruction.flow == FL_FLOW_RETURN) {
        for (size_t i = 0; i < thread->depth && i < FL_QEMU_FRAMES; i++)
            if (*frame_at(thread, thread->depth - 1 - i) == next) {
                thread->depth -= i + 1;
                return;
            }
    }
}

/* A store that the thread stands at once more was interrupted and is executed again: into code, or one that
 * QEMU has to make atomic by itself. */
static bool was_interrupted(const fl_qemu_code *code, uint64_t next)
{
    return code->address == next && code->known && code->instruction.flow == FL_FLOW_NEXT &&
           code->instruction.bytes_stored > 0 && !code->instruction.repeats;
}

static void note_tail(fl_qemu_region *region, const fl_qemu_thread *thread, const fl_qemu_code *code,
                      bool again)
{
    if (code->known && is_call(&code->instruction) && thread->depth == region->frame) {
        region->has_tail = true;
        region->tail_count = 0;
    }
    if (region->tail_count == FL_QEMU_TAIL)
        region->has_tail = false;
    else if (region->has_tail) {
        region->tail[region->tail_count].code = code - region->codes;
        region->tail[region->tail_count++].again = again;
    }
}

/* "movz x8, #64" or "mov eax, 64": the constant that the instruction loads as the number of a system call. */
static bool loads_number(const fl_qemu_code *code, uint64_t *number)
{
    const unsigned char *b = code->bytes;
    uint32_t word = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
#if defined(__aarch64__)
    *number = word >> 5 & 0xffff;
    return code->size == 4 && (word & 0x7fe0001f) == 0x52800008;
#else
    *number = word >> 8 | (uint32_t)b[4] << 24;
    return code->size == 5 && b[0] == 0xb8;
#endif
}

static void note_number(fl_qemu_region *region, const fl_qemu_thread *thread, fl_qemu_code *call)
{
    const fl_qemu_code *before = thread->before == FL_NO_CODE ? NULL : &region->codes[thread->before];
    if (before && before->address + before->size == call->address && loads_number(before, &call->number))
        call->numbered++;
}

/* The thread has gone on to next: what it was executing is done. */
static void complete(fl_qemu_region *region, unsigned number, fl_qemu_thread *thread, uint64_t next)
{
    if (thread->pending == FL_NO_CODE)
        return;
    fl_qemu_code *code = &region->codes[thread->pending];
    thread->pending = FL_NO_CODE;
    if (was_interrupted(code, next)) {
        thread->before = FL_NO_CODE;
        return;
    }
    if (thread->counts && code->known && code->instruction.system_call)
        note_number(region, thread, code);
    thread->before = code - region->codes;
    if (thread->counts) {
        /* QEMU logs each turn of a rep prefix */
        bool one_more = code->known && code->instruction.repeats && next == code->address;
        code->repetitions++;
        code->times += !one_more;
        fl_chain_step chain = fl_chain_follow(&thread->chains, &code->instruction);
        code->chained += chain.chained;
        code->switched += chain.switched;
        code->longest = chain.length > code->longest ? chain.length : code->longest;
        region->instructions += !one_more;
        thread->ran = true;
        if (number == region->marker)
            note_tail(region, thread, code, one_more);
    }
    follow(thread, code, next);
}

/* ---- the region ---- */

static void begin_counting(fl_qemu_region *region, const fl_qemu_thread *marker)
{
    region->phase = FL_QEMU_INSIDE;
    region->frame = marker->depth;
    region->has_tail = false;
    region->tail_count = region->cut = 0;
    region->instructions = 0;
    for (size_t i = 0; i < FL_QEMU_THREADS; i++)
        if (region->threads[i]) {
            region->threads[i]->counts = false;
            region->threads[i]->ran = false;
            memset(&region->threads[i]->chains, 0, sizeof region->threads[i]->chains);
        }
}

/* The call that led to the mark is no part of the region: all since the last call from the region's frame, if
 * that one has not returned. */
static void cut_tail(fl_qemu_region *region, const fl_qemu_thread *marker)
{
    if (!region->has_tail || marker->depth != region->frame + 1)
        return;
    for (size_t i = 0; i < region->tail_count; i++) {
        fl_qemu_code *code = &region->codes[region->tail[i].code];
        bool whole = !region->tail[i].again;
        code->repetitions--;
        code->times -= whole;
        region->instructions -= whole;
        region->cut += whole;
    }
}

static void keep_empty(fl_qemu_region *region)
{
    fl_qemu_region_count(region, NULL, &region->empty);
    region->has_empty = true;
    for (size_t i = 0; i < region->code_count; i++)
        region->codes[i].times = region->codes[i].repetitions = region->codes[i].numbered =
            region->codes[i].chained = region->codes[i].switched = region->codes[i].longest = 0;
}

/* Calls that other threads are still in belong to the region as well. */
static void end_counting(fl_qemu_region *region, const fl_qemu_thread *marker, uint64_t at)
{
    if (region->begun_by != FL_QEMU_FUNCTION)
        cut_tail(region, marker);
    region->threads_run = 0;
    for (size_t i = 0; i < FL_QEMU_THREADS; i++) {
        fl_qemu_thread *thread = region->threads[i];
        if (!thread)
            continue;
        if (thread != marker && thread->counts && thread->pending != FL_NO_CODE) {
            if (region->codes[thread->pending].instruction.system_call)
                note_number(region, thread, &region->codes[thread->pending]);
            region->codes[thread->pending].times++;
            region->instructions++;
            thread->ran = true;
        }
        thread->counts = false;
        region->threads_run += thread->ran;
    }
    if (region->begun_by == FL_QEMU_BEGIN_EMPTY) {
        keep_empty(region);
        region->phase = FL_QEMU_BEFORE;
    } else {
        region->phase = FL_QEMU_AFTER;
        region->end = at;
        region->regions = 1;
    }
}

/* A thread comes to a mark, or to the function, outside of any region. */
static void meet_mark(fl_qemu_region *region, unsigned number, const fl_qemu_thread *thread,
                      const fl_qemu_code *code)
{
    if (region->phase == FL_QEMU_AFTER) {
        region->regions += region->open && code->mark == FL_QEMU_END;
        region->open = code->mark == FL_QEMU_BEGIN;
        return;
    }
    if (code->mark == FL_QEMU_END || (code->mark == FL_QEMU_FUNCTION && region->calls_before-- > 0))
        return;
    region->marker = number;
    region->begun_by = code->mark;
    region->begin = code->address;
    region->begin_count = code->executed;
    region->frame = thread->depth;
    if (code->mark == FL_QEMU_FUNCTION && thread->depth > 0) {
        region->return_pc = thread->frames[(thread->depth - 1) % FL_QEMU_FRAMES];
        begin_counting(region, thread);
        region->frame--; /* where it returns to */
    } else {
        region->phase = FL_QEMU_BEGINNING;
    }
}

static void enter(fl_qemu_region *region, unsigned number, const fl_qemu_thread *thread,
                  const fl_qemu_code *code)
{
    bool marker = number == region->marker;
    switch (region->phase) {
    case FL_QEMU_BEGINNING:
        if (marker && thread->depth < region->frame)
            begin_counting(region, thread);
        break;
    case FL_QEMU_INSIDE:
        if (!marker)
            break;
        if (region->begun_by == FL_QEMU_FUNCTION) {
            if (code->address == region->return_pc && thread->depth <= region->frame)
                end_counting(region, thread, code->address);
        } else if (code->mark == FL_QEMU_END) {
            end_counting(region, thread, code->address);
        } else if (code->mark != FL_QEMU_NO_MARK) {
            region->nested = true;
        }
        break;
    default:
        if (code->mark != FL_QEMU_NO_MARK)
            meet_mark(region, number, thread, code);
        break;
    }
}

static void take_executed(fl_qemu_region *region, const fl_qemu_event *event)
{
    fl_qemu_thread *thread = thread_of(region, event->thread);
    if (!thread)
        return;
    complete(region, event->thread, thread, event->address);
    long index = region->slots[slot_of(region, event->address)];
    if (index == FL_NO_CODE) { /* never shown: counted as not decoded */
        const fl_qemu_code *code = add_code(region, event->address);
        if (!code) {
            region->no_memory = true;
            return;
        }
        index = code - region->codes;
    }
    region->codes[index].executed++;
    enter(region, event->thread, thread, &region->codes[index]);
    thread->pending = index;
    thread->counts = region->phase == FL_QEMU_INSIDE;
    region->endless |= region->phase == FL_QEMU_INSIDE && region->instructions > region->most_instructions;
}

static void take_cancelled(fl_qemu_region *region, const fl_qemu_event *event)
{
    for (size_t i = 0; i < FL_QEMU_THREADS; i++) {
        fl_qemu_thread *thread = region->threads[i];
        if (thread && thread->pending != FL_NO_CODE &&
            region->codes[thread->pending].address == event->address) {
            region->codes[thread->pending].executed--;
            thread->pending = FL_NO_CODE;
            return;
        }
    }
}

void fl_qemu_region_take(void *context, const fl_qemu_event *event)
{
    fl_qemu_region *region = context;
    if (event->kind == FL_QEMU_CODE)
        take_code(region, event);
    else if (event->kind == FL_QEMU_EXECUTED)
        take_executed(region, event);
    else if (event->kind == FL_QEMU_CANCELLED)
        take_cancelled(region, event);
}
