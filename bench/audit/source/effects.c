#include "bench/audit/source/effects.h"

#include <math.h>
#include <string.h>

enum { MOST_CALLS_DEEP = 6 };

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
    {"torch.nn.Linear", FL_DOES_CREATE_MODEL},
    {"torch.nn.Sequential", FL_DOES_CREATE_MODEL},
    {"LogisticRegression.new", FL_DOES_CREATE_MODEL},
    {"Linear.new", FL_DOES_CREATE_MODEL},
    {"Linear.with_seed", FL_DOES_CREATE_MODEL},
};

/* Allowed where only the inference should stand: they do next to nothing. */
static const char *const harmless[] = {
    "std.hint.black_box",
    "black_box",
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
    ".eval",
    "torch.no_grad",
    "torch.inference_mode",
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
    ".size",
    ".dim",
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
    ".dot",
    ".decision_function",
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
    NULL,
};

static bool one_of(const char *name, const char *const list[])
{
    for (size_t i = 0; list[i]; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

/* FL_EFFECTS when unknown. */
static fl_effect effect_of(const char *name)
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

/* NOLINTBEGIN(misc-no-recursion): calls at most MOST_CALLS_DEEP, aliases limited */

static bool clock_within(fl_evaluator *e, fl_node *call, char text[256], int deep)
{
    fl_dotted(e->program, call->first, text);
    if (one_of(text, clocks))
        return true;
    const fl_node *own = fl_called_function(e->program, call->first);
    fl_node *body = own && deep < MOST_CALLS_DEEP ? fl_node_child(own, 1) : NULL;
    fl_node *only = body && body->kind == FL_NODE_BLOCK ? body->first : body;
    if (!only || (body->kind == FL_NODE_BLOCK && only->next))
        return false;
    fl_node *value = only->kind == FL_NODE_RETURN ? only->first : only;
    return fl_node_is(value, FL_NODE_CALL, NULL) && clock_within(e, value, text, deep + 1);
}

bool fl_is_clock(fl_evaluator *e, fl_node *call, char text[256])
{
    return fl_node_is(call, FL_NODE_CALL, NULL) && call->first && clock_within(e, call, text, 0);
}

static bool is_module_class(fl_evaluator *e, const fl_node *class)
{
    char base[256];
    for (fl_node *b = class->first ? class->first->first : NULL; b; b = b->next) {
        fl_dotted(e->program, b, base);
        if (strncmp(base, "torch.nn.", 9) == 0 || strcmp(base, "nn.Module") == 0)
            return true;
    }
    for (const fl_node *n = class; n; n = fl_node_following(n, class))
        if (fl_node_is(n, FL_NODE_FUNCTION, "forward") || fl_node_is(n, FL_NODE_FUNCTION, "__call__"))
            return true;
    return false;
}

static fl_node *argument_for(fl_evaluator *e, const fl_node *parameter)
{
    const fl_node *function = fl_function_of(parameter, true);
    fl_node *call =
        fl_node_is(function, FL_NODE_FUNCTION, NULL) ? fl_next_call_of(e->program, function, NULL) : NULL;
    return call ? fl_argument_for(call, parameter) : NULL;
}

static const fl_node *model_of(fl_evaluator *e, fl_node *node, int deep);

/* self.linear: what some method of the class assigns to it. */
static const fl_node *model_of_member(fl_evaluator *e, const fl_node *field, int deep)
{
    const fl_node *class = field;
    while (class && class->kind != FL_NODE_CLASS)
        class = class->parent;
    for (const fl_node *n = class; n; n = fl_node_following(n, class))
        if (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, field->text) &&
            fl_node_is(n->first->first, FL_NODE_NAME, "self"))
            return model_of(e, n->last, deep + 1);
    return NULL;
}

static const fl_node *model_of_name(fl_evaluator *e, fl_node *name, int deep)
{
    const fl_node *m = fl_meaning(e->program, name);
    if (!m || fl_is_ambiguous(m))
        return NULL;
    if (m->kind == FL_NODE_PARAMETER)
        return model_of(e, argument_for(e, m), deep + 1);
    return m->kind == FL_NODE_ASSIGN ? model_of(e, m->last, deep + 1) : NULL;
}

/* Layer(…), nn.Linear(…), make_model(), and what only passes a model on: model.eval(), jit.script(model). */
static const fl_node *model_of_call(fl_evaluator *e, fl_node *call, int deep)
{
    static const char *const same[] = {"eval",           "to",     "cpu",     "cuda",  "float",
                                       "requires_grad_", "script", "compile", "trace", NULL};
    char name[256];
    fl_dotted(e->program, call->first, name);
    if (effect_of(name) == FL_DOES_CREATE_MODEL || strncmp(name, "torch.nn.", 9) == 0)
        return strncmp(name, "torch.nn.functional", 19) == 0 ? NULL : call;
    if (call->first->kind == FL_NODE_FIELD && one_of(call->first->text, same)) {
        const fl_node *inner = model_of(e, call->first->first, deep + 1);
        return inner ? inner : model_of(e, call->first->next, deep + 1);
    }
    const fl_node *m = call->first->kind == FL_NODE_NAME ? fl_meaning(e->program, call->first) : NULL;
    if (m && m->kind == FL_NODE_CLASS)
        return is_module_class(e, m) ? m : NULL;
    for (fl_node *n = m && m->kind == FL_NODE_FUNCTION ? (fl_node *)m : NULL; n; n = fl_node_following(n, m))
        if (n->kind == FL_NODE_RETURN && n->first)
            return model_of(e, n->first, deep + 1);
    return NULL;
}

static const fl_node *model_of(fl_evaluator *e, fl_node *node, int deep)
{
    if (!node || deep > 12)
        return NULL;
    if (node->kind == FL_NODE_NAME)
        return model_of_name(e, node, deep);
    if (node->kind == FL_NODE_FIELD)
        return fl_node_is(node->first, FL_NODE_NAME, "self") ? model_of_member(e, node, deep) : NULL;
    return node->kind == FL_NODE_CALL ? model_of_call(e, node, deep) : NULL;
}

const fl_node *fl_model_of(fl_evaluator *e, fl_node *node)
{
    return model_of(e, node, 0);
}

bool fl_is_prediction(fl_evaluator *e, fl_node *call)
{
    char name[256];
    if (call->kind == FL_NODE_BINARY)
        return strcmp(call->text, "@") == 0;
    if (call->kind != FL_NODE_CALL || !call->first)
        return false;
    fl_dotted(e->program, call->first, name);
    const char *method = call->first->kind == FL_NODE_FIELD ? call->first->text : "";
    char dotted[64] = ".";
    strncat(dotted, method, sizeof dotted - 2);
    if (one_of(name, predictions) || (method[0] && name[0] == '.' && one_of(dotted, predictions)))
        return true;
    return (call->first->kind == FL_NODE_NAME || fl_node_is(call->first->first, FL_NODE_NAME, "self")) &&
           model_of(e, call->first, 0) != NULL;
}

/* ---- the walk ---- */

typedef struct walk {
    fl_evaluator *e;
    fl_effects *effects;
    double times;  /* how often what is looked at happens */
    bool counting; /* inferences count */
    int deep;
} walk;

static void note(walk *w, fl_effect effect, fl_node *place)
{
    if (!w->effects->place[effect])
        w->effects->place[effect] = place;
}

static void look(walk *w, fl_node *node);

static void look_children(walk *w, fl_node *node)
{
    for (fl_node *n = node->first; n; n = n->next)
        look(w, n);
}

static void look_into(walk *w, const fl_node *function, bool counting)
{
    if (w->deep >= MOST_CALLS_DEEP || !fl_node_child(function, 1))
        return;
    walk inner = *w;
    inner.deep++;
    inner.counting = counting;
    look(&inner, fl_node_child(function, 1));
}

static const fl_node *method_of(const fl_node *class, const char *name)
{
    for (const fl_node *n = class; n; n = fl_node_following(n, class))
        if (fl_node_is(n, FL_NODE_FUNCTION, name))
            return n;
    return NULL;
}

static bool names_gpu(fl_evaluator *e, const fl_node *call)
{
    for (const fl_node *n = call->first->next; n; n = n->next) {
        fl_value v = fl_evaluate(e, (fl_node *)(n->kind == FL_NODE_KEYWORD ? n->first : n), NULL);
        if (v.kind == FL_VALUE_STRING && (strncmp(v.text, "cuda", 4) == 0 || strncmp(v.text, "mps", 3) == 0 ||
                                          strncmp(v.text, "xpu", 3) == 0))
            return true;
    }
    return false;
}

static void look_at_own(walk *w, fl_node *call, const fl_node *own)
{
    fl_effects before = *w->effects;
    static const char *const words[] = {"predict", "forward", "infer", "predict_proba", NULL};
    double predicted = w->effects->predictions;
    look_into(w, own, w->counting);
    if (w->counting && w->effects->predictions == predicted && one_of(own->text, words)) {
        w->effects->predictions += w->times; /* written by hand: its loops are the inference */
        w->effects->place[FL_DOES_BUSY] = before.place[FL_DOES_BUSY];
        note(w, FL_DOES_PREDICT, call);
    }
}

/* A function that is handed over as an argument and called: measure(lambda: model(x)). */
static const fl_node *handed_over(fl_evaluator *e, fl_node *callee)
{
    const fl_node *m = callee->kind == FL_NODE_NAME ? fl_meaning(e->program, callee) : NULL;
    fl_node *argument = fl_node_is(m, FL_NODE_PARAMETER, NULL) ? argument_for(e, m) : NULL;
    if (fl_node_is(argument, FL_NODE_LAMBDA, NULL))
        return argument;
    return fl_node_is(argument, FL_NODE_NAME, NULL) ? fl_called_function(e->program, argument) : NULL;
}

static void look_at_call(walk *w, fl_node *call)
{
    char name[256];
    if (!call->first)
        return;
    if (fl_is_clock(w->e, call, name)) {
        note(w, FL_DOES_CLOCK, call);
        return;
    }
    const fl_node *model = call->first->kind == FL_NODE_NAME ? fl_model_of(w->e, call->first) : NULL;
    const fl_node *forward = fl_node_is(model, FL_NODE_CLASS, NULL) ? method_of(model, "forward") : NULL;
    const fl_node *own = fl_called_function(w->e->program, call->first);
    if (!own)
        own = handed_over(w->e, call->first);
    fl_dotted(w->e->program, call->first, name);
    fl_effect effect = effect_of(name);
    if (names_gpu(w->e, call))
        note(w, FL_DOES_GPU, call);
    if (own && !model) {
        look_at_own(w, call, own);
    } else if (fl_is_prediction(w->e, call)) {
        note(w, FL_DOES_PREDICT, call);
        w->effects->predictions += w->counting ? w->times : 0;
        if (forward)
            look_into(w, forward, false);
    } else if (effect != FL_EFFECTS) {
        note(w, effect, call);
    } else if (call->first->kind == FL_NODE_NAME &&
               fl_node_is(fl_meaning(w->e->program, call->first), FL_NODE_CLASS, NULL)) {
        const fl_node *class = fl_meaning(w->e->program, call->first);
        note(w, is_module_class(w->e, class) ? FL_DOES_CREATE_MODEL : FL_DOES_ALLOCATE, call);
    } else if (!one_of(name, harmless) && strcmp(call->text, "{}") != 0) {
        note(w, FL_DOES_UNKNOWN, call);
    }
}

static void look_at_loop(walk *w, fl_node *node)
{
    bool counted = node->kind == FL_NODE_FOR;
    double times = counted ? fl_times_of(w->e, fl_node_child(node, 1), NULL) : NAN;
    double before = w->effects->predictions;
    walk inner = *w;
    inner.times *= times;
    fl_node *place = w->effects->place[FL_DOES_PREDICT];
    w->effects->place[FL_DOES_PREDICT] = NULL;
    look_children(&inner, node);
    if (!w->effects->place[FL_DOES_PREDICT]) {
        w->effects->place[FL_DOES_PREDICT] = place;
        w->effects->predictions = before;
        note(w, FL_DOES_BUSY, node);
    }
}

static void look(walk *w, fl_node *node)
{
    if (!node || w->e->steps == 0)
        return;
    switch (node->kind) {
    case FL_NODE_FUNCTION:
    case FL_NODE_CLASS:
    case FL_NODE_LAMBDA:
        return; /* where it is called */
    case FL_NODE_FOR:
    case FL_NODE_WHILE:
        look_at_loop(w, node);
        return;
    case FL_NODE_COMPREHENSION:
        note(w, FL_DOES_ALLOCATE, node);
        break;
    case FL_NODE_LIST:
    case FL_NODE_REPEAT:
        if (strcmp(node->text, "vec!") == 0)
            note(w, FL_DOES_ALLOCATE, node);
        break;
    case FL_NODE_OPAQUE:
        note(w, FL_DOES_UNKNOWN, node);
        break;
    case FL_NODE_BINARY:
        if (fl_is_prediction(w->e, node)) {
            note(w, FL_DOES_PREDICT, node);
            w->effects->predictions += w->counting ? w->times : 0;
        }
        break;
    case FL_NODE_CALL:
        look_at_call(w, node);
        for (fl_node *n = node->first ? node->first->next : NULL; n; n = n->next)
            if (n->kind == FL_NODE_LAMBDA && !fl_called_function(w->e->program, node->first))
                look(w, fl_node_child(n, 1)); /* no_grad(|| …) calls it */
        break;
    default:
        break;
    }
    look_children(w, node);
}

/* NOLINTEND(misc-no-recursion) */

void fl_effects_of(fl_evaluator *e, fl_node *node, fl_effects *effects)
{
    walk w = {.e = e, .effects = effects, .times = 1, .counting = true};
    look(&w, node);
}
