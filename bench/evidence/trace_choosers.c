/* A program learns what the CPU offers by an instruction that tells it (cpuid; on AArch64 the identification
 * registers), from the C library or the compiler's run-time (imports), or because the dynamic linker lets it choose
 * (ifunc). A file that holds none of these executes the same code on every CPU that can execute it at all. */
#define _GNU_SOURCE
#include "bench/evidence/trace_choosers.h"

#include <stdio.h>
#include <string.h>

#include "bench/base/elf.h"

enum { IRELATIVE_X86 = 37, IRELATIVE_AARCH64 = 1032 };

/* ---- instructions ---- */

static bool has_cpuid(const unsigned char *code, size_t size)
{
    static const unsigned char cpuid[] = {0x0f, 0xa2};
    for (const unsigned char *at = code; (at = memmem(at, size - (size_t)(at - code), cpuid, sizeof cpuid));
         at++)
        if (fl_is_in_stream(code, (size_t)(at - code), size))
            return true;
    return false;
}

/* mrs x, id_aa64…_el1 and its like: op1 and CRn are 0. */
static bool reads_identification(const unsigned char *code, size_t size)
{
    static const uint32_t mask = 0xfffff000, mrs = 0xd5380000;
    for (size_t at = 0; at + sizeof mask <= size; at += sizeof mask) {
        uint32_t word = (uint32_t)code[at] | (uint32_t)code[at + 1] << 8 | (uint32_t)code[at + 2] << 16 |
                        (uint32_t)code[at + 3] << 24;
        if ((word & mask) == mrs)
            return true;
    }
    return false;
}

static bool asks_the_cpu(Elf *elf, const unsigned char *bytes, size_t size)
{
    size_t count = 0;
    if (elf_getphdrnum(elf, &count) != 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (!gelf_getphdr(elf, (int)i, &segment) || segment.p_type != PT_LOAD || !(segment.p_flags & PF_X))
            continue;
        if (segment.p_offset > size || segment.p_filesz > size - segment.p_offset)
            return true;
        if ((fl_elf_machine == EM_X86_64 ? has_cpuid : reads_identification)(bytes + segment.p_offset,
                                                                             segment.p_filesz))
            return true;
    }
    return false;
}

/* ---- symbols and relocations ---- */

typedef struct finding {
    bool imports, chosen; /* what tells of the CPU; functions that are chosen when the file is loaded */
} finding;

/* On x86-64 the vector of auxiliary values tells nothing of vector instructions. */
static bool tells_of_cpu(const char *name)
{
    static const char *const names[] = {"__cpu_model",
                                        "__cpu_indicator_init",
                                        "__cpu_features2",
                                        "_dl_x86_get_cpu_features",
                                        "__x86_get_cpu_features",
                                        "__x86_get_cpuid_feature_leaf",
                                        "__aarch64_have_lse_atomics",
                                        "__aarch64_cpu_features",
                                        "__init_cpu_features_resolver"};
    static const char *const vectors[] = {"getauxval", "__getauxval", "elf_aux_info"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0] && fl_elf_machine != EM_X86_64; i++)
        if (strcmp(name, vectors[i]) == 0)
            return true;
    return strncmp(name, "cpuinfo_", strlen("cpuinfo_")) == 0;
}

static bool look_at(void *context, const GElf_Sym *symbol, const char *name)
{
    finding *found = context;
    bool here = symbol->st_shndx != SHN_UNDEF;
    found->imports |= !here && tells_of_cpu(name);
    found->chosen |= here && GELF_ST_TYPE(symbol->st_info) == STT_GNU_IFUNC;
    return true;
}

static bool has_chosen_relocation(Elf_Scn *section, const GElf_Shdr *header)
{
    const GElf_Xword chosen = fl_elf_machine == EM_X86_64 ? IRELATIVE_X86 : IRELATIVE_AARCH64;
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count = data && header->sh_entsize > 0 ? data->d_size / header->sh_entsize : 0;
    for (size_t i = 0; i < count && i < INT32_MAX; i++) {
        GElf_Rela relocation;
        if (gelf_getrela(data, (int)i, &relocation) && GELF_R_TYPE(relocation.r_info) == chosen)
            return true;
    }
    return false;
}

/* False: the file has no sections, so that neither can be looked for. */
static bool read_sections(Elf *elf, finding *found)
{
    bool any = false;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr header;
        if (!gelf_getshdr(section, &header))
            return false;
        any = true;
        found->chosen |= header.sh_type == SHT_RELA && has_chosen_relocation(section, &header);
    }
    fl_elf_each_symbol(elf, FL_ELF_BOTH, look_at, found);
    return any;
}

/* ---- a file ---- */

static const char *chooser_of(Elf *elf)
{
    finding found = {false, false};
    GElf_Ehdr header;
    size_t size = 0;
    const unsigned char *bytes = (const unsigned char *)elf_rawfile(elf, &size);
    if (!bytes || !gelf_getehdr(elf, &header) || header.e_machine != fl_elf_machine ||
        !read_sections(elf, &found))
        return "not read";
    if (found.chosen)
        return "ifunc";
    if (found.imports)
        return "import";
    return asks_the_cpu(elf, bytes, size) ? "instruction" : "";
}

const char *fl_trace_chooser_of(const void *bytes, size_t size)
{
    elf_version(EV_CURRENT);
    /* libelf does not write to what it is given to read. */
    Elf *elf = elf_memory((char *)bytes, size); /* NOLINT(*-cast-qual) */
    const char *by = elf && elf_kind(elf) == ELF_K_ELF ? chooser_of(elf) : "not read";
    if (elf)
        elf_end(elf);
    return by;
}

/* ---- a program ---- */

static void keep(fl_trace *trace, const char *object, const char *by)
{
    if (!by[0] || trace->chooser_count == FL_TRACE_CHOOSERS)
        return;
    for (size_t i = 0; i < trace->chooser_count; i++)
        if (strcmp(trace->choosers[i].object, object) == 0)
            return;
    fl_trace_chooser *chooser = &trace->choosers[trace->chooser_count++];
    snprintf(chooser->object, sizeof chooser->object, "%s", object);
    snprintf(chooser->by, sizeof chooser->by, "%s", by);
}

/* The linker takes it from a folder for CPUs of one kind. */
static bool is_for_some_cpus(const char *path)
{
    return strstr(path, "/glibc-hwcaps/") || strstr(path, "/haswell/") || strstr(path, "/avx512_1/");
}

static void look_into(const fl_space *space, const fl_mapping *mapping, fl_trace *trace)
{
    const char *slash = strrchr(mapping->path, '/'), *name = slash ? slash + 1 : mapping->path;
    bool program = false;
    int file = fl_marks_open(space, mapping, &program);
    Elf *elf = fl_elf_begin(file);
    keep(trace, name, is_for_some_cpus(mapping->path) ? "variant" : elf ? chooser_of(elf) : "not read");
    fl_elf_end(elf, file);
}

static bool is_of_file_before(const fl_space *space, size_t which)
{
    for (size_t i = 0; i < which; i++)
        if (space->mappings[i].executable && space->mappings[i].inode == space->mappings[which].inode &&
            strcmp(space->mappings[i].path, space->mappings[which].path) == 0)
            return true;
    return false;
}

void fl_trace_find_choosers(fl_space *space, fl_trace *trace)
{
    trace->choosers_sought = true;
    trace->chooser_count = 0;
    fl_space_refresh(space);
    if (space->mapping_count == 0)
        keep(trace, "[maps]", "not read");
    for (size_t i = 0; i < space->mapping_count; i++) {
        const fl_mapping *mapping = &space->mappings[i];
        if (!mapping->executable || strcmp(mapping->path, "[vdso]") == 0 ||
            strcmp(mapping->path, "[vsyscall]") == 0)
            continue;
        if (mapping->path[0] != '/')
            keep(trace, mapping->path[0] ? mapping->path : "[anonymous]", "made at run time");
        else if (!is_of_file_before(space, i))
            look_into(space, mapping, trace);
    }
}
