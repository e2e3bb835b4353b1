#include "bench/base/elf.h"

#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

Elf *fl_elf_begin(int file)
{
    Elf *elf =
        file >= 0 && elf_version(EV_CURRENT) != EV_NONE ? elf_begin(file, ELF_C_READ_MMAP, NULL) : NULL;
    if (elf && elf_kind(elf) != ELF_K_ELF) {
        elf_end(elf);
        elf = NULL;
    }
    return elf;
}

void fl_elf_end(Elf *elf, int file)
{
    if (elf)
        elf_end(elf);
    if (file >= 0)
        close(file);
}

/* False: no more is wanted. */
static bool each_of(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, fl_elf_visit *visit, void *context)
{
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count = data ? data->d_size / header->sh_entsize : 0;
    for (size_t i = 0; i < count && i < INT32_MAX; i++) {
        GElf_Sym symbol;
        const char *name =
            gelf_getsym(data, (int)i, &symbol) ? elf_strptr(elf, header->sh_link, symbol.st_name) : NULL;
        if (name && !visit(context, &symbol, name))
            return false;
    }
    return true;
}

void fl_elf_each_symbol(Elf *elf, fl_elf_table table, fl_elf_visit *visit, void *context)
{
    for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
        GElf_Shdr header;
        if (!gelf_getshdr(section, &header) || header.sh_entsize == 0 ||
            (header.sh_type != SHT_SYMTAB && header.sh_type != SHT_DYNSYM) ||
            (table != FL_ELF_BOTH && header.sh_type != (GElf_Word)table))
            continue;
        if (!each_of(elf, section, &header, visit, context))
            return;
    }
}

bool fl_elf_each_section(Elf *elf, bool (*visit)(void *context, const char *name), void *context)
{
    size_t strings;
    if (!elf || elf_getshdrstrndx(elf, &strings) != 0)
        return false;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr header;
        const char *name = gelf_getshdr(section, &header) ? elf_strptr(elf, strings, header.sh_name) : NULL;
        if (name && !visit(context, name))
            break;
    }
    return true;
}
