/* A program that can, or cannot, make what it executes depend on the CPU; its call of choosing_work() is traced. */
#include <stdio.h>
#if defined ASKS && !defined __x86_64__
#include <sys/auxv.h>
#endif

enum { COUNT = 64 };

static float numbers[COUNT];

typedef float four __attribute__((vector_size(16)));

#define WORK __attribute__((noinline)) float
WORK choosing_work(const float *from);

static float square(float number)
{
    return number * number;
}

static float (*volatile chosen_square)(float) = square;

WORK choosing_work(const float *from)
{
    volatile float sum = 0; /* one after the other, whatever the compiler */
    for (int i = 0; i < COUNT; i++)
        sum = sum + from[i] * from[i];
#ifdef POINTS
    sum = sum + chosen_square(from[0]);
#endif
#ifdef BRANCHES
    if (from[0] < 0) { /* it never is */
        four wide = {from[0], from[1], from[2], from[3]};
        wide = wide * wide;
        sum = sum + wide[0] + wide[1] + wide[2] + wide[3];
    }
#endif
    return sum;
}

#ifdef CHOSEN
static int work_of(int value)
{
    return value + 1;
}

/* clang 14 does not see that the resolver is used. */
__attribute__((used)) static int (*choose(void))(int)
{
    return work_of;
}

int chosen(int value) __attribute__((ifunc("choose")));
#endif

int main(int count, char **arguments)
{
    (void)arguments;
    numbers[0] = chosen_square(1);
    for (int i = 0; i < COUNT; i++)
        numbers[i] = (float)(i % 7 + count);
#ifdef ASKS
#ifdef __x86_64__
    __builtin_cpu_init();
    numbers[0] += (float)(__builtin_cpu_supports("avx512f") != 0);
#else
    numbers[0] += (float)(getauxval(AT_HWCAP) & 1);
#endif
#endif
#ifdef CHOSEN
    numbers[0] += (float)chosen(count);
#endif
    printf("%g\n", (double)choosing_work(numbers));
    return 0;
}
