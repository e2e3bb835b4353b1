/* Whether anything in SIMD can be reached from what a region executed, whichever way its branches go: then a program
 * that asks for the CPU can still do no other arithmetic than scalar on any. The executed instructions are followed
 * through both ways of each branch and through direct calls, up to the C library and to what never returns. */
#define _GNU_SOURCE
#include "bench/evidence/trace_reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PLACES = 1 << 17, SLOTS = 1 << 19, LONGEST = 15, POINTER_BYTES = 8 };

typedef struct reaching {
    fl_space *space;
    fl_functions *functions;
    uint64_t *places, *slots; /* to be looked at; [SLOTS] those that were or will be, 0: free */
    size_t count, seen;
    uint64_t end; /* behind the call that ended the region; 0: none did */
    bool open;    /* something could not be followed, or is in SIMD */
} reaching;

static const fl_mapping *mapping_of(const fl_space *space, uint64_t address, size_t *which)
{
    for (size_t i = 0; i < space->mapping_count; i++)
        if (address >= space->mappings[i].begin && address < space->mappings[i].end) {
            *which = i;
            return &space->mappings[i];
        }
    return NULL;
}

static const char *object_of(const fl_mapping *mapping)
{
    const char *slash = strrchr(mapping->path, '/');
    return slash ? slash + 1 : mapping->path;
}

static void push(reaching *r, uint64_t address)
{
    size_t slot = (size_t)(address * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (SLOTS - 1);
    while (r->slots[slot] && r->slots[slot] != address)
        slot = (slot + 1) & (SLOTS - 1);
    if (r->slots[slot])
        return;
    r->slots[slot] = address;
    r->open |= r->seen++ >= MOST_PLACES;
    if (!r->open)
        r->places[r->count++] = address;
}

/* What ends the program, or unwinds it: an inference that comes there does not answer. */
static bool never_returns(reaching *r, uint64_t address)
{
    static const char *const beginnings[] = {"core::panicking::",
                                             "std::panicking::",
                                             "core::slice::index::slice_",
                                             "core::option::unwrap_failed",
                                             "core::option::expect_failed",
                                             "core::result::unwrap_failed",
                                             "alloc::alloc::handle_alloc",
                                             "alloc::raw_vec::handle_er",
                                             "alloc::raw_vec::capacity_o",
                                             "core::cell::panic_",
                                             "core::str::slice_error_f",
                                             "rust_begin_unwind",
                                             "rust_panic",
                                             "__stack_chk_fail",
                                             "_Unwind_Resume",
                                             "__rust_start_panic"};
    fl_code code = {.address = address, .mapping = SIZE_MAX};
    if (!mapping_of(r->space, address, &code.mapping))
        return false;
    const char *name = fl_functions_name(r->functions, fl_functions_find(r->functions, r->space, &code));
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

static bool is_of_system(const reaching *r, uint64_t address)
{
    size_t which;
    const fl_mapping *mapping = mapping_of(r->space, address, &which);
    return mapping && (fl_trace_is_of_system(object_of(mapping)) || strcmp(mapping->path, "[vdso]") == 0);
}

/* The pointer that stands at an offset behind an instruction; 0: none. One that can be written counts for the C library
 * alone. */
static uint64_t pointer_beside(const reaching *r, uint64_t behind, const unsigned char bytes[4])
{
    int32_t offset;
    uint64_t target = 0;
    size_t which;
    memcpy(&offset, bytes, sizeof offset);
    uint64_t place = behind + (uint64_t)(int64_t)offset;
    const fl_mapping *mapping = mapping_of(r->space, place, &which);
    if (!mapping || !fl_space_read(r->space, place, &target, POINTER_BYTES))
        return 0;
    return mapping->writable && !is_of_system(r, target) ? 0 : target;
}

/* Of x86: call *register, by its number; -1: another instruction. */
static int called_register(const unsigned char *bytes, size_t length)
{
    bool extended = length == 3 && bytes[0] == 0x41;
    const unsigned char *code = bytes + (extended ? 1 : 0);
    bool is_call = (length == 2 || extended) && code[0] == 0xff && code[1] >= 0xd0 && code[1] <= 0xd7;
    return is_call ? (code[1] & 7) + (extended ? 8 : 0) : -1;
}

/* Whether the text of an instruction puts something into a register: its first operand, in whole or in part. */
static bool writes(const char *text, int number)
{
    static const char *const legacy[] = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"},
                             *const readers[] = {"push ", "cmp ", "test ", "call ", "jmp ", NULL};
    char name[16];
    const char *operand = strchr(text, ' ');
    for (size_t i = 0; readers[i]; i++)
        if (strncmp(text, readers[i], strlen(readers[i])) == 0)
            return false;
    if (number < 8)
        snprintf(name, sizeof name, "%s", legacy[number]);
    else
        snprintf(name, sizeof name, "r%d", number);
    size_t length = operand ? strcspn(operand, ",[") : 0;
    const char *found = operand ? strstr(operand, name) : NULL;
    return found && (strstr(text, "xchg") || strstr(text, "xadd") || (size_t)(found - operand) < length);
}

/* A load of the pointer that stands beside the code, REX.W 8b /r, into that register. */
static bool loads_pointer(const unsigned char *b, size_t length, int number)
{
    return length == 7 && (b[0] & 0xfb) == 0x48 && b[1] == 0x8b && (b[2] & 0xc7) == 0x05 &&
           (b[2] >> 3 & 7) + (b[0] & 4 ? 8 : 0) == number;
}

/* One instruction of a function, as far as a register goes. */
typedef struct place {
    uint64_t at, jumps_to; /* 0: nowhere */
    bool writes, loads;
    uint64_t loaded;
} place;

enum { MOST_IN_FUNCTION = 2048 };

/* Those of the function that holds an address, in order; 0: too many, or not understood. */
static size_t read_function(reaching *r, uint64_t address, int number, place places[MOST_IN_FUNCTION])
{
    fl_code code = {.address = address, .mapping = SIZE_MAX};
    uint64_t begin, end;
    size_t count = 0;
    if (!mapping_of(r->space, address, &code.mapping) ||
        !fl_functions_extent(r->functions, r->space, &code, &begin, &end))
        return 0;
    for (uint64_t at = begin; at < end; count++) {
        unsigned char b[LONGEST] = {0};
        char text[160];
        fl_instruction i;
        if (count == MOST_IN_FUNCTION || !fl_space_read(r->space, at, b, sizeof b) ||
            !fl_classify_instruction(b, sizeof b, at, &i))
            return 0;
        fl_format_instruction(b, sizeof b, at, text, sizeof text);
        places[count] =
            (place){.at = at, .writes = writes(text, number), .loads = loads_pointer(b, i.length, number)};
        at += i.length;
        if (places[count].loads)
            places[count].loaded = pointer_beside(r, at, b + 3);
        places[count].jumps_to = i.flow == FL_FLOW_JUMP ? i.target : 0;
    }
    return count;
}

/* What a register holds where it is called: the last instruction before that writes it must load a pointer that stands
 * beside the code, and no jump may come in between from where it could hold something else. 0: not so. */
static uint64_t value_at(const place *places, size_t count, uint64_t address)
{
    size_t call = 0;
    while (call < count && places[call].at != address)
        call++;
    size_t load = call;
    while (load > 0 && !places[load - 1].writes)
        load--;
    if (call == count || load == 0 || !places[--load].loads)
        return 0;
    size_t last = call; /* of the instructions from which a jump comes in */
    for (size_t i = 0; i < count; i++) {
        bool comes_in = places[i].jumps_to > places[load].at && places[i].jumps_to <= places[last].at;
        if (!comes_in || (i > load && i <= last))
            continue;
        if (i < load)
            return 0;
        last = i;
        i = (size_t)-1; /* from the beginning, with more to come into */
    }
    for (size_t i = load + 1; i <= last; i++)
        if (places[i].writes)
            return 0;
    return places[load].loaded;
}

/* Of registers that no call changes and no instruction without naming them: rbp, r12 to r15. */
static uint64_t through_register(reaching *r, uint64_t address, int number)
{
    enum { RBP = 5, R12 = 12 };
    if (number != RBP && number < R12)
        return 0;
    place *places = malloc(MOST_IN_FUNCTION * sizeof *places);
    uint64_t target = places ? value_at(places, read_function(r, address, number, places), address) : 0;
    free(places);
    return target;
}

/* Where an indirect jump or call leads, on x86: through a place beside the code (ff 15, ff 25) or a register; 0: not
 * told. */
static uint64_t through_pointer(reaching *r, uint64_t address, const unsigned char *bytes, size_t length)
{
    enum { TAIL = 6 };
    int number = called_register(bytes, length);
    if (number >= 0)
        return through_register(r, address, number);
    if (length < TAIL || bytes[length - TAIL] != 0xff ||
        (bytes[length - TAIL + 1] != 0x15 && bytes[length - TAIL + 1] != 0x25))
        return 0;
    return pointer_beside(r, address + length, bytes + length - TAIL + 2);
}

static bool is_in_simd(const fl_instruction *i)
{
    bool packed = i->lanes != 1 && i->operation != FL_OPERATION_NONE && i->encoding != FL_ENCODING_X87;
    return packed || i->encoding >= FL_ENCODING_VEX || i->integer_products > 1 ||
           strcmp(i->mnemonic, "cpuid") == 0;
}

static void call(reaching *r, uint64_t target, uint64_t next)
{
    bool system = is_of_system(r, target), ends = never_returns(r, target);
    if (!system && !ends)
        push(r, target);
    if (!ends)
        push(r, next);
}

static void follow(reaching *r, uint64_t address)
{
    unsigned char bytes[LONGEST];
    fl_instruction i;
    size_t size = LONGEST, which;
    const fl_mapping *mapping = mapping_of(r->space, address, &which);
    if (!mapping || !mapping->executable || mapping->path[0] != '/') {
        r->open = true;
        return;
    }
    if (fl_trace_is_of_system(object_of(mapping)))
        return;
    size = mapping->end - address < size ? (size_t)(mapping->end - address) : size;
    if (!fl_space_read(r->space, address, bytes, size) ||
        !fl_classify_instruction(bytes, size, address, &i) || is_in_simd(&i)) {
        r->open = true;
        return;
    }
    uint64_t next = address + i.length, target = i.target;
    if (next == r->end)
        return;
    if (i.flow == FL_FLOW_INDIRECT_CALL || i.flow == FL_FLOW_INDIRECT_JUMP) {
        target = through_pointer(r, address, bytes, i.length);
        r->open |= target == 0;
    }
    bool jumps = i.flow == FL_FLOW_JUMP || i.flow == FL_FLOW_INDIRECT_JUMP;
    if (r->open || i.flow == FL_FLOW_RETURN || strcmp(i.mnemonic, "ud2") == 0 ||
        strcmp(i.mnemonic, "int3") == 0)
        return;
    if (i.flow == FL_FLOW_CALL || i.flow == FL_FLOW_INDIRECT_CALL)
        call(r, target, next);
    else if (jumps && !is_of_system(r, target) && !never_returns(r, target))
        push(r, target);
    if (i.flow == FL_FLOW_NEXT || i.flow == FL_FLOW_SYSTEM ||
        (i.flow == FL_FLOW_JUMP && strcmp(i.mnemonic, "jmp") != 0 && strcmp(i.mnemonic, "b") != 0))
        push(r, next);
}

bool fl_trace_reaches_scalar_alone(fl_space *space, fl_functions *functions, uint64_t end)
{
    reaching r = {.space = space, .functions = functions, .end = end};
    r.places = malloc(MOST_PLACES * sizeof *r.places);
    r.slots = calloc(SLOTS, sizeof *r.slots);
    r.open = !r.places || !r.slots || !functions || space->code_count == 0;
    fl_space_refresh(space);
    for (size_t i = 0; i < space->code_capacity && !r.open; i++)
        if (space->codes[i].used)
            push(&r, space->codes[i].address);
    while (r.count > 0 && !r.open)
        follow(&r, r.places[--r.count]);
    free(r.places);
    free(r.slots);
    return !r.open;
}
