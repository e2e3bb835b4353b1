/* Points 31 to 45 as far as they are about code; the build's stand in build.c, the data's in
 * sources_data.c. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/sources_model.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/audit/reader/models.h"

/* What is absent from the whole program, or its first place. */
static void judge_absent(fl_source *s, int point, const char *const names[], const char *bad,
                         const char *good)
{
    const fl_node *found = fl_source_find(s, names, NULL);
    if (found)
        fl_source_add(s, point, FAIL, found, "%s", bad);
    else if (s->named)
        fl_source_add(s, point, PASS, NULL, "%s, in any of its sources", good);
    else
        fl_source_add(s, point, UNCHECKED, NULL, "%.180s", s->gap);
}

/* Of torch.nn: losses, and what fills or limits parameters; weight_norm and its like compute at each call. */
static bool adds_nothing(const char *name)
{
    static const char *const parts[] = {"Loss",
                                        ".functional.",
                                        ".init.",
                                        ".Parameter",
                                        ".utils.clip_grad",
                                        ".utils.parameters_to_vector",
                                        ".utils.vector_to_parameters",
                                        ".utils.get_total_norm",
                                        NULL};
    for (size_t i = 0; parts[i]; i++)
        if (strstr(name, parts[i]))
            return true;
    return strcmp(name, "torch.nn.Sequential") == 0;
}

static void judge_layers(fl_source *s)
{
    static const char *const activations[] = {"torch.relu",
                                              "torch.sigmoid",
                                              "torch.tanh",
                                              "torch.nn.functional.relu",
                                              "torch.nn.functional.gelu",
                                              "torch.nn.functional.dropout",
                                              "torch.nn.functional.sigmoid",
                                              NULL};
    size_t linear = 0;
    const fl_node *model = fl_timed_model(s), *last = NULL, *other = fl_source_find(s, activations, NULL);
    while (other && !fl_is_of_model(s, model, other))
        other = fl_source_find(s, activations, other);
    static const int points[] = {31, 0};
    if (fl_is_another_timed(s, model, points))
        return;
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            char name[256];
            if (n->kind != FL_NODE_CALL || !n->first || !fl_is_of_model(s, model, n) ||
                strncmp(fl_dotted(&s->program, n->first, name), "torch.nn.", 9) != 0)
                continue;
            if (strcmp(name, "torch.nn.Linear") == 0) {
                linear++;
                last = n;
            } else if (!other && !adds_nothing(name)) {
                other = n;
            }
        }
    const fl_node *again = fl_forward_again(s, model);
    if (again)
        fl_source_block(s, 10, again, "the layer is computed once more within one forward pass");
    if (other)
        fl_source_add(s, 31, FAIL, other, "there is more than the linear layer");
    else if (linear > 1)
        fl_source_add(s, 31, FAIL, last, "%zu linear layers", linear);
    else if (again)
        fl_source_add(s, 31, UNCHECKED, again, "the layer is computed once more within one forward pass");
    else if (linear == 1 && s->named)
        fl_source_add(s, 31, PASS, last, "one linear layer, and no other module but losses");
    else
        fl_source_add(s, 31, UNCHECKED, last, "%.180s", linear ? s->gap : "no torch.nn.Linear was found");
}

/* Whether something holds at the timed loop: it encloses it, its function, or the call that leads there. */
static const fl_node *enclosing(fl_source *s, bool (*holds)(fl_source *s, const fl_node *node))
{
    const fl_node *node = s->measuring.main->start, *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    if (s->program.timed_process && infers)
        node = infers;
    for (int deep = 0; node && deep < 8; deep++) {
        const fl_node *function = NULL;
        for (const fl_node *n = node->parent; n && !function; n = n->parent) {
            if (holds(s, n))
                return n;
            if (n->kind == FL_NODE_FUNCTION)
                function = n;
        }
        node = function ? fl_next_call_of(&s->program, function, NULL) : NULL;
    }
    return NULL;
}

static bool is_no_grad(const char *name)
{
    return strcmp(name, "torch.no_grad") == 0 || strcmp(name, "torch.inference_mode") == 0 ||
           strcmp(name, "torch.autograd.no_grad") == 0 || strstr(name, "autograd.no_grad") != NULL;
}

typedef enum mode { NOTHING, FALSE, TRUE, UNKNOWN } mode;

/* What stands in inference_mode(…), set_grad_enabled(mode=…). */
static mode mode_given(fl_source *s, const fl_node *call)
{
    fl_node *argument = call->kind == FL_NODE_CALL ? fl_node_child(call, 1) : NULL;
    if (argument && argument->kind == FL_NODE_KEYWORD)
        argument = argument->first;
    if (!argument)
        return NOTHING;
    double value = fl_evaluate_number(&s->evaluator, argument, NULL);
    return isnan(value) ? UNKNOWN : value != 0 ? TRUE : FALSE;
}

/* torch.inference_mode(False), torch.set_grad_enabled(True), with torch.enable_grad(); also @torch.enable_grad */
static bool turns_gradients_on(fl_source *s, const fl_node *n)
{
    char name[256];
    fl_node *call = n->kind == FL_NODE_ATTRIBUTE && n->first ? n->first : (fl_node *)n;
    fl_dotted(&s->program, call->kind == FL_NODE_CALL ? call->first : call, name);
    mode said = mode_given(s, call);
    return strcmp(name, "torch.inference_mode") == 0 ? said == FALSE : said != FALSE && said != UNKNOWN;
}

static const fl_node *switched_by_what_is_unknown(fl_source *s)
{
    static const char *const modes[] = {"torch.set_grad_enabled", "torch.inference_mode", NULL};
    for (const fl_node *n = NULL; (n = fl_source_find(s, modes, n));)
        if (n->kind == FL_NODE_CALL && mode_given(s, n) == UNKNOWN)
            return n;
    return NULL;
}

/* Gradients that each timed call turns on again, in what it calls. */
static const fl_node *gradients_inside(fl_source *s)
{
    static const char *const on[] = {"torch.set_grad_enabled", "torch.enable_grad",
                                     "torch.autograd.enable_grad", "torch.inference_mode", NULL};
    const fl_node *place = s->measuring.main ? s->measuring.timed.place[FL_DOES_SWITCH] : NULL;
    for (const fl_node *n = NULL; place && (n = fl_source_find(s, on, n));)
        if ((fl_node_is_within(n, place) || fl_node_is_within(place, n)) && turns_gradients_on(s, n))
            return n;
    return NULL;
}

/* Whether a node stands in what is executed below a root, in functions that are called there too. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static bool is_reached(fl_source *s, const fl_node *node, const fl_node *root, int deep)
{
    if (fl_node_is_within(node, root))
        return true;
    for (const fl_node *n = root; n && deep < 4; n = fl_node_following(n, root)) {
        const fl_node *own = n->kind == FL_NODE_CALL ? fl_called_function(&s->program, n->first) : NULL;
        if (own && is_reached(s, node, own, deep + 1))
            return true;
    }
    return false;
}

static const fl_node *gradients_again(fl_source *s, const fl_node *within)
{
    static const char *const on[] = {"torch.set_grad_enabled", "torch.enable_grad",
                                     "torch.autograd.enable_grad", "torch.inference_mode", NULL};
    for (const fl_node *n = NULL; (n = fl_source_find(s, on, n));)
        if (n->kind == FL_NODE_CALL && n != within && turns_gradients_on(s, n) && is_reached(s, n, within, 0))
            return n;
    return NULL;
}

static bool is_off(fl_source *s, const fl_node *call)
{
    char name[256];
    fl_dotted(&s->program, call->first, name);
    mode said = mode_given(s, call);
    return strcmp(name, "torch.set_grad_enabled") == 0
               ? said == FALSE
               : is_no_grad(name) && (said == NOTHING || said == TRUE);
}

static bool without_gradients(fl_source *s, const fl_node *n)
{
    char name[256];
    if (n->kind == FL_NODE_WITH)
        for (fl_node *item = n->first; item; item = item->next) {
            const fl_node *m = item->kind == FL_NODE_NAME ? fl_meaning(&s->program, item) : NULL;
            const fl_node *guard = m && m->kind == FL_NODE_ASSIGN ? m->last : item;
            if (guard->kind == FL_NODE_CALL && is_off(s, guard))
                return true;
        }
    if (n->kind == FL_NODE_FUNCTION)
        for (fl_node *a = n->first; a; a = a->next)
            if (a->kind == FL_NODE_ATTRIBUTE && a->first &&
                (a->first->kind == FL_NODE_CALL ? is_off(s, a->first)
                                                : is_no_grad(fl_dotted(&s->program, a->first, name))))
                return true;
    return n->kind == FL_NODE_CALL && is_off(s, n);
}

/* Whether the timed inference itself stands in it, in a function that is called there; NULL. */
static const fl_node *around_inference(fl_source *s)
{
    const fl_node *infers = s->measuring.main ? s->measuring.timed.place[FL_DOES_PREDICT] : NULL;
    for (const fl_node *n = infers; n; n = n->parent)
        if (without_gradients(s, n))
            return n;
    return NULL;
}

/* no_grad somewhere, where what is called between the readings is not a model that was found, but a name for several. */
static const fl_node *perhaps_without(fl_source *s)
{
    static const char *const off[] = {"torch.no_grad", "torch.inference_mode", "torch.autograd.no_grad",
                                      NULL};
    const fl_node *infers = s->measuring.timed.place[FL_DOES_PREDICT];
    if (fl_node_is(infers, FL_NODE_CALL, NULL) && fl_model_of(&s->evaluator, infers->first))
        return NULL;
    return fl_source_find(s, off, NULL);
}

/* Whether what is timed is a model of PyTorch's: only that records gradients. */
static bool infers_by_torch(fl_source *s)
{
    const fl_node *infers = s->measuring.main ? s->measuring.timed.place[FL_DOES_PREDICT] : NULL;
    const fl_node *model =
        infers && infers->kind == FL_NODE_CALL ? fl_model_of(&s->evaluator, infers->first) : NULL;
    return model && (model->kind != FL_NODE_CLASS || fl_extends_torch(&s->program, model));
}

/* p.requires_grad_(False), p.requires_grad = False, Parameter(…, requires_grad=False): where all of a model is kept from
 * recording, nothing is recorded without no_grad as well. NULL: none. */
static const fl_node *parameters_kept_out(fl_source *s)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            const fl_node *said = NULL;
            if ((n->kind == FL_NODE_CALL && fl_node_is(n->first, FL_NODE_FIELD, "requires_grad_")) ||
                (n->kind == FL_NODE_ASSIGN && fl_node_is(n->first, FL_NODE_FIELD, "requires_grad")))
                said = n->last;
            else if (fl_node_is(n, FL_NODE_KEYWORD, "requires_grad"))
                said = n->first;
            if (said && said->kind == FL_NODE_KEYWORD)
                said = said->first;
            if (fl_node_is(said, FL_NODE_TRUTH, "false"))
                return n;
        }
    return NULL;
}

static void judge_gradients(fl_source *s)
{
    static const char *const off[] = {"torch.set_grad_enabled", NULL};
    const fl_node *around = s->measuring.main ? enclosing(s, without_gradients) : NULL;
    if (!around)
        around = around_inference(s);
    const fl_node *switched = fl_source_find(s, off, NULL);
    if (!switched && s->measuring.main) /* within the timed call: of all of it? */
        switched = s->measuring.timed.place[FL_DOES_SWITCH];
    const fl_node *again = around ? gradients_again(s, around) : NULL, *inside = gradients_inside(s);
    const fl_node *unknown = switched_by_what_is_unknown(s);
    switched = switched ? switched : unknown ? unknown : parameters_kept_out(s);
    if (inside)
        fl_source_block(s, 33, inside, "each timed call turns gradients on again");
    if (again)
        fl_source_add(s, 33, FAIL, again, "gradients are turned on again within no_grad");
    else if (around)
        fl_source_add(s, 33, PASS, around, "the timed loop stands within no_grad");
    else if (s->measuring.main && perhaps_without(s))
        fl_source_add(s, 33, UNCHECKED, perhaps_without(s),
                      "gradients are off here; whether what is timed is among it is not followed");
    else if (!s->measuring.main || switched || !s->named)
        fl_source_add(s, 33, UNCHECKED, switched, "%.180s",
                      !s->measuring.main ? "no timed loop was found"
                      : switched         ? "gradients are switched here; in which order is not followed"
                                         : s->gap);
    else if (!infers_by_torch(s))
        fl_source_add(s, 33, UNCHECKED, s->measuring.main->start,
                      "whether what is timed here is a model of PyTorch's is not told");
    else
        fl_source_add(s, 33, FAIL, s->measuring.main->start, "the timed loop does not stand within no_grad");
}

static void judge_inlining(fl_source *s)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            bool inlined = fl_node_is(n, FL_NODE_ATTRIBUTE, "inline") && n->first &&
                           fl_node_is(n->first->last, FL_NODE_NAME, "always");
            bool hidden = fl_node_is(n, FL_NODE_ATTRIBUTE, "cfg_attr") && n->first;
            for (const fl_node *k = hidden ? n->first : NULL; k; k = fl_node_following(k, n->first))
                inlined = inlined || fl_node_is(k, FL_NODE_NAME, "always");
            if (inlined) {
                fl_source_add(s, 40, FAIL, n, "the benchmark's own code is forced inline");
                return;
            }
        }
    for (size_t i = 0; i < s->program.file_count; i++)
        if (s->program.files[i].forced_inline) {
            const fl_node place = {.file = (int)i, .line = s->program.files[i].forced_inline};
            fl_source_add(s, 40, UNCHECKED, &place, "inline(always) stands in what was not understood");
            return;
        }
    fl_source_add(s, 40, s->every_file ? PASS : UNCHECKED, NULL, "%.180s",
                  s->every_file ? "no function in any of its sources is forced inline" : s->gap);
}

/* A class or a type of numbers: Tensor, float32, bfloat16. */
static bool is_class_or_type(const char *name)
{
    static const char *const types[] = {"float", "double", "half", "bfloat",  "int",    "uint",
                                        "long",  "short",  "bool", "complex", "cfloat", NULL};
    char word[16];
    size_t length = strcspn(name, ".0123456789");
    snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : 0), name);
    const char *behind = name + length + strspn(name + length, "0123456789");
    return (name[0] >= 'A' && name[0] <= 'Z') || (*behind == '.' && fl_is_one_of(word, types));
}

/* Below torch: what makes nothing of a model that was not written. A function is not looked into; a module that is not known
 * to be eager may compile, quantise or hand over to another library. */
static bool is_eager(const char *name)
{
    static const char *const modules[] = {"nn",
                                          "optim",
                                          "random",
                                          "backends",
                                          "autograd",
                                          "profiler",
                                          "linalg",
                                          "special",
                                          "fft",
                                          "sparse",
                                          "distributions",
                                          "testing",
                                          "version",
                                          "func",
                                          "mps",
                                          "xpu",
                                          "cpu",
                                          "cuda",
                                          "serialization",
                                          "utils.benchmark",
                                          "utils.data",
                                          "utils.collect_env",
                                          "utils.tensorboard",
                                          "multiprocessing",
                                          "overrides",
                                          NULL},
                             *const compile[] = {
                                 "compile",    "cuda.make_graphed_callables", "cuda.CUDAGraph",
                                 "cuda.graph", "mps.compile_shader",          NULL};
    const char *below = name + strlen("torch.");
    if (fl_is_one_of(below, compile) || (below[0] == '_' && below[1] != '_'))
        return false;
    if (!strchr(below, '.') || below[0] == '_' || is_class_or_type(below))
        return true;
    for (size_t i = 0; modules[i]; i++) {
        size_t length = strlen(modules[i]);
        if (strncmp(below, modules[i], length) == 0 && (below[length] == '.' || below[length] == '\0'))
            return true;
    }
    return false;
}

/* Something that is named, called or not, which may compile: partial(torch.compile, mode="max"), cpp_extension.load(…). */
static const fl_node *perhaps_compiles(fl_source *s, char name[256])
{
    static const char *const others[] = {"numba.", "onnxruntime.", "numpy.f2py.", NULL};
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            bool part = n->parent && n->parent->kind == FL_NODE_FIELD;
            if ((n->kind != FL_NODE_FIELD && n->kind != FL_NODE_NAME) || part)
                continue;
            fl_dotted(&s->program, n, name);
            if (strncmp(name, "torch.", 6) == 0 && !is_eager(name))
                return n;
            for (size_t k = 0; others[k]; k++)
                if (strncmp(name, others[k], strlen(others[k])) == 0)
                    return n;
        }
    return NULL;
}

/* model.compile(…) of PyTorch; Keras's, which sets optimizer and loss, says nothing of a module. */
static void judge_compiled_models(fl_source *s)
{
    static const char *const compile[] = {".compile", NULL}, *const settings[] = {
                                                                 "optimizer",   "loss",        "metrics",
                                                                 "jit_compile", "run_eagerly", NULL};
    for (const fl_node *call = NULL; (call = fl_source_find(s, compile, call));) {
        bool sets = false;
        for (const fl_node *n = call->first ? call->first->next : NULL; n; n = n->next)
            sets = sets || n->kind == FL_NODE_STRING ||
                   (n->kind == FL_NODE_KEYWORD && fl_is_one_of(n->text, settings));
        if (sets && s->torch)
            fl_source_block(s, 35, call, "a model may be compiled here, perhaps for the other side alone");
        else
            fl_source_add(s, 35, FAIL, call, "a just-in-time compiler");
    }
}

void fl_source_code(fl_source *s)
{
    static const char *const jit[] =
        {"torch.jit.", "torch.compile", "torch._dynamo.", "torch._inductor.", "torch.fx.", "torch.export.",
         NULL},
                             *const other[] = {"numba.", NULL};
    if (s->program.file_count == 0)
        return;
    fl_source_mode(s);
    fl_source_machine(s);
    if (s->torch) {
        judge_layers(s);
        judge_gradients(s);
    }
    if (s->python) {
        char name[256];
        const fl_node *compiled = s->torch ? perhaps_compiles(s, name) : fl_source_find(s, other, NULL);
        judge_absent(s, 35, jit, "a just-in-time compiler", "no just-in-time compiler is called");
        judge_compiled_models(s);
        if (compiled && s->torch)
            fl_source_block(s, 35, compiled, "%.60s may compile, perhaps for the other side alone", name);
        else if (compiled)
            fl_source_add(s, 35, FAIL, compiled, "a just-in-time compiler");
    }
    if (s->rust) {
        fl_source_library(s);
        fl_source_features(s);
    }
    if (s->rust || s->c)
        judge_inlining(s);
}

void fl_judge_code(const fl_case *given, fl_audit *audit)
{
    fl_source_build(given, 0, audit);
    fl_source_build(given, 1, audit);
}
