/* The order of what happens in fl_watch_call: the caller's own registers are saved; the words above the place
 * of the return address and every register that a function must keep are filled with a pattern; the control
 * register is set; the function is called. Afterwards nothing can be trusted but memory at a fixed address:
 * there the pointer to fl_watch stands, and through it everything is written down and put right again. */
#include "bench/harness/watch.h"

#include <stdio.h>
#include <string.h>

#define PATTERN UINT64_C(0x5afe0c0de0000000) /* an index is added; no address and no likely number */

/* What the assembly says to the two formats of object files, ELF and macOS's. */
#ifdef __APPLE__
#define NAME(name) "_" name
#define FUNCTION(name)
#define END_OF(name)
#define PLACE ".zerofill __DATA,__bss,fl_watch_place,8,3\n"
#define PAGE_OF_PLACE "fl_watch_place@PAGE"
#define OFFSET_OF_PLACE "fl_watch_place@PAGEOFF"
#else
#define NAME(name) name
#define FUNCTION(name) ".type " name ", %function\n"
#define END_OF(name) ".size " name ", . - " name "\n"
#define PLACE ".local fl_watch_place\n.comm fl_watch_place, 8, 8\n"
#define PAGE_OF_PLACE "fl_watch_place"
#define OFFSET_OF_PLACE "#:lo12:fl_watch_place"
#endif

#if defined(__x86_64__)

_Static_assert(offsetof(fl_watch, control) == 40 && offsetof(fl_watch, flags) == 80 &&
                   offsetof(fl_watch, registers) == 88 && offsetof(fl_watch, stack) == 248 &&
                   offsetof(fl_watch, x87_control) == 520 && offsetof(fl_watch, x87) == 528,
               "the assembly below knows these offsets");

__asm__(
    ".text\n"
    ".p2align 4\n" FUNCTION("fl_watch_call_x86") NAME(
        "fl_watch_call_x86") ":\n"
                             "    pushq %rbx\n    pushq %rbp\n    pushq %r12\n    pushq %r13\n    pushq "
                             "%r14\n    pushq %r15\n"
                             "    subq $280, %rsp\n" /* 34 words for the pattern and one that aligns the call */
                             "    movq %rdi, fl_watch_place(%rip)\n"
                             "    movq %rsp, 64(%rdi)\n"
                             "    movabsq $0x5afe0c0de0000000, %rax\n"
                             "    xorl %ecx, %ecx\n"
                             "1:  leaq (%rax,%rcx), %rdx\n"
                             "    movq %rdx, (%rsp,%rcx,8)\n"
                             "    incl %ecx\n"
                             "    cmpl $34, %ecx\n"
                             "    jne 1b\n"
                             "    leaq 0(%rax), %rbx\n    leaq 1(%rax), %rbp\n    leaq 2(%rax), %r12\n"
                             "    leaq 3(%rax), %r13\n    leaq 4(%rax), %r14\n    leaq 5(%rax), %r15\n"
                             "    fnstcw 520(%rdi)\n"
                             "    ldmxcsr 40(%rdi)\n"
                             "    stmxcsr 48(%rdi)\n"
                             "    movq (%rdi), %rax\n"
                             "    movq 16(%rdi), %rsi\n    movq 24(%rdi), %rdx\n    movq 32(%rdi), %rcx\n    "
                             "movq 8(%rdi), %rdi\n"
                             "    callq *%rax\n"
                             "    movq fl_watch_place(%rip), %rax\n"
                             "    movq %rsp, 72(%rax)\n"
                             "    movq 64(%rax), %rsp\n"
                             "    movq %rbx, 88(%rax)\n    movq %rbp, 96(%rax)\n    movq %r12, 104(%rax)\n"
                             "    movq %r13, 112(%rax)\n    movq %r14, 120(%rax)\n    movq %r15, 128(%rax)\n"
                             "    pushfq\n"
                             "    popq 80(%rax)\n"
                             "    cld\n"
                             "    stmxcsr 56(%rax)\n"
                             "    fnstenv 528(%rax)\n"
                             "    fninit\n"
                             "    fldcw 520(%rax)\n"
                             "    xorl %ecx, %ecx\n"
                             "2:  movq (%rsp,%rcx,8), %rdx\n"
                             "    movq %rdx, 248(%rax,%rcx,8)\n"
                             "    incl %ecx\n"
                             "    cmpl $34, %ecx\n"
                             "    jne 2b\n"
                             "    addq $280, %rsp\n"
                             "    popq %r15\n    popq %r14\n    popq %r13\n    popq %r12\n    popq %rbp\n    "
                             "popq %rbx\n"
                             "    retq\n" END_OF("fl_watch_call_x86") PLACE);
void fl_watch_call_x86(fl_watch *watch);

enum { USUAL = 0x1f80, STICKY = 0x3f, DIRECTION_FLAG = 1 << 10, X87_TAGS = 2 };
static const char *const names[FL_WATCHED_REGISTERS] = {"rbx", "rbp", "r12", "r13", "r14", "r15"};
enum { KEPT = 6 };

/* flush-to-zero and denormals-are-zero; rounding down, up
 * and to zero; all exceptions but "inexact" unmasked */
const uint64_t fl_watch_controls[] = {0x9fc0, 0x3f80, 0x5f80, 0x7f80, 0x1000, USUAL};

static void set_control(uint64_t control)
{
    uint32_t word = (uint32_t)control;
    __asm__ volatile("ldmxcsr %0" : : "m"(word));
}

void fl_watch_call(fl_watch *watch)
{
    fl_watch_call_x86(watch);
    set_control(USUAL);
}

#elif defined(__aarch64__)

_Static_assert(offsetof(fl_watch, control) == 40 && offsetof(fl_watch, flags) == 80 &&
                   offsetof(fl_watch, registers) == 88 && offsetof(fl_watch, stack) == 248,
               "the assembly below knows these offsets");

/* x19 … x29 and the lower halves of v8 … v15 */
__asm__(".text\n"
        ".p2align 4\n" FUNCTION("fl_watch_call_aarch64") NAME(
            "fl_watch_call_aarch64") ":\n"
                                     "    stp x29, x30, [sp, #-16]!\n"
                                     "    stp x19, x20, [sp, #-16]!\n    stp x21, x22, [sp, #-16]!\n    stp "
                                     "x23, x24, [sp, #-16]!\n"
                                     "    stp x25, x26, [sp, #-16]!\n    stp x27, x28, [sp, #-16]!\n"
                                     "    stp d8, d9, [sp, #-16]!\n    stp d10, d11, [sp, #-16]!\n"
                                     "    stp d12, d13, [sp, #-16]!\n    stp d14, d15, [sp, #-16]!\n"
                                     "    sub sp, sp, #272\n" /* 34 words */
                                     "    adrp x9, " PAGE_OF_PLACE "\n"
                                     "    str x0, [x9, " OFFSET_OF_PLACE "]\n"
                                     "    mov x10, sp\n"
                                     "    str x10, [x0, #64]\n"
                                     "    movz x11, #0x5afe, lsl #48\n    movk x11, #0x0c0d, lsl #32\n    "
                                     "movk x11, #0xe000, lsl #16\n"
                                     "    mov x12, #0\n"
                                     "1:  add x13, x11, x12\n"
                                     "    str x13, [x10, x12, lsl #3]\n"
                                     "    add x12, x12, #1\n"
                                     "    cmp x12, #34\n"
                                     "    b.ne 1b\n"
                                     "    mov x19, x11\n    add x20, x11, #1\n    add x21, x11, #2\n    add "
                                     "x22, x11, #3\n"
                                     "    add x23, x11, #4\n    add x24, x11, #5\n    add x25, x11, #6\n    "
                                     "add x26, x11, #7\n"
                                     "    add x27, x11, #8\n    add x28, x11, #9\n    add x29, x11, #10\n"
                                     "    add x13, x11, #11\n    fmov d8, x13\n    add x13, x11, #12\n    "
                                     "fmov d9, x13\n"
                                     "    add x13, x11, #13\n    fmov d10, x13\n    add x13, x11, #14\n    "
                                     "fmov d11, x13\n"
                                     "    add x13, x11, #15\n    fmov d12, x13\n    add x13, x11, #16\n    "
                                     "fmov d13, x13\n"
                                     "    add x13, x11, #17\n    fmov d14, x13\n    add x13, x11, #18\n    "
                                     "fmov d15, x13\n"
                                     "    ldr x13, [x0, #40]\n"
                                     "    msr fpcr, x13\n"
                                     "    mrs x13, fpcr\n"
                                     "    str x13, [x0, #48]\n"
                                     "    ldr x16, [x0]\n    ldr x1, [x0, #16]\n    ldr x2, [x0, #24]\n    "
                                     "ldr x3, [x0, #32]\n"
                                     "    ldr x0, [x0, #8]\n"
                                     "    blr x16\n"
                                     "    adrp x9, " PAGE_OF_PLACE "\n"
                                     "    ldr x9, [x9, " OFFSET_OF_PLACE "]\n"
                                     "    mov x10, sp\n"
                                     "    str x10, [x9, #72]\n"
                                     "    ldr x10, [x9, #64]\n"
                                     "    mov sp, x10\n"
                                     "    add x11, x9, #88\n"
                                     "    stp x19, x20, [x11]\n    stp x21, x22, [x11, #16]\n    stp x23, "
                                     "x24, [x11, #32]\n"
                                     "    stp x25, x26, [x11, #48]\n    stp x27, x28, [x11, #64]\n    str "
                                     "x29, [x11, #80]\n"
                                     "    str d8, [x11, #88]\n    str d9, [x11, #96]\n    str d10, [x11, "
                                     "#104]\n    str d11, [x11, #112]\n"
                                     "    str d12, [x11, #120]\n    str d13, [x11, #128]\n    str d14, [x11, "
                                     "#136]\n    str d15, [x11, #144]\n"
                                     "    mrs x13, fpcr\n"
                                     "    str x13, [x9, #56]\n"
                                     "    add x11, x9, #248\n"
                                     "    mov x12, #0\n"
                                     "2:  ldr x13, [x10, x12, lsl #3]\n"
                                     "    str x13, [x11, x12, lsl #3]\n"
                                     "    add x12, x12, #1\n"
                                     "    cmp x12, #34\n"
                                     "    b.ne 2b\n"
                                     "    add sp, sp, #272\n"
                                     "    ldp d14, d15, [sp], #16\n    ldp d12, d13, [sp], #16\n"
                                     "    ldp d10, d11, [sp], #16\n    ldp d8, d9, [sp], #16\n"
                                     "    ldp x27, x28, [sp], #16\n    ldp x25, x26, [sp], #16\n    ldp x23, "
                                     "x24, [sp], #16\n"
                                     "    ldp x21, x22, [sp], #16\n    ldp x19, x20, [sp], #16\n"
                                     "    ldp x29, x30, [sp], #16\n"
                                     "    ret\n" END_OF("fl_watch_call_aarch64") PLACE);
void fl_watch_call_aarch64(fl_watch *watch);

enum { USUAL = 0, STICKY = 0, KEPT = 19 };
static const char *const names[FL_WATCHED_REGISTERS] = {"x19", "x20", "x21", "x22", "x23", "x24", "x25",
                                                        "x26", "x27", "x28", "x29", "d8",  "d9",  "d10",
                                                        "d11", "d12", "d13", "d14", "d15"};

/* flush-to-zero; rounding up, down and to zero; default NaN; traps, where a CPU has them */
const uint64_t fl_watch_controls[] = {UINT64_C(1) << 24,
                                      UINT64_C(1) << 22,
                                      UINT64_C(2) << 22,
                                      UINT64_C(3) << 22,
                                      UINT64_C(1) << 25,
                                      UINT64_C(0x8f00),
                                      USUAL};

static void set_control(uint64_t control)
{
    __asm__ volatile("msr fpcr, %0" : : "r"(control));
}

void fl_watch_call(fl_watch *watch)
{
    fl_watch_call_aarch64(watch);
    set_control(USUAL);
}

#else

enum { USUAL = 0, STICKY = 0, KEPT = 0 };
static const char *const names[FL_WATCHED_REGISTERS] = {""};
const uint64_t fl_watch_controls[] = {USUAL};

static void set_control(uint64_t control)
{
    (void)control;
}

void fl_watch_call(fl_watch *watch)
{
    watch->run(watch->weights, watch->bias, watch->input, watch->output);
    for (uint64_t i = 0; i < FL_WATCHED_STACK; i++)
        watch->stack[i] = PATTERN + i;
}

#endif

uint64_t fl_watch_usual_control(void)
{
    return USUAL;
}

void fl_watch_abandoned(void)
{
    set_control(USUAL);
}

static fl_status judge_x87(const fl_watch *watch, const char *name, fl_error *error)
{
#if defined(__x86_64__)
    if ((watch->x87[0] ^ watch->x87_control) & 0xffff)
        return fl_fail(error, FL_NEGATIVE, "kernel '%s' leaves the x87 control word changed", name);
    if ((watch->x87[X87_TAGS] & 0xffff) != 0xffff)
        return fl_fail(error, FL_NEGATIVE, "kernel '%s' leaves x87 registers in use (emms is missing)", name);
    if (watch->flags & DIRECTION_FLAG)
        return fl_fail(error, FL_NEGATIVE, "kernel '%s' leaves the direction flag set", name);
#else
    (void)watch, (void)name, (void)error;
#endif
    return FL_OK;
}

fl_status fl_watch_judge(const fl_watch *watch, const char *name, fl_error *error)
{
    if (watch->stack_before != watch->stack_after)
        return fl_fail(error, FL_NEGATIVE, "kernel '%s' returns with another stack pointer", name);
    for (uint64_t i = 0; i < KEPT; i++)
        if (watch->registers[i] != PATTERN + i)
            return fl_fail(error, FL_NEGATIVE, "kernel '%s' loses register %s, which is its caller's", name,
                           names[i]);
    for (uint64_t i = 0; i < FL_WATCHED_STACK; i++)
        if (watch->stack[i] != PATTERN + i)
            return fl_fail(error, FL_NEGATIVE, "kernel '%s' writes to its caller's part of the stack", name);
    if ((watch->control_set ^ watch->control_after) & ~(uint64_t)STICKY)
        return fl_fail(
            error, FL_NEGATIVE,
            "kernel '%s' leaves the floating-point control register changed, 0x%llx instead of 0x%llx", name,
            (unsigned long long)watch->control_after, (unsigned long long)watch->control_set);
    return judge_x87(watch, name, error);
}
