/* Code that is rewritten at the same address between two executions inside the region: first a scalar row,
 * then a packed one. A tracer that keeps what it decoded takes the second for the first. No system call
 * announces it. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "tests/evidence/contestants/generated.h"
#include "tests/evidence/contestants/packed.h"

/* NOLINTBEGIN(bugprone-reserved-identifier): the linker gives these names to the ends of a section. */
extern const char __start_first_code[], __stop_first_code[];
extern const char __start_second_code[], __stop_second_code[];
/* NOLINTEND(bugprone-reserved-identifier) */

__attribute__((section("first_code"), noinline, used)) static float scalar_row(const float *row,
                                                                               const float *input)
{
    return scalar_dot(row, input, INPUTS);
}

__attribute__((section("second_code"), noinline, used)) static float packed_row(const float *row,
                                                                                const float *input)
{
    return packed_dot(row, input, INPUTS);
}

static void *page;

static void inference(void)
{
    contestant_logits[0] =
        generate(page, __start_first_code, __stop_first_code)(contestant_weights, contestant_input) +
        contestant_bias[0];
    contestant_logits[1] = generate(page, __start_second_code,
                                    __stop_second_code)(contestant_weights + INPUTS, contestant_input) +
                           contestant_bias[1];
}

int main(void)
{
    page = fresh_page(PROT_READ | PROT_WRITE | PROT_EXEC);
    if (page == NULL)
        return contestant_skip("memory that is writable and executable at once cannot be had here");
    return contestant_run(inference);
}
