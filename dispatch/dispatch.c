/* The choice of this process, and calling it.
 *
 * A call must cost next to nothing: one load of the function pointer, one test, one indirect call. Everything
 * else happens once, under a lock, and leaves the pointer behind (dispatch.h holds the call itself). It stays
 * NULL while nothing was chosen and when the choice failed, so the one test covers both. */
#include "dispatch/dispatch.h"

#include <pthread.h>
#include <stdlib.h>

#include "dispatch/choice.h"

static struct {
    pthread_mutex_t lock;
    bool resolved;
    fl_status status;
    const fl_kernel *kernel;
    fl_error error;
} choice = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Read and written as one, in relaxed order: it points to code, which was there before any thread was. Not
 * declared _Atomic because C++ reads the header too. */
fl_kernel_function *fl_chosen_function;

static fl_variant_list registry(void)
{
    return (fl_variant_list){fl_variants, fl_variant_count};
}

void fl_judge(const fl_cpu *cpu, size_t index, fl_availability *availability)
{
    fl_judge_variant(cpu, &fl_variants[index], availability);
}

fl_status fl_choose(const fl_cpu *cpu, const char *forced, const fl_kernel **kernel, fl_error *error)
{
    return fl_choose_from(registry(), cpu, forced, kernel, error);
}

/* With the lock held. */
static void resolve(void)
{
    const char *forced = getenv("FAIRLANE_KERNEL");
    fl_cpu cpu = fl_cpu_detect();
    fl_error why = {""};
    choice.status = fl_choose(&cpu, forced, &choice.kernel, &why);
    choice.error.text[0] = '\0';
    if (choice.status != FL_OK)
        fl_fail(&choice.error, choice.status, "%s%s", forced ? "FAIRLANE_KERNEL: " : "", why.text);
    choice.resolved = true;
    __atomic_store_n(&fl_chosen_function, choice.kernel ? choice.kernel->run : NULL, __ATOMIC_RELAXED);
}

fl_status fl_chosen_kernel(const fl_kernel **kernel, fl_error *error)
{
    pthread_mutex_lock(&choice.lock);
    if (!choice.resolved)
        resolve();
    fl_status status = choice.status;
    *kernel = choice.kernel;
    if (status != FL_OK && error)
        *error = choice.error;
    pthread_mutex_unlock(&choice.lock);
    return status;
}

fl_status fl_force_kernel(const char *name, fl_error *error)
{
    if (!name) {
        pthread_mutex_lock(&choice.lock);
        resolve();
        fl_status status = choice.status;
        if (status != FL_OK && error)
            *error = choice.error;
        pthread_mutex_unlock(&choice.lock);
        return status;
    }
    fl_cpu cpu = fl_cpu_detect();
    const fl_kernel *kernel;
    fl_status status = fl_choose(&cpu, name, &kernel, error);
    if (status != FL_OK)
        return status;
    pthread_mutex_lock(&choice.lock);
    choice.resolved = true;
    choice.status = FL_OK;
    choice.kernel = kernel;
    choice.error.text[0] = '\0';
    __atomic_store_n(&fl_chosen_function, kernel->run, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&choice.lock);
    return FL_OK;
}

fl_status fl_choose_and_run(const float *weights, const float *bias, const float *input, float *logits)
{
    const fl_kernel *kernel;
    fl_status status = fl_chosen_kernel(&kernel, NULL);
    if (status == FL_OK)
        kernel->run(weights, bias, input, logits);
    return status;
}

/* The definition for callers that do not inline it, other languages among them. */
extern inline fl_status fl_linear_784x2(const float *weights, const float *bias, const float *input,
                                        float *logits);
