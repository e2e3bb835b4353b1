/* Private to the classifier of A64 instructions. */
#ifndef FAIRLANE_BENCH_EVIDENCE_DISASSEMBLY_AARCH64_H
#define FAIRLANE_BENCH_EVIDENCE_DISASSEMBLY_AARCH64_H

#include <stdint.h>

#include <capstone/capstone.h>

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
/* What one execution converts: of an instruction that Capstone has decoded. */
void fl_aarch64_conversion(const cs_insn *decoded, fl_instruction *instruction);

/* Dot and matrix products, bfloat16 and others that Capstone 4 does not know. False: none of these. */
bool fl_aarch64_newer(uint32_t word, fl_instruction *instruction);

/* Of an instruction on float16 numbers the one that does the same to float32; 0: no such instruction. */
uint32_t fl_aarch64_as_single(uint32_t word);

bool fl_aarch64_is_sme(uint32_t word);
/* False: not understood. */
bool fl_sme_classify(uint32_t word, fl_instruction *instruction);
bool fl_sme2_classify(uint32_t word, fl_instruction *instruction);

#endif
