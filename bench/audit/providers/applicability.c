/* Which points ask about something that is in neither side. The reasons are few, and each was established
 * from all sources of both sides; whatever is in doubt leaves a point as it is. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/audit.h"

/* A reason, and the points that have no subject where it holds: what a point means for other languages or
 * libraries too is not among them. */
typedef struct ground {
    const char *reason;
    bool (*holds)(const fl_side_nature *nature); /* of each side */
    int points[12];
} ground;

static bool has_no_torch(const fl_side_nature *nature)
{
    return !nature->torch;
}

static bool computes_on_cpu_alone(const fl_side_nature *nature)
{
    return !nature->torch && nature->cpu_only;
}

static bool has_no_python(const fl_side_nature *nature)
{
    return !nature->python;
}

static bool has_no_rust(const fl_side_nature *nature)
{
    return !nature->rust;
}

static bool trains_nothing(const fl_side_nature *nature)
{
    return !nature->trains;
}

/* 37, 38 and 40 ask how machine code was built; in Python nothing of the benchmark is. */
static bool is_python_alone(const fl_side_nature *nature)
{
    return nature->python && !nature->rust;
}

static bool compiles_nothing(const fl_side_nature *nature)
{
    return is_python_alone(nature) && !nature->compiles;
}

static const ground grounds[] = {
    {"PyTorch is used by neither side", has_no_torch, {61}},
    {"PyTorch is used by neither side; the libraries that are know neither devices nor gradients nor modes",
     computes_on_cpu_alone,
     {31, 32, 33, 34}},
    {"Python is used by neither side", has_no_python, {35, 62, 67, 75}},
    {"Rust is used by neither side", has_no_rust, {36, 39, 63, 64, 76}},
    {"both sides are Python, and nothing of them is compiled beforehand", is_python_alone, {37, 38, 40, 95}},
    {"both sides are Python, and nothing of them is compiled", compiles_nothing, {68}},
    {"neither side trains, or takes weights or data from elsewhere: there are no training data",
     trains_nothing,
     {41, 42, 43, 46, 49, 51, 72}},
};

bool fl_audit_is_absent(const fl_audit *audit, const char *language, const char *what)
{
    bool (*holds)(const fl_side_nature *) = strcmp(what, "PyTorch") == 0      ? has_no_torch
                                            : strcmp(language, "python") == 0 ? has_no_python
                                                                              : has_no_rust;
    return audit->natures[0].known && audit->natures[1].known && holds(&audit->natures[0]) &&
           holds(&audit->natures[1]);
}

/* A model of PyTorch that nothing trains, where the other side trains, or may. */
static void judge_untrained(fl_audit *audit)
{
    const fl_side_nature *natures = audit->natures;
    for (int i = 0; i < 2; i++) {
        const fl_side_nature *own = &natures[i], *other = &natures[1 - i];
        if (own->known && own->torch && !own->trains && !(other->known && !other->trains))
            fl_audit_add(audit, 51, (fl_concerns)i, FL_POINT_FAIL, FL_BY_READING, own->where,
                         "nothing in its sources trains a model, or takes weights from elsewhere");
    }
}

void fl_judge_applicability(const fl_case *given, fl_audit *audit)
{
    const fl_side_nature *natures = audit->natures;
    if (!given->by_lab)
        judge_untrained(audit);
    if (given->by_lab || !natures[0].known || !natures[1].known) /* the lab's own contestants: all apply */
        return;
    for (size_t i = 0; i < sizeof grounds / sizeof grounds[0]; i++) {
        char where[160];
        if (!grounds[i].holds(&natures[0]) || !grounds[i].holds(&natures[1]))
            continue;
        snprintf(where, sizeof where, "%.70s, %.70s", natures[0].where, natures[1].where);
        for (const int *point = grounds[i].points; *point; point++)
            fl_audit_add(audit, *point, FL_CONCERNS_BOTH, FL_POINT_NOT_APPLICABLE, FL_BY_READING, where, "%s",
                         grounds[i].reason);
    }
}
