/* Static evidence: what the machine code of a function consists of.
 *
 * Three layers, each usable by itself:
 *   fl_classify_instruction   one instruction: length, floating-point operation, width, encoding, flow;
 *   fl_disassemble            a run of bytes: counts of these, and what leaves it;
 *   fl_find_loops             the same bytes: where they are executed over and over;
 *   fl_function_at            an address in the running program: the function that contains it.
 * On top, fl_static_class puts the counts in a few words, and fl_check_claim holds what a kernel's descriptor
 * claims against the counts.
 *
 * What counts is floating-point *arithmetic*: addition, subtraction, multiplication, division, fused forms,
 * square root, minimum, maximum, absolute difference, horizontal and dot-product forms, estimates of
 * reciprocals. Moves, shuffles, logic, comparisons and conversions do not count, whatever registers they
 * touch: scalar code clears registers with xorps, and string functions use 512-bit registers without
 * computing anything.
 *
 * A static count says what stands there, not what is executed. And it ends at the function's border: a
 * function of which something leaves (a call, a jump out, an indirect branch) or of which a byte was not
 * understood must not be called scalar on this evidence alone; see fl_is_closed.
 *
 * Decoders: Zydis for x86-64, with what is newer than Zydis 4 beside it; Capstone for AArch64, where SVE,
 * SME, float16, bfloat16 and matrix products, none of which Capstone 4 knows, are recognised by their
 * encoding. Each build decodes its own architecture only; elsewhere nothing decodes. */
#ifndef FAIRLANE_BENCH_EVIDENCE_DISASSEMBLY_H
#define FAIRLANE_BENCH_EVIDENCE_DISASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/error.h"
#include "kernels/kernel.h"

/* ---- one instruction ---- */

typedef enum fl_operation {
    FL_OPERATION_NONE,     /* no floating-point arithmetic */
    FL_OPERATION_OTHER,    /* arithmetic without a multiplication */
    FL_OPERATION_MULTIPLY, /* multiplication, rounded before anything is added; dot products of x86 (dpps) */
    FL_OPERATION_FUSED,    /* multiplication and addition in one */
} fl_operation;

typedef enum fl_flow {
    FL_FLOW_NEXT,          /* on to the next instruction */
    FL_FLOW_JUMP,          /* direct, conditional or not */
    FL_FLOW_CALL,          /* direct */
    FL_FLOW_INDIRECT_JUMP, /* through a register or memory */
    FL_FLOW_INDIRECT_CALL,
    FL_FLOW_RETURN,
    FL_FLOW_SYSTEM, /* system call, interrupt */
} fl_flow;

/* What numbers are stored as. */
typedef enum fl_number_type {
    FL_NUMBER_FLOAT16,
    FL_NUMBER_BFLOAT16,
    FL_NUMBER_FLOAT32,
    FL_NUMBER_FLOAT64,
    FL_NUMBER_INTEGER,
    FL_NUMBERS
} fl_number_type;

enum { FL_VECTOR_REGISTERS = 32 };

typedef struct fl_instruction {
    size_t length; /* bytes */
    char mnemonic[24];
    fl_operation operation;
    fl_width width;   /* of the operation; FL_WIDTH_SCALAR without one */
    int element_bits; /* 16, 32, 64, 80 (x87); of the result; 0 without an operation */
    int lanes;        /* numbers worked on, width / element; 0: not fixed (SVE, tiles) or no operation */
    fl_encoding encoding;
    bool loads;        /* reads memory through an operand (prefetches of SVE included) */
    int mask_register; /* predicate that selects lanes: x86 k1 … k7, SVE p0 … p7; −1: none */
    fl_flow flow;
    uint64_t target; /* of a direct jump or call */
    /* What one execution does before any mask, for the counts of a trace. */
    fl_number_type factors; /* of arithmetic: what is multiplied or added; the results may be wider */
    int products;       /* floating-point products: lanes, those chosen by dpps, two a lane of dpbf16 …; of
                         * one lane where the lanes are not fixed */
    int sums;           /* floating-point additions and subtractions, those inside of fused forms left out:
                         * lanes of an addition, those between the products of dpps, one less than its lanes
                         * of a reduction */
    bool sums_in_order; /* these are of one lane: one after the other (fadda), or a pair (faddp s0, v1.2s) */
    bool reduces;       /* SVE: the sums of one execution are one less than its lanes */
    fl_number_type from, to; /* of a conversion */
    int converted;           /* how many numbers it converts; 0: none */
    int integer_products;    /* products of whole numbers; of one lane where these are not fixed */
    unsigned bytes_loaded;   /* through operands, the stack's implicit ones included; of one repetition */
    unsigned bytes_stored;
    int mask_lanes;    /* lanes that the mask selects among; 0 without a mask; SVE: 1, what stands here is of
                        * one lane, and without a predicate all lanes count */
    int lane_bits;     /* SVE: of the vector, for each lane; 0 where nothing goes by lanes */
    bool masks_memory; /* the mask selects what is loaded and stored as well */
    /* Vector registers by number, one bit each. What clears a register, whatever stood in it, reads none. */
    uint32_t vectors_read, vectors_written;
    /* x86 AMX: the registers of a tile that is moved (1) or of a product of tiles (3: sum, left, right); a
     * lane is then one byte of the tile, or one number of the sum with one of those that it adds. */
    int tile_count;
    unsigned char tiles[3];
    int column_register; /* AArch64 SME: the predicate of columns, mask_register is that of rows; −1: none */
    int source_bits;     /* SME: of the numbers that are multiplied, by which both predicates go */
    int counted_vectors; /* SME2: the mask is a predicate as counter (pn8 …), over the lanes of so many vectors; else 0 */
    int register_bits; /* widest vector register used; 0: none; AArch64: of SVE the smallest length, 128 */
    bool repeats;      /* x86 string instruction with a rep prefix: done once per count in rcx */
    bool system_call;
    bool exclusive; /* AArch64 load or store exclusive: a stop between the two makes the store fail */
} fl_instruction;

/* Decodes the instruction at bytes, of which size can be read and which stands at address. False when it is
 * not understood or cut off; the length is then what to skip (x86: 1, AArch64: 4, never more than size) and
 * the rest is empty. Thread-safe. */
bool fl_classify_instruction(const void *bytes, size_t size, uint64_t address, fl_instruction *instruction);

/* Whether one of the streams of instructions that begin somewhat before the offset at comes upon it: within so many bytes
 * all of them are the one that the CPU sees. code: [size] bytes that can be read. Thread-safe. */
bool fl_is_in_stream(const unsigned char *code, size_t at, size_t size);

/* The assembler text of the instruction at bytes, for people: Intel's syntax on x86, Arm's on AArch64 (what
 * Capstone does not know by its name, or "sve", and its word in hexadecimal). False, and "(not understood)",
 * where fl_classify_instruction fails. Thread-safe. */
bool fl_format_instruction(const void *bytes, size_t size, uint64_t address, char *text, size_t text_size);

/* ---- a function ---- */

typedef struct fl_disassembly {
    size_t bytes, instructions, undecoded_bytes, loads;
    size_t arithmetic[FL_WIDTHS];      /* all operations */
    size_t multiplications[FL_WIDTHS]; /* of these, FL_OPERATION_MULTIPLY and FL_OPERATION_FUSED */
    size_t fused[FL_WIDTHS];           /* of these, FL_OPERATION_FUSED */
    size_t sums[FL_WIDTHS];            /* plain additions; those in order (fadda) under FL_WIDTH_SCALAR */
    size_t encodings[FL_ENCODINGS];    /* instructions in each encoding */
    /* what leaves the function */
    size_t calls;             /* direct and indirect */
    size_t tail_jumps;        /* direct jumps to another place */
    size_t indirect_branches; /* jumps through a register or memory: tail jumps or jump tables */
    size_t system_calls;
} fl_disassembly;

/* Counts what stands in size bytes of code at address. */
fl_disassembly fl_disassemble(const void *code, size_t size, uint64_t address);

/* Whether nothing leaves the function and every byte was understood, so that the counts tell all of it. */
bool fl_is_closed(const fl_disassembly *disassembly);

/* The class of what stands there, by its products and sums, in the words of a trace: "scalar", "SIMD-256+FMA"
 * (all products of the widest width are fused), "products SIMD-256, sums scalar" (packed products, no packed
 * addition) …, "no floating-point arithmetic"; "not told: something leaves the function" or
 * "not told: bytes that could not be decoded" where the counts are not all of it. "scalar" only without any
 * packed arithmetic. */
void fl_static_class(const fl_disassembly *disassembly, char *text, size_t size);

/* A loop: what lies between the target of a jump back and the jump. */
typedef struct fl_loop {
    uint64_t begin, end;   /* address of its first instruction; behind the jump back */
    size_t instructions;   /* of one turn */
    size_t multiply_lanes; /* float32 products of one turn */
    bool straight;         /* the jump back is the only jump in it: every turn executes all of it */
} fl_loop;

typedef struct fl_loops {
    fl_loop *loop; /* by the address of their jump back; owned */
    size_t count;
    size_t multiply_lanes; /* float32 products of all instructions, each counted once */
    size_t unfixed;        /* products of a width not fixed (SVE, tiles), which the lanes leave out */
    size_t other_jumps;    /* direct jumps that do not close a loop */
} fl_loops;

/* FL_UNABLE without memory. Free with fl_loops_free(). */
fl_status fl_find_loops(const void *code, size_t size, uint64_t address, fl_loops *loops, fl_error *error);
void fl_loops_free(fl_loops *loops);

/* Sum over the packed widths, FL_WIDTH_64 and up. */
size_t fl_packed(const size_t counts[FL_WIDTHS]);

/* A function of the running program, as the symbol table of its file tells. */
typedef struct fl_function {
    char name[128];
    uint64_t address;          /* in this process */
    size_t size;               /* bytes */
    const unsigned char *code; /* in this process; valid while its file stays loaded */
} fl_function;

/* The function that contains address (of a kernel: (uintptr_t)kernel->run). FL_UNABLE with one line when the
 * address lies in no loaded file, the file cannot be read, or it has no symbol there (stripped). */
fl_status fl_function_at(uintptr_t address, fl_function *function, fl_error *error);

/* ---- what a kernel claims ---- */

/* Holds the descriptor (isa, lanes, fma, origin, work) against the counts. FL_OK when nothing contradicts it;
 * FL_NEGATIVE with one line that names the kernel. Of library kernels only their own wrapper can be seen:
 * they claim nothing that could be held against them, see fl_is_closed. disassembly_claim.c says what each
 * ISA has to show. */
fl_status fl_check_claim(const fl_kernel *kernel, const fl_disassembly *disassembly, fl_error *error);

/* A kernel's function and what is counted in it. */
typedef struct fl_disassembled {
    const fl_kernel *kernel;
    fl_function function;
    fl_disassembly counts;
    fl_loops loops;
    char simd_class[64], sha256[65];
    fl_error doubt; /* what contradicts the descriptor; "" when nothing does */
} fl_disassembled;

/* All of it for the kernel of that name. loops: to be freed with fl_loops_free(), on failure too. FL_USAGE for a name
 * that no kernel has, FL_UNABLE for one that this program lacks. */
fl_status fl_disassemble_kernel(const char *name, fl_disassembled *s, fl_error *error);

#endif
