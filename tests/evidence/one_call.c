/* Calls a kernel once, if it runs here:   one_call KERNEL.   Without an argument: one line for each kernel
 * that runs here and whose function calls no other, with the name of the function in the symbol table. */
#include <stdio.h>
#include <string.h>

#include "bench/evidence/disassembly.h"
#include "dispatch/dispatch.h"

static float weights[FL_WEIGHTS], bias[FL_OUTPUTS], input[FL_INPUTS], output[FL_OUTPUTS];

static int list(void)
{
    fl_cpu cpu = fl_cpu_detect();
    for (size_t i = 0; i < fl_variant_count; i++) {
        fl_availability here;
        fl_function function;
        fl_error error = {""};
        fl_judge(&cpu, i, &here);
        if (!here.runs)
            continue;
        if (fl_function_at((uintptr_t)here.variant->kernel->run, &function, &error) != FL_OK) {
            fprintf(stderr, "one_call: %s\n", error.text);
            return FL_UNABLE;
        }
        fl_disassembly d = fl_disassemble(function.code, function.size, function.address);
        if (fl_is_closed(&d))
            printf("%s %s\n", here.variant->name, function.name);
    }
    return FL_OK;
}

int main(int argc, char **argv)
{
    fl_cpu cpu = fl_cpu_detect();
    if (argc < 2)
        return list();
    for (size_t i = 0; i < fl_variant_count; i++)
        if (strcmp(fl_variants[i].name, argv[1]) == 0 && fl_variants[i].kernel) {
            fl_availability here;
            fl_judge(&cpu, i, &here);
            if (!here.runs) {
                fprintf(stderr, "one_call: cannot run kernel '%s': %s\n", argv[1], here.reason);
                return FL_UNABLE;
            }
            fl_variants[i].kernel->run(weights, bias, input, output);
            printf("%g\n", (double)output[0]);
            return FL_OK;
        }
    fprintf(stderr, "one_call: there is no kernel '%s'\n", argv[1]);
    return FL_USAGE;
}
