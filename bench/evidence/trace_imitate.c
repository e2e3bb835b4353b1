#define _GNU_SOURCE
#include "bench/evidence/trace_imitate.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>

#include "bench/evidence/cpuid_places.h"
#include "dispatch/cpu.h"

enum { CPUID_BYTES = 2 };
static const unsigned char cpuid_code[CPUID_BYTES] = {0x0f, 0xa2};
static const char at_run_time[] = "made at run time", not_read[] = "not read", doubtful[] = "code or data";

unsigned fl_imitable(void)
{
    fl_cpu cpu = fl_cpu_detect();
    return cpu.architecture == FL_ARCHITECTURE_X86_64 ? fl_cpu_hidden(&cpu) : 0;
}

void fl_imitate_begin(fl_space *space, fl_imitating *imitating)
{
    space->imitating = imitating;
}

/* ---- what is told ---- */

/* The entry of an object, the last one for what is too many. */
static fl_trace_imitated *object_of(fl_imitating *imitating, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (!*name)
        name = "[anonymous]";
    if (imitating->count + 1 >= FL_TRACE_IMITATED)
        name = "[others]";
    for (size_t i = 0; i < imitating->count; i++)
        if (strncmp(imitating->objects[i].object, name, sizeof imitating->objects[i].object - 1) == 0)
            return &imitating->objects[i];
    fl_trace_imitated *object = &imitating->objects[imitating->count++];
    *object = (fl_trace_imitated){.places = 0};
    snprintf(object->object, sizeof object->object, "%s", name);
    return object;
}

static void leave(fl_imitating *imitating, const char *path, uint64_t count, const char *why)
{
    fl_trace_imitated *object = object_of(imitating, path);
    if (count <= object->left) /* told before: an object is looked at more than once */
        return;
    object->left = count;
    snprintf(object->why, sizeof object->why, "%s", why);
}

/* ---- objects ---- */

static bool is_known(const fl_space *space, uint64_t key)
{
    for (size_t i = 0; i < space->imitated_count; i++)
        if (space->imitated[i] == key)
            return true;
    return false;
}

static void note(fl_space *space, uint64_t key)
{
    uint64_t *larger = realloc(space->imitated, (space->imitated_count + 1) * sizeof *larger);
    if (larger)
        space->imitated = larger;
    else
        space->imitating->failed = true;
    if (larger)
        space->imitated[space->imitated_count++] = key;
}

/* What is not of a file, or of one that cannot be read as ELF: its bytes as they stand now. */
static void look_at_memory(fl_space *space, const fl_mapping *mapping)
{
    enum { LARGEST = 1 << 26 };
    space->makes_code = true;
    size_t size = mapping->end - mapping->begin;
    unsigned char *bytes = size <= LARGEST ? malloc(size) : NULL;
    if (bytes && fl_space_read(space, mapping->begin, bytes, size)) {
        size_t count = fl_cpuid_places_perhaps(bytes, size);
        if (count > 0)
            leave(space->imitating, mapping->path, count, at_run_time);
    } else {
        leave(space->imitating, mapping->path, 1, not_read);
    }
    free(bytes);
}

static void add_place(fl_space *space, fl_trace_imitated *object, uint64_t address)
{
    size_t before = space->breakpoint_count;
    fl_breakpoint *at = fl_marks_add(space, address, FL_MARK_CPUID);
    if (!at || at->mark != FL_MARK_CPUID) {
        leave(space->imitating, object->object, 1, not_read);
        return;
    }
    object->places += space->breakpoint_count > before;
    at->object = (size_t)(object - space->imitating->objects);
}

static bool add_watch(fl_space *space, const char *path, uint64_t address)
{
    if (space->watched_count == FL_WATCHES)
        return false;
    fl_trace_imitated *object = object_of(space->imitating, path);
    object->places++;
    space->watched_object[space->watched_count] = (size_t)(object - space->imitating->objects);
    space->watched[space->watched_count++] = address;
    return true;
}

/* Those of a file, as far as this mapping of it shows them. */
static void add_places(fl_space *space, const fl_mapping *mapping, Elf *elf)
{
    fl_cpuid_places places;
    uint64_t bias = 0;
    if (!fl_marks_bias(elf, mapping, &bias) || !fl_cpuid_places_find(elf, &places)) {
        leave(space->imitating, mapping->path, 1, not_read);
        return;
    }
    if (places.count > 0) {
        fl_trace_imitated *object = object_of(space->imitating, mapping->path);
        for (size_t i = 0; i < places.count; i++) {
            uint64_t address = places.addresses[i] + bias;
            if (address >= mapping->begin && address < mapping->end)
                add_place(space, object, address);
        }
    }
    size_t left = 0;
    for (size_t i = 0; i < places.doubtful_count; i++) {
        uint64_t address = places.doubtful[i] + bias;
        if (address >= mapping->begin && address < mapping->end)
            left += !add_watch(space, mapping->path, address);
    }
    if (left > 0)
        leave(space->imitating, mapping->path, left, doubtful);
    fl_cpuid_places_free(&places);
}

static bool is_of_kernel(const fl_mapping *mapping)
{
    return strcmp(mapping->path, "[vdso]") == 0 || strcmp(mapping->path, "[vsyscall]") == 0;
}

static void look_at_mapping(fl_space *space, const fl_mapping *mapping)
{
    bool program = false;
    if (mapping->path[0] != '/') {
        look_at_memory(space, mapping);
        return;
    }
    uint64_t key = (mapping->begin ^ mapping->inode) + mapping->end;
    if (is_known(space, key))
        return;
    int file = fl_marks_open(space, mapping, &program);
    Elf *elf = fl_elf_begin(file);
    if (elf) {
        add_places(space, mapping, elf);
        note(space, key);
    } else {
        look_at_memory(space, mapping);
    }
    fl_elf_end(elf, file);
}

/* What stands there may have been unmapped since, or be another file's: only a cpuid is written over. */
static void write_places(fl_space *space, pid_t tid)
{
    for (size_t i = 0; i < space->breakpoint_count; i++) {
        fl_breakpoint *b = &space->breakpoints[i];
        unsigned char now[CPUID_BYTES];
        if (b->mark != FL_MARK_CPUID)
            continue;
        b->inserted = fl_space_read(space, b->address, now, sizeof now) && now[0] == fl_breakpoint_code[0] &&
                      now[1] == cpuid_code[1];
        if (!b->inserted && memcmp(now, cpuid_code, sizeof now) == 0) {
            memcpy(b->original, cpuid_code, fl_breakpoint_size);
            b->inserted = fl_marks_poke(tid, b->address, fl_breakpoint_code);
        }
    }
}

static void look_at_all(fl_space *space)
{
    space->mappings_old = true;
    fl_space_refresh(space);
    for (size_t i = 0; i < space->mapping_count; i++)
        if (space->mappings[i].executable && !is_of_kernel(&space->mappings[i]))
            look_at_mapping(space, &space->mappings[i]);
}

void fl_imitate_look(fl_space *space, pid_t tid)
{
    if (!space->imitating)
        return;
    look_at_all(space);
    write_places(space, tid);
}

void fl_imitate_call(fl_space *space, pid_t tid)
{
    bool takes_away = false;
    if (!space->imitating)
        return;
    if (fl_registers_mapped_code(tid, &takes_away))
        fl_imitate_look(space, tid);
    else if (takes_away && space->makes_code)
        look_at_all(space);
}

/* ---- answers ---- */

bool fl_imitate_answer(fl_space *space, pid_t tid, uint64_t address)
{
    const fl_breakpoint *at = fl_marks_at(space, address);
    if (!space->imitating || !at)
        return false;
    space->imitating->objects[at->object].answers++;
    return fl_registers_answer_cpuid(tid, address, space->imitating->hidden);
}

void fl_imitate_watch(fl_task *task)
{
    fl_space *space = task->space;
    if (!fl_registers_watch(task->tid, space->watched, space->watched_count))
        for (size_t i = 0; i < space->watched_count; i++)
            leave(space->imitating, space->imitating->objects[space->watched_object[i]].object, 1, doubtful);
    task->watches = space->watched_count;
}

void fl_imitate_unwatch(fl_task *task)
{
    if (task->watches > 0)
        fl_registers_watch(task->tid, NULL, 0);
    task->watches = 0;
}

bool fl_imitate_watched(fl_space *space, pid_t tid)
{
    siginfo_t information;
    uint64_t pc = 0;
    if (space->watched_count == 0 || ptrace(PTRACE_GETSIGINFO, tid, NULL, &information) != 0 ||
        information.si_code != TRAP_HWBKPT || !fl_registers_pc(tid, &pc))
        return false;
    for (size_t i = 0; i < space->watched_count; i++)
        if (space->watched[i] == pc) {
            space->imitating->objects[space->watched_object[i]].answers++;
            return fl_registers_answer_cpuid(tid, pc, space->imitating->hidden);
        }
    return false;
}

void fl_imitate_amend(fl_space *space, pid_t tid, const fl_pending *pending)
{
    if (!space || !space->imitating)
        return;
    object_of(space->imitating, pending->object)->answers++;
    fl_registers_amend_cpuid(tid, (uint32_t)pending->call, (uint32_t)pending->count_before,
                             space->imitating->hidden);
}

void fl_imitate_hand_over(fl_imitating *imitating, fl_trace *trace)
{
    if (imitating->failed)
        leave(imitating, "[others]", 1, not_read);
    trace->hiding = imitating->hidden ? FL_HIDING_CPUID : FL_HIDING_OWN;
    trace->imitated_count = imitating->count;
    memcpy(trace->imitated, imitating->objects, sizeof trace->imitated);
}
