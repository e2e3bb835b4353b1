#include "tests/kernels/wrong_manners.h"

#include <float.h>

void wrong_manners_right(const float *weights, const float *bias, const float *input, float *output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        float sum = bias[row];
        for (int i = 0; i < FL_INPUTS; i++)
            sum += weights[row * FL_INPUTS + i] * input[i];
        output[row] = sum;
    }
}

/* AFTER(name, text): a function that does its work and then what the text says. */
#if defined(__x86_64__)
#define AFTER(name, text)                                                                                    \
    __asm__(".text\n.type " #name ", @function\n" #name ":\n"                                                \
            "    subq $8, %rsp\n    callq wrong_manners_right\n    addq $8, %rsp\n" text "\n    retq\n"      \
            ".size " #name ", . - " #name "\n");                                                             \
    void name(const float *weights, const float *bias, const float *input, float *output);

AFTER(loses_rbx, "xorl %ebx, %ebx")
AFTER(loses_rbp, "incq %rbp")
AFTER(loses_r12, "xorl %r12d, %r12d")
AFTER(loses_r13, "xorl %r13d, %r13d")
AFTER(loses_r14, "movl %r14d, %r14d") /* its upper half alone */
AFTER(loses_r15, "xorl %r15d, %r15d")
AFTER(returns_higher, "popq %rdx\n    addq $8, %rsp\n    jmpq *%rdx")
AFTER(writes_above_its_return, "movq $0, 8(%rsp)")
AFTER(writes_far_above, "movb $0, 200(%rsp)")
AFTER(flushes_to_zero, "pushq $0x9fc0\n    ldmxcsr (%rsp)\n    popq %rdx")
AFTER(resets_control, "pushq $0x1f80\n    ldmxcsr (%rsp)\n    popq %rdx")
AFTER(lowers_x87_precision, "pushq $0x007f\n    fldcw (%rsp)\n    popq %rdx")
AFTER(leaves_x87_register, "fldz")
AFTER(leaves_mmx, "pxor %mm0, %mm0")
AFTER(leaves_direction, "std")

/* Only with a control register in which it is not masked. */
static void underflows_needlessly(const float *weights, const float *bias, const float *input, float *output)
{
    volatile float tiny = FLT_MIN;
    tiny *= tiny;
    wrong_manners_right(weights, bias, input, output);
}

#elif defined(__aarch64__)
#define AFTER(name, text)                                                                                    \
    __asm__(".text\n.type " #name ", %function\n" #name ":\n"                                                \
            "    stp x29, x30, [sp, #-16]!\n    bl wrong_manners_right\n    ldp x29, x30, [sp], #16\n" text  \
            "\n    ret\n.size " #name ", . - " #name "\n");                                                  \
    void name(const float *weights, const float *bias, const float *input, float *output);

AFTER(loses_x19, "mov x19, #0")
AFTER(loses_x24, "mov w24, w24") /* its upper half alone */
AFTER(loses_x28, "mov x28, #0")
AFTER(loses_x29, "mov x29, #0")
AFTER(loses_d8, "movi d8, #0")
AFTER(loses_d15, "fmov s15, s15") /* likewise */
AFTER(returns_higher, "add sp, sp, #16")
AFTER(writes_above_its_return, "str xzr, [sp]")
AFTER(writes_far_above, "strb wzr, [sp, #200]")
AFTER(flushes_to_zero, "mov x9, #0x1000000\n    msr fpcr, x9")
AFTER(resets_control, "msr fpcr, xzr")
#endif

#define WRONG(function, a_check, a_failure)                                                                  \
    {                                                                                                        \
        {.name = #function, .isa = FL_ISA_SCALAR, .lanes = 1, .origin = FL_PLAIN_LOOP, .run = (function)},   \
            a_check, a_failure                                                                               \
    }

const wrong_kernel wrong_manners[] = {
#if defined(__x86_64__)
    WRONG(loses_rbx, "values", "register rbx"),
    WRONG(loses_rbp, "values", "register rbp"),
    WRONG(loses_r12, "values", "register r12"),
    WRONG(loses_r13, "values", "register r13"),
    WRONG(loses_r14, "values", "register r14"),
    WRONG(loses_r15, "values", "register r15"),
    WRONG(lowers_x87_precision, "values", "x87 control word"),
    WRONG(leaves_x87_register, "values", "x87 registers in use"),
    WRONG(leaves_mmx, "values", "x87 registers in use"),
    WRONG(leaves_direction, "values", "direction flag"),
    WRONG(underflows_needlessly, "floating-point environment", "arithmetic exception"),
#elif defined(__aarch64__)
    WRONG(loses_x19, "values", "register x19"),
    WRONG(loses_x24, "values", "register x24"),
    WRONG(loses_x28, "values", "register x28"),
    WRONG(loses_x29, "values", "register x29"),
    WRONG(loses_d8, "values", "register d8"),
    WRONG(loses_d15, "values", "register d15"),
#endif
#if defined(__x86_64__) || defined(__aarch64__)
    WRONG(returns_higher, "values", "another stack pointer"),
    WRONG(writes_above_its_return, "values", "its caller's part of the stack"),
    WRONG(writes_far_above, "values", "its caller's part of the stack"),
    WRONG(flushes_to_zero, "values", "control register changed"),
    WRONG(resets_control, "floating-point environment", "control register changed"),
#else
    {{.name = ""}, "", ""},
#endif
};
#if defined(__x86_64__) || defined(__aarch64__)
const size_t wrong_manner_count = sizeof wrong_manners / sizeof wrong_manners[0];
#else
const size_t wrong_manner_count = 0; /* nothing is watched here */
#endif
