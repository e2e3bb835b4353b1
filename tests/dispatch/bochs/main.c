/* The AVX-512 kernels against a reference in double, without an operating system: what runs in the emulator.
 *
 * Each kernel gets random arrays, at every offset from an aligned address that the contract allows, and must
 * stay within the error bound of kernels/kernel.h; then NaN and infinity, which must come through. Besides
 * them runs a kernel that leaves out the last block, which has to be found out. Prints a line for each to the
 * port 0xe9. */
#include <stdbool.h>
#include <stdint.h>

#include "kernels/kernel.h"

extern const fl_kernel fl_kernel_avx512, fl_kernel_autovec_avx512;
void run_all(int has_avx512);

enum { ROUNDS = 200, ALIGNMENT = 64, OFFSETS = ALIGNMENT / 4 };

static _Alignas(64) float weights_room[FL_WEIGHTS + OFFSETS], input_room[FL_INPUTS + OFFSETS];
static float *weights, *input, bias[FL_OUTPUTS];

static void put(char byte)
{
    __asm__ volatile("outb %0, $0xe9" : : "a"(byte));
}

static void print(const char *text)
{
    while (*text)
        put(*text++);
}

static void print_number(unsigned number)
{
    if (number >= 10)
        print_number(number / 10);
    put((char)('0' + number % 10));
}

/* xorshift, M. 32 bits are enough for data that only has to be irregular. */
static float random_float(void)
{
    static uint32_t state = 2463534242U;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (float)(int32_t)state / 2147483648.0F; /* -1 to 1 */
}

static void fill(int round)
{
    weights = weights_room + round % OFFSETS;
    input = input_room + round / OFFSETS % OFFSETS;
    for (int i = 0; i < FL_WEIGHTS; i++)
        weights[i] = random_float();
    for (int i = 0; i < FL_INPUTS; i++)
        input[i] = random_float();
    for (int k = 0; k < FL_OUTPUTS; k++)
        bias[k] = random_float();
}

static double magnitude(double x)
{
    return x < 0 ? -x : x;
}

/* The error of one output as a part of what is allowed. */
static double error_part(int k, float found)
{
    double sum = (double)bias[k], terms = magnitude((double)bias[k]);
    for (int i = 0; i < FL_INPUTS; i++) {
        double product = (double)weights[k * FL_INPUTS + i] * (double)input[i];
        sum += product;
        terms += magnitude(product);
    }
    return magnitude((double)found - sum) / (FL_INPUTS * 0x1p-24 * terms);
}

/* Whether NaN and infinity in one place come out in both outputs, and in this one weight in its own alone. */
static bool passes_on(fl_kernel_function *run, float odd, int place)
{
    float output[FL_OUTPUTS];
    float kept = input[place];
    input[place] = odd;
    run(weights, bias, input, output);
    input[place] = kept;
    if (magnitude((double)output[0]) <= 0x1p127 || magnitude((double)output[1]) <= 0x1p127)
        return false;
    kept = weights[FL_INPUTS + place];
    weights[FL_INPUTS + place] = odd;
    run(weights, bias, input, output);
    weights[FL_INPUTS + place] = kept;
    return magnitude((double)output[0]) <= 0x1p127 && !(magnitude((double)output[1]) <= 0x1p127);
}

static void check(const char *name, fl_kernel_function *run)
{
    double worst = 0;
    bool good = true;
    for (int round = 0; round < ROUNDS && good; round++) {
        float output[FL_OUTPUTS];
        fill(round);
        run(weights, bias, input, output);
        for (int k = 0; k < FL_OUTPUTS; k++) {
            double part = error_part(k, output[k]);
            good = good && part <= 1;
            worst = part > worst ? part : worst;
        }
    }
    for (int place = 0; place < FL_INPUTS && good; place++)
        good = passes_on(run, __builtin_nanf(""), place) && passes_on(run, -__builtin_inff(), place);
    print(name);
    print(good ? " right, error at most " : " wrong");
    if (good) {
        print_number((unsigned)(worst * 1e6));
        print(" millionths of the bound");
    }
    print("\n");
}

/* The negative control: the last block of 16 inputs is left out. */
static void leave_out(const float *w, const float *b, const float *x, float *output)
{
    static float shorter[FL_INPUTS];
    for (int i = 0; i < FL_INPUTS; i++)
        shorter[i] = i < FL_INPUTS - 16 ? x[i] : 0;
    fl_kernel_avx512.run(w, b, shorter, output);
}

void run_all(int has_avx512)
{
    if (has_avx512) {
        check("avx512", fl_kernel_avx512.run);
        check("autovec-avx512", fl_kernel_autovec_avx512.run);
        check("planted-short", leave_out);
    } else {
        print("no AVX-512F\n");
    }
    print("end\n");
}
