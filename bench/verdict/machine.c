#include "bench/verdict/machine.h"

#include <stdio.h>
#include <string.h>

#include "bench/verdict/attest.h"

bool fl_names_cpu(const char *cpu)
{
    static const char *const kinds[] = {"x86_64", "amd64",   "i386",    "i686",  "aarch64", "arm64", "arm",
                                        "armv7l", "riscv64", "ppc64le", "s390x", "unknown", "none",  "n/a"};
    bool named = cpu[0] != '\0';
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        named = named && !fl_is_same_cpu(cpu, kinds[i]);
    return named;
}

const char *fl_why_same_machine(const fl_environment *here, const fl_environment *there, bool *certain)
{
    *certain = here->boot_id[0] && strcmp(here->boot_id, there->boot_id) == 0;
    if (*certain)
        return "it is the same boot of the same system";
    if (!fl_names_cpu(here->cpu) || !fl_names_cpu(there->cpu))
        return "which CPU it was is not told";
    if (fl_is_same_cpu(here->cpu, there->cpu))
        return "the CPU is the same, and nothing else proves that it is another machine";
    if (there->memory_total_bytes > 0 && here->memory_total_bytes == there->memory_total_bytes)
        return "another CPU is named, but its memory is the same to the byte";
    if (there->emulator[0])
        return "it ran under an emulator";
    return NULL;
}

char *fl_machine_kind(const fl_environment *environment, char *text, size_t size)
{
    const char *core = environment->microarchitecture;
    const int length = (int)strcspn(core, "(");
    if (core[0]) /* the numbers behind a name tell models of one core apart, not cores */
        snprintf(text, size, "%.*s", core[length] && length > 1 ? length - 1 : length, core);
    else
        snprintf(text, size, "%s", environment->cpu[0] ? environment->cpu : "CPU not told");
    if (environment->hidden_features[0])
        snprintf(text + strlen(text), size - strlen(text), "; %s hidden", environment->hidden_features);
    return text;
}
