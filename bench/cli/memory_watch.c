/* Every allocation of the program's own code comes through here: it is linked with --wrap (CMakeLists.txt),
 * so that none is forgotten, one that is written tomorrow included. So do those functions of libraries that
 * allocate and say no more than that they have failed; malloc() leaves the reason in errno (POSIX). */
#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "bench/base/memory.h"
#include "bench/cli/memory_watch.h"

/* The function of that name as the program's objects call it. Success leaves errno as it was. */
/* NOLINTBEGIN(bugprone-reserved-identifier,bugprone-macro-parentheses): the linker's names; a type in
 * parentheses is none */
#define WATCHED(type, name, parameters, arguments, failed)                                                   \
    type __real_##name parameters;                                                                           \
    type __wrap_##name parameters;                                                                           \
    type __wrap_##name parameters                                                                            \
    {                                                                                                        \
        int before = errno;                                                                                  \
        errno = 0;                                                                                           \
        type result = __real_##name arguments;                                                               \
        if ((failed) && errno == ENOMEM)                                                                     \
            fl_memory_note_shortage();                                                                       \
        errno = errno ? errno : before;                                                                      \
        return result;                                                                                       \
    }

WATCHED(void *, malloc, (size_t size), (size), !result)
WATCHED(void *, calloc, (size_t count, size_t size), (count, size), !result)
WATCHED(void *, realloc, (void *block, size_t size), (block, size), !result)
WATCHED(char *, strdup, (const char *text), (text), !result)
WATCHED(ssize_t, __getdelim, (char **line, size_t *size, int end, FILE *file), (line, size, end, file),
        result < 0)
WATCHED(ssize_t, getline, (char **line, size_t *size, FILE *file), (line, size, file), result < 0)
WATCHED(FILE *, fopen, (const char *path, const char *mode), (path, mode), !result)
WATCHED(FILE *, fdopen, (int descriptor, const char *mode), (descriptor, mode), !result)
WATCHED(FILE *, tmpfile, (void), (), !result)
WATCHED(DIR *, opendir, (const char *path), (path), !result)
WATCHED(DIR *, fdopendir, (int descriptor), (descriptor), !result)
WATCHED(char *, realpath, (const char *path, char *resolved), (path, resolved), !result)
WATCHED(Elf *, elf_begin, (int file, Elf_Cmd command, Elf *from), (file, command, from), !result)
WATCHED(Elf_Scn *, elf_nextscn, (Elf * elf, Elf_Scn *section), (elf, section), !result)
WATCHED(Elf_Data *, elf_getdata, (Elf_Scn * section, Elf_Data *data), (section, data), !result)
WATCHED(char *, elf_strptr, (Elf * elf, size_t section, size_t offset), (elf, section, offset), !result)
WATCHED(GElf_Shdr *, gelf_getshdr, (Elf_Scn * section, GElf_Shdr *header), (section, header), !result)
WATCHED(GElf_Phdr *, gelf_getphdr, (Elf * elf, int index, GElf_Phdr *header), (elf, index, header), !result)
/* NOLINTEND(bugprone-reserved-identifier,bugprone-macro-parentheses) */

void fl_memory_watch(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){malloc, free});
}
