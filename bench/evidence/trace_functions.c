/* Addresses become functions by the symbol tables of the files that a program maps, read once for each. */
#define _GNU_SOURCE
#include "bench/evidence/trace_functions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/elf.h"
#include "bench/evidence/symbol_name.h"

typedef struct symbol {
    uint64_t begin, end; /* in the file's own addresses; one without a size ends with its section */
    bool sized;
    size_t name; /* offset into the names */
} symbol;

typedef struct file {
    uint64_t inode, begin; /* of the mapping it was read for */
    uint64_t bias;
    symbol *symbols;
    size_t count, capacity;
    char *names;
    size_t names_used, names_size;
} file;

struct fl_functions {
    file *files;
    size_t file_count;
    struct entry {
        uint64_t key; /* address of its first instruction; 0: what has no symbol */
        char name[128], object[64];
        uint64_t instructions, multiply_adds;
    } * entries;
    size_t count, capacity;
};

fl_functions *fl_functions_new(void)
{
    return calloc(1, sizeof(fl_functions));
}

void fl_functions_free(fl_functions *functions)
{
    for (size_t i = 0; functions && i < functions->file_count; i++) {
        free(functions->files[i].symbols);
        free(functions->files[i].names);
    }
    if (functions) {
        free(functions->files);
        free(functions->entries);
    }
    free(functions);
}

void fl_functions_clear(fl_functions *functions)
{
    for (size_t i = 0; functions && i < functions->count; i++)
        functions->entries[i].instructions = functions->entries[i].multiply_adds = 0;
}

/* ---- symbols ---- */

static bool keep_name(file *f, const char *name, size_t *at)
{
    size_t length = strlen(name) + 1;
    if (f->names_used + length > f->names_size) {
        size_t size = 2 * (f->names_used + length);
        char *larger = realloc(f->names, size);
        if (!larger)
            return false;
        f->names = larger;
        f->names_size = size;
    }
    memcpy(f->names + f->names_used, name, length);
    *at = f->names_used;
    f->names_used += length;
    return true;
}

static uint64_t section_end(Elf *elf, size_t index)
{
    GElf_Shdr header;
    Elf_Scn *section = elf_getscn(elf, index);
    return section && gelf_getshdr(section, &header) ? header.sh_addr + header.sh_size : 0;
}

typedef struct keeping {
    file *f;
    Elf *elf;
} keeping;

static bool keep_symbol(void *context, const GElf_Sym *from, const char *name)
{
    const keeping *to = context;
    file *f = to->f;
    int type = GELF_ST_TYPE(from->st_info);
    if (from->st_shndx == SHN_UNDEF || (type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE) ||
        !name[0] || name[0] == '$' || name[0] == '.')
        return true;
    if (f->count == f->capacity) {
        size_t capacity = f->capacity ? 2 * f->capacity : 1024;
        symbol *larger = realloc(f->symbols, capacity * sizeof *larger);
        if (!larger)
            return false;
        f->symbols = larger;
        f->capacity = capacity;
    }
    symbol *s = &f->symbols[f->count];
    *s = (symbol){.begin = from->st_value, .end = from->st_value + from->st_size, .sized = from->st_size > 0};
    if (!s->sized)
        s->end = section_end(to->elf, from->st_shndx);
    f->count += keep_name(f, name, &s->name);
    return true;
}

static int by_address(const void *a, const void *b)
{
    const symbol *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    if (x->sized != y->sized)
        return x->sized ? 1 : -1; /* of two names the one with a size last */
    return x->end == y->end ? 0 : x->end < y->end ? -1 : 1;
}

static void read_symbols(file *f, Elf *elf)
{
    keeping to = {f, elf};
    fl_elf_each_symbol(elf, FL_ELF_BOTH, keep_symbol, &to);
    if (f->count > 0)
        qsort(f->symbols, f->count, sizeof *f->symbols, by_address);
}

static file *file_of(fl_functions *functions, const fl_space *space, const fl_mapping *mapping)
{
    for (size_t i = 0; i < functions->file_count; i++)
        if (functions->files[i].inode == mapping->inode && functions->files[i].begin == mapping->begin)
            return &functions->files[i];
    file *larger = realloc(functions->files, (functions->file_count + 1) * sizeof *larger);
    if (!larger)
        return NULL;
    functions->files = larger;
    file *f = &functions->files[functions->file_count++];
    *f = (file){.inode = mapping->inode, .begin = mapping->begin};
    bool is_program = false;
    int descriptor = mapping->path[0] == '/' ? fl_marks_open(space, mapping, &is_program) : -1;
    if (descriptor < 0)
        return f;
    Elf *elf = fl_elf_begin(descriptor);
    if (elf && fl_marks_bias(elf, mapping, &f->bias))
        read_symbols(f, elf);
    fl_elf_end(elf, descriptor);
    return f;
}

/* The last symbol that begins at or before an address and does not end before it. */
static const symbol *symbol_at(const file *f, uint64_t address)
{
    size_t low = 0, high = f->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (f->symbols[middle].begin <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    const symbol *s = &f->symbols[low - 1];
    return address < s->end ? s : NULL;
}

/* ---- functions ---- */

static size_t entry_of(fl_functions *functions, uint64_t key, const char *name, const char *object)
{
    for (size_t i = 0; i < functions->count; i++)
        if (functions->entries[i].key == key && strncmp(functions->entries[i].object, object, 63) == 0)
            return i;
    if (functions->count == functions->capacity) {
        size_t capacity = functions->capacity ? 2 * functions->capacity : 256;
        struct entry *larger = realloc(functions->entries, capacity * sizeof *larger);
        if (!larger)
            return SIZE_MAX;
        functions->entries = larger;
        functions->capacity = capacity;
    }
    struct entry *e = &functions->entries[functions->count];
    memset(e, 0, sizeof *e);
    e->key = key;
    snprintf(e->object, sizeof e->object, "%.63s", object);
    fl_symbol_short_name(name, e->name, sizeof e->name);
    return functions->count++;
}

static const symbol *symbol_of(fl_functions *functions, const fl_space *space, const fl_code *code,
                               const file **f)
{
    const fl_mapping *mapping = code->mapping == SIZE_MAX ? NULL : &space->mappings[code->mapping];
    *f = mapping && mapping->inode ? file_of(functions, space, mapping) : NULL;
    return *f ? symbol_at(*f, code->address - (*f)->bias) : NULL;
}

bool fl_functions_extent(fl_functions *functions, const fl_space *space, const fl_code *code, uint64_t *begin,
                         uint64_t *end)
{
    const file *f;
    const symbol *s = symbol_of(functions, space, code, &f);
    if (!s || !s->sized)
        return false;
    *begin = s->begin + f->bias;
    *end = s->end + f->bias;
    return true;
}

size_t fl_functions_find(fl_functions *functions, const fl_space *space, const fl_code *code)
{
    const char *object = fl_space_object(space, code);
    const file *f;
    const symbol *s = symbol_of(functions, space, code, &f);
    if (!s)
        return entry_of(functions, 0, "[no symbol]", object);
    return entry_of(functions, s->begin + f->bias, f->names + s->name, object);
}

const char *fl_functions_name(const fl_functions *functions, size_t index)
{
    return index < functions->count ? functions->entries[index].name : "[no symbol]";
}

void fl_functions_count(fl_functions *functions, size_t index, uint64_t instructions, uint64_t multiply_adds)
{
    if (!functions || index >= functions->count)
        return;
    functions->entries[index].instructions += instructions;
    functions->entries[index].multiply_adds += multiply_adds;
}

static int by_multiply_adds(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->multiply_adds != y->multiply_adds)
        return x->multiply_adds < y->multiply_adds ? 1 : -1;
    return x->instructions == y->instructions  ? strcmp(x->name, y->name)
           : x->instructions < y->instructions ? 1
                                               : -1;
}

static int by_instructions(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->instructions != y->instructions)
        return x->instructions < y->instructions ? 1 : -1;
    return by_multiply_adds(a, b);
}

void fl_functions_hand_over(const fl_functions *functions, fl_trace *trace)
{
    enum { MULTIPLIERS = 8 };
    trace->function_count = 0;
    struct entry *sorted = functions && functions->count ? malloc(functions->count * sizeof *sorted) : NULL;
    if (!sorted)
        return;
    size_t count = functions->count, first = 0;
    memcpy(sorted, functions->entries, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_multiply_adds);
    while (first < count && first < MULTIPLIERS && sorted[first].multiply_adds > 0)
        first++;
    qsort(sorted + first, count - first, sizeof *sorted, by_instructions);
    count = count < FL_TRACE_FUNCTIONS ? count : FL_TRACE_FUNCTIONS;
    qsort(sorted, count, sizeof *sorted, by_instructions);
    for (size_t i = 0; i < count && sorted[i].instructions > 0; i++) {
        fl_trace_function *f = &trace->functions[trace->function_count++];
        memset(f, 0, sizeof *f);
        snprintf(f->name, sizeof f->name, "%s", sorted[i].name);
        snprintf(f->object, sizeof f->object, "%s", sorted[i].object);
        f->instructions = sorted[i].instructions;
        f->multiply_add_lanes = sorted[i].multiply_adds;
    }
    free(sorted);
}
