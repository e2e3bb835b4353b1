/* Point 4: is every generator whose random numbers are used seeded with 42, before the first of them? */
#include <math.h>
#include <string.h>

#include "bench/audit/providers/sources_order.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/audit/reader/known_calls.h"

typedef struct seeding {
    fl_source *source;
    const fl_node *call, *before; /* what needs chance before the call is reached */
    bool reached;
} seeding;

static void note_seeding(void *context, fl_node *node)
{
    seeding *g = context;
    char name[256];
    if (node->kind != FL_NODE_CALL || !node->first || g->reached)
        return;
    g->reached = node == g->call;
    fl_effect effect = fl_known_effect(fl_dotted(&g->source->program, node->first, name));
    if (!g->reached && !g->before && (effect == FL_DOES_TRAIN || strcmp(name, "torch.nn.Linear") == 0))
        g->before = node;
}

/* The call that seeds must be executed, before weights are made; Backend::seed() of Rust is one, a model's own seed none. */
static void judge_order_of_seed(fl_source *s, const fl_node *call)
{
    seeding g = {.source = s, .call = call};
    const fl_node *function = s->rust ? NULL : fl_function_of(call, false);
    const bool of_all = s->python ? s->torch : s->rust && strcmp(call->first->text, "seed") == 0;
    if (!of_all || !s->measuring.main)
        return;
    bool followed = fl_source_executed(s, note_seeding, &g);
    if (g.before && g.reached)
        fl_source_add(s, 4, FAIL, call, "weights are made or trained before the generator is seeded here");
    else if (function && !g.reached)
        fl_source_block(s, 4, call,
                        followed ? "the generator is seeded here, which is not reached before the timed loop"
                                 : "whether the generator is seeded in time is not followed");
}

/* ---- Python's generators, each of which has a seed of its own ---- */

typedef enum generator { TORCH, NUMPY, PYTHON, GENERATORS, NONE = GENERATORS } generator;

static const char *const generator_names[] = {"PyTorch", "NumPy", "Python's random"};

static generator seeds_generator(const char *name)
{
    static const char *const torch[] = {"torch.manual_seed", "torch.random.manual_seed", NULL};
    if (fl_is_one_of(name, torch))
        return TORCH;
    if (strcmp(name, "numpy.random.seed") == 0)
        return NUMPY;
    return strcmp(name, "random.seed") == 0 ? PYTHON : NONE;
}

/* DataLoader(…, shuffle=True) */
static bool shuffles(const fl_node *call)
{
    for (const fl_node *n = call->first->next; n; n = n->next)
        if (fl_node_is(n, FL_NODE_KEYWORD, "shuffle"))
            return !fl_node_is(n->first, FL_NODE_TRUTH, "false");
    return false;
}

static const fl_node *argument_named(const fl_node *call, const char *name)
{
    for (const fl_node *n = call->first->next; n; n = n->next)
        if (fl_node_is(n, FL_NODE_KEYWORD, name))
            return n->first;
    return NULL;
}

static bool draws_of_torch(fl_source *s, const fl_node *call, const char *name)
{
    static const char *const functions[] = {"torch.rand",
                                            "torch.randn",
                                            "torch.randint",
                                            "torch.randperm",
                                            "torch.normal",
                                            "torch.bernoulli",
                                            "torch.multinomial",
                                            "torch.poisson",
                                            "torch.rand_like",
                                            "torch.randn_like",
                                            "torch.dropout",
                                            "torch.randint_like",
                                            "torch.nn.functional.dropout",
                                            "torch.utils.data.random_split",
                                            NULL},
                             *const methods[] = {".normal_",          ".uniform_",
                                                 ".random_",          ".bernoulli_",
                                                 ".exponential_",     ".geometric_",
                                                 ".reset_parameters", NULL},
                             *const loads[] = {".load_state_dict", NULL},
                             *const layers[] = {"torch.nn.Linear", "torch.nn.Bilinear", "torch.nn.LazyLinear",
                                                NULL};
    if (argument_named(call, "generator"))
        return false; /* judged where it is made */
    if (fl_ends_with(name, ".DataLoader"))
        return shuffles(call);
    if (fl_is_one_of(name, layers)) /* of weights that are replaced nothing remains */
        return !fl_source_find(s, loads, NULL);
    return fl_is_one_of(name, functions) || (s->torch && fl_is_one_of(name, methods)) ||
           (strncmp(name, "torch.nn.init.", 14) == 0 &&
            (strstr(name, "normal") || strstr(name, "uniform") || strstr(name, "orthogonal")));
}

static generator draws_of(fl_source *s, const fl_node *call, const char *name)
{
    static const char *const others[] = {"seed",         "default_rng", "RandomState",  "Generator",
                                         "SeedSequence", "get_state",   "set_state",    "getstate",
                                         "setstate",     "Random",      "SystemRandom", "PCG64",
                                         "MT19937",      "Philox",      "SFC64",        NULL};
    const char *last = strrchr(name, '.') ? strrchr(name, '.') + 1 : name;
    if (draws_of_torch(s, call, name))
        return TORCH;
    if (fl_is_one_of(last, others))
        return NONE;
    if (strncmp(name, "numpy.random.", 13) == 0)
        return strchr(name + 13, '.') ? NONE : NUMPY;
    return strncmp(name, "random.", 7) == 0 && !strchr(name + 7, '.') ? PYTHON : NONE;
}

/* A generator of its own that nobody seeds, or that no seed makes repeat itself. */
static bool is_never_seeded(const fl_node *call, const char *name)
{
    static const char *const
        made[] = {"numpy.random.default_rng", "numpy.random.RandomState",  "random.Random",
                  "numpy.random.PCG64",       "numpy.random.MT19937",      "numpy.random.Philox",
                  "numpy.random.SFC64",       "numpy.random.SeedSequence", NULL},
        *const never[] = {"random.SystemRandom",    "os.urandom",          "os.getrandom",
                          "secrets.randbelow",      "secrets.choice",      "secrets.token_bytes",
                          "secrets.randbits",       "torch.seed",          "torch.random.seed",
                          "secrets.SystemRandom",   "torch.set_rng_state", "torch.random.set_rng_state",
                          "numpy.random.set_state", "random.setstate",     NULL};
    const fl_node *given = call->first->next;
    given = fl_node_is(given, FL_NODE_KEYWORD, NULL) ? given->first : given;
    if (fl_is_one_of(name, never))
        return true;
    return fl_is_one_of(name, made) && (!given || fl_node_is(given, FL_NODE_NONE, NULL));
}

/* torch.Generator() without .manual_seed(…) of it or of the name that it is given. */
static bool is_bare_generator(fl_source *s, const fl_node *call, const char *name)
{
    const fl_node *assign = call->parent;
    if (strcmp(name, "torch.Generator") != 0)
        return false;
    if (fl_node_is(assign, FL_NODE_FIELD, "manual_seed"))
        return false;
    for (size_t i = 0; fl_node_is(assign, FL_NODE_ASSIGN, NULL) && i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            if (fl_node_is(n, FL_NODE_FIELD, "manual_seed") && fl_node_is(n->first, FL_NODE_NAME, NULL) &&
                fl_node_is(assign->first, FL_NODE_NAME, n->first->text))
                return false;
    return true;
}

typedef struct draws {
    fl_source *source;
    bool seeded[GENERATORS];
    const fl_node *before[GENERATORS]; /* the first draw that no seed stands before */
} draws;

static void note_draw(void *context, fl_node *node)
{
    draws *d = context;
    char name[256];
    if (node->kind != FL_NODE_CALL || !node->first)
        return;
    fl_dotted(&d->source->program, node->first, name);
    generator seeds = seeds_generator(name), drawn = draws_of(d->source, node, name);
    if (seeds != NONE && node->first->next)
        d->seeded[seeds] = true;
    if (drawn != NONE && !d->seeded[drawn] && !d->before[drawn])
        d->before[drawn] = node;
}

/* What stands at the top of the files, up to the first call of a function of theirs, is executed before it. */
static void begin_at_top(draws *d)
{
    fl_program *program = &d->source->program;
    if (!d->source->measuring.main || !fl_function_of(d->source->measuring.main->start, false))
        return; /* the top is where the walk begins */
    for (size_t i = 0; i < program->file_count; i++)
        for (fl_node *module = program->files[i].module, *n = module; n;) {
            if (n->kind == FL_NODE_CALL && n->first && fl_called_function(program, n->first))
                break;
            bool later = n->kind == FL_NODE_FUNCTION || n->kind == FL_NODE_LAMBDA;
            if (!later)
                note_draw(d, n);
            n = later ? fl_node_skipping(n, module) : fl_node_following(n, module);
        }
}

/* What is executed in no order that is known is looked at in that of the text. */
static void judge_draws(fl_source *s)
{
    draws d = {.source = s}, anywhere = {.source = s};
    char name[256];
    if (!s->python)
        return;
    begin_at_top(&d);
    bool followed = s->measuring.main && fl_source_executed(s, note_draw, &d);
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            note_draw(&anywhere, n);
            bool call = n->kind == FL_NODE_CALL && n->first;
            if (call && (is_never_seeded(n, fl_dotted(&s->program, n->first, name)) ||
                         is_bare_generator(s, n, fl_dotted(&s->program, n->first, name))))
                fl_source_block(s, 4, n, "%.60s draws what no seed makes repeat itself", name);
        }
    for (int g = 0; g < GENERATORS; g++) {
        const fl_node *never = anywhere.seeded[g] ? NULL : anywhere.before[g];
        const fl_node *place = followed && d.before[g] ? d.before[g] : never;
        if (place)
            fl_source_block(s, 4, place, "random numbers of %s are drawn here, which is not seeded before",
                            generator_names[g]);
    }
}

static bool is_seeding(const fl_node *n)
{
    static const char *const words[] = {"manual_seed",
                                        "seed",
                                        "seed_from_u64",
                                        "with_seed",
                                        "manual_seed_all",
                                        "with_random_state",
                                        "default_rng",
                                        "set_seed",
                                        "RandomState",
                                        "srand",
                                        "srandom",
                                        "srand48",
                                        "mersenne_twister_engine",
                                        "linear_congruential_engine",
                                        "subtract_with_carry_engine",
                                        NULL};
    return n->kind == FL_NODE_CALL && n->first && n->first->kind != FL_NODE_CALL &&
           fl_is_one_of(n->first->text, words);
}

/* The calls that seed: the last that is right, the first, and the first of PyTorch's. */
typedef struct seeds {
    const fl_node *good, *first, *of_torch;
} seeds;

static void judge_seeding(fl_source *s, const fl_node *n, seeds *found)
{
    char name[256];
    fl_dotted(&s->program, n->first, name);
    if (!n->first->next) {
        if (strcmp(name, "torch.seed") == 0)
            fl_source_block(s, 4, n, "the generator is seeded by chance");
        return;
    }
    fl_node *last = n->last->kind == FL_NODE_KEYWORD ? n->last->first : n->last;
    double seed = fl_evaluate_number(&s->evaluator, last, NULL);
    if (isnan(seed) && s->python &&
        (seeds_generator(name) != NONE || strncmp(name, "numpy.random.", 13) == 0))
        fl_source_block(s, 4, n, "the seed cannot be told");
    else if (isnan(seed))
        fl_source_add(s, 4, UNCHECKED, n, "the seed cannot be told");
    else if (!fl_happens_always(s, n))
        fl_source_add(s, 4, UNCHECKED, n, "whether it is seeded depends on a condition");
    else if (seed != FL_SEED)
        fl_source_add(s, 4, FAIL, n, "the generator is seeded with %.0f, not %d", seed, FL_SEED);
    else
        found->good = n;
    found->first = found->first ? found->first : n;
    if (!found->of_torch && strncmp(name, "torch.", 6) == 0)
        found->of_torch = n;
}

/* What stands before the last "::" or "." of what seeds, or the name that it is given; "": neither is a name. */
static const char *seeded_thing(const fl_node *call)
{
    const fl_node *owner = call->first->kind == FL_NODE_FIELD ? call->first->first : NULL;
    const fl_node *assign = call->parent;
    if (strcmp(call->first->text, "seed") == 0)
        return owner && (owner->kind == FL_NODE_NAME || owner->kind == FL_NODE_FIELD) ? owner->text : "";
    return fl_node_is(assign, FL_NODE_ASSIGN, NULL) && fl_node_is(assign->first, FL_NODE_NAME, NULL)
               ? assign->first->text
               : "";
}

/* C: rand() begins where srand() did not tell it to. */
static void judge_draws_of_c(fl_source *s)
{
    static const char *const chance[] = {"rand", "random", "drand48", "lrand48", "erand48", "mrand48", NULL},
                             *const seed[] = {"srand", "srandom", "srand48", "seed48", "initstate", NULL};
    const fl_node *drawn = NULL, *seeded = NULL;
    for (size_t i = 0; s->c && i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            if (n->kind != FL_NODE_CALL || !n->first || fl_called_function(&s->program, n->first))
                continue;
            drawn = drawn || !fl_is_one_of(n->first->text, chance) ? drawn : n;
            seeded = seeded || !fl_is_one_of(n->first->text, seed) ? seeded : n;
        }
    if (drawn && !seeded)
        fl_source_block(s, 4, drawn, "random numbers of C's library are drawn here, which is not seeded");
}

/* A generator that is seeded and nobody draws from, or a backend that nobody computes with, is not the one in use. */
static void judge_use_of_seeded(fl_source *s, const fl_node *call)
{
    const char *thing = seeded_thing(call);
    size_t uses = 0;
    for (size_t i = 0; !s->python && thing[0] && i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            uses += (n->kind == FL_NODE_NAME || n->kind == FL_NODE_FIELD) && strcmp(n->text, thing) == 0 &&
                    !fl_node_is_within(n, call) && n->parent->kind != FL_NODE_IMPORT &&
                    !(n->parent->kind == FL_NODE_ASSIGN && n->parent->first == n);
    if (!s->python && thing[0] && uses == 0)
        fl_source_block(s, 4, call, "nothing else uses %.60s, which is seeded here", thing);
}

void fl_source_seeds(fl_source *s)
{
    seeds found = {NULL, NULL, NULL};
    for (size_t i = 0; i < s->program.file_count; i++) {
        fl_node *module = s->program.files[i].module;
        for (fl_node *n = module; n; n = fl_node_following(n, module))
            if (is_seeding(n))
                judge_seeding(s, n, &found);
    }
    if (!found.good)
        return;
    judge_draws(s);
    judge_draws_of_c(s);
    judge_use_of_seeded(s, found.good);
    judge_order_of_seed(s, found.of_torch ? found.of_torch : found.first);
    fl_source_add(s, 4, PASS, found.good, "the generator is seeded with %d", FL_SEED);
}
