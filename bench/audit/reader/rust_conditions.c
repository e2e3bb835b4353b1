/* What Rust compiles by conditions: #[cfg(…)], #![cfg(…)], cfg!(…) (The Rust Reference, "Conditional compilation"). What
 * cannot be told of the build stays in the tree, marked. */
#include <string.h>

#include "bench/audit/reader/rust_parse.h"

static fl_rust_truth turned(fl_rust_truth truth)
{
    return truth == FL_RUST_PERHAPS ? truth : truth == FL_RUST_HOLDS ? FL_RUST_FAILS : FL_RUST_HOLDS;
}

static bool is_text(const fl_rust_token *token, const char *text)
{
    return token->size == strlen(text) && memcmp(token->text, text, token->size) == 0;
}

static bool is_listed(const fl_rust_token *token, const char *const words[])
{
    for (size_t i = 0; words[i]; i++)
        if (is_text(token, words[i]))
            return true;
    return false;
}

static fl_rust_truth feature(const fl_rust_conditions *c, const fl_rust_token *name)
{
    for (size_t i = 0; c && i < c->feature_count; i++)
        if (is_text(name, c->features[i]))
            return FL_RUST_HOLDS;
    return c && c->features_told && !c->set_elsewhere ? FL_RUST_FAILS : FL_RUST_PERHAPS;
}

/* unix, test, fast; target_os = "linux", feature = "fast": value is NULL where there is none. */
static fl_rust_truth option(const fl_rust_conditions *c, const fl_rust_token *name,
                            const fl_rust_token *value)
{
    static const char *const of_target[] = {"unix",
                                            "windows",
                                            "panic",
                                            "target_os",
                                            "target_arch",
                                            "target_family",
                                            "target_env",
                                            "target_abi",
                                            "target_endian",
                                            "target_vendor",
                                            "target_feature",
                                            "target_pointer_width",
                                            "target_has_atomic",
                                            "overflow_checks",
                                            NULL};
    if (is_text(name, "test"))
        return FL_RUST_FAILS;
    if (is_text(name, "true") || is_text(name, "false"))
        return is_text(name, "true") ? FL_RUST_HOLDS : FL_RUST_FAILS;
    if (is_text(name, "debug_assertions"))
        return c ? c->debug_assertions : FL_RUST_PERHAPS;
    if (value && is_text(name, "feature"))
        return feature(c, value);
    if (is_listed(name, of_target))
        return FL_RUST_PERHAPS;
    return c && !c->set_elsewhere ? FL_RUST_FAILS : FL_RUST_PERHAPS;
}

/* NOLINTNEXTLINE(misc-no-recursion): parser->depth limits it */
static fl_rust_truth combined(fl_rust_parser *p, bool all)
{
    fl_rust_truth so_far = all ? FL_RUST_HOLDS : FL_RUST_FAILS;
    fl_rust_next(p);
    while (!p->failed && !fl_rust_take(p, ")")) {
        fl_rust_truth one = fl_rust_condition(p);
        const fl_rust_truth neutral = all ? FL_RUST_HOLDS : FL_RUST_FAILS;
        if (one == turned(neutral) || (one == FL_RUST_PERHAPS && so_far == neutral))
            so_far = one;
        if (!fl_rust_take(p, ",") && !fl_rust_mark(p, ")"))
            p->failed = true;
    }
    return so_far;
}

/* NOLINTNEXTLINE(misc-no-recursion): parser->depth limits it */
fl_rust_truth fl_rust_condition(fl_rust_parser *p)
{
    const fl_rust_token *name = p->at, *value = NULL;
    fl_rust_truth truth = FL_RUST_PERHAPS;
    if (p->at->kind != FL_RUST_WORD || ++p->depth >= FL_NODE_DEPTH) {
        p->failed = true;
        return truth;
    }
    fl_rust_next(p);
    if (fl_rust_mark(p, "(")) {
        truth = combined(p, !is_text(name, "any"));
        truth = is_text(name, "not") ? turned(truth) : truth;
    } else {
        if (fl_rust_take(p, "=")) {
            value = p->at;
            fl_rust_next(p);
        }
        truth = option(p->program->conditions, name, value);
    }
    p->depth--;
    return p->failed ? FL_RUST_PERHAPS : truth;
}

fl_rust_truth fl_rust_condition_at(fl_rust_parser *p, const fl_rust_token *group)
{
    fl_rust_parser ahead = *p;
    ahead.at = group;
    fl_rust_next(&ahead); /* the bracket */
    return fl_rust_condition(&ahead);
}

fl_rust_truth fl_rust_attribute_condition(fl_rust_parser *p)
{
    const fl_rust_parser behind = {.at = p->at + 1};
    if (fl_rust_word(p, "test") && fl_rust_mark(&behind, "]"))
        return FL_RUST_FAILS;
    if (!fl_rust_word(p, "cfg") || !fl_rust_mark(&behind, "("))
        return FL_RUST_HOLDS;
    return fl_rust_condition_at(p, p->at + 1);
}

fl_rust_truth fl_rust_both(fl_rust_truth one, fl_rust_truth other)
{
    if (one == FL_RUST_FAILS || other == FL_RUST_FAILS)
        return FL_RUST_FAILS;
    return one == FL_RUST_HOLDS ? other : one;
}

void fl_rust_mark_perhaps(fl_node *first)
{
    for (; first; first = first->next)
        first->perhaps = true;
}
