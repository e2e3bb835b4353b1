/* Parts of the decoder for x86-64 that its files share; nothing for others. */
#ifndef FAIRLANE_BENCH_EVIDENCE_DISASSEMBLY_X86_H
#define FAIRLANE_BENCH_EVIDENCE_DISASSEMBLY_X86_H

#include <Zydis/Zydis.h>

#include "bench/evidence/disassembly.h"

/* Fills from, to and converted of an instruction whose name and registers are known. */
void fl_x86_conversion(const ZydisDecodedInstruction *decoded, const ZydisDecodedOperand *operands,
                       fl_instruction *instruction);

/* ---- what Zydis 4 does not know: disassembly_x86_newer.c ---- */

enum { FL_X86_LONGEST = 15 };

typedef struct fl_x86_newer fl_x86_newer;

/* Which instruction stands at bytes, if it is one of these; NULL otherwise. alike becomes one that Zydis
 * knows, of the same length and with the same operands. */
const fl_x86_newer *fl_x86_newer_at(const void *bytes, size_t size, unsigned char alike[FL_X86_LONGEST]);

/* What was classified is alike; now it becomes what stands there. */
void fl_x86_become_newer(const fl_x86_newer *newer, fl_instruction *instruction);

const char *fl_x86_newer_name(const fl_x86_newer *newer);

/* Puts its name before the operands of text. */
void fl_x86_rename(const fl_x86_newer *newer, char *text, size_t size);

#endif
