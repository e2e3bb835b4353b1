/* Points 31 to 45 as far as they are about code; the build's stand in source_build.c, the data's in
 * source_data.c. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/source_judges.h"

#define PASS FL_POINT_PASS
#define FAIL FL_POINT_FAIL
#define UNCHECKED FL_POINT_UNCHECKED

/* What is absent from the whole program, or its first place. */
static void judge_absent(fl_source *s, int point, const char *const names[], const char *bad,
                         const char *good)
{
    const fl_node *found = fl_source_find(s, names, NULL);
    if (found)
        fl_source_add(s, point, FAIL, found, "%s", bad);
    else if (s->whole)
        fl_source_add(s, point, PASS, NULL, "%s, in any of its sources", good);
    else
        fl_source_add(s, point, UNCHECKED, NULL, "%.180s", s->gap);
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
    const fl_node *last = NULL, *other = fl_source_find(s, activations, NULL);
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            char name[256];
            if (n->kind != FL_NODE_CALL || !n->first ||
                strncmp(fl_dotted(&s->program, n->first, name), "torch.nn.", 9) != 0)
                continue;
            if (strcmp(name, "torch.nn.Linear") == 0) {
                linear++;
                last = n;
            } else if (!strstr(name, "Loss") && strcmp(name, "torch.nn.Sequential") != 0 &&
                       !strstr(name, ".functional.") && !strstr(name, ".init.") && !strstr(name, ".utils.") &&
                       !strstr(name, ".Parameter") && !other) {
                other = n;
            }
        }
    if (other)
        fl_source_add(s, 31, FAIL, other, "there is more than the linear layer");
    else if (linear > 1)
        fl_source_add(s, 31, FAIL, last, "%zu linear layers", linear);
    else if (linear == 1 && s->whole)
        fl_source_add(s, 31, PASS, last, "one linear layer, and no other module but losses");
    else
        fl_source_add(s, 31, UNCHECKED, last, "%.180s", linear ? s->gap : "no torch.nn.Linear was found");
}

/* Whether something holds at the timed loop: it encloses it, its function, or the call that leads there. */
static const fl_node *enclosing(fl_source *s, bool (*holds)(fl_source *s, const fl_node *node))
{
    const fl_node *node = s->measuring.main->start;
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

static bool without_gradients(fl_source *s, const fl_node *n)
{
    char name[256];
    if (n->kind == FL_NODE_WITH)
        for (fl_node *item = n->first; item; item = item->next)
            if (item->kind == FL_NODE_CALL && is_no_grad(fl_dotted(&s->program, item->first, name)))
                return true;
    if (n->kind == FL_NODE_FUNCTION)
        for (fl_node *a = n->first; a; a = a->next)
            if (a->kind == FL_NODE_ATTRIBUTE && a->first &&
                is_no_grad(fl_dotted(&s->program, a->first->kind == FL_NODE_CALL ? a->first->first : a->first,
                                     name)))
                return true;
    return n->kind == FL_NODE_CALL && is_no_grad(fl_dotted(&s->program, n->first, name));
}

static void judge_gradients(fl_source *s)
{
    static const char *const off[] = {"torch.set_grad_enabled", NULL};
    const fl_node *around = s->measuring.main ? enclosing(s, without_gradients) : NULL;
    const fl_node *switched = fl_source_find(s, off, NULL);
    if (around)
        fl_source_add(s, 33, PASS, around, "the timed loop stands within no_grad");
    else if (!s->measuring.main || switched || !s->whole)
        fl_source_add(s, 33, UNCHECKED, switched, "%.180s",
                      !s->measuring.main ? "no timed loop was found"
                      : switched         ? "gradients are switched here; in which order is not followed"
                                         : s->gap);
    else
        fl_source_add(s, 33, FAIL, s->measuring.main->start, "the timed loop does not stand within no_grad");
}

typedef struct mode_search {
    fl_source *source;
    const fl_node *until, *last; /* where to stop; the last call of eval or train before it */
    bool reached;
} mode_search;

/* In the order of execution, called functions included, as far as that is the order of the text. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static void search_mode(mode_search *m, fl_node *root, int deep)
{
    for (fl_node *n = root; n && !m->reached;) {
        m->reached = n == m->until;
        const fl_node *own =
            n->kind == FL_NODE_CALL && deep < 6 ? fl_called_function(&m->source->program, n->first) : NULL;
        bool method = n->kind == FL_NODE_CALL && n->first->kind == FL_NODE_FIELD;
        if (own && own != fl_function_of(n, false))
            search_mode(m, fl_node_child(own, 1), deep + 1);
        else if (method && (strcmp(n->first->text, "eval") == 0 || strcmp(n->first->text, "train") == 0))
            m->last = n;
        n = n->kind == FL_NODE_FUNCTION && n != root ? fl_node_skipping(n, root) : fl_node_following(n, root);
    }
}

/* Nothing random, nothing remembered: a layer that infers, and neither dropout nor random numbers. */
static void judge_determinism(fl_source *s, bool infers)
{
    static const char *const random[] = {"torch.nn.Dropout",
                                         "torch.nn.functional.dropout",
                                         "torch.rand",
                                         "torch.randn",
                                         "torch.randint",
                                         "numpy.random.",
                                         "random.random",
                                         "random.",
                                         "rand.",
                                         "Tensor.randn",
                                         NULL};
    const fl_node *found = fl_source_find(s, random, NULL);
    const fl_measuring *m = &s->measuring;
    if (infers && s->whole && !found && m->timed.place[FL_DOES_PREDICT] && !m->timed.place[FL_DOES_UNKNOWN])
        fl_source_add(s, 73, PASS, m->timed.place[FL_DOES_PREDICT],
                      "one input, a model that only infers, and nothing random in any of its sources");
    else
        fl_source_add(s, 73, UNCHECKED, found, "%.180s",
                      found      ? "what is random here may reach the inference"
                      : s->whole ? "the model's mode or what is timed is not known"
                                 : s->gap);
}

/* Where the execution that leads to the timed loop begins. */
static fl_node *beginning(fl_source *s)
{
    const fl_node *start = s->measuring.main->start, *function = fl_function_of(start, false);
    for (int deep = 0; deep < 8 && function; deep++) {
        const fl_node *call = fl_next_call_of(&s->program, function, NULL);
        const fl_node *outer = call ? fl_function_of(call, false) : NULL;
        if (!outer)
            break;
        function = outer;
    }
    return function ? fl_node_child(function, 1) : s->program.files[start->file].module;
}

static void judge_mode(fl_source *s)
{
    static const char *const logistic[] = {"aprender.classification.LogisticRegression.new",
                                           "aprender.prelude.LogisticRegression.new", NULL};
    if (!s->measuring.main)
        return;
    mode_search m = {.source = s, .until = s->measuring.main->start};
    search_mode(&m, beginning(s), 0);
    const fl_node *always = s->rust ? fl_source_find(s, logistic, NULL) : NULL;
    bool off = m.last && fl_node_is(m.last->last, FL_NODE_TRUTH, "false");
    fl_point_verdict verdict = UNCHECKED;
    const char *text = "whether the model is set to infer was not found";
    if (m.last && (strcmp(m.last->first->text, "eval") == 0 || off)) {
        verdict = PASS;
        text = "the model is put into evaluation mode, and not out of it before the timed loop";
    } else if (m.last) {
        verdict = FAIL;
        text = "this is the last thing said of the model's mode before the timed loop";
    } else if (always) {
        verdict = PASS;
        m.last = always;
        text = "this model knows no training mode";
    } else if (s->python && s->whole && m.reached) {
        verdict = FAIL;
        text = "nothing puts the model into evaluation mode; a module begins in training mode";
    }
    fl_source_add(s, 15, verdict, m.last, "%s", text);
    judge_determinism(s, verdict == PASS);
    if (s->python)
        fl_source_add(s, 34, verdict, m.last, "%s", text);
}

static void judge_device(fl_source *s)
{
    static const char *const moves[] = {".cuda", ".mps", "torch.set_default_device", "torch.cuda.set_device",
                                        NULL};
    const fl_node *found = fl_source_find(s, moves, NULL);
    fl_effects all = {0};
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n; n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_STRING && n->parent->kind != FL_NODE_BLOCK &&
                n->parent->kind != FL_NODE_MODULE &&
                (strncmp(n->text, "cuda", 4) == 0 || strcmp(n->text, "mps") == 0))
                all.place[FL_DOES_GPU] = n;
    if (found || all.place[FL_DOES_GPU]) {
        found = found ? found : all.place[FL_DOES_GPU];
        bool chosen = found->kind == FL_NODE_STRING && found->parent->kind == FL_NODE_IF;
        fl_source_add(s, 32, chosen ? UNCHECKED : FAIL, found,
                      chosen ? "a GPU would be used where there is one" : "it moves to a GPU");
        if (!chosen)
            fl_source_add(s, 96, FAIL, found, "one side computes on a GPU");
    } else if (s->whole) {
        fl_source_add(s, 32, PASS, NULL, "nothing in any of its sources moves to a GPU");
    } else {
        fl_source_add(s, 32, UNCHECKED, NULL, "%.180s", s->gap);
    }
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
                fl_source_add(s, 40, FAIL, n, "#[inline(always)] on the benchmark's own code");
                return;
            }
        }
    fl_source_add(s, 40, s->whole ? PASS : UNCHECKED, NULL, "%.180s",
                  s->whole ? "no function in any of its sources is forced inline" : s->gap);
}

void fl_source_code(fl_source *s)
{
    static const char *const jit[] = {"torch.jit.",       "torch.compile", "torch._dynamo.",
                                      "torch._inductor.", "numba.",        "torch.fx.",
                                      "torch.export.",    ".compile",      NULL};
    static const char *const detection[] = {"is_x86_feature_detected!",
                                            "is_aarch64_feature_detected!",
                                            "std.arch.",
                                            "core.arch.",
                                            "cpuid",
                                            "cpuinfo.",
                                            "raw_cpuid.",
                                            "std.is_x86_feature_detected!",
                                            "torch.backends.cpu.get_cpu_capability",
                                            "target_feature",
                                            NULL};
    if (s->program.file_count == 0)
        return;
    judge_mode(s);
    judge_absent(s, 80, detection, "it asks which CPU it runs on", "nothing asks which CPU it runs on");
    if (s->python) {
        judge_layers(s);
        judge_device(s);
        judge_gradients(s);
        judge_absent(s, 35, jit, "a just-in-time compiler", "no just-in-time compiler is called");
    }
    if (s->rust)
        judge_inlining(s);
}

void fl_judge_code(const fl_case *given, fl_audit *audit)
{
    fl_source_build(given, 0, audit);
    fl_source_build(given, 1, audit);
}
