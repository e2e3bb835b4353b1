/* The names that an ELF file gives to its places, for whoever looks for one or keeps all. */
#ifndef FAIRLANE_BENCH_EVIDENCE_ELF_SYMBOLS_H
#define FAIRLANE_BENCH_EVIDENCE_ELF_SYMBOLS_H

#include <gelf.h>
#include <stdbool.h>

/* False: no more is wanted. name: of the file's string table. */
typedef bool fl_elf_visit(void *context, const GElf_Sym *symbol, const char *name);

/* Calls visit for each symbol that has a name, of the full table and of the dynamic one, until it returns
 * false. What of the file cannot be read is passed over. */
void fl_elf_each_symbol(Elf *elf, fl_elf_visit *visit, void *context);

#endif
