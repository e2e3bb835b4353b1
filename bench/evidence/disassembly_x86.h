/* Parts of the decoder for x86-64 that its files share; nothing for others. */
#ifndef FAIRLANE_BENCH_EVIDENCE_DISASSEMBLY_X86_H
#define FAIRLANE_BENCH_EVIDENCE_DISASSEMBLY_X86_H

#include <Zydis/Zydis.h>

#include "bench/evidence/disassembly.h"

/* Fills from, to and converted of an instruction whose name and registers are known. */
void fl_x86_conversion(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                       fl_instruction *instruction);

#endif
