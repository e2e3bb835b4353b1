/* Code of the program's own text, which no right of its page lets anybody write, rewritten inside the region
 * through /proc/self/mem: first a scalar row, then a packed one whose instructions stand at the same
 * addresses. A tracer that trusts the rights of the page and keeps what it decoded takes the second for the
 * first. */
#define _DEFAULT_SOURCE /* pwrite */
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "tests/evidence/contestants/contestant.h"

/* Product sum of the floats at rdi and rsi. The two differ in bytes, not in the lengths of instructions. */
float row_in_text(const float *row, const float *input);
extern const char packed_row[], packed_row_end[];
__asm__(".text\n"
        "row_in_text:\n"
        "    mov $784, %ecx\n"
        "    vxorps %xmm0, %xmm0, %xmm0\n"
        "1:  vmovss (%rdi), %xmm1\n"
        "    vmulss (%rsi), %xmm1, %xmm1\n"
        "    vaddss %xmm1, %xmm0, %xmm0\n"
        "    add $4, %rdi\n"
        "    add $4, %rsi\n"
        "    dec %ecx\n"
        "    jnz 1b\n"
        "    ret\n"
        "    .skip 64, 0x90\n"
        ".section .rodata\n"
        "packed_row:\n"
        "    mov $98, %ecx\n"
        "    vxorps %xmm0, %xmm0, %xmm0\n"
        "1:  vmovups (%rdi), %ymm1\n"
        "    vmulps (%rsi), %ymm1, %ymm1\n"
        "    vaddps %ymm1, %ymm0, %ymm0\n"
        "    add $32, %rdi\n"
        "    add $32, %rsi\n"
        "    dec %ecx\n"
        "    jnz 1b\n"
        "    vextractf128 $1, %ymm0, %xmm1\n"
        "    vaddps %xmm1, %xmm0, %xmm0\n"
        "    vhaddps %xmm0, %xmm0, %xmm0\n"
        "    vhaddps %xmm0, %xmm0, %xmm0\n"
        "    vzeroupper\n"
        "    ret\n"
        "packed_row_end:\n"
        ".text\n");

enum { LONGEST_CODE = 128 };

static int memory = -1;
static char scalar_row[LONGEST_CODE];

static void rewrite(const char *code, size_t size)
{
    if (pwrite(memory, code, size, (off_t)(size_t)row_in_text) != (ssize_t)size)
        contestant_logits[0] = contestant_logits[1] = 0;
}

static void inference(void)
{
    size_t size = (size_t)(packed_row_end - packed_row);
    contestant_logits[0] = row_in_text(contestant_weights, contestant_input) + contestant_bias[0];
    rewrite(packed_row, size);
    contestant_logits[1] = row_in_text(contestant_weights + INPUTS, contestant_input) + contestant_bias[1];
    rewrite(scalar_row, size);
}

int main(void)
{
    memory = open("/proc/self/mem", O_RDWR);
    if (memory < 0 || pread(memory, scalar_row, sizeof scalar_row, (off_t)(size_t)row_in_text) < 0)
        return contestant_skip("/proc/self/mem cannot be had");
    return contestant_run(inference);
}
