/* Where a function of the running program begins and ends: the symbol table of the file that holds it. */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "bench/evidence/disassembly.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

/* Looks through one symbol table. Of several names for one place a global one is preferred. */
static bool search_table(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, uint64_t address,
                         fl_function *function)
{
    Elf_Data *data = elf_getdata(section, NULL);
    if (!data || header->sh_entsize == 0)
        return false;
    bool found = false;
    size_t count = header->sh_size / header->sh_entsize;
    for (size_t i = 0; i < count && i <= INT32_MAX; i++) {
        GElf_Sym symbol;
        if (!gelf_getsym(data, (int)i, &symbol) || !symbol_contains(&symbol, address))
            continue;
        const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);
        if (!name || (found && GELF_ST_BIND(symbol.st_info) == STB_LOCAL))
            continue;
        found = true;
        snprintf(function->name, sizeof function->name, "%s", name);
        function->address = symbol.st_value;
        function->size = symbol.st_size;
    }
    return found;
}

/* The full table first; what a stripped file still has is the dynamic one. */
static bool search_file(Elf *elf, uint64_t address, fl_function *function)
{
    static const GElf_Word kinds[] = {SHT_SYMTAB, SHT_DYNSYM};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
            GElf_Shdr header;
            if (gelf_getshdr(section, &header) && header.sh_type == kinds[k] &&
                search_table(elf, section, &header, address, function))
                return true;
        }
    return false;
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
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(descriptor, ELF_C_READ, NULL);
    bool found = elf && search_file(elf, address - file.base, function);
    if (elf)
        elf_end(elf);
    close(descriptor);
    if (!found)
        return fl_fail(error, FL_UNABLE,
                       "%s: no symbol covers address 0x%llx; use a build that was not stripped", file.path,
                       (unsigned long long)address);
    function->address += file.base;
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): the symbol table has numbers only */
    function->code = (const unsigned char *)(uintptr_t)function->address;
    return FL_OK;
}
