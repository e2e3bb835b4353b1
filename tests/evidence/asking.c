/* A program that chooses its arithmetic by the CPU, asking in the way that its first argument names; for check_imitate.sh.
 * It prints the width that it chose, and what stands in memory where its own bytes could be taken for cpuid. */
#define _GNU_SOURCE
#include <cpuid.h>
#include <dlfcn.h>
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static int width_of(unsigned leaf_7_ebx)
{
    enum { AVX2 = 5, AVX512F = 16 };
    return leaf_7_ebx >> AVX512F & 1 ? 512 : leaf_7_ebx >> AVX2 & 1 ? 256 : 128;
}

/* Asks when it is loaded, in a program as well as in a library. */
int asking_loaded(void);
static int when_loaded;
__attribute__((constructor)) static void ask_when_loaded(void)
{
    unsigned a, b = 0, c, d;
    __get_cpuid_count(7, 0, &a, &b, &c, &d);
    when_loaded = width_of(b);
}

int asking_loaded(void)
{
    return when_loaded;
}

#ifndef ASKING_LIBRARY /* which has the above alone */
enum { INPUTS = 784, CLASSES = 2, MOST_LANES = 16 };

/* All lanes: a compiler must believe that somebody reads each. */
extern float asking_output[CLASSES][MOST_LANES];
float asking_output[CLASSES][MOST_LANES];
static float weights[CLASSES * INPUTS], input[INPUTS];
static int width;

__attribute__((target("avx512f"), noinline)) static void multiply_512(void)
{
    for (int class = 0; class < CLASSES; class ++) {
        __m512 sum = _mm512_setzero_ps();
        for (int i = 0; i < INPUTS; i += 16)
            sum = _mm512_add_ps(sum, _mm512_mul_ps(_mm512_loadu_ps(weights + class * INPUTS + i),
                                                   _mm512_loadu_ps(input + i)));
        _mm512_storeu_ps(asking_output[class], sum);
    }
}

__attribute__((target("avx2"), noinline)) static void multiply_256(void)
{
    for (int class = 0; class < CLASSES; class ++) {
        __m256 sum = _mm256_setzero_ps();
        for (int i = 0; i < INPUTS; i += 8)
            sum = _mm256_add_ps(sum, _mm256_mul_ps(_mm256_loadu_ps(weights + class * INPUTS + i),
                                                   _mm256_loadu_ps(input + i)));
        _mm256_storeu_ps(asking_output[class], sum);
    }
}

__attribute__((noinline)) static void multiply_128(void)
{
    for (int class = 0; class < CLASSES; class ++) {
        __m128 sum = _mm_setzero_ps();
        for (int i = 0; i < INPUTS; i += 4)
            sum = _mm_add_ps(sum,
                             _mm_mul_ps(_mm_loadu_ps(weights + class * INPUTS + i), _mm_loadu_ps(input + i)));
        _mm_storeu_ps(asking_output[class], sum);
    }
}

void asking_inference(void);
__attribute__((noinline)) void asking_inference(void)
{
    (width == 512 ? multiply_512 : width == 256 ? multiply_256 : multiply_128)();
}

static int of_library(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    int (*ask)(void);
    *(void **)&ask = library ? dlsym(library, "asking_loaded") : NULL;
    return ask ? ask() : 0;
}

/* Code that it writes itself; left: it takes it away again before anybody looks. */
static int of_own_code(int left)
{
    static const unsigned char code[] = {0x53, 0xb8, 7,    0,    0,    0,    0x31,
                                         0xc9, 0x0f, 0xa2, 0x89, 0xd8, 0x5b, 0xc3};
    enum { PAGE = 4096 };
    unsigned char *page =
        mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned (*ask)(void);
    if (page == MAP_FAILED)
        return 0;
    memcpy(page, code, sizeof code);
    memcpy(&ask, &page, sizeof ask);
    int answer = width_of(ask());
    if (!left)
        munmap(page, PAGE);
    return answer;
}

/* Bytes of cpuid in data amid code, and within another instruction; cpuid where no symbol and no frame tells of it but a
 * call; and behind a jump that nobody can follow. */
extern const unsigned char asking_data[];
unsigned asking_inside(void), asking_called(void), asking_jumped(void);
__asm__(".text\n"
        ".globl asking_inside\n.type asking_inside, @function\nasking_inside:\n.cfi_startproc\n"
        "    jmp 2f\n"
        ".globl asking_data\n"
        "asking_data: .byte 0x0f, 0xa2, 0x0f, 0xa2, 0xc3\n"
        "2:  movl $0xa20fa20f, %eax\n"
        "    ret\n"
        ".cfi_endproc\n.size asking_inside, . - asking_inside\n"
        ".globl asking_jumped\n.type asking_jumped, @function\nasking_jumped:\n.cfi_startproc\n"
        "    push %rbx\n    xor %ecx, %ecx\n    mov $7, %eax\n    lea 3f(%rip), %rdx\n    inc %rdx\n"
        "    jmp *%rdx\n"
        "3:  nop\n    cpuid\n    mov %ebx, %eax\n    pop %rbx\n    ret\n"
        ".cfi_endproc\n.size asking_jumped, . - asking_jumped\n"
        ".globl asking_called\n.type asking_called, @function\nasking_called:\n.cfi_startproc\n"
        "    call 4f\n    ret\n"
        ".cfi_endproc\n.size asking_called, . - asking_called\n"
        "    nop\n"
        "4:  push %rbx\n    xor %ecx, %ecx\n    mov $7, %eax\n    cpuid\n    mov %ebx, %eax\n    pop %rbx\n  "
        "  ret\n");

static int ask(const char *way, const char *library)
{
    if (strcmp(way, "compiler") == 0)
        return __builtin_cpu_supports("avx512f") ? 512 : __builtin_cpu_supports("avx2") ? 256 : 128;
    if (strcmp(way, "library") == 0)
        return of_library(library);
    if (strcmp(way, "called") == 0)
        return width_of(asking_called());
    if (strcmp(way, "jumped") == 0)
        return width_of(asking_jumped());
    if (strcmp(way, "written") == 0)
        return of_own_code(1);
    if (strcmp(way, "taken-away") == 0)
        return of_own_code(0);
    return asking_loaded();
}

int main(int count, char **words)
{
    if (count < 3)
        return 2;
    width = ask(words[1], words[2]);
    for (int i = 0; i < INPUTS; i++)
        input[i] = weights[i] = (float)i;
    asking_inference();
    printf("%d %x %02x%02x%02x%02x\n", width, asking_inside(), asking_data[0], asking_data[1], asking_data[2],
           asking_data[3]);
    return 0;
}
#endif
