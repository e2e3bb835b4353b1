/* ELF files: the names of their sections, and those that they give to their places. */
#ifndef FAIRLANE_BENCH_BASE_ELF_H
#define FAIRLANE_BENCH_BASE_ELF_H

#include <stdbool.h>
#ifdef __APPLE__ /* where no program is one, and libelf is missing */
typedef struct Elf Elf;
#else
#include <gelf.h>
#endif

/* NULL: file is negative, or holds no ELF file. End it with fl_elf_end(). */
Elf *fl_elf_begin(int file);

/* Closes the file as well. elf may be NULL, file negative. */
void fl_elf_end(Elf *elf, int file);

#ifndef __APPLE__
/* False: no more is wanted. name: of the file's string table. */
typedef bool fl_elf_visit(void *context, const GElf_Sym *symbol, const char *name);

/* Which table of symbols: the full one, or what a stripped file still has. */
typedef enum fl_elf_table {
    FL_ELF_FULL = SHT_SYMTAB,
    FL_ELF_DYNAMIC = SHT_DYNSYM,
    FL_ELF_BOTH = SHT_NULL
} fl_elf_table;

/* Calls visit for each symbol that has a name, until it returns false. What of the file cannot be read is
 * passed over. */
void fl_elf_each_symbol(Elf *elf, fl_elf_table table, fl_elf_visit *visit, void *context);
#endif

/* Calls visit for the name of each section, until it returns false. False: this is no ELF file, or its names cannot be read. */
bool fl_elf_each_section(Elf *elf, bool (*visit)(void *context, const char *name), void *context);

#endif
