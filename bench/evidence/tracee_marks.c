/* Where the region begins and ends: symbols of the objects that a program maps, and breakpoints there.
 *
 * The marks, and the function by which the dynamic linker tells debuggers of new objects, do nothing: a
 * thread that meets a breakpoint there is sent back to its caller at once. So no breakpoint ever has to be
 * taken out and put back while other threads run. */
#define _GNU_SOURCE
#include "bench/evidence/symbol_name.h"
#include "bench/evidence/trace_count.h"
#include "bench/evidence/tracee.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "bench/base/elf.h"

/* ---- breakpoints ---- */

static size_t count_marks(const fl_space *space)
{
    size_t count = 0;
    for (size_t i = 0; i < space->breakpoint_count; i++)
        count += space->breakpoints[i].mark != FL_MARK_CPUID;
    return count;
}

fl_breakpoint *fl_marks_add(fl_space *space, uint64_t address, fl_mark mark)
{
    fl_breakpoint *there = fl_marks_at(space, address);
    if (there)
        return there;
    if (space->breakpoint_count == FL_BREAKPOINTS ||
        (mark != FL_MARK_CPUID && count_marks(space) == FL_MARKS))
        return NULL;
    size_t count = space->breakpoint_count;
    fl_breakpoint *larger = realloc(space->breakpoints, (count + 1) * sizeof *larger);
    if (!larger)
        return NULL;
    space->breakpoints = larger;
    larger[count] = (fl_breakpoint){.address = address, .mark = mark};
    space->breakpoint_count++;
    return &larger[count];
}

fl_breakpoint *fl_marks_at(fl_space *space, uint64_t address)
{
    for (size_t i = 0; i < space->breakpoint_count; i++)
        if (space->breakpoints[i].address == address)
            return &space->breakpoints[i];
    return NULL;
}

bool fl_marks_poke(pid_t tid, uint64_t address, const unsigned char *code)
{
    errno = 0;
    long word = ptrace(PTRACE_PEEKTEXT, tid, fl_as_pointer(address), NULL);
    if (errno != 0)
        return false;
    memcpy(&word, code, fl_breakpoint_size);
    return ptrace(PTRACE_POKETEXT, tid, fl_as_pointer(address), fl_as_pointer((uint64_t)word)) == 0;
}

void fl_marks_insert(fl_space *space, pid_t tid)
{
    for (size_t i = 0; i < space->breakpoint_count; i++) {
        fl_breakpoint *b = &space->breakpoints[i];
        if (b->mark != FL_MARK_CPUID && !b->inserted &&
            fl_space_read(space, b->address, b->original, fl_breakpoint_size))
            b->inserted = fl_marks_poke(tid, b->address, fl_breakpoint_code);
    }
}

void fl_marks_drop(fl_space *space, pid_t tid, uint64_t address)
{
    fl_breakpoint *b = fl_marks_at(space, address);
    if (!b)
        return;
    if (b->inserted)
        fl_marks_poke(tid, b->address, b->original);
    *b = space->breakpoints[--space->breakpoint_count];
}

/* An object may have been unmapped, and another may stand there now: only what is a breakpoint is undone. */
void fl_marks_remove(fl_space *space, pid_t tid)
{
    for (size_t i = 0; i < space->breakpoint_count; i++) {
        fl_breakpoint *b = &space->breakpoints[i];
        unsigned char now[FL_BREAKPOINT_BYTES];
        if (b->inserted && fl_space_read(space, b->address, now, fl_breakpoint_size) &&
            memcmp(now, fl_breakpoint_code, fl_breakpoint_size) == 0)
            fl_marks_poke(tid, b->address, b->original);
        b->inserted = false;
    }
}

/* ---- symbols ---- */

static bool is_seen(fl_space *space, uint64_t key)
{
    for (size_t i = 0; i < space->seen_count; i++)
        if (space->seen[i] == key)
            return true;
    uint64_t *larger = realloc(space->seen, (space->seen_count + 1) * sizeof *larger);
    if (!larger)
        return true;
    space->seen = larger;
    space->seen[space->seen_count++] = key;
    return false;
}

static void keep_name(char names[FL_NAMES][128], size_t *count, const char *symbol)
{
    char name[128];
    fl_symbol_short_name(symbol, name, sizeof name);
    for (size_t i = 0; i < *count; i++)
        if (strcmp(names[i], name) == 0)
            return;
    if (*count < FL_NAMES)
        snprintf(names[(*count)++], sizeof names[0], "%s", name);
}

char *fl_wanted_names(char names[FL_NAMES][128], size_t count, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count && used < size; i++) {
        int more = snprintf(text + used, size - used, "%s%s", i > 0 ? ", " : "", names[i]);
        used += more > 0 ? (size_t)more : 0;
    }
    return text;
}

/* What a symbol of the object at path is to whoever names a function. */
static fl_symbol_fit fit_of(fl_wanted *wanted, const char *path, bool program, const char *name)
{
    if (wanted->library && !fl_trace_is_library(path, wanted->library))
        return FL_SYMBOL_OTHER;
    fl_symbol_fit fit = fl_symbol_fits(name, wanted->function, program);
    if (fit == FL_SYMBOL_NEAR)
        keep_name(wanted->near, &wanted->near_count, name);
    if (fit == FL_SYMBOL_END)
        keep_name(wanted->ends, &wanted->end_count, name);
    wanted->exact |= fit == FL_SYMBOL_EXACT;
    return fit;
}

static bool mark_named(const char *name, fl_mark *mark)
{
    static const struct {
        const char *name;
        fl_mark mark;
    } marks[] = {
        {"fl_region_begin", FL_MARK_BEGIN},
        {"fl_region_begin_empty", FL_MARK_BEGIN_EMPTY},
        {"fl_region_end", FL_MARK_END},
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strcmp(name, marks[i].name) == 0) {
            *mark = marks[i].mark;
            return true;
        }
    return false;
}

/* Adds a breakpoint where a symbol is one that is looked for. */
static void look_at(fl_space *space, fl_wanted *wanted, const char *path, bool program, const char *name,
                    int type, uint64_t address)
{
    fl_mark mark = FL_MARK_FUNCTION;
    fl_symbol_fit fit = FL_SYMBOL_EXACT;
    if (strcmp(name, "_dl_debug_state") == 0)
        mark = FL_MARK_LINKER;
    else if (wanted->function)
        fit = fit_of(wanted, path, program, name);
    else if (!mark_named(name, &mark))
        return;
    if (fit < FL_SYMBOL_END)
        return;
    if (type == STT_GNU_IFUNC) { /* its address is that of the function that chooses */
        wanted->indirect = true;
        return;
    }
    wanted->found |= mark != FL_MARK_LINKER;
    fl_breakpoint *added = fl_marks_add(space, address, mark);
    if (added && mark == FL_MARK_FUNCTION) {
        added->by_end = fit == FL_SYMBOL_END;
        fl_symbol_short_name(name, added->name, sizeof added->name);
    }
}

typedef struct looking {
    fl_space *space;
    fl_wanted *wanted;
    const char *path;
    bool program;
    uint64_t bias;
} looking;

static bool look_at_symbol(void *context, const GElf_Sym *symbol, const char *name)
{
    const looking *l = context;
    int type = GELF_ST_TYPE(symbol->st_info);
    if (symbol->st_shndx != SHN_UNDEF && (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE))
        look_at(l->space, l->wanted, l->path, l->program, name, type, symbol->st_value + l->bias);
    return true;
}

bool fl_marks_bias(void *elf, const fl_mapping *mapping, uint64_t *bias)
{
    size_t count = 0;
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    if (elf_getphdrnum(elf, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (!gelf_getphdr(elf, (int)i, &segment) || segment.p_type != PT_LOAD || !(segment.p_flags & PF_X))
            continue;
        if (mapping->offset >= segment.p_offset / page * page &&
            mapping->offset < segment.p_offset + segment.p_filesz) {
            *bias = mapping->begin - mapping->offset + segment.p_offset - segment.p_vaddr;
            return true;
        }
    }
    return false;
}

int fl_marks_open(const fl_space *space, const fl_mapping *mapping, bool *is_program)
{
    char path[320], program[sizeof mapping->path] = "";
    snprintf(path, sizeof path, "/proc/%d/exe", (int)space->pid);
    ssize_t length = readlink(path, program, sizeof program - 1);
    *is_program = length > 0 && strcmp(program, mapping->path) == 0;
    if (!*is_program)
        snprintf(path, sizeof path, "/proc/%d/root%s", (int)space->pid, mapping->path);
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static fl_status look_into(fl_space *space, const fl_mapping *mapping, fl_wanted *wanted, fl_error *error)
{
    bool program = false;
    int file = fl_marks_open(space, mapping, &program);
    if (file < 0)
        return FL_OK; /* gone from the disk: its symbols cannot be known */
    Elf *elf = fl_elf_begin(file);
    GElf_Ehdr header;
    uint64_t bias = 0;
    fl_status status = FL_OK;
    if (elf && gelf_getehdr(elf, &header)) {
        if (header.e_machine != fl_elf_machine || header.e_ident[EI_CLASS] != ELFCLASS64)
            status = fl_fail(error, FL_USAGE, "trace: %s is made for another kind of CPU than this one",
                             mapping->path);
        else if (fl_marks_bias(elf, mapping, &bias))
            fl_elf_each_symbol(elf, FL_ELF_BOTH, look_at_symbol,
                               &(looking){space, wanted, mapping->path, program, bias});
    }
    fl_elf_end(elf, file);
    return status;
}

fl_status fl_marks_look(fl_space *space, fl_wanted *wanted, fl_error *error)
{
    fl_status status = FL_OK;
    space->mappings_old = true;
    fl_space_refresh(space);
    for (size_t i = 0; i < space->mapping_count && status == FL_OK; i++) {
        const fl_mapping *mapping = &space->mappings[i];
        if (mapping->executable && mapping->path[0] == '/' &&
            !is_seen(space, mapping->begin ^ mapping->inode))
            status = look_into(space, mapping, wanted, error);
    }
    return status;
}
