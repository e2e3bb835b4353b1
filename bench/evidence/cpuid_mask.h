/* What cpuid answers on a CPU that lacks features. */
#ifndef FAIRLANE_BENCH_EVIDENCE_CPUID_MASK_H
#define FAIRLANE_BENCH_EVIDENCE_CPUID_MASK_H

#include <stdint.h>

enum { FL_ANSWER_EAX, FL_ANSWER_EBX, FL_ANSWER_ECX, FL_ANSWER_EDX, FL_ANSWERS };

/* Pure: takes out of an answer of x86-64's cpuid, to these values of eax and ecx, what a CPU without the hidden needs (a
 * set of fl_needs that holds what builds on them, as fl_read_hide() gives it) does not announce: them, and what no CPU has
 * without them, AMX, AVX10, VAES and the like. Leaf 0xd, which tells what the operating system saves, stays: programs
 * reserve memory by it, and the instructions that fill it cannot be told to save less. */
void fl_cpuid_mask(unsigned hidden, uint32_t leaf, uint32_t subleaf, uint32_t answer[FL_ANSWERS]);

#endif
