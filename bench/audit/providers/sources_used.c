/* Points 41, 42 and 44 in Python and Rust: whether what is trained on and inferred is the data as it was made, or as the given file
 * holds it. What a formula or a file says is evidence of the formula or the file; on the way to where it is used data may
 * be changed, or other data may take its place. */
#include "bench/audit/providers/sources_used.h"

#include <string.h>

#include "bench/audit/providers/sources_model.h"
#include "bench/audit/reader/known_calls.h"
#include "bench/audit/reader/models.h"

/* What an expression holds. */
enum {
    PIXELS = 1,
    LABELS = 2,
    SAMPLE = 4,
    DATA = PIXELS | LABELS | SAMPLE,
    CHANGED = 8, /* by what is not known to leave it as it was */
    GIVEN = 16,  /* the given file, opened or read */
};

enum { DEEPEST = 24, MOST_LOOKS = 20000, MOST_CALLERS = 16 };

typedef struct used {
    fl_source *source;
    const fl_made_data *made;
    const char *file;     /* base name of the given file; "": none */
    size_t looks;         /* left: a hostile source may ask without end */
    const fl_node *model; /* the class whose forward() is given the sample; NULL */
    unsigned trained;     /* what training was seen to be given as it was made */
} used;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static unsigned made_at(const used *u, const fl_node *node)
{
    const fl_node *const sites[] = {u->made->pixels, u->made->labels, u->made->sample};
    const unsigned kinds[] = {PIXELS, LABELS, SAMPLE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (sites[i] && (node == sites[i] || (sites[i]->kind == FL_NODE_ASSIGN && node == sites[i]->last)))
            return kinds[i];
    return 0;
}

/* NOLINTBEGIN(misc-no-recursion): deep and the number of looks are limited */
static unsigned kind_of(used *u, fl_node *node, int deep);

static unsigned all_of(used *u, fl_node *first, int deep)
{
    unsigned kind = 0;
    for (fl_node *n = first; n; n = n->next)
        kind |= kind_of(u, n, deep + 1);
    return kind;
}

static unsigned changed(unsigned kind)
{
    return kind & (DATA | GIVEN) ? kind | CHANGED : kind;
}

/* What a list or an array is filled with behind the assignment that makes it: x.append(…), x[i] = … */
static unsigned filled_with(used *u, const fl_node *assign, const char *name, int deep)
{
    const fl_node *scope = fl_scope_of(assign);
    unsigned kind = 0;
    for (fl_node *n = (fl_node *)scope; n; n = fl_node_following(n, scope)) {
        const fl_node *target = n->kind == FL_NODE_CALL || n->kind == FL_NODE_ASSIGN ? n->first : NULL;
        if (!target || (target->kind != FL_NODE_FIELD && target->kind != FL_NODE_INDEX))
            continue;
        const fl_node *object = target->first;
        while (object && object->kind == FL_NODE_INDEX)
            object = object->first;
        if (!fl_node_is(object, FL_NODE_NAME, name))
            continue;
        kind |= made_at(u, n);
        if (n->kind == FL_NODE_CALL &&
            (strcmp(target->text, "append") == 0 || (u->source->rust && strcmp(target->text, "push") == 0)))
            kind |= kind_of(u, target->next, deep + 1);
    }
    return kind;
}

static bool is_returned(const fl_node *n)
{
    return n->kind == FL_NODE_RETURN || fl_node_is(n, FL_NODE_OPAQUE, "Yield");
}

/* What a function answers; where a list of names takes it apart, the part that stands at the same place. */
static unsigned answered_by(used *u, const fl_node *function, const fl_node *target, const char *name,
                            int deep)
{
    size_t index = 0;
    const fl_node *part = target && target->kind == FL_NODE_LIST ? target->first : NULL;
    for (; part && !fl_node_is(part, FL_NODE_NAME, name); part = part->next)
        index++;
    const fl_node *body = fl_node_child(function, 1);
    unsigned kind = 0;
    char decorator[256];
    if (function->kind == FL_NODE_LAMBDA)
        return kind_of(u, (fl_node *)body, deep + 1);
    for (const fl_node *n = body; n;) {
        bool tail = u->source->rust && body->kind == FL_NODE_BLOCK && n == body->last;
        fl_node *value = is_returned(n) ? n->first : tail ? (fl_node *)n : NULL;
        bool apart = part && value && value->kind == FL_NODE_LIST && fl_node_child(value, index);
        if (value)
            kind |= kind_of(u, apart ? fl_node_child(value, index) : value, deep + 1);
        bool inner = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA || n->kind == FL_NODE_CLASS;
        n = inner ? fl_node_skipping(n, body) : fl_node_following(n, body);
    }
    for (const fl_node *a = function->first; a; a = a->next)
        if (a->kind == FL_NODE_ATTRIBUTE &&
            !fl_is_plain_decorator(fl_decorator_of(&u->source->evaluator, a, decorator)))
            return changed(kind);
    return kind;
}

static unsigned assigned(used *u, const fl_node *assign, const char *name, int deep)
{
    fl_node *value = fl_assigned_to(assign, name);
    const fl_node *own = assign->last->kind == FL_NODE_CALL && assign->last->first
                             ? fl_called_function(&u->source->program, assign->last->first)
                             : NULL;
    if (!value && own)
        return answered_by(u, own, assign->first, name, deep);
    unsigned kind = kind_of(u, value ? value : assign->last, deep + 1);
    return kind & DATA ? kind : kind | filled_with(u, assign, name, deep);
}

static unsigned given_for(used *u, const fl_node *parameter, int deep)
{
    const fl_node *function = fl_function_of(parameter, true);
    unsigned kind = 0;
    int callers = 0;
    if (!fl_node_is(function, FL_NODE_FUNCTION, NULL))
        return 0;
    const fl_node *class_node = fl_is_method(function) ? function->parent->parent : NULL;
    if (class_node && strcmp(function->text, "forward") == 0 && !fl_is_own_object(parameter->text))
        return class_node == u->model ? SAMPLE : 0;
    for (fl_node *call = NULL;
         callers < MOST_CALLERS && (call = fl_next_call_of(&u->source->program, function, call)) != NULL;
         callers++)
        kind |= kind_of(u, fl_argument_for(call, parameter), deep + 1);
    return callers ? kind : kind_of(u, parameter->first, deep + 1);
}

/* A name that is given several values: each of them may be meant. */
static unsigned any_binding(used *u, const fl_node *name, int deep)
{
    const fl_node *scope = fl_scope_of(name);
    unsigned kind = 0;
    for (const fl_node *n = scope; n; n = fl_node_following(n, scope)) {
        bool binds = n->kind == FL_NODE_ASSIGN || n->kind == FL_NODE_FOR || n->kind == FL_NODE_GENERATOR;
        if (n->kind == FL_NODE_PARAMETER && strcmp(n->text, name->text) == 0 && n->parent->parent == scope)
            kind |= given_for(u, n, deep + 1);
        for (const fl_node *k = binds ? n->first : NULL; k; k = fl_node_following(k, n->first))
            if (fl_node_is(k, FL_NODE_NAME, name->text) && (k == n->first || k->parent == n->first) &&
                (n->kind != FL_NODE_ASSIGN ||
                 strcmp(n->text, "=") == 0)) /* a sum is not what is added to it */
                kind |= n->kind == FL_NODE_ASSIGN ? assigned(u, n, name->text, deep)
                                                  : kind_of(u, fl_node_child(n, 1), deep + 1);
    }
    return changed(kind);
}

static unsigned kind_of_name(used *u, fl_node *name, int deep)
{
    const fl_node *m = fl_meaning(&u->source->program, name);
    if (fl_is_ambiguous(m))
        return any_binding(u, name, deep);
    for (const fl_node *up = m ? NULL : name->parent; up; up = up->parent) /* with safe_open(…) as name */
        for (fl_node *item = up->kind == FL_NODE_WITH ? up->first : NULL; item; item = item->next)
            if (item->kind == FL_NODE_CALL && kind_of(u, item, deep + 1) == GIVEN)
                return GIVEN;
    if (!m)
        return 0;
    switch (m->kind) {
    case FL_NODE_ASSIGN:
        return assigned(u, m, name->text, deep);
    case FL_NODE_PARAMETER:
        return given_for(u, m, deep);
    case FL_NODE_FOR:
    case FL_NODE_GENERATOR:
        return kind_of(u, fl_node_child(m, 1), deep + 1);
    default:
        return 0;
    }
}

/* What an assignment gives to a member of that name; of self.x, self.y = x, y what stands at its place. */
static fl_node *given_to_member(const fl_node *assign, const char *name)
{
    bool listed = assign->first->kind == FL_NODE_LIST && assign->last->kind == FL_NODE_LIST;
    if (!listed)
        return fl_node_is(assign->first, FL_NODE_FIELD, name) ? assign->last : NULL;
    fl_node *value = assign->last->first;
    for (const fl_node *target = assign->first->first; target && value; target = target->next) {
        if (fl_node_is(target, FL_NODE_FIELD, name))
            return value;
        value = value->next;
    }
    return NULL;
}

/* self.pixels: whatever is assigned to a member of that name. */
static unsigned kind_of_member(used *u, const fl_node *field, int deep)
{
    const fl_program *program = &u->source->program;
    unsigned kind = 0;
    for (size_t i = 0; i < program->file_count; i++)
        for (fl_node *n = program->files[i].module; n; n = fl_node_following(n, program->files[i].module))
            if (n->kind == FL_NODE_ASSIGN && strcmp(n->text, "=") == 0)
                kind |= kind_of(u, given_to_member(n, field->text), deep + 1);
    return kind;
}

/* data["pixels"], file.get_tensor("pixels") of the given file. */
static unsigned part_of_file(used *u, fl_node *key)
{
    static const char *const names[] = {"pixels", "labels", "sample"};
    const unsigned kinds[] = {PIXELS, LABELS, SAMPLE};
    fl_value v = fl_evaluate(&u->source->evaluator, key, NULL);
    for (size_t i = 0; v.kind == FL_VALUE_STRING && i < sizeof names / sizeof *names; i++)
        if (strcmp(v.text, names[i]) == 0)
            return kinds[i];
    return GIVEN;
}

/* "model.pt", FOLDER / "model.pt", os.path.join(folder, "model.pt"), str(path) */
static bool names_file(used *u, fl_node *path)
{
    fl_value v = {.kind = FL_VALUE_UNKNOWN};
    for (int deep = 0; path && deep < 6 && v.kind != FL_VALUE_STRING; deep++) {
        v = fl_evaluate_briefly(&u->source->evaluator, path, FL_STEPS_FOR_A_TEXT);
        const fl_node *m = path->kind == FL_NODE_NAME ? fl_meaning(&u->source->program, path) : NULL;
        if (fl_node_is(m, FL_NODE_ASSIGN, NULL))
            path = fl_assigned_to(m, path->text);
        else
            path = (path->kind == FL_NODE_CALL && path->last != path->first) || path->kind == FL_NODE_BINARY
                       ? path->last
                       : NULL;
    }
    return v.kind == FL_VALUE_STRING && strcmp(base_name(v.text), u->file) == 0;
}

static bool opens_file(used *u, const fl_node *call)
{
    static const char *const paths[] = {"open",  "Path", "join",      "str", "exists",
                                        "print", "save", "save_file", NULL};
    return u->file[0] && call->first->next && !fl_is_one_of(call->first->text, paths) &&
           names_file(u, call->first->next);
}

/* Methods of data, and functions, that leave its values as they are. */
static bool keeps_values(const char *word, bool method)
{
    static const char *const methods[] =
        {"to",      "float",          "cpu",         "contiguous", "clone",     "detach",     "numpy",
         "reshape", "view",           "squeeze",     "long",       "unsqueeze", "unsqueeze_", "astype",
         "flatten", "ravel",          "copy",        "tolist",     "int",       "type",       "share_memory_",
         "double",  "view_as",        "expand_dims", "split",      "chunk",     "data",       "items",
         "values",  "requires_grad_", "pin_memory",  NULL},
                             *const functions[] = {"tensor",
                                                   "as_tensor",
                                                   "from_numpy",
                                                   "array",
                                                   "asarray",
                                                   "Tensor",
                                                   "FloatTensor",
                                                   "LongTensor",
                                                   "list",
                                                   "tuple",
                                                   "zip",
                                                   "enumerate",
                                                   "iter",
                                                   "next",
                                                   "stack",
                                                   "vstack",
                                                   "TensorDataset",
                                                   "DataLoader",
                                                   "one_hot",
                                                   "atleast_2d",
                                                   "from_vec",
                                                   "ascontiguousarray",
                                                   "expand_dims",
                                                   "tqdm",
                                                   "Subset",
                                                   "reshape",
                                                   "unsqueeze",
                                                   "flatten",
                                                   "deepcopy",
                                                   "float32",
                                                   "array_split",
                                                   "split",
                                                   "squeeze",
                                                   "frombuffer",
                                                   NULL};
    return fl_is_one_of(word, method ? methods : functions);
}

/* The same of Rust; an iterator over data gives its values. */
static bool keeps_values_in_rust(const char *word, bool method)
{
    static const char *const
        methods[] = {"chunks", "chunks_exact", "iter",      "into_iter", "to_vec",    "as_slice", "cloned",
                     "copied", "collect",      "enumerate", "clone",     "into",      "unwrap",   "expect",
                     "as_ref", "to_owned",     "reshape",   "view",      "unsqueeze", "zip",      "get",
                     "row",    "to_dtype",     "to_device", "step_by",   "t",         NULL},
        *const functions[] = {"new",  "from_slice", "from_vec",  "from_shape_vec", "from",  "from_iter",
                              "Some", "Ok",         "black_box", "to_vec",         "clone", "from_data",
                              "vec!", NULL};
    return fl_is_one_of(word, method ? methods : functions);
}

static bool answers_no_data(used *u, fl_node *call)
{
    static const char *const counts[] = {"len", "range", "print", "isinstance", "type",
                                         "id",  "size",  "dim",   "argmax",     NULL};
    fl_evaluator *e = &u->source->evaluator;
    if (fl_is_one_of(call->first->text, counts) || fl_model_of(e, call->first) ||
        (u->source->rust && fl_is_prediction(e, call)))
        return true;
    const fl_node *called =
        call->first->kind == FL_NODE_NAME ? fl_meaning(&u->source->program, call->first) : NULL;
    return fl_node_is(called, FL_NODE_PARAMETER, NULL) || fl_node_is(called, FL_NODE_ASSIGN, NULL) ||
           fl_is_ambiguous(called); /* what an object answers is not the data, whatever it is */
}

static unsigned kind_of_call(used *u, fl_node *call, int deep)
{
    fl_program *program = &u->source->program;
    const fl_node *own = fl_called_function(program, call->first);
    const char *word = call->first->text;
    bool method = call->first->kind == FL_NODE_FIELD;
    if (opens_file(u, call))
        return GIVEN;
    if (own)
        return answered_by(u, own, NULL, "", deep);
    if (answers_no_data(u, call))
        return 0;
    unsigned object = method ? kind_of(u, call->first->first, deep + 1) : 0;
    if (object == GIVEN)
        return keeps_values(word, true) ? object : part_of_file(u, call->first->next);
    if (u->source->rust && method && (object & DATA) && keeps_values_in_rust(word, true))
        return strcmp(word, "zip") == 0 ? object | all_of(u, call->first->next, deep) : object;
    if (method && (object & DATA) && keeps_values(word, true))
        return object;
    unsigned kind = object | all_of(u, call->first->next, deep);
    const fl_node *m = method ? NULL : fl_meaning(program, call->first);
    bool class_node = fl_node_is(m, FL_NODE_CLASS, NULL);
    for (const fl_node *n = class_node ? m : NULL; n;
         n = fl_node_following(n, m)) /* a Dataset of the program's own */
        if (fl_node_is(n, FL_NODE_FUNCTION, "__getitem__") || fl_node_is(n, FL_NODE_FUNCTION, "__iter__"))
            kind |= answered_by(u, n, NULL, "", deep + 1);
    bool known =
        u->source->rust ? keeps_values_in_rust(word, false) : keeps_values(word, false) || class_node;
    bool keeps = !(object & DATA) && known;
    return keeps ? kind : changed(kind);
}

static unsigned kind_of(used *u, fl_node *node, int deep)
{
    if (!node || deep > DEEPEST || u->looks == 0)
        return 0;
    u->looks--;
    unsigned here = made_at(u, node);
    if (here)
        return here;
    switch (node->kind) {
    case FL_NODE_NAME:
        return kind_of_name(u, node, deep);
    case FL_NODE_FIELD:
        if (strcmp(node->text, "data") == 0)
            return kind_of(u, node->first, deep + 1);
        if (strcmp(node->text, "T") == 0) /* weights of the given file, to multiply by */
            return kind_of(u, node->first, deep + 1) & ~(unsigned)DATA;
        return fl_node_is(node->first, FL_NODE_NAME, "self") ? kind_of_member(u, node, deep) : 0;
    case FL_NODE_CALL:
        return node->first ? kind_of_call(u, node, deep) : 0;
    case FL_NODE_INDEX:
        here = kind_of(u, node->first, deep + 1);
        return here == GIVEN ? part_of_file(u, node->last) : here;
    case FL_NODE_KEYWORD:
    case FL_NODE_COMPREHENSION:
        return kind_of(u, node->first, deep + 1);
    case FL_NODE_ASSIGN:
        return kind_of(u, node->last, deep + 1);
    case FL_NODE_LIST:
    case FL_NODE_OPAQUE:
    case FL_NODE_DICT:
        return all_of(u, node->first, deep);
    case FL_NODE_ENTRY:
        return kind_of(u, node->last, deep + 1);
    default:
        return changed(all_of(u, node->first, deep));
    }
}
/* NOLINTEND(misc-no-recursion) */

/* ---- where data is changed in its place ---- */

/* x.mul_(…), x[…] = …, x += …, torch.mul(x, …, out=x), random.shuffle(x): what is changed; NULL. */
static fl_node *changed_by(const fl_node *n)
{
    static const char *const methods[] = {"fill",     "sort",        "put",       "reverse",  "insert",
                                          "pop",      "clear",       "partition", "itemset",  "resize",
                                          "shuffle",  "__setitem__", "__imul__",  "__iadd__", "__itruediv__",
                                          "__isub__", "__delitem__", NULL},
                             *const kept[] = {"requires_grad_", "share_memory_", "unsqueeze_", "squeeze_",
                                              "retain_grad_",   "__init__",      NULL},
                             *const functions[] = {"shuffle",   "copyto",  "putmask",   "place",   "put",
                                                   "heapify",   "imul",    "iadd",      "isub",    "itruediv",
                                                   "ifloordiv", "ipow",    "imod",      "setitem", "delitem",
                                                   "memset",    "memcpy",  "memmove",   "fill",    "fill_n",
                                                   "swap",      "replace", "transform", "take",    NULL};
    if (n->kind == FL_NODE_ASSIGN && strcmp(n->text, "=") != 0)
        return n->first;
    if (n->kind == FL_NODE_ASSIGN)
        return n->first->kind == FL_NODE_INDEX || fl_node_is(n->first, FL_NODE_FIELD, "data")
                   ? n->first->first
                   : NULL;
    if (n->kind == FL_NODE_KEYWORD && strcmp(n->text, "out") == 0)
        return n->first;
    if (n->kind != FL_NODE_CALL || !n->first)
        return NULL;
    const char *word = n->first->text;
    bool field = n->first->kind == FL_NODE_FIELD, in_place = field && fl_ends_with(word, "_");
    bool of_module = field && (fl_node_is(n->first->first, FL_NODE_NAME, "torch") ||
                               (fl_node_is(n->first->first, FL_NODE_FIELD, NULL) &&
                                fl_node_is(n->first->first->first, FL_NODE_NAME, "torch")));
    if ((fl_is_one_of(word, functions) || (of_module && in_place)) && n->first->next)
        return n->first->next; /* torch.relu_(x), torch.Tensor.mul_(x, …) */
    bool method = field && !fl_is_one_of(word, kept) &&
                  ((in_place && !fl_ends_with(word, "__")) || fl_is_one_of(word, methods));
    return method ? n->first->first : NULL;
}

static void block(used *u, unsigned kind, const fl_node *where, const char *what)
{
    static const struct {
        unsigned kind;
        int point;
    } points[] = {{PIXELS, 41}, {LABELS, 42}, {SAMPLE, 44}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        if (kind & points[i].kind)
            fl_source_block(u->source, points[i].point, where, "%s", what);
}

static void judge_changes(used *u, const fl_node *n)
{
    fl_node *object = made_at(u, n) ? NULL : changed_by(n);
    while (object && object->kind == FL_NODE_INDEX)
        object = object->first;
    if (object && object->kind != FL_NODE_LIST)
        block(u, kind_of(u, object, 0), n,
              "the data is changed behind its formula or file; to what is not followed");
}

/* ---- what is trained on, and inferred ---- */

static bool trains_in(fl_source *s, const fl_node *function)
{
    const fl_node *root = function ? fl_node_child(function, 1) : NULL;
    for (fl_node *n = (fl_node *)root; n; n = fl_node_following(n, root))
        if (n->kind == FL_NODE_CALL && (fl_node_is(n->first, FL_NODE_FIELD, "backward") ||
                                        fl_node_is(n->first, FL_NODE_FIELD, "backward_step")))
            return fl_called_function(&s->program, n->first) == NULL;
    return false;
}

/* loss_of(…), F.cross_entropy(…) */
static bool is_loss(fl_source *s, const fl_node *call, const fl_node *model)
{
    char name[256];
    if (model && model->kind == FL_NODE_CALL && model->first)
        return fl_ends_with(fl_dotted(&s->program, model->first, name), "Loss");
    fl_dotted(&s->program, call->first, name);
    if (s->rust) /* criterion.forward(&answers, &labels) */
        return (!fl_ends_with(name, ".new") && (strstr(name, "entropy") || strstr(name, "loss."))) ||
               (call->first->next && call->first->next->next &&
                fl_is_prediction(&s->evaluator, (fl_node *)call));
    return strncmp(name, "torch.nn.functional.", 20) == 0 &&
           (strstr(name, "entropy") || strstr(name, "loss"));
}

/* Whether anything calls the function in which a node stands, from the top of the program on. */
static bool is_asked_for(fl_source *s, const fl_node *node)
{
    for (int calls = 0; node && calls < MOST_CALLERS; calls++) {
        const fl_node *function = fl_function_of(node, false);
        if (!function || strcmp(function->text, "main") == 0)
            return true;
        node = fl_next_call_of(&s->program, function, NULL);
    }
    return node != NULL;
}

/* What a model or a loss is given. */
static void judge_use(used *u, fl_node *call)
{
    fl_source *s = u->source;
    if (!call->first)
        return;
    const fl_node *model = fl_model_of(&s->evaluator, call->first);
    bool infers = model || (s->rust && fl_is_prediction(&s->evaluator, call));
    bool loss = is_loss(s, call, model);
    bool fits =
        fl_node_is(call->first, FL_NODE_FIELD, "fit") && !fl_called_function(&s->program, call->first);
    if (!(infers || loss || fits))
        return;
    unsigned kind = all_of(u, call->first->next, 0);
    if ((kind & SAMPLE) && (kind & CHANGED) && u->model && fl_node_is_within(call, u->model))
        block(u, SAMPLE, call, "forward() changes what it is given before its layer");
    if (!is_asked_for(s, call) ||
        fl_node_is_within(call, s->measuring.main ? s->measuring.main->start->parent : NULL))
        return;
    bool trains = fits || trains_in(s, fl_function_of(call, false));
    if (trains && !(kind & CHANGED))
        u->trained |= kind;
    if (kind & CHANGED)
        block(u, kind & (PIXELS | LABELS), call, "what is trained on is not the data as it was made");
    if (trains && (fits || !loss) && !(kind & PIXELS))
        block(u, PIXELS, call, "what is trained on is not followed to the training pixels");
    if (trains && (fits || loss) && !(kind & LABELS))
        block(u, LABELS, call, "what is trained on is not followed to the labels");
}

/* One of what the timed inference is given must be the sample as it was made. */
static void judge_input(used *u)
{
    const fl_node *infers =
        u->source->measuring.main ? u->source->measuring.timed.place[FL_DOES_PREDICT] : NULL;
    bool call = fl_node_is(infers, FL_NODE_CALL, NULL), good = false;
    unsigned any = 0;
    if (!infers && (u->source->measuring.main || u->file[0]))
        block(u, SAMPLE, NULL, "what is timed was not found: whether it is given the sample is not known");
    if (!infers || !(call || infers->kind == FL_NODE_BINARY))
        return;
    for (fl_node *n = infers->first; n; n = n->next) {
        fl_node *given = call && n == infers->first ? (n->kind == FL_NODE_FIELD ? n->first : NULL) : n;
        unsigned kind = kind_of(u, given, 0);
        good = good || ((kind & SAMPLE) && !(kind & CHANGED));
        any |= kind;
    }
    if (!good)
        block(u, SAMPLE, infers,
              any & SAMPLE ? "the sample is changed on its way to the timed inference"
                           : "what is inferred is not followed to the agreed sample");
}

bool fl_is_given_file(fl_source *s, fl_node *node, const char *path)
{
    used u = {
        .source = s, .made = &(fl_made_data){NULL, NULL, NULL}, .file = base_name(path), .looks = MOST_LOOKS};
    if (!node || kind_of(&u, node, 0) != GIVEN)
        return false;
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            fl_node *object = changed_by(n);
            while (object && object->kind == FL_NODE_INDEX)
                object = object->first;
            if (object && object->kind != FL_NODE_LIST && (kind_of(&u, object, 0) & GIVEN))
                return false;
        }
    return u.looks > 0;
}

void fl_judge_used_data(fl_source *s, const fl_made_data *made)
{
    used u = {.source = s, .made = made, .file = "", .looks = MOST_LOOKS};
    if (s->given->by_lab)
        return;
    u.model = s->measuring.main ? fl_timed_model(s) : NULL;
    if (s->side->has_data)
        u.file = base_name(s->side->data_path);
    if (!made->pixels && !made->labels && !made->sample && !u.file[0])
        return;
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            judge_changes(&u, n);
            if (n->kind == FL_NODE_CALL)
                judge_use(&u, n);
        }
    judge_input(&u);
    unsigned formula = (made->pixels ? PIXELS : 0U) | (made->labels ? LABELS : 0U);
    if (u.file[0])
        block(&u, (PIXELS | LABELS) & ~(formula | u.trained), NULL,
              "whether the given data is what was trained on was not found in the source");
    if (u.looks == 0)
        block(&u, DATA, NULL, "what becomes of the data takes too many steps to follow");
}
