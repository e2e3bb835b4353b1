#define _GNU_SOURCE
#include "tests/bounds/trace_loads.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__) && defined(__linux__)

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "bench/base/emulator.h"
#include "bench/harness/environment.h"

enum { PAGES = 3 * 4096, TRAP_FLAG = 0x100 };

static char *pages;
static fl_trace *current;

static void on_fault(int signal_number, siginfo_t *info, void *context)
{
    ucontext_t *state = context;
    ptrdiff_t offset = (char *)info->si_addr - pages;
    if (offset < 0 || offset >= PAGES || current->count == FL_TRACE_ACCESSES) {
        (void)signal(signal_number, SIG_DFL); /* a real fault: die of it when it is repeated */
        return;
    }
    current->offset[current->count++] = offset;
    mprotect(pages, PAGES, PROT_READ);
    state->uc_mcontext.gregs[REG_EFL] |= TRAP_FLAG;
}

static void on_step(int signal_number, siginfo_t *info, void *context)
{
    ucontext_t *state = context;
    (void)signal_number, (void)info;
    mprotect(pages, PAGES, PROT_NONE);
    state->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
}

static void run_traced(fl_kernel_function *function)
{
    float bias[FL_OUTPUTS] = {0.0f, 0.0f}, output[FL_OUTPUTS];
    struct sigaction fault = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO}, old_fault;
    struct sigaction step = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO}, old_step;
    sigaction(SIGSEGV, &fault, &old_fault);
    sigaction(SIGTRAP, &step, &old_step);
    mprotect(pages, PAGES, PROT_NONE);
    function((const float *)(void *)pages, bias, (const float *)(void *)(pages + FL_TRACE_INPUT), output);
    mprotect(pages, PAGES, PROT_READ);
    sigaction(SIGSEGV, &old_fault, NULL);
    sigaction(SIGTRAP, &old_step, NULL);
}

const char *fl_trace_loads(fl_kernel_function *function, fl_trace *trace)
{
    if (fl_emulator()[0])
        return "an emulator does not step through single instructions";
    pages = mmap(NULL, PAGES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return "no memory";
    trace->count = 0;
    current = trace;
    run_traced(function);
    munmap(pages, PAGES);
    return NULL;
}

#else

const char *fl_trace_loads(fl_kernel_function *function, fl_trace *trace)
{
    (void)function, (void)trace;
    return "stepping through single instructions is written for x86-64 Linux";
}

#endif

const char *fl_trace_judge(const fl_trace *trace, int lanes)
{
    static unsigned char read[FL_TRACE_INPUT + FL_INPUTS * sizeof(float)];
    size_t width = (size_t)lanes * sizeof(float), weights = FL_WEIGHTS * sizeof(float);
    memset(read, 0, sizeof read);
    for (size_t i = 0; i < trace->count; i++) {
        size_t offset = (size_t)trace->offset[i];
        bool in_weights = offset + width <= weights;
        bool in_input = offset >= FL_TRACE_INPUT && offset + width <= sizeof read;
        if (!in_weights && !in_input)
            return "a load reaches outside the arrays";
        for (size_t byte = offset; byte < offset + width; byte++)
            if (read[byte]++)
                return "a byte is read twice";
    }
    if (trace->count * width != weights + FL_INPUTS * sizeof(float))
        return "a byte is not read";
    return NULL;
}
