/* ggml, the tensors of llama.cpp and whisper.cpp: a graph of one product and one sum, as its users write the
 * layer; or two calls of the dot product that this graph ends in.
 *
 * Its libraries come without headers; what is called of them stands here, and only handles and plain numbers
 * pass. The code for each CPU is a library of its own, of which ggml loads the best. */
#define _GNU_SOURCE /* RTLD_NOLOAD */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/peers/c/fairlane_peer.h"

typedef struct ggml_context ggml_context;
typedef struct ggml_tensor ggml_tensor;
typedef struct ggml_cgraph ggml_cgraph;
typedef struct ggml_backend ggml_backend;

typedef struct ggml_init_params {
    size_t mem_size;
    void *mem_buffer;
    bool no_alloc;
} ggml_init_params;

enum { F32 = 0, CPU_DEVICE = 0 };

const char *ggml_version(void);
ggml_context *ggml_init(ggml_init_params params);
ggml_tensor *ggml_new_tensor_1d(ggml_context *context, int type, int64_t columns);
ggml_tensor *ggml_new_tensor_2d(ggml_context *context, int type, int64_t columns, int64_t rows);
ggml_tensor *ggml_mul_mat(ggml_context *context, ggml_tensor *a, ggml_tensor *b);
ggml_tensor *ggml_add(ggml_context *context, ggml_tensor *a, ggml_tensor *b);
ggml_cgraph *ggml_new_graph(ggml_context *context);
void ggml_build_forward_expand(ggml_cgraph *graph, ggml_tensor *tensor);
void ggml_backend_load_all_from_path(const char *folder);
ggml_backend *ggml_backend_init_by_type(int type, const char *parameters);
void *ggml_backend_alloc_ctx_tensors(ggml_context *context, ggml_backend *backend);
void ggml_backend_tensor_set(ggml_tensor *tensor, const void *data, size_t offset, size_t size);
void ggml_backend_tensor_get(const ggml_tensor *tensor, void *data, size_t offset, size_t size);
int ggml_backend_graph_compute(ggml_backend *backend, ggml_cgraph *graph);

typedef void set_threads(ggml_backend *backend, int threads);
typedef void vec_dot(int n, float *sum, size_t sum_stride, const float *x, size_t x_stride, const float *y,
                     size_t y_stride, int columns);

static ggml_backend *backend;
static ggml_cgraph *graph;
static ggml_tensor *weights_tensor, *bias_tensor, *input_tensor, *output_tensor;
static vec_dot *dot_of_this_cpu;
static _Alignas(FL_PEER_LINE) float weights[FL_PEER_OUTPUTS * FL_PEER_INPUTS], bias[FL_PEER_OUTPUTS];
static _Alignas(FL_PEER_LINE) float input[FL_PEER_INPUTS], output[FL_PEER_OUTPUTS];

static inline void dot(void)
{
    dot_of_this_cpu(FL_PEER_INPUTS, &output[0], 0, weights, 0, input, 0, 1);
    dot_of_this_cpu(FL_PEER_INPUTS, &output[1], 0, weights + FL_PEER_INPUTS, 0, input, 0, 1);
    output[0] += bias[0];
    output[1] += bias[1];
}

static bool load(const float *new_weights, const float *new_bias)
{
    memcpy(weights, new_weights, sizeof weights);
    memcpy(bias, new_bias, sizeof bias);
    ggml_backend_tensor_set(weights_tensor, weights, 0, sizeof weights);
    ggml_backend_tensor_set(bias_tensor, bias, 0, sizeof bias);
    return true;
}

static bool take(const float *sample)
{
    memcpy(input, sample, sizeof input);
    ggml_backend_tensor_set(input_tensor, input, 0, sizeof input);
    return true;
}

FL_PEER_LOOPS(graph, ggml_backend_graph_compute(backend, graph), output)
FL_PEER_LOOPS(dot, dot(), output)

static bool predict_by_graph(float *logits)
{
    if (ggml_backend_graph_compute(backend, graph) != 0)
        return false;
    ggml_backend_tensor_get(output_tensor, logits, 0, sizeof output);
    return true;
}

static void *symbol(void *library, const char *name)
{
    void *address = dlsym(library, name);
    if (!address) {
        fprintf(stderr, "ggml: its code for this CPU has no %s\n", name);
        exit(EXIT_FAILURE);
    }
    return address;
}

/* core: "zen4". */
static bool open_cpu(const char *folder, char *core, size_t size)
{
    char path[4096];
    set_threads *set = NULL;
    ggml_backend_load_all_from_path(folder);
    backend = ggml_backend_init_by_type(CPU_DEVICE, NULL);
    void *code = backend && fl_peer_find_object("/libggml-cpu", path, sizeof path)
                     ? dlopen(path, RTLD_NOW | RTLD_NOLOAD)
                     : NULL;
    if (!code)
        return false;
    void *address = symbol(code, "ggml_backend_cpu_set_n_threads");
    memcpy(&set, &address, sizeof set);
    address = symbol(code, "ggml_vec_dot_f32");
    memcpy(&dot_of_this_cpu, &address, sizeof dot_of_this_cpu);
    set(backend, 1);
    const char *name = strstr(path, "/libggml-cpu") + strlen("/libggml-cpu");
    snprintf(core, size, "%.*s", (int)strcspn(name + (*name == '-'), "."), name + (*name == '-'));
    return true;
}

static bool make_graph(void)
{
    ggml_context *context = ggml_init((ggml_init_params){.mem_size = 1 << 20, .no_alloc = true});
    if (!context)
        return false;
    weights_tensor = ggml_new_tensor_2d(context, F32, FL_PEER_INPUTS, FL_PEER_OUTPUTS);
    bias_tensor = ggml_new_tensor_1d(context, F32, FL_PEER_OUTPUTS);
    input_tensor = ggml_new_tensor_1d(context, F32, FL_PEER_INPUTS);
    output_tensor = ggml_add(context, ggml_mul_mat(context, weights_tensor, input_tensor), bias_tensor);
    graph = ggml_new_graph(context);
    ggml_build_forward_expand(graph, output_tensor);
    return ggml_backend_alloc_ctx_tensors(context, backend) != NULL;
}

/* ggml FOLDER [dot] */
int main(int argc, char **argv)
{
    char core[64] = "";
    bool alone = argc > 2 && strcmp(argv[2], "dot") == 0;
    if (argc < 2 || (argc > 2 && !alone)) {
        fprintf(stderr, "ggml: expected the folder of its libraries and nothing else, or dot\n");
        return EXIT_FAILURE;
    }
    if (!open_cpu(argv[1], core, sizeof core) || !make_graph()) {
        fprintf(stderr, "ggml: it has no code for this CPU in %s\n", argv[1]);
        return EXIT_FAILURE;
    }
    const fl_peer_fact facts[] = {{"mode", alone ? "two ggml_vec_dot_f32, and the bias"
                                                 : "a graph of ggml_mul_mat and ggml_add, made beforehand"},
                                  {"threads", "1"},
                                  {"core", core},
                                  {"compiler", __VERSION__},
                                  {NULL, NULL}};
    fl_peer_library library = {
        .name = "ggml", .version = ggml_version(), .facts = facts, .load = load, .take = take};
    if (alone) {
        FL_PEER_SET_LOOPS(library, dot);
    } else {
        FL_PEER_SET_LOOPS(library, graph);
        library.predict = predict_by_graph;
    }
    return fl_peer_serve(&library);
}
