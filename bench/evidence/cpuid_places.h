/* Where an ELF file for x86-64 asks for the CPU: its cpuid instructions, found without executing anything. */
#ifndef FAIRLANE_BENCH_EVIDENCE_CPUID_PLACES_H
#define FAIRLANE_BENCH_EVIDENCE_CPUID_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/base/elf.h"

typedef struct fl_cpuid_places {
    /* In the file's own addresses, ascending; owned. */
    uint64_t *addresses; /* of instructions for certain */
    size_t count;
    /* Where the two bytes stand and may be an instruction: nothing tells for certain. What can only be data or the inside
     * of another instruction is not among them. */
    uint64_t *doubtful;
    size_t doubtful_count;
} fl_cpuid_places;

/* Pure. False: the file cannot be read, or memory is short. Free with fl_cpuid_places_free(). */
bool fl_cpuid_places_find(Elf *elf, fl_cpuid_places *places);
/* Pure: how many may stand in code of which nothing is known but its bytes: in a little all that look like one. */
size_t fl_cpuid_places_perhaps(const unsigned char *code, size_t size);

void fl_cpuid_places_free(fl_cpuid_places *places);

#endif
