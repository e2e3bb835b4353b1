/* What detection looks at, apart from what it makes of it: a test fills such a struct and is any machine. The
 * files of one architecture (cpu_x86.c, cpu_aarch64.c) fill it on a real one. Not installed. */
#ifndef FAIRLANE_DISPATCH_FACTS_H
#define FAIRLANE_DISPATCH_FACTS_H

#include "dispatch/cpu.h"

/* A library that looks at the CPU as well. Whatever it was asked for and does not affirm it denies. */
typedef struct fl_witness {
    unsigned asked, affirms; /* sets of fl_needs; asked nothing: there is no such witness */
} fl_witness;

enum { FL_EAX, FL_EBX, FL_ECX, FL_EDX, FL_CPUID_WORDS };

typedef struct fl_x86_facts {
    /* What CPUID answers to these leaves; zero where the CPU does not have the leaf. */
    uint32_t leaf_0[FL_CPUID_WORDS], leaf_1[FL_CPUID_WORDS], leaf_7[FL_CPUID_WORDS];
    uint32_t leaf_7_1[FL_CPUID_WORDS];   /* leaf 7, subleaf 1 */
    uint32_t extended_1[FL_CPUID_WORDS]; /* leaf 0x80000001 */
    uint32_t brand[3][FL_CPUID_WORDS];   /* leaves 0x80000002 to 0x80000004 */
    uint32_t saved;                      /* low half of XCR0; 0 where OSXSAVE is off and it cannot be read */
    fl_witness compiler, cpu_features;   /* __builtin_cpu_supports; the library of that name */
} fl_x86_facts;

typedef struct fl_aarch64_facts {
    unsigned long hwcap;  /* AT_HWCAP as Linux counts its bits */
    int sve_vector_bytes; /* of this process; what PR_SVE_GET_VL says */
    uint32_t midr;        /* MIDR_EL1; 0 when it cannot be read */
    fl_witness cpu_features;
} fl_aarch64_facts;

/* Pure: the CPU behind such facts, nothing hidden. */
fl_cpu fl_cpu_of_x86(const fl_x86_facts *facts);
fl_cpu fl_cpu_of_aarch64(const fl_aarch64_facts *facts);

#endif
