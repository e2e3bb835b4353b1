/* The contestants that the lab knows by name, each a folder of its own. */
#include <stddef.h>

#include "bench/peers/peer.h"

const fl_peer_kind fl_peer_kinds[] = {
    {"pytorch", "pytorch", "", "PyTorch nn.Linear(784, 2), eager, CPU, one thread"},
    {"numpy", "numpy", "", "NumPy W @ x + b, float32, one thread"},
    {"onnxruntime", "onnxruntime", "", "ONNX Runtime, one Gemm node, CPU, one thread"},
    {"xnnpack", "xnnpack", "", "XNNPACK fully connected operator, weights packed beforehand, one thread"},
    {"mkl-sgemv", "mkl", "sgemv", "oneMKL, one sgemv, sequential"},
    {"mkl-sdot", "mkl", "sdot", "oneMKL, two sdot, sequential"},
    {"openblas-sgemv", "openblas", "sgemv", "the newest OpenBLAS, one sgemv, one thread"},
    {"openblas-sdot", "openblas", "sdot", "the newest OpenBLAS, two sdot, one thread"},
    {"simsimd", "simsimd", "", "SimSIMD, two dot products in float32"},
    {"ggml", "ggml", "", "ggml (llama.cpp), a graph of one product and one sum, one thread"},
    {"ggml-dot", "ggml", "dot", "ggml (llama.cpp), two calls of its dot product"},
    {"aprender", "aprender", "0.11.0", "Rust crate aprender, LogisticRegression::predict: aprender-0.11.0"},
    {"aprender-0.11.0", "aprender", "0.11.0",
     "aprender 0.11.0, the audited version, Cargo's release profile"},
    {"aprender-0.11.0-lto", "aprender", "0.11.0-lto", "aprender 0.11.0, fat LTO, one codegen unit"},
    {"aprender-0.72.3", "aprender", "0.72.3", "aprender 0.72.3, a newer version, Cargo's release profile"},
    {"aprender-0.72.3-lto", "aprender", "0.72.3-lto", "aprender 0.72.3, fat LTO, one codegen unit"},
    {NULL, NULL, NULL, NULL},
};
