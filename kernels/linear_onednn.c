/* oneDNN, its inner product, with weights as they are (not in a layout of its own, which would have to be
 * made ahead of the call) and on one thread. Primitive and engine are made once, a stream and descriptions of
 * the four arrays once a thread; a call passes addresses that changed and executes. */
#include "kernels/onednn_library.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "kernels/float_environment.h"
#include "kernels/kernel.h"

enum { WEIGHTS, BIAS, INPUT, OUTPUT, ARRAYS };

static const int argument_of[ARRAYS] = {DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_SRC, DNNL_ARG_DST};

/* One thread's objects. */
typedef struct call {
    dnnl_stream_t stream;
    dnnl_exec_arg_t arguments[ARRAYS];
    void *arrays[ARRAYS]; /* what the arguments point to now */
} call;

static dnnl_memory_desc_t shapes[ARRAYS];
static dnnl_engine_t engine;
static dnnl_primitive_t product;
static pthread_key_t calls; /* frees a thread's objects when it ends */
static _Thread_local call *mine;
static char description[96], lacking[160];

static bool make_shapes(void)
{
    const dnnl_dims_t weights = {FL_OUTPUTS, FL_INPUTS}, bias = {FL_OUTPUTS}, input = {1, FL_INPUTS},
                      output = {1, FL_OUTPUTS};
    return fl_onednn_make_shape(&shapes[WEIGHTS], 2, weights, dnnl_ab) &&
           fl_onednn_make_shape(&shapes[BIAS], 1, bias, dnnl_a) &&
           fl_onednn_make_shape(&shapes[INPUT], 2, input, dnnl_ab) &&
           fl_onednn_make_shape(&shapes[OUTPUT], 2, output, dnnl_ab);
}

/* "oneDNN 2.6.3, x64:gemm:jit, ISA up to AVX2": the implementation it picked. */
static void describe(const_dnnl_primitive_desc_t chosen)
{
    const char *implementation = "?";
    const dnnl_version_t *version = fl_onednn.version();
    int isa = (int)fl_onednn.get_effective_cpu_isa();
    (void)fl_onednn.primitive_desc_query(chosen, dnnl_query_impl_info_str, 0, (void *)&implementation);
    snprintf(description, sizeof description, "oneDNN %d.%d.%d, %.40s, up to %s", version->major,
             version->minor, version->patch, implementation, fl_onednn_isa_name(isa));
}

static bool make_product(void)
{
    dnnl_primitive_desc_t chosen = NULL;
    bool made = make_shapes() && !fl_onednn.engine_create(&engine, dnnl_cpu, 0) &&
                fl_onednn_plan_product(&chosen, engine, &shapes[INPUT], &shapes[WEIGHTS], &shapes[BIAS],
                                       &shapes[OUTPUT]) &&
                !fl_onednn.primitive_create(&product, chosen);
    if (made)
        describe(chosen);
    if (chosen)
        fl_onednn.primitive_desc_destroy(chosen);
    return made;
}

static void free_call(void *of_a_thread)
{
    call *c = of_a_thread;
    for (int i = 0; i < ARRAYS; i++)
        if (c->arguments[i].memory)
            fl_onednn.memory_destroy(c->arguments[i].memory);
    if (c->stream)
        fl_onednn.stream_destroy(c->stream);
    free(c);
    mine = NULL;
}

static void make(void)
{
    if (!fl_onednn_load(lacking, sizeof lacking))
        return;
    int threads = fl_onednn.omp_get_max_threads();
    fl_onednn.omp_set_num_threads(1); /* it plans for as many as there are when it is made */
    bool made = make_product() && pthread_key_create(&calls, free_call) == 0;
    fl_onednn.omp_set_num_threads(threads);
    if (!made)
        snprintf(lacking, sizeof lacking, "oneDNN cannot make this inner product here");
}

static const char *prepare(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make);
    return lacking[0] ? lacking : NULL;
}

static const char *detail(void)
{
    (void)prepare();
    return description;
}

/* NULL where oneDNN or memory is missing. */
static call *make_call(void)
{
    call *c = prepare() ? NULL : calloc(1, sizeof *c);
    if (!c)
        return NULL;
    bool made = !fl_onednn.stream_create(&c->stream, engine, dnnl_stream_default_flags);
    for (int i = 0; i < ARRAYS && made; i++) {
        c->arguments[i].arg = argument_of[i];
        made = fl_onednn_make_array(&c->arguments[i].memory, &shapes[i], engine);
    }
    if (!made || pthread_setspecific(calls, c) != 0) {
        free_call(c);
        return NULL;
    }
    mine = c;
    return c;
}

static bool point_to(call *c, int array, const float *place)
{
    if (c->arrays[array] == place)
        return true;
    c->arrays[array] = (void *)place; /* oneDNN has one type for what it reads and what it writes */
    return !fl_onednn.memory_set_data_handle(c->arguments[array].memory, c->arrays[array]);
}

static bool execute(call *c)
{
    int threads = fl_onednn.omp_get_max_threads(); /* of the calling thread, whose own business it is */
    if (threads != 1)
        fl_onednn.omp_set_num_threads(1);
    dnnl_status_t status = fl_onednn.primitive_execute(product, c->stream, ARRAYS, c->arguments);
    if (threads != 1)
        fl_onednn.omp_set_num_threads(threads);
    return status == dnnl_success;
}

static void linear_onednn(const float *restrict weights, const float *restrict bias,
                          const float *restrict input, float *restrict output)
{
    uint64_t callers = fl_float_enter(); /* its generated code traps where underflow is unmasked */
    call *c = mine ? mine : make_call();
    if (!c || !point_to(c, WEIGHTS, weights) || !point_to(c, BIAS, bias) || !point_to(c, INPUT, input) ||
        !point_to(c, OUTPUT, output) || !execute(c))
        output[0] = output[1] = NAN; /* never a stale answer */
    fl_float_leave(callers);
}

const fl_kernel fl_kernel_onednn = {
    .name = "onednn",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_LIBRARY,
    .lanes = 0,
    .fma = false, /* not known, as everything that the library decides at run time */
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_LIBRARY,
    .run = linear_onednn,
    .detail = detail,
    .prepare = prepare,
};
