#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "bench/harness/stage.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/harness/watch.h"
#include "dispatch/cpu.h"

static const char *const array_names[FL_ARRAYS] = {"weights", "bias", "input", "output"};

enum { MIDDLE = 1024 }; /* room before a misaligned array, so that strays within it meet the pattern */

static fl_status map_guarded(fl_guarded *guarded, size_t floats, fl_error *error)
{
    *guarded = (fl_guarded){.bytes = floats * sizeof(float), .offset = MIDDLE};
    if (floats == 0)
        return FL_OK;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    guarded->page = page;
    guarded->usable = (2 * MIDDLE + guarded->bytes + page - 1) / page * page;
    void *mapping = mmap(NULL, guarded->usable + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED)
        return fl_fail(error, FL_UNABLE, "cannot map memory to verify kernels in: %s", strerror(errno));
    guarded->mapping = mapping;
    if (mprotect(guarded->mapping + page, guarded->usable, PROT_READ | PROT_WRITE) != 0)
        return fl_fail(error, FL_UNABLE, "cannot unlock memory to verify kernels in: %s", strerror(errno));
    return FL_OK;
}

fl_status fl_stage_open(fl_stage *stage, const fl_kernel *kernel, fl_error *error)
{
    fl_shape shape = fl_work_shape(kernel->work);
    const size_t floats[FL_ARRAYS] = {shape.weights, shape.bias, shape.inputs, shape.outputs};
    *stage = (fl_stage){.kernel = kernel, .control = fl_watch_usual_control()};
    for (int i = 0; i < FL_ARRAYS; i++) {
        fl_status status = map_guarded(&stage->arrays[i], floats[i], error);
        if (status != FL_OK) {
            fl_stage_close(stage);
            return status;
        }
    }
    return FL_OK;
}

void fl_stage_close(fl_stage *stage)
{
    for (int i = 0; i < FL_ARRAYS; i++)
        if (stage->arrays[i].mapping)
            munmap(stage->arrays[i].mapping, stage->arrays[i].usable + 2 * stage->arrays[i].page);
    *stage = (fl_stage){.kernel = NULL};
}

void fl_stage_place(fl_stage *stage, fl_array array, size_t misalignment)
{
    stage->arrays[array].offset = MIDDLE + misalignment;
}

void fl_stage_place_at_start(fl_stage *stage, fl_array array)
{
    stage->arrays[array].offset = 0;
}

void fl_stage_place_at_end(fl_stage *stage, fl_array array, size_t distance)
{
    stage->arrays[array].offset = stage->arrays[array].usable - stage->arrays[array].bytes - distance;
}

static float *place_of(const fl_guarded *guarded)
{
    if (!guarded->mapping)
        return NULL;
    return (float *)(void *)(guarded->mapping + guarded->page + guarded->offset);
}

/* ---- a call that survives a fault ---- */

typedef struct fault {
    int signal;
    uintptr_t address;
} fault;

static const int fault_signals[] = {SIGILL, SIGSEGV, SIGBUS, SIGFPE};
enum { FAULT_SIGNALS = sizeof fault_signals / sizeof fault_signals[0] };

/* The handler's own stack: a kernel that has used up the usual one leaves no room to say so. */
enum { FAULT_STACK = 1 << 17 }; /* the widest register state that a signal saves takes some 10 KiB */
static _Alignas(64) unsigned char fault_stack[FAULT_STACK];

static sigjmp_buf back;
static volatile sig_atomic_t calling;
static fault caught;

static void on_fault(int number, siginfo_t *information, void *context)
{
    (void)context;
    if (!calling) {
        /* not the kernel's: let the instruction fault again, and end the process as it would have */
        (void)signal(number, SIG_DFL);
        return;
    }
    caught = (fault){number, (uintptr_t)information->si_addr};
    siglongjmp(back, 1);
}

typedef struct call {
    fl_watch watch;
    int upper_is_clean; /* after the call, as fl_cpu_upper_is_clean() tells */
} call;

/* In a function of its own, because locals around sigsetjmp are not to be relied upon. Returns whether the
 * kernel returned. The upper halves are looked at before anything else can clear them. */
static bool call_and_catch(call *c)
{
    /* the handler stays deliverable while it runs (SA_NODEFER), hence no mask to save */
    if (sigsetjmp(back, 0) != 0) {
        calling = 0;
        fl_watch_abandoned();
        return false;
    }
    calling = 1;
    fl_cpu_clear_upper();
    fl_watch_call(&c->watch);
    c->upper_is_clean = fl_cpu_upper_is_clean();
    calling = 0;
    return true;
}

static bool call_guarded(call *c)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    struct sigaction before[FAULT_SIGNALS];
    stack_t own = {.ss_sp = fault_stack, .ss_size = sizeof fault_stack}, usual;
    sigaltstack(&own, &usual);
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < FAULT_SIGNALS; i++)
        sigaction(fault_signals[i], &action, &before[i]);
    bool returned = call_and_catch(c);
    for (int i = 0; i < FAULT_SIGNALS; i++)
        sigaction(fault_signals[i], &before[i], NULL);
    sigaltstack(&usual, NULL);
    fl_cpu_clear_upper();
    return returned;
}

static fl_status report_fault(const fl_stage *stage, fl_error *error)
{
    const char *name = stage->kernel->name;
    if (caught.signal == SIGILL)
        return fl_fail(error, FL_NEGATIVE, "illegal instruction in kernel '%s'", name);
    if (caught.signal == SIGFPE)
        return fl_fail(error, FL_NEGATIVE, "arithmetic exception in kernel '%s'", name);
    for (int i = 0; i < FL_ARRAYS; i++) {
        const fl_guarded *g = &stage->arrays[i];
        if (!g->mapping)
            continue;
        uintptr_t usable = (uintptr_t)g->mapping + g->page;
        if (caught.address - (uintptr_t)g->mapping < g->page)
            return fl_fail(error, FL_NEGATIVE, "kernel '%s' accesses memory before the start of its %s", name,
                           array_names[i]);
        if (caught.address - usable - g->usable < g->page)
            return fl_fail(error, FL_NEGATIVE, "kernel '%s' accesses memory past the end of its %s", name,
                           array_names[i]);
    }
    return fl_fail(error, FL_NEGATIVE,
                   "memory fault in kernel '%s' at address 0x%llx: outside its arrays, past the end of the "
                   "stack, or an access that demands more than 4-byte alignment",
                   name, (unsigned long long)caught.address);
}

/* ---- what a call left behind ---- */

/* A NaN that no arithmetic produces: reading it shows in the result, overwriting it shows in the bytes. */
static const uint32_t pattern = 0x7fa5c3e1;

static void put_pattern(const fl_guarded *output)
{
    unsigned char *usable = output->mapping + output->page;
    for (size_t i = 0; i < output->usable; i += sizeof pattern)
        memcpy(usable + i, &pattern, sizeof pattern);
}

static bool pattern_is_whole(const fl_guarded *output)
{
    const unsigned char *usable = output->mapping + output->page;
    for (size_t i = 0; i < output->usable; i += sizeof pattern) {
        bool in_array = i >= output->offset && i < output->offset + output->bytes;
        if (!in_array && memcmp(usable + i, &pattern, sizeof pattern) != 0)
            return false;
    }
    return true;
}

static fl_status look_behind(const fl_stage *stage, const void *const contents[FL_ARRAYS], int upper_is_clean,
                             fl_error *error)
{
    const char *name = stage->kernel->name;
    for (int i = 0; i < FL_ARRAY_OUTPUT; i++) {
        const fl_guarded *g = &stage->arrays[i];
        if (g->mapping && memcmp(place_of(g), contents[i], g->bytes) != 0)
            return fl_fail(error, FL_NEGATIVE, "kernel '%s' writes to its %s", name, array_names[i]);
    }
    if (!pattern_is_whole(&stage->arrays[FL_ARRAY_OUTPUT]))
        return fl_fail(error, FL_NEGATIVE, "kernel '%s' writes outside its output", name);
    if (upper_is_clean == 0)
        return fl_fail(
            error, FL_NEGATIVE,
            "kernel '%s' leaves the upper halves of the vector registers dirty (vzeroupper is missing)",
            name);
    return FL_OK;
}

fl_status fl_stage_call(fl_stage *stage, const fl_case *data, float output[FL_OUTPUTS], fl_error *error)
{
    const void *const contents[FL_ARRAYS] = {data->weights, data->bias, data->input, NULL};
    for (int i = 0; i < FL_ARRAY_OUTPUT; i++)
        if (stage->arrays[i].mapping)
            memcpy(place_of(&stage->arrays[i]), contents[i], stage->arrays[i].bytes);
    put_pattern(&stage->arrays[FL_ARRAY_OUTPUT]);

    call c = {.watch = {.run = stage->kernel->run,
                        .weights = place_of(&stage->arrays[FL_ARRAY_WEIGHTS]),
                        .bias = place_of(&stage->arrays[FL_ARRAY_BIAS]),
                        .input = place_of(&stage->arrays[FL_ARRAY_INPUT]),
                        .output = place_of(&stage->arrays[FL_ARRAY_OUTPUT]),
                        .control = stage->control}};
    if (!call_guarded(&c))
        return report_fault(stage, error);
    memcpy(output, c.watch.output, stage->arrays[FL_ARRAY_OUTPUT].bytes);
    fl_status status = look_behind(stage, contents, c.upper_is_clean, error);
    return status == FL_OK ? fl_watch_judge(&c.watch, stage->kernel->name, error) : status;
}
