/* Point 10 in Python: whether the inference is computed where it is called. Libraries that put work off, or send it away,
 * answer at once; tensors without values compute nothing. */
#include <string.h>

#include "bench/audit/providers/sources_model.h"
#include "bench/audit/reader/models.h"

/* Importing one of these makes a product of arrays one that may be put off. */
static const fl_node *lazy_import(const fl_source *s)
{
    static const char *const libraries[] = {
        "jax",      "dask",   "tensorflow", "cupy",      "mxnet", "mlx",      "tinygrad", "theano", "aesara",
        "pytensor", "ray",    "vaex",       "polars",    "keras", "numexpr",  "pyspark",  "modin",  "cubed",
        "arkouda",  "legate", "cunumeric",  "torch_xla", "flax",  "xarray",   "ivy",      "blosc2", "zarr",
        "drjit",    "taichi", "lazyarray",  "chainer",   "sympy", "pyopencl", "oneflow",  "paddle", NULL};
    char root[64];
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            size_t length = n->kind == FL_NODE_IMPORT ? strcspn(n->text, ".") : sizeof root;
            if (length >= sizeof root)
                continue;
            memcpy(root, n->text, length);
            root[length] = '\0';
            if (fl_is_one_of(root, libraries))
                return n;
        }
    return NULL;
}

/* model.to("meta"), torch.device("lazy"), device="xla:0" */
static bool is_valueless_device(fl_source *s, const fl_node *n)
{
    static const char *const places[] = {"to", "device", "to_empty", "set_default_device", "type", NULL},
                             *const devices[] = {"meta", "lazy", "xla", NULL};
    bool call = n->kind == FL_NODE_CALL && n->first && fl_is_one_of(n->first->text, places);
    fl_node *given = call ? n->first->next : fl_node_is(n, FL_NODE_KEYWORD, "device") ? n->first : NULL;
    if (!given || given->kind == FL_NODE_KEYWORD)
        return false;
    fl_value v = fl_evaluate(&s->evaluator, given, NULL);
    for (size_t i = 0; v.kind == FL_VALUE_STRING && devices[i]; i++) {
        size_t length = strlen(devices[i]);
        if (strncmp(v.text, devices[i], length) == 0 && (v.text[length] == '\0' || v.text[length] == ':'))
            return true;
    }
    return false;
}

/* Parts of PyTorch that compute no values, or not at once. */
static const fl_node *valueless(fl_source *s)
{
    static const char *const calls[] = {"torch._lazy.",     "torch._subclasses.",
                                        "torch_xla.",       "torch.fx.",
                                        "torch.futures.",   "torch.distributed.rpc.",
                                        "torch.overrides.", "torch.utils._python_dispatch.",
                                        "torchdistx.",      NULL};
    const fl_node *found = fl_source_find(s, calls, NULL);
    for (size_t i = 0; !found && i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n && !found;
             n = fl_node_following(n, s->program.files[i].module))
            found = is_valueless_device(s, n) ? n : NULL;
    return found;
}

/* y.block_until_ready(), (x @ w).compute(), jax.block_until_ready(y): of what the inference answered, before the clock is
 * read again. */
static bool is_waited_for(const fl_source *s, const fl_node *infers)
{
    static const char *const waits[] = {
        "block_until_ready", "compute", "asnumpy", "realize", "item", "tolist", "numpy",
        "asarray",           "float",   NULL};
    const fl_region *r = s->measuring.main;
    const fl_node *statement = fl_timed_statement(s, infers);
    const fl_node *kept =
        fl_node_is(statement, FL_NODE_ASSIGN, NULL) && statement->last == infers ? statement->first : NULL;
    for (const fl_node *at = statement; at && at != r->stop; at = at->next)
        for (const fl_node *n = at; n; n = fl_node_following(n, at)) {
            if (n->kind != FL_NODE_CALL || !n->first || !fl_is_one_of(n->first->text, waits))
                continue;
            const fl_node *of = n->first->next                    ? n->first->next
                                : n->first->kind == FL_NODE_FIELD ? n->first->first
                                                                  : NULL;
            if (of == infers || (kept && of && at != statement && fl_node_is(of, FL_NODE_NAME, kept->text)))
                return true;
        }
    return false;
}

/* A module of PyTorch is computed at once; so is what multiplies arrays of NumPy's. */
static bool is_eager(fl_source *s, const fl_node *infers)
{
    const fl_node *model = fl_node_is(infers, FL_NODE_CALL, NULL) && infers->first
                               ? fl_model_of(&s->evaluator, infers->first)
                               : NULL;
    char name[256];
    if (s->arrays)
        return true;
    if (model && model->kind == FL_NODE_CALL && model->first)
        return strncmp(fl_dotted(&s->program, model->first, name), "torch.nn.", 9) == 0;
    return model && model->kind == FL_NODE_CLASS && fl_extends_torch(&s->program, model);
}

void fl_judge_laziness(fl_source *s)
{
    const fl_node *infers = s->measuring.main ? s->measuring.timed.place[FL_DOES_PREDICT] : NULL;
    if (!s->python || !infers)
        return;
    const fl_node *without = s->arrays ? NULL : valueless(s), *library = lazy_import(s);
    if (without)
        fl_source_block(s, 10, without,
                        "tensors that may hold no values, or are computed later: is anything inferred?");
    else if (library && !is_eager(s, infers) && !is_waited_for(s, infers))
        fl_source_block(s, 10, infers,
                        "%.60s may put this off; nothing waits for the answer before the clock is read",
                        library->text);
}
