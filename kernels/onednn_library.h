/* oneDNN, loaded when it is first needed: Debian has it only as a shared library of 40 MB, which brings
 * OpenMP and OpenCL along, and no program shall fail to start where it is absent. It is loaded with names of
 * its own (RTLD_LOCAL, RTLD_DEEPBIND): it takes over nobody's functions and nobody takes over its. */
#ifndef FAIRLANE_KERNELS_ONEDNN_LIBRARY_H
#define FAIRLANE_KERNELS_ONEDNN_LIBRARY_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* RTLD_DEEPBIND */
#endif
#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define FL_ONEDNN_TEXT_OF(x) #x
#define FL_ONEDNN_TEXT(x) FL_ONEDNN_TEXT_OF(x)
#ifndef FL_ONEDNN_FILE /* cmake/FairlaneLibraries.cmake reads it from the library that is there */
#define FL_ONEDNN_FILE "libdnnl.so." FL_ONEDNN_TEXT(DNNL_VERSION_MAJOR)
#endif

/* The functions that are called, of the types that oneDNN's header declares; the last two are those of the
 * OpenMP that came with it. */
static struct {
    __typeof__(dnnl_version) *version;
    __typeof__(dnnl_get_effective_cpu_isa) *get_effective_cpu_isa;
    __typeof__(dnnl_engine_create) *engine_create;
    __typeof__(dnnl_stream_create) *stream_create;
    __typeof__(dnnl_stream_destroy) *stream_destroy;
#if DNNL_VERSION_MAJOR >= 3
    __typeof__(dnnl_memory_desc_create_with_tag) *memory_desc_create_with_tag;
    __typeof__(dnnl_inner_product_forward_primitive_desc_create) *inner_product_forward_primitive_desc_create;
#else
    __typeof__(dnnl_memory_desc_init_by_tag) *memory_desc_init_by_tag;
    __typeof__(dnnl_inner_product_forward_desc_init) *inner_product_forward_desc_init;
    __typeof__(dnnl_primitive_desc_create) *primitive_desc_create;
#endif
    __typeof__(dnnl_memory_create) *memory_create;
    __typeof__(dnnl_memory_destroy) *memory_destroy;
    __typeof__(dnnl_memory_set_data_handle) *memory_set_data_handle;
    __typeof__(dnnl_primitive_desc_query) *primitive_desc_query;
    __typeof__(dnnl_primitive_desc_destroy) *primitive_desc_destroy;
    __typeof__(dnnl_primitive_create) *primitive_create;
    __typeof__(dnnl_primitive_execute) *primitive_execute;
    int (*omp_get_max_threads)(void);
    void (*omp_set_num_threads)(int threads);
} fl_onednn;

static const struct {
    const char *name;
    void *place; /* of the pointer to it */
} fl_onednn_functions[] = {
    {"dnnl_version", &fl_onednn.version},
    {"dnnl_get_effective_cpu_isa", &fl_onednn.get_effective_cpu_isa},
    {"dnnl_engine_create", &fl_onednn.engine_create},
    {"dnnl_stream_create", &fl_onednn.stream_create},
    {"dnnl_stream_destroy", &fl_onednn.stream_destroy},
#if DNNL_VERSION_MAJOR >= 3
    {"dnnl_memory_desc_create_with_tag", &fl_onednn.memory_desc_create_with_tag},
    {"dnnl_inner_product_forward_primitive_desc_create",
     &fl_onednn.inner_product_forward_primitive_desc_create},
#else
    {"dnnl_memory_desc_init_by_tag", &fl_onednn.memory_desc_init_by_tag},
    {"dnnl_inner_product_forward_desc_init", &fl_onednn.inner_product_forward_desc_init},
    {"dnnl_primitive_desc_create", &fl_onednn.primitive_desc_create},
#endif
    {"dnnl_memory_create", &fl_onednn.memory_create},
    {"dnnl_memory_destroy", &fl_onednn.memory_destroy},
    {"dnnl_memory_set_data_handle", &fl_onednn.memory_set_data_handle},
    {"dnnl_primitive_desc_query", &fl_onednn.primitive_desc_query},
    {"dnnl_primitive_desc_destroy", &fl_onednn.primitive_desc_destroy},
    {"dnnl_primitive_create", &fl_onednn.primitive_create},
    {"dnnl_primitive_execute", &fl_onednn.primitive_execute},
    {"omp_get_max_threads", &fl_onednn.omp_get_max_threads},
    {"omp_set_num_threads", &fl_onednn.omp_set_num_threads},
};

/* Sanitizers refuse RTLD_DEEPBIND, which would lead the library past their malloc, and end the program;
 * whether the program that we are part of was built with one shows when it runs. Other systems have none. */
static int fl_onednn_binding(void)
{
#ifdef RTLD_DEEPBIND
    if (!dlsym(RTLD_DEFAULT, "__sanitizer_set_report_path"))
        return RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND;
#endif
    return RTLD_NOW | RTLD_LOCAL;
}

/* Fills fl_onednn, or returns false with the reason in lacking. */
static bool fl_onednn_load(char *lacking, size_t size)
{
    void *library = dlopen(FL_ONEDNN_FILE, fl_onednn_binding());
    if (!library) {
        const char *why = dlerror();
        snprintf(lacking, size, "oneDNN cannot be loaded (" FL_ONEDNN_FILE "): %s",
                 why ? why : FL_ONEDNN_FILE);
        return false;
    }
    for (size_t i = 0; i < sizeof fl_onednn_functions / sizeof fl_onednn_functions[0]; i++) {
        void *function = dlsym(library, fl_onednn_functions[i].name);
        if (!function) {
            snprintf(lacking, size, FL_ONEDNN_FILE " lacks %s: a build that this kernel cannot use",
                     fl_onednn_functions[i].name);
            return false;
        }
        memcpy(fl_onednn_functions[i].place, &function, sizeof function);
    }
    return true;
}

/* What oneDNN 2 and 3 call differently: descriptions of arrays are structs of the caller's in the one,
 * objects of the library's in the other. Each returns whether it was done. */
static bool fl_onednn_make_shape(dnnl_memory_desc_t *shape, int ndims, const dnnl_dims_t dims,
                                 dnnl_format_tag_t order)
{
#if DNNL_VERSION_MAJOR >= 3
    return !fl_onednn.memory_desc_create_with_tag(shape, ndims, dims, dnnl_f32, order);
#else
    return !fl_onednn.memory_desc_init_by_tag(shape, ndims, dims, dnnl_f32, order);
#endif
}

static bool fl_onednn_make_array(dnnl_memory_t *array, const dnnl_memory_desc_t *shape, dnnl_engine_t engine)
{
#if DNNL_VERSION_MAJOR >= 3
    return !fl_onednn.memory_create(array, *shape, engine, DNNL_MEMORY_NONE);
#else
    return !fl_onednn.memory_create(array, shape, engine, DNNL_MEMORY_NONE);
#endif
}

static bool fl_onednn_plan_product(dnnl_primitive_desc_t *plan, dnnl_engine_t engine,
                                   const dnnl_memory_desc_t *input, const dnnl_memory_desc_t *weights,
                                   const dnnl_memory_desc_t *bias, const dnnl_memory_desc_t *output)
{
#if DNNL_VERSION_MAJOR >= 3
    return !fl_onednn.inner_product_forward_primitive_desc_create(plan, engine, dnnl_forward_inference,
                                                                  *input, *weights, *bias, *output, NULL);
#else
    dnnl_inner_product_desc_t wanted;
    return !fl_onednn.inner_product_forward_desc_init(&wanted, dnnl_forward_inference, input, weights, bias,
                                                      output) &&
           !fl_onednn.primitive_desc_create(plan, &wanted, NULL, engine, NULL);
#endif
}

/* The widest that oneDNN allows itself; its numbers are
 * sets of bits, each wider one containing the narrower. */
static const char *fl_onednn_isa_name(int isa)
{
    if ((isa & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core)
        return "AVX-512";
    if ((isa & dnnl_cpu_isa_avx2) == dnnl_cpu_isa_avx2)
        return "AVX2";
    if ((isa & dnnl_cpu_isa_avx) == dnnl_cpu_isa_avx)
        return "AVX";
    return isa & dnnl_cpu_isa_sse41 ? "SSE4.1" : "the baseline";
}

#endif
