/* Memory and code of a traced program. */
#define _GNU_SOURCE
#include "bench/evidence/tracee.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_INSTRUCTION = 15, FIRST_CAPACITY = 4096, MOST_MAPPINGS = 100000 };

fl_space *fl_space_new(pid_t pid)
{
    fl_space *space = calloc(1, sizeof *space);
    if (!space)
        return NULL;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
    space->pid = pid;
    space->memory = open(path, O_RDONLY | O_CLOEXEC);
    space->tasks = 1;
    space->mappings_old = true;
    return space;
}

void fl_space_release(fl_space *space)
{
    if (!space || --space->tasks > 0)
        return;
    if (space->memory >= 0)
        close(space->memory);
    free(space->mappings);
    free(space->codes);
    free(space->seen);
    free(space->breakpoints);
    free(space->imitated);
    free(space);
}

bool fl_space_read(const fl_space *space, uint64_t address, void *bytes, size_t size)
{
    return pread(space->memory, bytes, size, (off_t)address) == (ssize_t)size;
}

void fl_space_forget(fl_space *space)
{
    space->mappings_old = true;
    space->code_count = 0;
    if (space->codes)
        memset(space->codes, 0, space->code_capacity * sizeof *space->codes);
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " ");
}

static const char *take_number(const char *text, int base, uint64_t *number)
{
    char *end = NULL;
    *number = strtoull(text, &end, base);
    return end;
}

/* "7f52c000-7f52d000 r-xp 00001000 08:01 1234   /usr/lib/libx.so" */
static bool parse_mapping(const char *line, fl_mapping *mapping)
{
    *mapping = (fl_mapping){.begin = 0};
    const char *at = take_number(line, 16, &mapping->begin);
    if (*at != '-')
        return false;
    const char *rights = skip_blanks(take_number(at + 1, 16, &mapping->end));
    if (strlen(rights) < 5)
        return false;
    at = skip_blanks(take_number(rights + 4, 16, &mapping->offset));
    at += strcspn(at, " "); /* the device */
    at = skip_blanks(take_number(at, 10, &mapping->inode));
    snprintf(mapping->path, sizeof mapping->path, "%s", at);
    mapping->path[strcspn(mapping->path, "\n")] = '\0';
    mapping->writable = rights[1] == 'w';
    mapping->executable = rights[2] == 'x';
    return true;
}

void fl_space_refresh(fl_space *space)
{
    if (!space->mappings_old)
        return;
    char path[64], *line = NULL;
    size_t size = 0, capacity = 0;
    snprintf(path, sizeof path, "/proc/%d/maps", (int)space->pid);
    FILE *file = fopen(path, "re");
    space->mapping_count = 0;
    space->forbidden |= !file && (errno == EACCES || errno == EPERM);
    if (!file)
        return;
    while (getline(&line, &size, file) > 0 && space->mapping_count < MOST_MAPPINGS) {
        if (space->mapping_count == capacity || !space->mappings) {
            capacity = capacity ? 2 * capacity : 64;
            fl_mapping *larger = realloc(space->mappings, capacity * sizeof *larger);
            if (!larger)
                break;
            space->mappings = larger;
        }
        space->mapping_count += parse_mapping(line, &space->mappings[space->mapping_count]);
    }
    free(line);
    fclose(file);
    space->mappings_old = false;
}

static size_t find_mapping(const fl_space *space, uint64_t address)
{
    for (size_t i = 0; i < space->mapping_count; i++)
        if (address >= space->mappings[i].begin && address < space->mappings[i].end)
            return i;
    return SIZE_MAX;
}

const char *fl_space_object(const fl_space *space, const fl_code *code)
{
    if (code->mapping == SIZE_MAX || space->mappings[code->mapping].path[0] == '\0')
        return "[anonymous]";
    const char *path = space->mappings[code->mapping].path, *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static size_t slot_of(const fl_code *codes, size_t capacity, uint64_t address)
{
    size_t slot = (size_t)(address * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (capacity - 1);
    while (codes[slot].used && codes[slot].address != address)
        slot = (slot + 1) & (capacity - 1);
    return slot;
}

static bool grow(fl_space *space)
{
    size_t capacity = space->code_capacity ? 2 * space->code_capacity : FIRST_CAPACITY;
    fl_code *codes = calloc(capacity, sizeof *codes);
    if (!codes)
        return false;
    for (size_t i = 0; i < space->code_capacity; i++)
        if (space->codes[i].used)
            codes[slot_of(codes, capacity, space->codes[i].address)] = space->codes[i];
    free(space->codes);
    space->codes = codes;
    space->code_capacity = capacity;
    return true;
}

/* The bytes at an address, fewer where the mapping ends. */
static size_t read_code(const fl_space *space, uint64_t address, unsigned char bytes[LONGEST_INSTRUCTION])
{
    ssize_t got = pread(space->memory, bytes, LONGEST_INSTRUCTION, (off_t)address);
    return got > 0 ? (size_t)got : 0;
}

fl_code *fl_space_code(fl_space *space, uint64_t address)
{
    if (2 * (space->code_count + 1) > space->code_capacity && !grow(space))
        return NULL;
    fl_code *code = &space->codes[slot_of(space->codes, space->code_capacity, address)];
    unsigned char bytes[LONGEST_INSTRUCTION];
    size_t size = read_code(space, address, bytes);
    if (code->used && size == code->size && memcmp(bytes, code->bytes, size) == 0)
        return code;
    if (!code->used) {
        fl_space_refresh(space);
        space->code_count++;
        *code = (fl_code){.address = address, .used = true, .mapping = find_mapping(space, address)};
    }
    memcpy(code->bytes, bytes, size);
    code->size = size;
    code->known = fl_classify_instruction(bytes, size, address, &code->instruction);
    return code;
}
