/* Code written at run time into memory that is made executable afterwards, as a JIT compiler does it: the
 * instructions stand in no file. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "tests/evidence/contestants/generated.h"

/* NOLINTBEGIN(bugprone-reserved-identifier): the linker gives these names to the ends of a section. */
extern const char __start_row_code[], __stop_row_code[];
/* NOLINTEND(bugprone-reserved-identifier) */

__attribute__((section("row_code"), noinline, used)) static float scalar_row(const float *row,
                                                                             const float *input)
{
    return scalar_dot(row, input, INPUTS);
}

static row_function *row_function_made;

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] =
            row_function_made(contestant_weights + k * INPUTS, contestant_input) + contestant_bias[k];
}

int main(void)
{
    void *page = fresh_page(PROT_READ | PROT_WRITE);
    if (page == NULL)
        return contestant_skip("no memory can be had");
    row_function_made = generate(page, __start_row_code, __stop_row_code);
    if (mprotect(page, 4096, PROT_READ | PROT_EXEC) != 0)
        return contestant_skip("memory that was written cannot be made executable here");
    return contestant_run(inference);
}
