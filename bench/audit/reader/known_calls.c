/* What calls of the languages' and libraries' own functions do, by name. */
#include <string.h>

#include "bench/audit/reader/known_calls.h"

/* Names as fl_dotted() gives them. A name that ends in '.' stands for everything below it. */
static const struct {
    const char *name;
    fl_effect effect;
} known[] = {
    {"print", FL_DOES_OUTPUT},
    {"input", FL_DOES_OUTPUT},
    {"open", FL_DOES_OUTPUT},
    {"println!", FL_DOES_OUTPUT},
    {"eprintln!", FL_DOES_OUTPUT},
    {"print!", FL_DOES_OUTPUT},
    {"eprint!", FL_DOES_OUTPUT},
    {"write!", FL_DOES_OUTPUT},
    {"writeln!", FL_DOES_OUTPUT},
    {"dbg!", FL_DOES_OUTPUT},
    {"info!", FL_DOES_OUTPUT},
    {"debug!", FL_DOES_OUTPUT},
    {"warn!", FL_DOES_OUTPUT},
    {"trace!", FL_DOES_OUTPUT},
    {"error!", FL_DOES_OUTPUT},
    {"logging.", FL_DOES_OUTPUT},
    {"sys.stdout.", FL_DOES_OUTPUT},
    {"sys.stderr.", FL_DOES_OUTPUT},
    {"sys.stdin.", FL_DOES_OUTPUT},
    {"socket.", FL_DOES_OUTPUT},
    {"requests.", FL_DOES_OUTPUT},
    {"urllib.", FL_DOES_OUTPUT},
    {"json.dump", FL_DOES_OUTPUT},
    {"os.write", FL_DOES_OUTPUT},
    {"os.read", FL_DOES_OUTPUT},
    {"std.fs.", FL_DOES_OUTPUT},
    {"std.io.", FL_DOES_OUTPUT},
    {"std.net.", FL_DOES_OUTPUT},
    {".write", FL_DOES_OUTPUT},
    {".write_all", FL_DOES_OUTPUT},
    {".flush", FL_DOES_OUTPUT},
    {".read_line", FL_DOES_OUTPUT},
    {"subprocess.", FL_DOES_OUTPUT},
    {"os.system", FL_DOES_OUTPUT},
    {"torch.save", FL_DOES_OUTPUT},
    {"torch.load", FL_DOES_OUTPUT},
    {"time.sleep", FL_DOES_SLEEP},
    {"std.thread.sleep", FL_DOES_SLEEP},
    {"thread.sleep", FL_DOES_SLEEP},
    {"asyncio.sleep", FL_DOES_SLEEP},
    {"tokio.time.sleep", FL_DOES_SLEEP},
    {"std.thread.park_timeout", FL_DOES_SLEEP},
    {"tracemalloc.", FL_DOES_TRACK_MEMORY},
    {"memory_profiler.", FL_DOES_TRACK_MEMORY},
    {"psutil.", FL_DOES_TRACK_MEMORY},
    {"torch.profiler.", FL_DOES_TRACK_MEMORY},
    {"torch.autograd.profiler.", FL_DOES_TRACK_MEMORY},
    {"dhat.", FL_DOES_TRACK_MEMORY},
    {"stats_alloc.", FL_DOES_TRACK_MEMORY},
    {"jemalloc_ctl.", FL_DOES_TRACK_MEMORY},
    {"resource.getrusage", FL_DOES_TRACK_MEMORY},
    {"sys.getsizeof", FL_DOES_TRACK_MEMORY},
    {"gc.get_objects", FL_DOES_TRACK_MEMORY},
    {"cProfile.", FL_DOES_TRACK_MEMORY},
    {".backward", FL_DOES_TRAIN},
    {".step", FL_DOES_TRAIN},
    {".fit", FL_DOES_TRAIN},
    {".zero_grad", FL_DOES_TRAIN},
    {".step_with_params", FL_DOES_TRAIN},
    {".partial_fit", FL_DOES_TRAIN},
    {"torch.jit.", FL_DOES_COMPILE},
    {"torch.compile", FL_DOES_COMPILE},
    {"torch._dynamo.", FL_DOES_COMPILE},
    {"torch._inductor.", FL_DOES_COMPILE},
    {"numba.", FL_DOES_COMPILE},
    {"jax.jit", FL_DOES_COMPILE},
    {".cuda", FL_DOES_GPU},
    {".mps", FL_DOES_GPU},
    {"torch.no_grad", FL_DOES_SWITCH},
    {"torch.inference_mode", FL_DOES_SWITCH},
    {"torch.enable_grad", FL_DOES_SWITCH},
    {"torch.set_grad_enabled", FL_DOES_SWITCH},
    {"torch.autograd.", FL_DOES_SWITCH},
    {"gc.collect", FL_DOES_ALLOCATE},
    {"torch.randn", FL_DOES_ALLOCATE},
    {"torch.rand", FL_DOES_ALLOCATE},
    {"torch.zeros", FL_DOES_ALLOCATE},
    {"torch.ones", FL_DOES_ALLOCATE},
    {"torch.tensor", FL_DOES_ALLOCATE},
    {"torch.empty", FL_DOES_ALLOCATE},
    {"torch.full", FL_DOES_ALLOCATE},
    {"torch.arange", FL_DOES_ALLOCATE},
    {"torch.cat", FL_DOES_ALLOCATE},
    {"torch.stack", FL_DOES_ALLOCATE},
    {"torch.from_numpy", FL_DOES_ALLOCATE},
    {"numpy.exp", FL_DOES_CONVERT},
    {"numpy.log", FL_DOES_CONVERT},
    {"numpy.max", FL_DOES_CONVERT},
    {"numpy.amax", FL_DOES_CONVERT},
    {"numpy.maximum", FL_DOES_CONVERT},
    {"numpy.sum", FL_DOES_CONVERT},
    {"numpy.mean", FL_DOES_CONVERT},
    {"numpy.where", FL_DOES_CONVERT},
    {"numpy.clip", FL_DOES_CONVERT},
    {"numpy.tanh", FL_DOES_CONVERT},
    {"numpy.argmax", FL_DOES_CONVERT},
    {"numpy.argmin", FL_DOES_CONVERT},
    {"numpy.round", FL_DOES_CONVERT},
    {"numpy.squeeze", FL_DOES_CONVERT},
    {"numpy.ravel", FL_DOES_CONVERT},
    {"numpy.reshape", FL_DOES_CONVERT},
    {"numpy.transpose", FL_DOES_CONVERT},
    {"numpy.", FL_DOES_ALLOCATE},
    {"Vec.", FL_DOES_ALLOCATE},
    {"String.", FL_DOES_ALLOCATE},
    {"Box.new", FL_DOES_ALLOCATE},
    {"format!", FL_DOES_ALLOCATE},
    {".to_vec", FL_DOES_ALLOCATE},
    {".clone", FL_DOES_ALLOCATE},
    {".collect", FL_DOES_ALLOCATE},
    {".to_string", FL_DOES_ALLOCATE},
    {".copy", FL_DOES_ALLOCATE},
    {"list", FL_DOES_ALLOCATE},
    {"dict", FL_DOES_ALLOCATE},
    {"bytearray", FL_DOES_ALLOCATE},
    {"printf", FL_DOES_OUTPUT},
    {"fprintf", FL_DOES_OUTPUT},
    {"dprintf", FL_DOES_OUTPUT},
    {"puts", FL_DOES_OUTPUT},
    {"fputs", FL_DOES_OUTPUT},
    {"putchar", FL_DOES_OUTPUT},
    {"fopen", FL_DOES_OUTPUT},
    {"fclose", FL_DOES_OUTPUT},
    {"fread", FL_DOES_OUTPUT},
    {"fwrite", FL_DOES_OUTPUT},
    {"fflush", FL_DOES_OUTPUT},
    {"fgets", FL_DOES_OUTPUT},
    {"fscanf", FL_DOES_OUTPUT},
    {"scanf", FL_DOES_OUTPUT},
    {"write", FL_DOES_OUTPUT},
    {"read", FL_DOES_OUTPUT},
    {"perror", FL_DOES_OUTPUT},
    {"std.basic_ofstream", FL_DOES_OUTPUT},
    {"std.basic_ifstream", FL_DOES_OUTPUT},
    {"std.basic_fstream", FL_DOES_OUTPUT},
    {"sleep", FL_DOES_SLEEP},
    {"usleep", FL_DOES_SLEEP},
    {"nanosleep", FL_DOES_SLEEP},
    {"clock_nanosleep", FL_DOES_SLEEP},
    {"sched_yield", FL_DOES_SLEEP},
    {"std.this_thread.", FL_DOES_SLEEP},
    {"mallinfo", FL_DOES_TRACK_MEMORY},
    {"mallinfo2", FL_DOES_TRACK_MEMORY},
    {"malloc_stats", FL_DOES_TRACK_MEMORY},
    {"getrusage", FL_DOES_TRACK_MEMORY},
    {"realloc", FL_DOES_ALLOCATE},
    {"free", FL_DOES_ALLOCATE},
    {"strdup", FL_DOES_ALLOCATE},
    {".reserve", FL_DOES_ALLOCATE},
    {".resize", FL_DOES_ALLOCATE},
    {"std.make_unique", FL_DOES_ALLOCATE},
    {"std.make_shared", FL_DOES_ALLOCATE},
    {"expf", FL_DOES_CONVERT},
    {"exp", FL_DOES_CONVERT},
    {"tanhf", FL_DOES_CONVERT},
    {"logf", FL_DOES_CONVERT},
    {"std.exp", FL_DOES_CONVERT},
    {"torch.nn.Linear", FL_DOES_CREATE_MODEL},
    {"torch.nn.Sequential", FL_DOES_CREATE_MODEL},
    {"onnxruntime.InferenceSession", FL_DOES_CREATE_MODEL},
    {"LogisticRegression.new", FL_DOES_CREATE_MODEL},
    {"Linear.new", FL_DOES_CREATE_MODEL},
    {"Linear.with_seed", FL_DOES_CREATE_MODEL},
};

/* Allowed where only the inference should stand: they do next to nothing. */
static const char *const harmless[] = {
    "std.hint.black_box",
    "black_box",
    "criterion.black_box",
    "drop",
    "std.mem.drop",
    "core.hint.black_box",
    "len",
    "assert",
    "assert!",
    "debug_assert!",
    "isinstance",
    "int",
    "float",
    "range",
    ".append",
    ".push",
    ".as_nanos",
    ".as_secs_f64",
    ".as_micros",
    ".elapsed",
    ".duration_since",
    ".iter",
    ".unwrap",
    ".expect",
    ".item",
    ".argmax",
    "Some",
    "Ok",
    "std.sync.atomic.compiler_fence",
    ".as_ref",
    ".len",
    "str",
    "min",
    "max",
    "abs",
    "round",
    ".size",
    ".dim",
    "benchmark.DoNotOptimize",
    "benchmark.ClobberMemory",
    "ankerl.nanobench.doNotOptimizeAway",
    "empty_asm",
    "__builtin_expect",
    "fabs",
    "fabsf",
    "fmaxf",
    "std.max",
    "std.min",
    "Eigen.Matrix",
    NULL,
};

/* Of Rust's iterators and slices: they compute nothing but what their closures do, and keep nothing. In other
 * languages methods of these names make arrays. */
static const char *const harmless_in_rust[] = {
    ".enumerate", ".iter_mut", ".into_iter",    ".zip",    ".map",     ".rev",     ".copied",   ".cloned",
    ".fold",      ".for_each", ".chunks_exact", ".chunks", ".windows", ".step_by", ".take",     ".skip",
    ".sum",       ".mul_add",  ".as_slice",     ".get",    ".first",   ".last",    ".split_at", ".remainder",
    NULL,
};

static const char *const predictions[] = {
    ".predict",
    ".forward",
    ".predict_proba",
    ".infer",
    ".run_inference",
    ".matmul",
    "torch.nn.functional.linear",
    "torch.matmul",
    "torch.mm",
    "torch.addmm",
    "numpy.dot",
    "numpy.matmul",
    "numpy.einsum",
    "numpy.inner",
    "numpy.vdot",
    "torch.einsum",
    ".dot",
    ".decision_function",
    "std.inner_product",
    NULL,
};

/* Clocks; the judge knows which of them are fine. */
static const char *const clocks[] = {
    "time.perf_counter_ns",
    "time.perf_counter",
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.process_time",
    "time.process_time_ns",
    "time.clock",
    "time.thread_time",
    "time.thread_time_ns",
    "timeit.default_timer",
    "datetime.datetime.now",
    "datetime.now",
    "datetime.datetime.utcnow",
    "datetime.utcnow",
    "std.time.Instant.now",
    "Instant.now",
    "std.time.SystemTime.now",
    "SystemTime.now",
    "chrono.Utc.now",
    "Utc.now",
    "chrono.Local.now",
    "clock_gettime.CLOCK_MONOTONIC",
    "clock_gettime.CLOCK_MONOTONIC_RAW",
    "clock_gettime.CLOCK_MONOTONIC_COARSE",
    "clock_gettime.CLOCK_BOOTTIME",
    "clock_gettime.CLOCK_REALTIME",
    "clock_gettime.CLOCK_REALTIME_COARSE",
    "clock_gettime.CLOCK_PROCESS_CPUTIME_ID",
    "clock_gettime.CLOCK_THREAD_CPUTIME_ID",
    "clock_gettime.unknown",
    "gettimeofday",
    "timespec_get",
    "clock",
    "time",
    "std.clock",
    "std.time",
    "std.chrono.steady_clock.now",
    "std.chrono.high_resolution_clock.now",
    "std.chrono.system_clock.now",
    "benchmark.State.now",
    "__rdtsc",
    "__rdtscp",
    "_rdtsc",
    "__builtin_ia32_rdtsc",
    "__builtin_ia32_rdtscp",
    "omp_get_wtime",
    NULL,
};

/* FL_EFFECTS when unknown. */
fl_effect fl_known_effect(const char *name)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t length = strlen(known[i].name);
        bool family = length > 1 && known[i].name[length - 1] == '.';
        if (family ? strncmp(name, known[i].name, length) == 0 : strcmp(name, known[i].name) == 0)
            return known[i].effect;
        if (!family && known[i].effect == FL_DOES_CREATE_MODEL) { /* whatever path leads to it */
            size_t n = strlen(name);
            if (n > length && name[n - length - 1] == '.' && strcmp(name + n - length, known[i].name) == 0)
                return FL_DOES_CREATE_MODEL;
        }
    }
    return FL_EFFECTS;
}

bool fl_is_harmless(const char *name)
{
    return fl_is_one_of(name, harmless);
}

bool fl_is_harmless_in_rust(const char *name)
{
    return fl_is_one_of(name, harmless_in_rust);
}

bool fl_is_known_prediction(const char *name)
{
    return fl_is_one_of(name, predictions);
}

bool fl_is_called_inference(const char *name)
{
    static const char *const words[] = {"predict", "forward", "infer", NULL}, *const many[] = {
                                                                                  "batch", "all",  "many",
                                                                                  "every", "each", "loop",
                                                                                  "times", NULL};
    for (size_t i = 0; many[i]; i++)
        if (strstr(name, many[i]))
            return false;
    for (size_t i = 0; words[i]; i++) {
        size_t length = strlen(words[i]);
        if (strncmp(name, words[i], length) == 0 && (name[length] == '\0' || name[length] == '_'))
            return true;
    }
    return false;
}

bool fl_is_known_clock(const char *name)
{
    return fl_is_one_of(name, clocks);
}

const char *fl_decorator_of(fl_evaluator *e, const fl_node *attribute, char text[256])
{
    fl_node *named = attribute->first;
    if (fl_node_is(named, FL_NODE_CALL, NULL))
        named = named->first;
    text[0] = '\0';
    return named ? fl_dotted(e->program, named, text) : attribute->text;
}

bool fl_is_gradient_switch(const char *name)
{
    static const char *const switches[] = {"torch.no_grad",
                                           "torch.inference_mode",
                                           "torch.autograd.no_grad",
                                           "torch.enable_grad",
                                           "torch.set_grad_enabled",
                                           "torch.autograd.grad_mode.no_grad",
                                           "torch.autograd.grad_mode.inference_mode",
                                           NULL};
    return fl_is_one_of(name, switches);
}

bool fl_is_plain_decorator(const char *name)
{
    static const char *const plain[] = {"staticmethod",
                                        "classmethod",
                                        "property",
                                        "abc.abstractmethod",
                                        "contextlib.contextmanager",
                                        "contextlib.asynccontextmanager",
                                        "dataclasses.dataclass",
                                        "functools.wraps",
                                        "functools.total_ordering",
                                        "typing.override",
                                        "typing.overload",
                                        "typing.final",
                                        NULL};
    static const char *const families[] = {"pytest.",    "click.",        "numba.",
                                           "torch.jit.", "torch.compile", NULL};
    for (size_t i = 0; families[i]; i++) /* compilers are judged by themselves */
        if (strncmp(name, families[i], strlen(families[i])) == 0)
            return true;
    return fl_is_one_of(name, plain) || fl_is_gradient_switch(name) || fl_ends_with(name, ".setter") ||
           fl_ends_with(name, ".getter");
}

bool fl_is_plain_attribute(const fl_node *attribute)
{
    static const char *const plain[] = {
        "inline",   "cold",       "must_use",       "allow", "warn",      "deny",        "forbid",
        "expect",   "doc",        "test",           "bench", "no_mangle", "derive",      "rustfmt",
        "clippy",   "deprecated", "track_caller",   "cfg",   "divan",     "export_name", "unsafe",
        "optimize", "rustc",      "target_feature", NULL};
    const fl_node *call = attribute->first;
    if (strcmp(attribute->text, "cfg_attr") != 0)
        return fl_is_one_of(attribute->text, plain);
    for (const fl_node *n = fl_node_is(call, FL_NODE_CALL, NULL) ? fl_node_child(call, 2) : NULL; n;
         n = n->next) {
        const fl_node *named = n;
        while (named->first && named->kind != FL_NODE_NAME)
            named = named->first; /* inline(always), doc = "…", rustfmt::skip */
        if (!fl_is_one_of(named->text, plain))
            return false;
    }
    return true;
}

bool fl_names_gpu(fl_evaluator *e, const fl_node *call)
{
    for (const fl_node *n = call->first->next; n; n = n->next) {
        fl_value v = fl_evaluate_briefly(e, (fl_node *)(n->kind == FL_NODE_KEYWORD ? n->first : n),
                                         FL_STEPS_FOR_A_TEXT);
        if (v.kind == FL_VALUE_STRING && (strncmp(v.text, "cuda", 4) == 0 || strncmp(v.text, "mps", 3) == 0 ||
                                          strncmp(v.text, "xpu", 3) == 0))
            return true;
    }
    return false;
}
