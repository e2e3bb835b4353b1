/* Arithmetic of single numbers by the rules of the language that they stand in. A data set has hundreds of thousands of
 * them, so they are small enough for registers. */
#include <math.h>
#include <string.h>

#include "bench/audit/reader/evaluate.h"

static double floored(double a, double b)
{
    double r = fmod(a, b);
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

static fl_scalar scalar_of(double number, bool whole, bool single)
{
    single = single && !whole;
    return (fl_scalar){single ? (double)(float)number : number, whole, single, true};
}

static fl_scalar divided(const char *o, double x, double y, bool whole, bool single, bool compiled)
{
    enum { EXACT = 1 << 30 };
    if (y == 0)
        return (fl_scalar){.known = false};
    if (o[0] == '/' && o[1] == '\0')
        return compiled && whole ? scalar_of(trunc(x / y), true, false) : scalar_of(x / y, false, single);
    if (o[0] == '/')
        return scalar_of(floor(x / y), whole, single);
    if (whole && x >= 0 && x < EXACT && y > 0 && y < EXACT && y == floor(y) && x == floor(x))
        return scalar_of((double)((int)x % (int)y), true, false); /* as fmod, which is slow */
    return scalar_of(compiled ? fmod(x, y) : floored(x, y), whole, single);
}

static fl_scalar bitwise(const char *o, double x, double y)
{
    if (!(x >= 0 && y >= 0 && x < 1e15 && y < 1e15))
        return (fl_scalar){.known = false};
    long long a = (long long)x, b = (long long)y;
    switch (o[0]) {
    case '&':
        return scalar_of((double)(a & b), true, false);
    case '|':
        return scalar_of((double)(a | b), true, false);
    case '^':
        return scalar_of((double)(a ^ b), true, false);
    case '<':
        return b < 32 ? scalar_of(ldexp(x, (int)b), true, false) : (fl_scalar){.known = false};
    case '>':
        return b < 60 ? scalar_of(floor(ldexp(x, -(int)b)), true, false) : (fl_scalar){.known = false};
    default:
        return (fl_scalar){.known = false};
    }
}

fl_scalar fl_scalar_arithmetic(const fl_program_file *file, const char *o, const fl_scalar *a,
                               const fl_scalar *b)
{
    double x = a->number, y = b->number;
    bool whole = a->whole && b->whole, single = a->single || b->single;
    switch (o[0]) {
    case '+':
        return scalar_of(x + y, whole, single);
    case '-':
        return scalar_of(x - y, whole, single);
    case '*':
        return o[1] == '*' ? scalar_of(pow(x, y), whole && y >= 0, single) : scalar_of(x * y, whole, single);
    case '/':
    case '%':
        return divided(o, x, y, whole, single, file->rust || file->c);
    default:
        return whole ? bitwise(o, x, y) : (fl_scalar){.known = false};
    }
}

fl_scalar fl_scalar_cast(const char *type, const fl_scalar *v)
{
    if (type[0] == 'f')
        return scalar_of(v->number, false, strcmp(type, "f32") == 0);
    if (type[0] != 'u' && type[0] != 'i')
        return (fl_scalar){.known = false};
    double number = trunc(v->number);
    if (v->whole && strcmp(type, "u8") == 0)
        number = floored(number, 256);
    else if (v->whole && strcmp(type, "u16") == 0)
        number = floored(number, 65536);
    else if (type[0] == 'u' && number < 0)
        return (fl_scalar){.known = false};
    return scalar_of(number, true, false);
}

static bool is_arithmetic(const char *operation)
{
    switch (operation[0]) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '&':
    case '|':
    case '^':
        return true;
    default:
        return false;
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): evaluator->depth limits it */
bool fl_arithmetic_of_names(fl_evaluator *e, const fl_node *node, const fl_binding *bindings, fl_scalar *s)
{
    fl_scalar a, b;
    if (!node || e->steps == 0 || e->depth >= FL_EVALUATION_DEPTH)
        return false;
    e->steps--;
    if (node->kind == FL_NODE_NUMBER) {
        *s = scalar_of(node->number, node->whole, node->single);
        return true;
    }
    if (node->kind == FL_NODE_NAME) {
        const fl_binding *bound = fl_bound(e, node, bindings);
        if (!bound || bound->value.kind != FL_VALUE_NUMBER)
            return false;
        *s = (fl_scalar){bound->value.number, bound->value.whole, bound->value.single, true};
        return true;
    }
    bool binary = node->kind == FL_NODE_BINARY && is_arithmetic(node->text);
    if (!binary && node->kind != FL_NODE_CAST)
        return false;
    e->depth++;
    bool good = fl_arithmetic_of_names(e, node->first, bindings, &a) &&
                (!binary || fl_arithmetic_of_names(e, node->last, bindings, &b));
    e->depth--;
    if (good)
        *s = binary ? fl_scalar_arithmetic(&e->program->files[node->file], node->text, &a, &b)
                    : fl_scalar_cast(node->text, &a);
    return good && s->known;
}
