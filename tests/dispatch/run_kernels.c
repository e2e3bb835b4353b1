/* Runs every kernel that the dispatcher says runs here, once, and compares roughly with double. Not a
 * verification of the kernels: it answers whether the dispatcher's word can be relied on, on CPUs that an
 * emulator makes up. Each runs in a process of its own: what a library executes is the library's word, and
 * one that dies is told of ("NAME died of signal 4") and not held against the dispatcher. Exit status 0 good,
 * 1 a wrong result, or a kernel of ours that died. */
#include <math.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dispatch/dispatch.h"

static float weights[FL_WEIGHTS], bias[FL_OUTPUTS] = {0.5f, -0.25f}, input[FL_INPUTS];

static void fill(void)
{
    for (int i = 0; i < FL_WEIGHTS; i++)
        weights[i] = (float)((i * 37) % 101 - 50) / 64.0f;
    for (int i = 0; i < FL_INPUTS; i++)
        input[i] = (float)(i % 256) / 255.0f;
}

/* What the work yields in double, so far as it is a linear layer. */
static double reference(const fl_shape *shape, size_t row)
{
    double sum = bias[row];
    for (size_t i = 0; i < shape->inputs; i++)
        sum += (double)weights[row * shape->inputs + i] * (double)input[i];
    return sum;
}

static int run(const fl_kernel *kernel)
{
    fl_shape shape = fl_work_shape(kernel->work);
    float output[FL_OUTPUTS] = {NAN, NAN};
    printf("%s\n", kernel->name);
    fflush(stdout); /* so that the name stands there if it dies */
    kernel->run(weights, bias, input, output);
    fl_cpu_clear_upper();
    for (size_t i = 0; i < shape.outputs; i++) {
        double wanted = kernel->work == FL_WORK_LINEAR_784X2 ? reference(&shape, i) : 0.5;
        double allowed = kernel->work == FL_WORK_LINEAR_784X2 ? 1e-3 : 0.5; /* else: a probability */
        if (!(fabs((double)output[i] - wanted) <= allowed)) {
            printf("kernel %s: output %zu is %g, not %g\n", kernel->name, i, (double)output[i], wanted);
            return 1;
        }
    }
    return 0;
}

/* Judging a kernel makes a library ready, which may be its end already. */
static int run_apart(const fl_cpu *cpu, size_t variant)
{
    const fl_kernel *kernel = fl_variants[variant].kernel;
    int status = 0;
    if (!kernel)
        return 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        fl_availability here;
        fl_judge(cpu, variant, &here);
        _exit(here.runs ? run(kernel) : 0);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return 1;
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    printf("%s died of signal %d\n", kernel->name, WTERMSIG(status));
    return kernel->origin != FL_LIBRARY || kernel->isa != FL_ISA_LIBRARY;
}

int main(void)
{
    fill();
    fl_cpu cpu = fl_cpu_detect();
    int failed = 0;
    for (size_t i = 0; i < fl_variant_count; i++)
        failed |= run_apart(&cpu, i);
    float output[FL_OUTPUTS];
    if (fl_linear_784x2(weights, bias, input, output) != FL_OK) {
        printf("the chosen kernel did not run\n");
        failed = 1;
    }
    return failed;
}
