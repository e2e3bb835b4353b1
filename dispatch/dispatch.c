/* The choice of this process, and calling it.
 *
 * A call must cost next to nothing: one load of the function pointer, one test, one indirect call. Everything
 * else happens in the first call and leaves the pointer behind (dispatch.h holds the call itself). It stays
 * NULL while nothing was chosen and when the choice failed, so the one test covers both.
 *
 * No lock is held here (a library that a kernel is made of is another matter: prepare.h). Whoever comes first
 * chooses, several threads at once if it so happens, and the first to have chosen publishes it for all; a
 * process that forks meanwhile leaves its child nothing that could be stuck. What was published is never
 * changed or freed, a failure's text neither: others may read it. The environment is read, never written. */
#include "dispatch/dispatch.h"

#include <stdlib.h>

#include "dispatch/choice.h"

/* A choice that failed, and the ones before it. */
typedef struct failure {
    fl_status status;
    fl_error error;
    const struct failure *older;
} failure;

static const fl_kernel *chosen;     /* NULL: none yet, or it failed */
static const failure *last_failure; /* of the choice; counts while nothing is chosen */

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

static fl_status resolve(const fl_kernel **kernel, fl_error *error)
{
    const char *forced = getenv("FAIRLANE_KERNEL");
    fl_cpu cpu = fl_cpu_detect();
    fl_error why = {""};
    unsigned hidden;
    *kernel = NULL;
    fl_status status = fl_read_hide_of_environment(&hidden, error);
    if (status != FL_OK)
        return status;
    status = fl_choose(&cpu, forced, kernel, &why);
    if (status != FL_OK)
        fl_fail(error, status, "%s%s", forced ? "FAIRLANE_KERNEL: " : "", why.text);
    return status;
}

/* The function follows the kernel, whoever else is changing either. */
static void follow(void)
{
    const fl_kernel *kernel;
    do {
        kernel = __atomic_load_n(&chosen, __ATOMIC_SEQ_CST);
        __atomic_store_n(&fl_chosen_function, kernel ? kernel->run : NULL, __ATOMIC_SEQ_CST);
    } while (kernel != __atomic_load_n(&chosen, __ATOMIC_SEQ_CST));
}

static void choose(const fl_kernel *kernel)
{
    __atomic_store_n(&chosen, kernel, __ATOMIC_SEQ_CST);
    follow();
}

/* Without memory for it the next call finds out again. */
static void keep_failure(fl_status status, const fl_error *error)
{
    failure *kept = malloc(sizeof *kept);
    if (!kept)
        return;
    *kept = (failure){status, *error, __atomic_load_n(&last_failure, __ATOMIC_SEQ_CST)};
    while (!__atomic_compare_exchange_n(&last_failure, &kept->older, kept, false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST))
        ;
}

/* What others have published meanwhile counts. */
static fl_status first_choice(const fl_kernel **kernel, fl_error *error)
{
    fl_status status = resolve(kernel, error);
    if (status != FL_OK) {
        *kernel = NULL;
        keep_failure(status, error);
        return status;
    }
    const fl_kernel *none = NULL;
    if (!__atomic_compare_exchange_n(&chosen, &none, *kernel, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        *kernel = none;
    follow();
    return FL_OK;
}

fl_status fl_chosen_kernel(const fl_kernel **kernel, fl_error *error)
{
    fl_error unheard;
    *kernel = __atomic_load_n(&chosen, __ATOMIC_SEQ_CST);
    if (*kernel)
        return FL_OK;
    const failure *failed = __atomic_load_n(&last_failure, __ATOMIC_SEQ_CST);
    if (!failed)
        return first_choice(kernel, error ? error : &unheard);
    if (error)
        *error = failed->error;
    return failed->status;
}

fl_status fl_force_kernel(const char *name, fl_error *error)
{
    const fl_kernel *kernel = NULL;
    fl_error why = {""};
    fl_cpu cpu = fl_cpu_detect();
    unsigned hidden;
    fl_status status = fl_read_hide_of_environment(&hidden, &why);
    if (status == FL_OK)
        status = name ? fl_choose(&cpu, name, &kernel, &why) : resolve(&kernel, &why);
    if (status == FL_OK) {
        choose(kernel);
        return FL_OK;
    }
    if (error)
        *error = why;
    if (!name) { /* then there is no choice any more */
        keep_failure(status, &why);
        choose(NULL);
    }
    return status;
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
