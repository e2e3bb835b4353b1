/* Private to the classifier of A64 instructions. */
#ifndef FAIRLANE_BENCH_EVIDENCE_DISASSEMBLY_AARCH64_H
#define FAIRLANE_BENCH_EVIDENCE_DISASSEMBLY_AARCH64_H

#include <stdint.h>

#include "bench/evidence/disassembly.h"

/* Bits high to low of an instruction word. */
static inline uint32_t fl_bits(uint32_t word, int high, int low)
{
    return (word >> low) & ((1u << (high - low + 1)) - 1);
}

/* What one execution loads and stores, and whether it is exclusive: of all instructions but SVE's. */
void fl_aarch64_memory(uint32_t word, fl_instruction *instruction);

/* Atomic operations of Armv8.1 (CAS, SWP, LDADD …), of which Capstone 4 knows none. */
bool fl_aarch64_is_atomic(uint32_t word);

/* Of SVE, after its operation was found: the governing predicate, the size of a lane, what one lane loads,
 * stores and multiplies. */
void fl_sve_effects(uint32_t word, fl_instruction *instruction);

/* Vector registers read and written: of an instruction that Capstone (a cs_insn) has decoded, and of SVE,
 * after its operation was found. */
void fl_aarch64_registers(const void *capstone_instruction, fl_instruction *instruction);
void fl_sve_registers(uint32_t word, fl_instruction *instruction);

#endif
