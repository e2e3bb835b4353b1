#include "bench/harness/chains.h"

#include "bench/base/clock.h"

/* The operation stands 32 times in the assembly (FL_CHAIN_UNROLL), so that counting the turns hides in its
 * shadow. */
#define REPEATED(operation) ".rept 32\n\t" operation "\n\t.endr"
/* … and eight of them, side by side, four times. */
#define REPEATED_EIGHT(operation)                                                                            \
    ".rept 4\n\t" operation("0") operation("1") operation("2") operation("3") operation("4") operation("5")  \
        operation("6") operation("7") ".endr"

#if defined(__x86_64__)

#define INTEGER_ADD "addq %1, %0"
#define ONE_OF_EIGHT(which) "addq %8, %" which "\n\t"
#define EXCLUSIVE_OR "xorq %1, %0"
#define FLOAT_ADD "addss %1, %0"
#define FLOAT_MULTIPLY "mulss %1, %0"
#define FLOAT_FMA "vfmadd213ss %2, %1, %0"
#define FLOAT_ACCUMULATE "vfmadd231ss %1, %1, %0"
#define FLOAT_REGISTER "x"

#elif defined(__aarch64__)

#define INTEGER_ADD "add %0, %0, %1"
#define ONE_OF_EIGHT(which) "add %" which ", %" which ", %8\n\t"
#define EXCLUSIVE_OR "eor %0, %0, %1"
#define FLOAT_ADD "fadd %s0, %s0, %s1"
#define FLOAT_MULTIPLY "fmul %s0, %s0, %s1"
#define FLOAT_FMA "fmadd %s0, %s0, %s1, %s2"
#define FLOAT_ACCUMULATE "fmadd %s0, %s1, %s1, %s0"
#define FLOAT_REGISTER "w"

#endif

#ifdef INTEGER_ADD

bool fl_chains_are_timed(void)
{
    return true;
}

uint64_t fl_chain_integer_add(uint64_t operations, uint64_t value, uint64_t addend)
{
    for (uint64_t turn = operations / FL_CHAIN_UNROLL; turn; turn--)
        __asm__ volatile(REPEATED(INTEGER_ADD) : "+r"(value) : "r"(addend) : "cc");
    return value;
}

/* Register operands here too: additions of constants may vanish while they are renamed. */
void fl_chains_side_by_side(uint64_t operations)
{
    uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, addend = 1;
    for (uint64_t turn = operations / FL_CHAIN_UNROLL; turn; turn--)
        __asm__ volatile(REPEATED_EIGHT(ONE_OF_EIGHT)
                         : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f), "+r"(g), "+r"(h)
                         : "r"(addend)
                         : "cc");
}

uint64_t fl_chain_exclusive_or(uint64_t operations, uint64_t value, uint64_t mask)
{
    for (uint64_t turn = operations / FL_CHAIN_UNROLL; turn; turn--)
        __asm__ volatile(REPEATED(EXCLUSIVE_OR) : "+r"(value) : "r"(mask) : "cc");
    return value;
}

float fl_chain_float_add(uint64_t operations, float value, float addend)
{
    for (uint64_t turn = operations / FL_CHAIN_UNROLL; turn; turn--)
        __asm__ volatile(REPEATED(FLOAT_ADD) : "+" FLOAT_REGISTER(value) : FLOAT_REGISTER(addend));
    return value;
}

float fl_chain_float_multiply(uint64_t operations, float value, float factor)
{
    for (uint64_t turn = operations / FL_CHAIN_UNROLL; turn; turn--)
        __asm__ volatile(REPEATED(FLOAT_MULTIPLY) : "+" FLOAT_REGISTER(value) : FLOAT_REGISTER(factor));
    return value;
}

float fl_chain_float_fma(uint64_t operations, float value, float factor, float addend)
{
    for (uint64_t turn = operations / FL_CHAIN_UNROLL; turn; turn--)
        __asm__ volatile(REPEATED(FLOAT_FMA)
                         : "+" FLOAT_REGISTER(value)
                         : FLOAT_REGISTER(factor), FLOAT_REGISTER(addend));
    return value;
}

float fl_chain_float_accumulate(uint64_t operations, float value, float factor)
{
    for (uint64_t turn = operations / FL_CHAIN_UNROLL; turn; turn--)
        __asm__ volatile(REPEATED(FLOAT_ACCUMULATE) : "+" FLOAT_REGISTER(value) : FLOAT_REGISTER(factor));
    return value;
}

#else

#include <math.h>

bool fl_chains_are_timed(void)
{
    return false;
}

uint64_t fl_chain_integer_add(uint64_t operations, uint64_t value, uint64_t addend)
{
    return value + operations / FL_CHAIN_UNROLL * FL_CHAIN_UNROLL * addend;
}

void fl_chains_side_by_side(uint64_t operations)
{
    (void)operations;
}

uint64_t fl_chain_exclusive_or(uint64_t operations, uint64_t value, uint64_t mask)
{
    (void)operations; /* rounded down to an even number */
    (void)mask;
    return value;
}

float fl_chain_float_add(uint64_t operations, float value, float addend)
{
    for (uint64_t left = operations / FL_CHAIN_UNROLL * FL_CHAIN_UNROLL; left; left--)
        value += addend;
    return value;
}

float fl_chain_float_multiply(uint64_t operations, float value, float factor)
{
    for (uint64_t left = operations / FL_CHAIN_UNROLL * FL_CHAIN_UNROLL; left; left--)
        value *= factor;
    return value;
}

float fl_chain_float_fma(uint64_t operations, float value, float factor, float addend)
{
    for (uint64_t left = operations / FL_CHAIN_UNROLL * FL_CHAIN_UNROLL; left; left--)
        value = fmaf(value, factor, addend);
    return value;
}

float fl_chain_float_accumulate(uint64_t operations, float value, float factor)
{
    for (uint64_t left = operations / FL_CHAIN_UNROLL * FL_CHAIN_UNROLL; left; left--)
        value = fmaf(factor, factor, value);
    return value;
}

#endif

const char *fl_chain_name(fl_chain chain)
{
    static const char *const names[FL_CHAINS] = {"integer add",        "exclusive or",
                                                 "float add",          "float multiply",
                                                 "float multiply-add", "float accumulation"};
    return names[chain];
}

void fl_chain_run(fl_chain chain, uint64_t operations)
{
    switch (chain) {
    case FL_CHAIN_INTEGER_ADD:
        fl_chain_integer_add(operations, 1, 1);
        break;
    case FL_CHAIN_EXCLUSIVE_OR:
        fl_chain_exclusive_or(operations, 1, 2);
        break;
    case FL_CHAIN_FLOAT_ADD:
        fl_chain_float_add(operations, 1.0f, 1.0f);
        break;
    case FL_CHAIN_FLOAT_MULTIPLY:
        fl_chain_float_multiply(operations, 1.0f, -1.0f);
        break;
    case FL_CHAIN_FLOAT_FMA:
        fl_chain_float_fma(operations, 1.0f, -1.0f, 3.0f);
        break;
    case FL_CHAIN_FLOAT_ACCUMULATE:
        fl_chain_float_accumulate(operations, 1.0f, 1.0f);
        break;
    case FL_CHAINS:
        break;
    }
}

uint64_t fl_witness_ns(void)
{
    uint64_t start = fl_now_ns();
    fl_chain_integer_add(FL_WITNESS_OPERATIONS, 1, 1);
    return fl_now_ns() - start;
}
