#include "bench/audit/providers/sources_types.h"

#include <math.h>
#include <string.h>

#include "bench/audit/reader/models.h"
#include "bench/audit/reader/products.h"

enum { DEEPEST = 6 };

/* Whether an expression speaks of the measured times. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static bool holds_times(fl_source *s, fl_node *root, int deep)
{
    const fl_region *main = s->measuring.main;
    for (fl_node *n = root; n && main && deep < DEEPEST; n = fl_node_following(n, root)) {
        const fl_node *m = n->kind == FL_NODE_NAME ? fl_meaning(&s->program, n) : NULL;
        if (!m || fl_is_ambiguous(m))
            continue;
        if (m == main->container || (m->kind == FL_NODE_FUNCTION && fl_node_is_within(main->start, m)))
            return true;
        fl_node *given = m->kind == FL_NODE_PARAMETER ? fl_argument_of(&s->evaluator, m)
                         : m->kind == FL_NODE_ASSIGN && !fl_node_is_within(n, m) ? fl_assigned_to(m, n->text)
                                                                                 : NULL;
        if (given && holds_times(s, given, deep + 1))
            return true;
    }
    return false;
}

/* What a type is given for: of x.astype(…) x, of array(x, dtype=…) x; or the list of times itself is made so. */
static bool is_of_times(fl_source *s, const fl_node *node)
{
    const fl_region *main = s->measuring.main;
    const fl_node *call = node;
    char name[256];
    while (call && call->kind != FL_NODE_CALL)
        call = call->parent;
    if (main && main->container && fl_node_is_within(node, main->container))
        return true;
    if (!call || !call->first)
        return false;
    bool method = call->first->kind == FL_NODE_FIELD && fl_dotted(&s->program, call->first, name)[0] == '.';
    fl_node *subject = method ? call->first->first : call->first->next;
    return subject && holds_times(s, subject, 0);
}

static const fl_node *named_type(fl_source *s, const char *const types[])
{
    char name[256];
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n; n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_FIELD && fl_is_one_of(fl_dotted(&s->program, n, name), types) &&
                !is_of_times(s, n))
                return n;
    return NULL;
}

const fl_node *fl_other_float(fl_source *s)
{
    static const char *const calls[] = {
        ".double", ".half", ".bfloat16", "torch.set_default_dtype", "torch.set_default_tensor_type", NULL};
    static const char *const types[] = {"torch.float64", "torch.float16", "torch.bfloat16",
                                        "torch.double",  "torch.half",    NULL};
    for (const fl_node *n = NULL; (n = fl_source_find(s, calls, n));)
        if (!is_of_times(s, n))
            return n;
    return named_type(s, types);
}

/* dtype="float64", dtype=float, astype("f8") */
static bool is_type_in_words(const fl_node *n)
{
    static const char *const words[] = {"float64", "float16", "double", "half", "f8", "f2", "d", "<f8", NULL};
    const fl_node *up = n->parent;
    bool given =
        fl_node_is(up, FL_NODE_KEYWORD, "dtype") || (fl_node_is(up, FL_NODE_CALL, NULL) && up->first != n &&
                                                     fl_node_is(up->first, FL_NODE_FIELD, "astype"));
    return given && ((n->kind == FL_NODE_STRING && fl_is_one_of(n->text, words)) ||
                     fl_node_is(n, FL_NODE_NAME, "float"));
}

/* Whether the statement says a type, of this array or of what is made of it at once. */
static bool says_type(const fl_node *call)
{
    const fl_node *statement = call;
    while (statement->parent && statement->parent->kind != FL_NODE_BLOCK &&
           statement->parent->kind != FL_NODE_MODULE)
        statement = statement->parent;
    for (const fl_node *n = statement; n; n = fl_node_following(n, statement))
        if (strstr(n->text, "float32") || fl_node_is(n, FL_NODE_KEYWORD, "dtype") ||
            fl_node_is(n, FL_NODE_FIELD, "float") || fl_node_is(n, FL_NODE_FIELD, "astype"))
            return true;
    return false;
}

/* [(j % 256) / 255.0 …], [0.5, 1.5] */
static bool holds_fractions(const fl_node *root)
{
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if (fl_node_is(n, FL_NODE_BINARY, "/") || (n->kind == FL_NODE_NUMBER && !n->whole))
            return true;
    return false;
}

/* numpy.zeros(2), rng.normal(size=2): 64 bits, where nothing else is said. */
static bool makes_doubles(fl_source *s, const fl_node *call)
{
    static const char *const makes[] = {"numpy.zeros",
                                        "numpy.ones",
                                        "numpy.empty",
                                        "numpy.linspace",
                                        "numpy.eye",
                                        "numpy.random.rand",
                                        "numpy.random.randn",
                                        "numpy.random.normal",
                                        "numpy.random.uniform",
                                        "numpy.random.random",
                                        "numpy.random.standard_normal",
                                        ".standard_normal",
                                        ".normal",
                                        ".uniform",
                                        ".randn",
                                        ".random",
                                        NULL},
                             *const takes[] = {"numpy.array", "numpy.asarray", NULL};
    char name[256];
    if (call->kind != FL_NODE_CALL || !call->first)
        return false;
    fl_dotted(&s->program, call->first, name);
    bool made =
        fl_is_one_of(name, makes) || (fl_is_one_of(name, takes) && holds_fractions(call->first->next));
    return made && !says_type(call) && !is_of_times(s, call);
}

/* What is called may compute with fewer bits: torch.autocast, set_float32_matmul_precision("medium"). */
static bool is_other_precision(fl_source *s, const fl_node *call)
{
    static const char setting[] = "torch.set_float32_matmul_precision";
    char name[256];
    const fl_node *given = call->first ? call->first->next : NULL;
    if (!call->first)
        return false;
    fl_dotted(&s->program, call->first, name);
    return strcmp(name, "autocast") == 0 || fl_ends_with(name, ".autocast") ||
           strncmp(name, "torch.set_autocast", 18) == 0 ||
           (strcmp(name, setting) == 0 && !fl_node_is(given, FL_NODE_STRING, "highest"));
}

/* Types of PyTorch's tensors, named or in words: torch.cdouble, x.type("torch.DoubleTensor"). */
static bool is_other_tensor(fl_source *s, fl_node *n)
{
    static const char *const types[] = {"torch.complex32",
                                        "torch.complex64",
                                        "torch.complex128",
                                        "torch.cfloat",
                                        "torch.cdouble",
                                        "torch.chalf",
                                        "torch.DoubleTensor",
                                        "torch.HalfTensor",
                                        "torch.quint8",
                                        "torch.BFloat16Tensor",
                                        "torch.qint8",
                                        "torch.qint32",
                                        NULL},
                             *const words[] = {"DoubleTensor", "HalfTensor", "BFloat16Tensor", NULL},
                             *const methods[] = {"cdouble", "cfloat", "chalf", "fp32_precision", NULL};
    char name[256];
    if (n->kind == FL_NODE_STRING)
        return fl_is_one_of(strncmp(n->text, "torch.", 6) == 0 ? n->text + 6 : n->text, words);
    if (n->kind != FL_NODE_FIELD && n->kind != FL_NODE_NAME)
        return false;
    fl_dotted(&s->program, n, name);
    return fl_is_one_of(name, types) || strncmp(name, "torch.float8", 12) == 0 ||
           (n->kind == FL_NODE_FIELD && fl_is_one_of(n->text, methods));
}

const fl_node *fl_perhaps_double(fl_source *s)
{
    static const char *const types[] = {"numpy.float64", "numpy.float16",    "numpy.half",
                                        "numpy.double",  "numpy.longdouble", NULL};
    const fl_node *named = named_type(s, types);
    for (size_t i = 0; !named && i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n && !named;
             n = fl_node_following(n, s->program.files[i].module))
            if (makes_doubles(s, n) || (n->kind == FL_NODE_CALL && is_other_precision(s, n)) ||
                is_other_tensor(s, n) || (is_type_in_words(n) && !is_of_times(s, n)))
                named = n;
    return named;
}

const fl_node *fl_wide_product(fl_source *s)
{
    fl_node *infers = s->measuring.main ? s->measuring.timed.place[FL_DOES_PREDICT] : NULL;
    fl_product product;
    if (infers && s->rust)
        return fl_other_in_rust(s, infers);
    if (!infers || !fl_product_within(&s->evaluator, infers, &product))
        return NULL;
    const fl_node *root = product.sums ? product.sums : product.place;
    for (const fl_node *n = root; n; n = fl_node_following(n, root))
        if (fl_node_is(n, FL_NODE_CAST, "f64"))
            return n;
    return NULL;
}

bool fl_sees_products(fl_source *s)
{
    fl_node *infers = s->measuring.main ? s->measuring.timed.place[FL_DOES_PREDICT] : NULL;
    fl_product product;
    return infers && (s->rust || fl_product_within(&s->evaluator, infers, &product));
}
