#include "bench/evidence/qemu_objects.h"
#include "bench/evidence/trace_count.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/elf.h"

enum { MOST_MAPPINGS = 100000, PAGE_BITS = 12 };

#if defined(__aarch64__)
enum { MACHINE = EM_AARCH64 };
#elif defined(__x86_64__)
enum { MACHINE = EM_X86_64 };
#else
enum { MACHINE = EM_NONE };
#endif

void fl_qemu_objects_free(fl_qemu_objects *objects)
{
    free(objects->mappings);
    free(objects->seen);
}

/* ---- mappings ---- */

static bool parse_mapping(const char *line, fl_qemu_mapping *mapping)
{
    int path = 0;
    *mapping = (fl_qemu_mapping){.begin = 0};
    /* NOLINTNEXTLINE(cert-err34-c): the kernel's own text, or QEMU's; a number too large names no mapping */
    if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64 " %*s %*u %n", &mapping->begin, &mapping->end,
               &mapping->offset, &path) < 3)
        return false;
    if (path > 0)
        snprintf(mapping->path, sizeof mapping->path, "%s", line + path);
    mapping->path[strcspn(mapping->path, "\n")] = '\0';
    return true;
}

static fl_qemu_mapping *read_mappings(const char *process, size_t *count)
{
    char path[64], *line = NULL;
    size_t size = 0, room = 0;
    fl_qemu_mapping *mappings = NULL;
    snprintf(path, sizeof path, "/proc/%s/maps", process);
    FILE *file = fopen(path, "re");
    *count = 0;
    while (file && getline(&line, &size, file) > 0 && *count < MOST_MAPPINGS) {
        if (*count == room) {
            room = room ? 2 * room : 64;
            fl_qemu_mapping *larger = realloc(mappings, room * sizeof *larger);
            if (!larger)
                break;
            mappings = larger;
        }
        *count += parse_mapping(line, &mappings[*count]);
    }
    free(line);
    if (file)
        fclose(file);
    return mappings;
}

static const fl_qemu_mapping *mapping_of(const fl_qemu_mapping *mappings, size_t count, uint64_t address)
{
    for (size_t i = 0; i < count; i++)
        if (address >= mappings[i].begin && address < mappings[i].end)
            return &mappings[i];
    return NULL;
}

bool fl_qemu_file_of(uint64_t address, char *path, size_t size, uint64_t *offset)
{
    size_t count = 0;
    fl_qemu_mapping *mappings = read_mappings("self", &count);
    const fl_qemu_mapping *mapping = mapping_of(mappings, count, address);
    bool found = mapping && mapping->path[0] == '/';
    if (found) {
        snprintf(path, size, "%s", mapping->path);
        *offset = address - mapping->begin + mapping->offset;
    }
    free(mappings);
    return found;
}

/* ---- symbols ---- */

static void add_mark(fl_qemu_objects *objects, uint64_t address, fl_qemu_mark mark)
{
    for (size_t i = 0; i < objects->mark_count; i++)
        if (objects->marks[i].address == address)
            return;
    if (objects->mark_count == FL_QEMU_MARKS)
        return;
    objects->marks[objects->mark_count].address = address;
    objects->marks[objects->mark_count++].mark = mark;
    objects->found = true;
}

static fl_qemu_mark mark_named(const fl_qemu_objects *objects, const char *path, const char *name)
{
    if (objects->function)
        return strcmp(name, objects->function) == 0 &&
                       (!objects->library || fl_trace_is_library(path, objects->library))
                   ? FL_QEMU_FUNCTION
                   : FL_QEMU_NO_MARK;
    return strcmp(name, "fl_region_begin") == 0         ? FL_QEMU_BEGIN
           : strcmp(name, "fl_region_begin_empty") == 0 ? FL_QEMU_BEGIN_EMPTY
           : strcmp(name, "fl_region_end") == 0         ? FL_QEMU_END
                                                        : FL_QEMU_NO_MARK;
}

typedef struct search {
    fl_qemu_objects *objects;
    const char *path;
    uint64_t bias; /* to add to the addresses in the file */
} search;

static bool look_at_symbol(void *context, const GElf_Sym *symbol, const char *name)
{
    const search *s = context;
    int type = GELF_ST_TYPE(symbol->st_info);
    fl_qemu_mark mark = mark_named(s->objects, s->path, name);
    if (mark == FL_QEMU_NO_MARK || symbol->st_shndx == SHN_UNDEF)
        return true;
    if (type == STT_GNU_IFUNC) /* its address is that of the function that chooses */
        s->objects->indirect = true;
    else if (type == STT_FUNC || type == STT_NOTYPE)
        add_mark(s->objects, symbol->st_value + s->bias, mark);
    return true;
}

static Elf *open_elf(const char *path, int *file, GElf_Ehdr *header)
{
    *file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    Elf *elf = fl_elf_begin(*file);
    if (elf && !gelf_getehdr(elf, header)) {
        fl_elf_end(elf, -1);
        elf = NULL;
    }
    return elf;
}

/* An object is mapped from its first byte on, by its first segment. */
static bool find_bias(Elf *elf, const fl_qemu_mapping *mapping, uint64_t *bias)
{
    size_t count = 0;
    if (elf_getphdrnum(elf, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, (int)i, &segment) && segment.p_type == PT_LOAD) {
            *bias = mapping->begin - (segment.p_vaddr - segment.p_offset);
            return true;
        }
    }
    return false;
}

static void look_into(fl_qemu_objects *objects, const fl_qemu_mapping *mapping)
{
    int file = -1;
    GElf_Ehdr header;
    Elf *elf = open_elf(mapping->path, &file, &header);
    search s = {.objects = objects, .path = mapping->path};
    if (elf && header.e_machine == MACHINE && find_bias(elf, mapping, &s.bias))
        fl_elf_each_symbol(elf, FL_ELF_BOTH, look_at_symbol, &s);
    fl_elf_end(elf, file);
}

static bool is_seen(fl_qemu_objects *objects, const fl_qemu_mapping *mapping)
{
    char key[256];
    snprintf(key, sizeof key, "%" PRIx64 " %.230s", mapping->begin, mapping->path);
    for (size_t i = 0; i < objects->seen_count; i++)
        if (strcmp(objects->seen[i], key) == 0)
            return true;
    char(*larger)[256] = realloc(objects->seen, (objects->seen_count + 1) * sizeof *larger);
    if (!larger)
        return true;
    objects->seen = larger;
    memcpy(larger[objects->seen_count++], key, sizeof key);
    return false;
}

/* What was confirmed and still stands there stays so. */
static void keep_confirmed(const fl_qemu_objects *old, fl_qemu_mapping *mappings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const fl_qemu_mapping *same = mapping_of(old->mappings, old->count, mappings[i].begin);
        mappings[i].confirmed = same && same->confirmed && same->begin == mappings[i].begin &&
                                same->end == mappings[i].end && strcmp(same->path, mappings[i].path) == 0;
    }
}

static void refresh(fl_qemu_objects *objects)
{
    char process[32];
    size_t count;
    snprintf(process, sizeof process, "%d", (int)objects->pid);
    fl_qemu_mapping *mappings = read_mappings(process, &count);
    keep_confirmed(objects, mappings, count);
    free(objects->mappings);
    objects->mappings = mappings;
    objects->count = count;
    for (size_t i = 0; i < objects->count; i++) {
        const fl_qemu_mapping *mapping = &objects->mappings[i];
        if (objects->code_path) {
            if (strcmp(mapping->path, objects->code_path) == 0 && objects->code_offset >= mapping->offset &&
                objects->code_offset - mapping->offset < mapping->end - mapping->begin)
                add_mark(objects, mapping->begin + objects->code_offset - mapping->offset, FL_QEMU_FUNCTION);
        } else if (mapping->path[0] == '/' && mapping->offset == 0 && !is_seen(objects, mapping)) {
            look_into(objects, mapping);
        }
    }
}

void fl_qemu_objects_look(void *context, uint64_t address, fl_qemu_place *place)
{
    fl_qemu_objects *objects = context;
    const fl_qemu_mapping *mapping = mapping_of(objects->mappings, objects->count, address);
    bool unknown = !mapping || mapping->path[0] != '/';
    /* A file that was read and unmapped since may have left its place to generated code. */
    if (unknown ? (address >> PAGE_BITS) + 1 != objects->last_page : !mapping->confirmed) {
        refresh(objects);
        objects->last_page = (address >> PAGE_BITS) + 1;
        for (size_t i = 0; i < objects->count; i++)
            objects->mappings[i].confirmed |=
                address >= objects->mappings[i].begin && address < objects->mappings[i].end;
        mapping = mapping_of(objects->mappings, objects->count, address);
    }
    const char *path = mapping && mapping->path[0] ? mapping->path : "[anonymous]";
    const char *slash = path[0] == '/' ? strrchr(path, '/') : NULL;
    snprintf(place->object, sizeof place->object, "%.127s", slash ? slash + 1 : path);
    place->mark = FL_QEMU_NO_MARK;
    for (size_t i = 0; i < objects->mark_count; i++)
        if (objects->marks[i].address == address)
            place->mark = objects->marks[i].mark;
}

/* ---- the program ---- */

static bool is_plain(void *context, const GElf_Sym *symbol, const char *name)
{
    (void)symbol;
    bool *plain = context;
    for (const char *c = name; *c; c++)
        *plain &= (unsigned char)*c >= ' ';
    return *plain;
}

fl_status fl_qemu_check_program(const char *path, fl_error *error)
{
    int file = -1;
    bool plain = true;
    GElf_Ehdr header = {.e_machine = EM_NONE};
    fl_status status = FL_OK;
    Elf *elf = open_elf(path, &file, &header);
    if (file < 0)
        status = fl_fail(error, FL_USAGE, "trace: %s: %s", path, strerror(errno));
    else if (!elf)
        status = fl_fail(
            error, FL_USAGE,
            "trace: %s is no program that an emulator can start; of a script, name the interpreter", path);
    else if (header.e_machine != MACHINE)
        status = fl_fail(error, FL_USAGE, "trace: %s is made for another kind of CPU than this one", path);
    else
        fl_elf_each_symbol(elf, FL_ELF_BOTH, is_plain, &plain);
    if (!plain)
        status = fl_fail(error, FL_UNABLE,
                         "trace: unattestable: names of symbols in %s hold control characters, by which the "
                         "emulator's log could be forged",
                         path);
    fl_elf_end(elf, file);
    return status;
}
