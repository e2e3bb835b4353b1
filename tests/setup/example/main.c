/* Lists the kernels, lets the dispatcher choose, forces one, and runs both. Valid C and valid C++. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <fairlane/fairlane.h>

static float weights[FL_WEIGHTS], bias[FL_OUTPUTS] = {0.5f, -0.5f}, input[FL_INPUTS];

static void list(void)
{
    fl_cpu cpu = fl_cpu_detect();
    printf("%s\n", cpu.name);
    for (size_t i = 0; i < fl_variant_count; i++) {
        fl_availability here;
        fl_judge(&cpu, i, &here);
        printf("  %-20s %s\n", here.variant->name, here.runs ? "runs" : here.reason);
    }
}

/* Runs what is chosen now; the logits are 784 · 0.5 + 0.5 and 784 · 0.25 - 0.5. */
static int run(const char *who)
{
    const fl_kernel *kernel;
    fl_error error;
    float logits[FL_OUTPUTS];
    if (fl_chosen_kernel(&kernel, &error) != FL_OK) {
        printf("%s: %s\n", who, error.text);
        return 1;
    }
    if (fl_linear_784x2(weights, bias, input, logits) != FL_OK)
        return 1;
    printf("%s: %s gives %g and %g\n", who, kernel->name, (double)logits[0], (double)logits[1]);
    return !(fabsf(logits[0] - 392.5f) <= 1e-3f && fabsf(logits[1] - 195.5f) <= 1e-3f);
}

int main(void)
{
    for (int i = 0; i < FL_INPUTS; i++) {
        input[i] = 1.0f;
        weights[i] = 0.5f;
        weights[FL_INPUTS + i] = 0.25f;
    }
    list();
    fl_error error;
    int failed = run("chosen");
    failed |= fl_force_kernel("scalar", &error) != FL_OK || run("forced");
    failed |= fl_force_kernel("no such kernel", &error) != FL_USAGE;
    printf("refused: %s\n", error.text);
    return failed;
}
