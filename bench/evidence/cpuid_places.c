/* The bytes of cpuid, 0f a2, also stand in data and inside of other instructions, and whoever takes them for the
 * instruction damages those. So each function that holds them is followed from its beginning, as its symbol or the
 * table of frames (.eh_frame_hdr, which stripped files have too) tells it, along both ways of each branch: what is
 * come upon that way is an instruction. */
#include "bench/evidence/cpuid_places.h"

#include <stdlib.h>
#include <string.h>

#include "bench/evidence/disassembly.h"

enum { LARGEST_FUNCTION = 1 << 20, CPUID_BYTES = 2 };
static const unsigned char first_byte = 0x0f, second_byte = 0xa2;

typedef struct addresses {
    uint64_t *at;
    size_t count, capacity;
    bool failed; /* no memory */
} addresses;

static void add(addresses *list, uint64_t address)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 256;
        uint64_t *larger = realloc(list->at, capacity * sizeof *larger);
        list->failed |= !larger;
        if (!larger)
            return;
        list->at = larger;
        list->capacity = capacity;
    }
    list->at[list->count++] = address;
}

static int by_address(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* ---- where functions begin ---- */

static bool add_symbol(void *context, const GElf_Sym *symbol, const char *name)
{
    addresses *begins = context;
    int type = GELF_ST_TYPE(symbol->st_info);
    (void)name;
    if (symbol->st_shndx != SHN_UNDEF && (type == STT_FUNC || type == STT_GNU_IFUNC))
        add(begins, symbol->st_value);
    return !begins->failed;
}

/* Linux Standard Base, core, 10.6.2: version, three encodings, pointer, count, pairs of offsets from the table. */
static void add_frames(const unsigned char *table, size_t size, uint64_t address, addresses *begins)
{
    enum { HEADER = 12, PAIR = 8, UNSIGNED_4 = 0x03, RELATIVE_4 = 0x3b, COUNT_AT = 8 };
    uint32_t count = 0;
    if (size < HEADER || table[0] != 1 || (table[1] & 0xf) != 0xb || table[2] != UNSIGNED_4 ||
        table[3] != RELATIVE_4)
        return;
    memcpy(&count, table + COUNT_AT, sizeof count);
    for (uint32_t i = 0; i < count && (size - HEADER) / PAIR > i; i++) {
        int32_t offset = 0;
        memcpy(&offset, table + HEADER + (size_t)PAIR * i, sizeof offset);
        add(begins, address + (uint64_t)(int64_t)offset);
    }
}

static bool find_begins(Elf *elf, const unsigned char *bytes, size_t size, addresses *begins)
{
    GElf_Ehdr header;
    size_t count = 0;
    if (!gelf_getehdr(elf, &header) || elf_getphdrnum(elf, &count) != 0)
        return false;
    add(begins, header.e_entry);
    fl_elf_each_symbol(elf, FL_ELF_BOTH, add_symbol, begins);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, (int)i, &segment) && segment.p_type == PT_GNU_EH_FRAME &&
            segment.p_offset < size && segment.p_filesz <= size - segment.p_offset)
            add_frames(bytes + segment.p_offset, segment.p_filesz, segment.p_vaddr, begins);
    }
    if (begins->at)
        qsort(begins->at, begins->count, sizeof *begins->at, by_address);
    return !begins->failed;
}

/* ---- one function ---- */

typedef enum seen { SEEN_NOT, SEEN_BEGIN, SEEN_INSIDE } seen;

typedef struct function {
    const unsigned char *code;
    uint64_t begin;
    size_t size;
    unsigned char *seen;  /* a seen of each byte: what is come upon */
    unsigned char *swept; /* likewise, one instruction after the other, whatever lies between */
    uint32_t *open;       /* offsets still to be followed */
    size_t open_count;
    bool jumps_by_table;
} function;

static void reach(function *f, uint64_t address)
{
    if (address < f->begin || address - f->begin >= f->size || f->open_count == f->size)
        return;
    size_t at = (size_t)(address - f->begin);
    if (f->seen[at] == SEEN_NOT)
        f->open[f->open_count++] = (uint32_t)at;
}

static bool decode(const function *f, size_t at, fl_instruction *i)
{
    return fl_classify_instruction(f->code + at, f->size - at, f->begin + at, i) && i->length > 0 &&
           i->length <= f->size - at;
}

static void mark(unsigned char *places, size_t at, size_t length)
{
    places[at] = SEEN_BEGIN;
    for (size_t k = 1; k < length; k++)
        if (places[at + k] == SEEN_NOT)
            places[at + k] = SEEN_INSIDE;
}

static bool ends_here(const fl_instruction *i)
{
    static const char *const last[] = {"ud2", "int3", "hlt", NULL};
    for (size_t k = 0; last[k]; k++)
        if (strcmp(i->mnemonic, last[k]) == 0)
            return true;
    return i->flow == FL_FLOW_RETURN || i->flow == FL_FLOW_INDIRECT_JUMP;
}

/* From one place on, up to what is known already or does not go on. */
static void follow(function *f, size_t at)
{
    while (at < f->size && f->seen[at] == SEEN_NOT) {
        fl_instruction i;
        if (!decode(f, at, &i))
            return;
        mark(f->seen, at, i.length);
        f->jumps_by_table |= i.flow == FL_FLOW_INDIRECT_JUMP;
        if (i.flow == FL_FLOW_JUMP)
            reach(f, i.target);
        if (ends_here(&i) || (i.flow == FL_FLOW_JUMP && strcmp(i.mnemonic, "jmp") == 0))
            return;
        at += i.length;
    }
}

static void follow_all(function *f)
{
    while (f->open_count > 0)
        follow(f, f->open[--f->open_count]);
}

static bool read_function(function *f)
{
    f->seen = calloc(f->size, 1);
    f->swept = calloc(f->size, 1);
    f->open = malloc(f->size * sizeof *f->open);
    if (!f->seen || !f->swept || !f->open)
        return false;
    follow(f, 0);
    follow_all(f);
    for (size_t at = 0; at < f->size;) {
        fl_instruction i;
        bool known = decode(f, at, &i);
        if (known)
            mark(f->swept, at, i.length);
        at += known ? i.length : 1;
    }
    return true;
}

static void free_function(function *f)
{
    free(f->seen);
    free(f->swept);
    free(f->open);
}

/* Two streams of instructions that overlap: neither is certain. */
static bool is_whole(const function *f, size_t at)
{
    return f->seen[at] == SEEN_BEGIN && at + 1 < f->size && f->seen[at + 1] == SEEN_INSIDE;
}

/* ---- jumps by a table ---- */

typedef struct image { /* of the file, as it is mapped */
    Elf *elf;
    const unsigned char *bytes;
    size_t size;
} image;

/* What stands at an address; NULL: nothing. *room: how much. */
static const unsigned char *at_address(const image *file, uint64_t address, size_t *room)
{
    size_t count = 0;
    if (elf_getphdrnum(file->elf, &count) != 0)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (!gelf_getphdr(file->elf, (int)i, &segment) || segment.p_type != PT_LOAD ||
            address < segment.p_vaddr || address - segment.p_vaddr >= segment.p_filesz ||
            segment.p_offset > file->size || segment.p_filesz > file->size - segment.p_offset)
            continue;
        *room = (size_t)(segment.p_filesz - (address - segment.p_vaddr));
        return file->bytes + segment.p_offset + (address - segment.p_vaddr);
    }
    return NULL;
}

/* lea register, [rip + offset]: the register's number; -1: another instruction. */
static int takes_address(const unsigned char *b, size_t length, uint64_t behind, uint64_t *address)
{
    enum { LENGTH = 7 };
    int32_t offset = 0;
    if (length != LENGTH || (b[0] & 0xfb) != 0x48 || b[1] != 0x8d || (b[2] & 0xc7) != 0x05)
        return -1;
    memcpy(&offset, b + 3, sizeof offset);
    *address = behind + (uint64_t)(int64_t)offset;
    return (b[2] >> 3 & 7) + (b[0] & 4 ? 8 : 0);
}

/* movsxd register, [base + 4 * index], which takes an offset out of a table: the number of the base; -1: another. */
static int takes_entry(const unsigned char *b, size_t length)
{
    bool plain = length == 4 && (b[2] & 0xc7) == 0x04,
         with_0 = length == 5 && (b[2] & 0xc7) == 0x44 && b[4] == 0;
    if ((!plain && !with_0) || (b[0] & 0xf8) != 0x48 || b[1] != 0x63 || b[3] >> 6 != 2)
        return -1;
    return (b[3] & 7) + (b[0] & 1 ? 8 : 0);
}

/* Offsets from the table itself, as compilers write them for a switch. They end where one leads out of the function. */
static void follow_table(function *f, const image *file, uint64_t table)
{
    size_t room = 0;
    const unsigned char *entries = at_address(file, table, &room);
    for (size_t i = 0; entries && (i + 1) * sizeof(int32_t) <= room; i++) {
        int32_t offset = 0;
        memcpy(&offset, entries + i * sizeof offset, sizeof offset);
        uint64_t target = table + (uint64_t)(int64_t)offset;
        if (target < f->begin || target - f->begin >= f->size || f->swept[target - f->begin] != SEEN_BEGIN)
            return;
        reach(f, target);
    }
}

static size_t count_seen(const function *f)
{
    size_t count = 0;
    for (size_t i = 0; i < f->size; i++)
        count += f->seen[i] != SEEN_NOT;
    return count;
}

/* Registers through which the function takes offsets out of tables, one bit each. */
static unsigned table_registers(const function *f)
{
    unsigned registers = 0;
    for (size_t at = 0; at < f->size; at++) {
        fl_instruction i;
        int number =
            f->seen[at] == SEEN_BEGIN && decode(f, at, &i) ? takes_entry(f->code + at, i.length) : -1;
        registers |= number >= 0 ? 1u << number : 0;
    }
    return registers;
}

static void follow_tables(function *f, const image *file)
{
    size_t before = 0, now = count_seen(f);
    for (; f->jumps_by_table && now > before; now = count_seen(f)) {
        unsigned registers = table_registers(f);
        before = now;
        for (size_t at = 0; at < f->size; at++) {
            fl_instruction i;
            uint64_t table = 0;
            if (f->seen[at] != SEEN_BEGIN || !decode(f, at, &i))
                continue;
            int number = takes_address(f->code + at, i.length, f->begin + at + i.length, &table);
            if (number >= 0 && (registers >> number & 1))
                follow_table(f, file, table);
        }
        follow_all(f);
    }
}

/* ---- a file ---- */

typedef struct search {
    const image *file;
    const addresses *begins;
    addresses certain, doubtful;
    bool failed;
} search;

/* The function that holds an address, as far as it is known; a begin of 0: none does. */
static function function_at(const addresses *begins, const unsigned char *code, size_t size, uint64_t address,
                            uint64_t place)
{
    size_t low = 0, high = begins->count;
    while (low < high) { /* the first that begins behind it */
        size_t middle = low + (high - low) / 2;
        if (begins->at[middle] <= place)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || begins->at[low - 1] < address)
        return (function){.begin = 0};
    uint64_t begin = begins->at[low - 1], end = address + size;
    if (low < begins->count && begins->at[low] < end)
        end = begins->at[low];
    if (end - begin > LARGEST_FUNCTION)
        return (function){.begin = 0};
    return (function){.code = code + (begin - address), .begin = begin, .size = (size_t)(end - begin)};
}

/* Where the two bytes stand at an offset of executable bytes, and at that address; function: that they lie in, size 0: not
 * known. */
static void judge(search *s, function *f, const unsigned char *code, size_t size, size_t at, uint64_t place)
{
    size_t offset = f->size > 0 ? (size_t)(code + at - f->code) : 0;
    if (f->size > 0 && f->seen[offset] == SEEN_NOT && f->swept[offset] == SEEN_BEGIN)
        follow_tables(f, s->file);
    if (f->size > 0 && is_whole(f, offset))
        add(&s->certain, place);
    else if ((f->size == 0 || f->seen[offset] != SEEN_INSIDE) &&
             ((f->size > 0 && f->swept[offset] == SEEN_BEGIN) || fl_is_in_stream(code, at, size)))
        add(&s->doubtful, place);
    s->failed |= s->certain.failed || s->doubtful.failed;
}

/* The offset of the next cpuid's bytes at or behind at; size: none. */
static size_t next_candidate(const unsigned char *code, size_t at, size_t size)
{
    for (at++; at < size; at++) {
        const unsigned char *found = memchr(code + at, second_byte, size - at);
        if (!found)
            return size;
        at = (size_t)(found - code);
        if (code[at - 1] == first_byte)
            return at - 1;
    }
    return size;
}

size_t fl_cpuid_places_perhaps(const unsigned char *code, size_t size)
{
    enum { LITTLE = 1 << 16 };
    size_t count = 0;
    for (size_t at = next_candidate(code, 0, size); at < size; at = next_candidate(code, at + 1, size))
        count += size <= LITTLE || fl_is_in_stream(code, at, size);
    return count;
}

/* Looks at one run of executable bytes, which stand at address. */
static void look(search *s, const unsigned char *code, size_t size, uint64_t address)
{
    function f = {.begin = 0};
    for (size_t at = next_candidate(code, 0, size); at < size && !s->failed;
         at = next_candidate(code, at + 1, size)) {
        uint64_t place = address + at;
        if (place < f.begin || place - f.begin >= f.size) {
            free_function(&f);
            f = function_at(s->begins, code, size, address, place);
            s->failed |= f.size > 0 && !read_function(&f);
        }
        if (!s->failed)
            judge(s, &f, code, size, at, place);
    }
    free_function(&f);
}

/* s NULL: only whether any candidate is there. */
static bool each_segment(const image *file, search *s, bool *any)
{
    size_t count = 0;
    if (elf_getphdrnum(file->elf, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (!gelf_getphdr(file->elf, (int)i, &segment) || segment.p_type != PT_LOAD ||
            !(segment.p_flags & PF_X))
            continue;
        if (segment.p_offset > file->size || segment.p_filesz > file->size - segment.p_offset)
            return false;
        const unsigned char *code = file->bytes + segment.p_offset;
        if (s)
            look(s, code, segment.p_filesz, segment.p_vaddr);
        else
            *any |= next_candidate(code, 0, segment.p_filesz) < segment.p_filesz;
    }
    return true;
}

/* ---- functions that nothing but a call tells of ---- */

/* Whether an instruction for certain stands at an offset of executable bytes, which stand at address. */
static bool is_certain(const search *s, const unsigned char *code, size_t size, uint64_t address, size_t at)
{
    function f = function_at(s->begins, code, size, address, address + at);
    bool is = f.size > 0 && read_function(&f) && f.seen[(size_t)(code + at - f.code)] == SEEN_BEGIN;
    free_function(&f);
    return is;
}

/* Whether something doubtful stands not far behind an address, so that a function that begins there may hold it. */
static bool is_before_doubtful(const search *s, uint64_t address)
{
    enum { FAR = 4096 };
    size_t low = 0, high = s->doubtful.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->doubtful.at[middle] < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->doubtful.count && s->doubtful.at[low] - address < FAR;
}

/* Assembler's functions have neither symbol nor frame in some files, and are called from functions that have: adds those
 * that begin not far before something doubtful. */
static void add_called(search *s, const unsigned char *code, size_t size, uint64_t address, addresses *called)
{
    enum { CALL = 0xe8, JUMP = 0xe9, LENGTH = 5 };
    for (size_t at = 0; at + LENGTH <= size; at++) {
        int32_t offset = 0;
        if (code[at] != CALL && code[at] != JUMP)
            continue;
        memcpy(&offset, code + at + 1, sizeof offset);
        uint64_t target = address + at + LENGTH + (uint64_t)(int64_t)offset;
        if (target < address || target - address >= size || !is_before_doubtful(s, target))
            continue;
        if (is_certain(s, code, size, address, at) &&
            !is_certain(s, code, size, address, (size_t)(target - address)))
            add(called, target);
    }
}

static bool find_called(const image *file, search *s, addresses *called)
{
    size_t count = 0;
    if (elf_getphdrnum(file->elf, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(file->elf, (int)i, &segment) && segment.p_type == PT_LOAD &&
            (segment.p_flags & PF_X))
            add_called(s, file->bytes + segment.p_offset, segment.p_filesz, segment.p_vaddr, called);
    }
    return !called->failed;
}

/* Looks again with them, as often as that makes less doubtful. Where there is much, it is not worth the time: more would be
 * left than can be watched. */
static bool look_behind_calls(const image *file, search *s, addresses *begins)
{
    enum { MUCH = 32 };
    bool good = true;
    for (size_t before = MUCH; good && s->doubtful.count > 0 && s->doubtful.count < before;) {
        addresses called = {.at = NULL};
        before = s->doubtful.count;
        good = find_called(file, s, &called);
        for (size_t i = 0; good && i < called.count; i++)
            add(begins, called.at[i]);
        if (called.count > 0) {
            qsort(begins->at, begins->count, sizeof *begins->at, by_address);
            s->certain.count = s->doubtful.count = 0;
            good = !begins->failed && each_segment(file, s, NULL);
        }
        free(called.at);
    }
    return good;
}

bool fl_cpuid_places_find(Elf *elf, fl_cpuid_places *places)
{
    image file = {.elf = elf};
    bool any = false;
    file.bytes = (const unsigned char *)elf_rawfile(elf, &file.size);
    addresses begins = {.at = NULL};
    search s = {.file = &file, .begins = &begins};
    bool good = file.bytes && each_segment(&file, NULL, &any);
    if (good && any)
        good = find_begins(elf, file.bytes, file.size, &begins) && each_segment(&file, &s, NULL) &&
               look_behind_calls(&file, &s, &begins) && !s.failed;
    free(begins.at);
    *places = (fl_cpuid_places){s.certain.at, s.certain.count, s.doubtful.at, s.doubtful.count};
    if (!good)
        fl_cpuid_places_free(places);
    return good;
}

void fl_cpuid_places_free(fl_cpuid_places *places)
{
    free(places->addresses);
    free(places->doubtful);
    *places = (fl_cpuid_places){.addresses = NULL};
}
