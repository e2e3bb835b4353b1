/* What operators and literals come to, by the rules of the language that they stand in. */
#include <math.h>
#include <string.h>

#include "bench/audit/source/evaluate.h"

static const fl_value unknown = {.kind = FL_VALUE_UNKNOWN};

static double floored(double a, double b)
{
    double r = fmod(a, b);
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

static fl_value divided(const char *o, double x, double y, bool whole, bool single, bool rust)
{
    if (y == 0)
        return unknown;
    if (strcmp(o, "/") == 0)
        return rust && whole ? fl_number(trunc(x / y), true, false) : fl_number(x / y, false, single);
    if (strcmp(o, "//") == 0)
        return fl_number(floor(x / y), whole, single);
    return fl_number(rust ? fmod(x, y) : floored(x, y), whole, single);
}

static fl_value bitwise(const char *o, double x, double y)
{
    if (!(x >= 0 && y >= 0 && x < 1e15 && y < 1e15))
        return unknown;
    long long a = (long long)x, b = (long long)y;
    switch (o[0]) {
    case '&':
        return fl_number((double)(a & b), true, false);
    case '|':
        return fl_number((double)(a | b), true, false);
    case '^':
        return fl_number((double)(a ^ b), true, false);
    case '<':
        return b < 32 ? fl_number(ldexp(x, (int)b), true, false) : unknown;
    case '>':
        return b < 60 ? fl_number(floor(ldexp(x, -(int)b)), true, false) : unknown;
    default:
        return unknown;
    }
}

fl_value fl_arithmetic_value(const fl_evaluator *e, const fl_node *node, const fl_value *a, const fl_value *b)
{
    const char *o = node->text;
    double x = a->number, y = b->number;
    bool whole = a->whole && b->whole, single = a->single || b->single;
    if (strcmp(o, "**") == 0)
        return fl_number(pow(x, y), whole && y >= 0, single);
    switch (o[0]) {
    case '+':
        return fl_number(x + y, whole, single);
    case '-':
        return fl_number(x - y, whole, single);
    case '*':
        return fl_number(x * y, whole, single);
    case '/':
    case '%':
        return divided(o, x, y, whole, single, fl_in_rust(e, node));
    default:
        return whole ? bitwise(o, x, y) : unknown;
    }
}

static fl_value compare(const char *o, const fl_value *a, const fl_value *b)
{
    if (a->kind == FL_VALUE_STRING && b->kind == FL_VALUE_STRING) {
        if (strcmp(o, "==") == 0 || strcmp(o, "!=") == 0)
            return fl_truth((strcmp(a->text, b->text) == 0) == (o[0] == '='));
        return unknown;
    }
    if (!fl_is_number(a) || !fl_is_number(b))
        return unknown;
    double x = a->number, y = b->number;
    bool or_equal = o[1] == '=';
    switch (o[0]) {
    case '=':
        return fl_truth(x == y);
    case '!':
        return fl_truth(x != y);
    case '<':
        return fl_truth(x < y || (or_equal && x == y));
    default:
        return fl_truth(x > y || (or_equal && x == y));
    }
}

/* NOLINTBEGIN(misc-no-recursion): evaluator->depth limits it */

static fl_value combined(fl_evaluator *e, const fl_node *node, const fl_value *a, const fl_value *b);

/* Arrays of numpy and torch: element by element, a number with each. */
static fl_value elementwise(fl_evaluator *e, const fl_node *node, fl_value a, fl_value b)
{
    a = a.kind == FL_VALUE_SAMPLES ? fl_items(e, &a) : a;
    b = b.kind == FL_VALUE_SAMPLES ? fl_items(e, &b) : b;
    bool lists[2] = {a.kind == FL_VALUE_LIST, b.kind == FL_VALUE_LIST};
    if (!(lists[0] || lists[1]) || !(lists[0] || fl_is_number(&a)) || !(lists[1] || fl_is_number(&b)) ||
        (lists[0] && lists[1] && a.count != b.count) || ++e->depth > FL_EVALUATION_DEPTH)
        return unknown;
    size_t count = lists[0] ? a.count : b.count;
    fl_value *items = fl_value_array(e, count);
    for (size_t i = 0; items && i < count; i++)
        items[i] = combined(e, node, lists[0] ? &a.items[i] : &a, lists[1] ? &b.items[i] : &b);
    e->depth--;
    return items ? (fl_value){.kind = FL_VALUE_LIST, .count = count, .items = items} : unknown;
}

static fl_value combined(fl_evaluator *e, const fl_node *node, const fl_value *a, const fl_value *b)
{
    return fl_is_number(a) && fl_is_number(b) ? fl_arithmetic_value(e, node, a, b)
                                              : elementwise(e, node, *a, *b);
}

/* [x] * 3 of Python: a list that is written out is repeated, not multiplied. */
static bool is_repetition(const fl_evaluator *e, const fl_node *node)
{
    return (node->first->kind == FL_NODE_LIST || node->first->kind == FL_NODE_COMPREHENSION) &&
           strcmp(node->text, "*") == 0 && !fl_in_rust(e, node);
}

static fl_value repeated(fl_evaluator *e, const fl_value *list, const fl_value *times)
{
    enum { MOST_TIMES = 100000 };
    if (list->kind != FL_VALUE_LIST || !fl_is_number(times) || times->number > MOST_TIMES)
        return unknown;
    size_t count = times->number > 0 ? list->count * (size_t)times->number : 0;
    fl_value *items = fl_value_array(e, count);
    for (size_t i = 0; items && i < count; i++)
        items[i] = list->items[i % list->count];
    return items ? (fl_value){.kind = FL_VALUE_LIST, .count = count, .items = items} : unknown;
}

fl_value fl_binary_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value a = fl_evaluate(e, node->first, bindings);
    if (node->text[0] == 'a' || node->text[0] == 'o') { /* and, or */
        if (!fl_is_number(&a))
            return unknown;
        bool decided = (a.number != 0) == (node->text[0] == 'o');
        return decided ? a : fl_evaluate(e, node->last, bindings);
    }
    fl_value b = fl_evaluate(e, node->last, bindings);
    if (node->text[0] == '=' || node->text[0] == '!' ||
        ((node->text[0] == '<' || node->text[0] == '>') && node->text[1] != node->text[0]))
        return compare(node->text, &a, &b);
    return is_repetition(e, node) ? repeated(e, &a, &b) : combined(e, node, &a, &b);
}

fl_value fl_cast_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v = fl_evaluate(e, node->first, bindings);
    const char *type = node->text;
    if (!fl_is_number(&v))
        return v;
    if (type[0] == 'f')
        return fl_number(v.number, false, strcmp(type, "f32") == 0);
    if (type[0] != 'u' && type[0] != 'i')
        return unknown;
    double number = trunc(v.number);
    if (v.whole && strcmp(type, "u8") == 0)
        number = floored(number, 256);
    else if (v.whole && strcmp(type, "u16") == 0)
        number = floored(number, 65536);
    else if (type[0] == 'u' && number < 0)
        return unknown;
    return fl_number(number, true, false);
}

fl_value fl_unary_value(fl_evaluator *e, fl_node *node, const fl_binding *bindings)
{
    fl_value v = fl_evaluate(e, node->first, bindings);
    if (!fl_is_number(&v))
        return unknown;
    if (node->text[0] == '-')
        return fl_number(-v.number, v.whole, v.single);
    return node->text[0] == 'n' ? fl_truth(v.number == 0) : unknown;
}

/* NOLINTEND(misc-no-recursion) */
