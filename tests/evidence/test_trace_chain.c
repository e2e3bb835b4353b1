/* Chains of additions: what is one, what is none, and which registers real instructions read and write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "bench/evidence/trace_chain.h"

enum { PRODUCT = 1, SUM = 2, OTHER_SUM = 3, LOST = 4, TOTAL = 5, ROW = 784 };

static fl_chains chains;
static unsigned chained, switched;

static int set_up(void **state)
{
    (void)state;
    memset(&chains, 0, sizeof chains);
    chained = switched = 0;
    return 0;
}

static void follow(const fl_instruction *instruction)
{
    fl_chain_step step = fl_chain_follow(&chains, instruction);
    chained += step.chained;
    switched += step.switched;
}

static void multiply(int to)
{
    follow(&(fl_instruction){.operation = FL_OPERATION_MULTIPLY, .vectors_written = 1u << to});
}

/* to = a + b */
static void add(int to, int a, int b)
{
    follow(&(fl_instruction){.operation = FL_OPERATION_OTHER,
                             .sums = 4,
                             .vectors_read = 1u << a | 1u << b,
                             .vectors_written = 1u << to});
}

static void fuse(int to)
{
    follow(&(fl_instruction){
        .operation = FL_OPERATION_FUSED, .vectors_read = 1u << to, .vectors_written = 1u << to});
}

static void clear(int to)
{
    follow(&(fl_instruction){.vectors_written = 1u << to});
}

static void copy(int to, int from)
{
    follow(&(fl_instruction){.vectors_read = 1u << from, .vectors_written = 1u << to});
}

enum { LATE = ROW - FL_CHAIN_BEYOND };

static void a_row_in_order_is_a_chain(void **state)
{
    (void)state;
    for (int i = 0; i < ROW; i++) {
        multiply(PRODUCT);
        copy(PRODUCT + 10, PRODUCT); /* shuffled */
        copy(SUM + 10, SUM);         /* a copy of the sum is no other chain */
        add(SUM, SUM + 10, PRODUCT + 10);
    }
    assert_int_equal(chained, LATE);
    assert_int_equal(switched, 0);
}

static void fused_additions_are_a_chain(void **state)
{
    (void)state;
    for (int i = 0; i < ROW; i++)
        fuse(SUM);
    assert_int_equal(chained, LATE);
}

static void rows_one_after_the_other_switch_once(void **state)
{
    (void)state;
    for (int row = 0; row < 2; row++) {
        clear(SUM);
        for (int i = 0; i < ROW; i++) {
            multiply(PRODUCT);
            add(SUM, SUM, PRODUCT);
        }
    }
    assert_int_equal(chained, 2 * LATE);
    assert_int_equal(switched, 1);
}

static void rows_in_turn_switch_all_the_time(void **state)
{
    (void)state;
    for (int i = 0; i < ROW; i++)
        for (int row = 0; row < 2; row++) {
            multiply(PRODUCT);
            add(SUM + row, SUM + row, PRODUCT);
        }
    assert_int_equal(chained, 2 * LATE);
    assert_int_equal(switched, 2 * LATE - 1);
}

static void two_lanes_are_no_chain(void **state)
{
    (void)state;
    for (int row = 0; row < 2; row++) {
        clear(SUM);
        for (int i = 0; i < ROW / 2; i++) {
            multiply(PRODUCT);
            add(SUM, SUM, PRODUCT);
        }
        copy(PRODUCT, SUM);
        add(SUM, SUM, PRODUCT); /* the lanes are folded */
        clear(PRODUCT);
        add(SUM, SUM, PRODUCT); /* and the bias is added */
    }
    assert_int_equal(chained, 0);
}

/* Four additions a product: of four lanes that is a chain of 784, in which 196 products are added. */
static void compensated_sums_in_lanes_are_no_chain(void **state)
{
    (void)state;
    for (int i = 0; i < ROW / 4; i++) {
        multiply(PRODUCT);
        add(PRODUCT, PRODUCT, LOST);
        add(TOTAL, SUM, PRODUCT);
        add(LOST, TOTAL, SUM);
        add(LOST, LOST, PRODUCT);
        copy(SUM, TOTAL);
    }
    assert_int_equal(chained, 0);
}

static void compensated_sums_in_order_are_a_chain(void **state)
{
    (void)state;
    for (int i = 0; i < ROW; i++) {
        multiply(PRODUCT);
        add(PRODUCT, PRODUCT, LOST);
        add(TOTAL, SUM, PRODUCT);
        add(LOST, TOTAL, SUM);
        add(LOST, LOST, PRODUCT);
        copy(SUM, TOTAL);
    }
    assert_true(chained > 0);
}

static void sums_of_sums_are_no_chain(void **state)
{
    (void)state;
    for (int i = 0; i < ROW; i++) {
        multiply(PRODUCT);
        multiply(PRODUCT + 10);
        add(PRODUCT, PRODUCT, PRODUCT + 10);
        add(SUM, SUM, PRODUCT);
    }
    assert_int_equal(chained, 0);
}

#if defined(__x86_64__) || defined(__aarch64__)
typedef struct sample {
    const char *text;
    unsigned char bytes[12];
    uint32_t read, written;
} sample;

#define R(number) (UINT32_C(1) << (number))

static const sample samples[] = {
#if defined(__x86_64__)
    {"addps xmm3, xmm1", {0x0f, 0x58, 0xd9}, R(3) | R(1), R(3)},
    {"vaddss xmm4, xmm0, xmm9", {0xc4, 0xc1, 0x7a, 0x58, 0xe1}, R(0) | R(9), R(4)},
    {"xorps xmm3, xmm3", {0x0f, 0x57, 0xdb}, 0, R(3)},
    {"xorps xmm3, xmm2", {0x0f, 0x57, 0xda}, R(3) | R(2), R(3)},
    {"vxorps xmm1, xmm2, xmm2", {0xc5, 0xe8, 0x57, 0xca}, 0, R(1)},
    {"pxor xmm5, xmm5", {0x66, 0x0f, 0xef, 0xed}, 0, R(5)},
    {"movups xmm5, [rdx + rax]", {0x0f, 0x10, 0x2c, 0x02}, 0, R(5)},
    {"movups [rcx], xmm5", {0x0f, 0x11, 0x29}, R(5), 0},
    {"movaps xmm2, xmm0", {0x0f, 0x28, 0xd0}, R(0), R(2)},
    {"vfmadd231ps ymm1, ymm2, ymm3", {0xc4, 0xe2, 0x6d, 0xb8, 0xcb}, R(1) | R(2) | R(3), R(1)},
    {"vaddps zmm18, zmm17, zmm16", {0x62, 0xa1, 0x74, 0x40, 0x58, 0xd0}, R(17) | R(16), R(18)},
    {"vaddps zmm1 {k1}, zmm2, zmm3", {0x62, 0xf1, 0x6c, 0x49, 0x58, 0xcb}, R(1) | R(2) | R(3), R(1)},
    {"add rax, rbx", {0x48, 0x01, 0xd8}, 0, 0},
#else
    {"fadd v0.2s, v1.2s, v2.2s", {0x20, 0xd4, 0x22, 0x0e}, R(1) | R(2), R(0)},
    {"fadd s0, s0, s1", {0x00, 0x28, 0x21, 0x1e}, R(0) | R(1), R(0)},
    {"fmla v3.4s, v1.4s, v2.4s", {0x23, 0xcc, 0x22, 0x4e}, R(3) | R(1) | R(2), R(3)},
    {"fmadd s0, s1, s2, s3", {0x20, 0x0c, 0x02, 0x1f}, R(1) | R(2) | R(3), R(0)},
    {"ldr q1, [x0]", {0x01, 0x00, 0xc0, 0x3d}, 0, R(1)},
    {"ldp q1, q2, [x0]", {0x01, 0x08, 0x40, 0xad}, 0, R(1) | R(2)},
    {"str q1, [x0]", {0x01, 0x00, 0x80, 0x3d}, R(1), 0},
    {"movi v0.2s, #0", {0x00, 0x04, 0x00, 0x0f}, 0, R(0)},
    {"fcmp s0, s1", {0x00, 0x20, 0x21, 0x1e}, R(0) | R(1), 0},
    {"fadda s1, p0, s1, z0.s", {0x01, 0x20, 0x98, 0x65}, R(1) | R(0), R(1)},
    {"fmla z0.s, p0/m, z1.s, z2.s", {0x20, 0x00, 0xa2, 0x65}, R(0) | R(1) | R(2), R(0)},
    {"fadd z0.s, z1.s, z2.s", {0x20, 0x00, 0x82, 0x65}, R(1) | R(2), R(0)},
    {"ld1w {z1.s}, p0/z, [x0]", {0x01, 0xa0, 0x40, 0xa5}, 0, R(1)},
    {"add x0, x1, x2", {0x20, 0x00, 0x02, 0x8b}, 0, 0},
#endif
};

static void registers_are_those_of_the_instruction(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        fl_instruction instruction;
        if (!fl_classify_instruction(samples[i].bytes, sizeof samples[i].bytes, 0, &instruction))
            fail_msg("not understood: %s", samples[i].text);
        if (instruction.vectors_read != samples[i].read || instruction.vectors_written != samples[i].written)
            fail_msg("%s: reads %#x, writes %#x", samples[i].text, (unsigned)instruction.vectors_read,
                     (unsigned)instruction.vectors_written);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_row_in_order_is_a_chain, set_up),
        cmocka_unit_test_setup(fused_additions_are_a_chain, set_up),
        cmocka_unit_test_setup(rows_one_after_the_other_switch_once, set_up),
        cmocka_unit_test_setup(rows_in_turn_switch_all_the_time, set_up),
        cmocka_unit_test_setup(two_lanes_are_no_chain, set_up),
        cmocka_unit_test_setup(compensated_sums_in_lanes_are_no_chain, set_up),
        cmocka_unit_test_setup(compensated_sums_in_order_are_a_chain, set_up),
        cmocka_unit_test_setup(sums_of_sums_are_no_chain, set_up),
#if defined(__x86_64__) || defined(__aarch64__)
        cmocka_unit_test(registers_are_those_of_the_instruction),
#endif
    };
    return cmocka_run_group_tests_name("trace_chain", tests, NULL, NULL);
}
