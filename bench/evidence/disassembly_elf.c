/* Where a function of the running program begins and ends: the symbol table of the file that holds it. */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "bench/evidence/disassembly.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/elf.h"

/* The loaded file that an address lies in. */
typedef struct loaded_file {
    uintptr_t wanted;
    bool found;
    char path[512];
    uint64_t base; /* to add to the addresses in its symbol table */
} loaded_file;

static int look_into(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    loaded_file *file = context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD ||
            file->wanted - info->dlpi_addr - segment->p_vaddr >= segment->p_memsz)
            continue;
        file->found = true;
        file->base = info->dlpi_addr;
        /* the program itself comes without a name */
        snprintf(file->path, sizeof file->path, "%s",
                 info->dlpi_name && info->dlpi_name[0] ? info->dlpi_name : "/proc/self/exe");
        return 1;
    }
    return 0;
}

static bool symbol_contains(const GElf_Sym *symbol, uint64_t address)
{
    int type = GELF_ST_TYPE(symbol->st_info);
    return (type == STT_FUNC || type == STT_GNU_IFUNC) && symbol->st_shndx != SHN_UNDEF &&
           address - symbol->st_value < symbol->st_size;
}

typedef struct search {
    uint64_t address;
    fl_function *function;
    bool found;
} search;

/* Of several names for one place a global one is preferred. */
static bool look_at(void *context, const GElf_Sym *symbol, const char *name)
{
    search *s = context;
    if (!symbol_contains(symbol, s->address) || (s->found && GELF_ST_BIND(symbol->st_info) == STB_LOCAL))
        return true;
    s->found = true;
    snprintf(s->function->name, sizeof s->function->name, "%s", name);
    s->function->address = symbol->st_value;
    s->function->size = symbol->st_size;
    return true;
}

/* The full table first; what a stripped file still has is the dynamic one. */
static bool search_file(Elf *elf, uint64_t address, fl_function *function)
{
    search s = {address, function, false};
    fl_elf_each_symbol(elf, FL_ELF_FULL, look_at, &s);
    if (!s.found)
        fl_elf_each_symbol(elf, FL_ELF_DYNAMIC, look_at, &s);
    return s.found;
}

fl_status fl_function_at(uintptr_t address, fl_function *function, fl_error *error)
{
    loaded_file file = {.wanted = address};
    *function = (fl_function){.size = 0};
    dl_iterate_phdr(look_into, &file);
    if (!file.found)
        return fl_fail(error, FL_UNABLE, "address 0x%llx lies in no loaded file",
                       (unsigned long long)address);
    int descriptor = open(file.path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return fl_fail(error, FL_UNABLE, "%s: cannot open to read its symbols: %s", file.path,
                       strerror(errno));
    Elf *elf = fl_elf_begin(descriptor);
    bool found = elf && search_file(elf, address - file.base, function);
    fl_elf_end(elf, descriptor);
    if (!found)
        return fl_fail(error, FL_UNABLE,
                       "%s: no symbol covers address 0x%llx; use a build that was not stripped", file.path,
                       (unsigned long long)address);
    function->address += file.base;
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): the symbol table has numbers only */
    function->code = (const unsigned char *)(uintptr_t)function->address;
    return FL_OK;
}
