#include "bench/verdict/equal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/task/values.h"
#include "bench/verdict/attest.h"
#include "kernels/kernel.h"

typedef enum likeness { LIKE, UNLIKE, UNTOLD } likeness;

FL_PRINTF(3, 4)
static likeness unlike(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, size, format, arguments);
    va_end(arguments);
    return UNLIKE;
}

/* Shapes of 0 are not told. */
static likeness judge_work(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    const fl_document *x = a->document, *y = b->document;
    const char *work_a = a->result->work, *work_b = b->result->work;
    bool differ = (work_a[0] && work_b[0] && strcmp(work_a, work_b) != 0) ||
                  (x->input_dim && y->input_dim && x->input_dim != y->input_dim) ||
                  (x->num_classes && y->num_classes && x->num_classes != y->num_classes);
    if (differ)
        return unlike(
            text, size,
            "A (%s) does %s, %d inputs to %d classes; B (%s) %s, %d to %d; their ratio does not say "
            "which is better made",
            a->result->name, work_a[0] ? work_a : "work that its file does not tell", x->input_dim,
            x->num_classes, b->result->name, work_b[0] ? work_b : "work that its file does not tell",
            y->input_dim, y->num_classes);
    return work_a[0] && work_b[0] ? LIKE : UNTOLD;
}

static likeness judge_model(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    const fl_document *x = a->document, *y = b->document;
    if (!x->model_sha256[0] || !y->model_sha256[0])
        return UNTOLD;
    if (strcmp(x->model_sha256, y->model_sha256) == 0)
        return LIKE;
    return unlike(text, size, "A was timed on %.80s (SHA-256 %.12s…), B on %.80s (%.12s…)", x->model_origin,
                  x->model_sha256, y->model_origin, y->model_sha256);
}

static likeness judge_sample(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    const fl_document *x = a->document, *y = b->document;
    if (!x->sample_sha256[0] || !y->sample_sha256[0])
        return UNTOLD;
    if (strcmp(x->sample_sha256, y->sample_sha256) == 0)
        return LIKE;
    return unlike(text, size, "the inputs differ: SHA-256 %.12s… and %.12s…", x->sample_sha256,
                  y->sample_sha256);
}

static likeness judge_values(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    char of_a[160], of_b[160];
    fl_survey_text(&a->document->values, of_a, sizeof of_a);
    fl_survey_text(&b->document->values, of_b, sizeof of_b);
    if (of_a[0] || of_b[0])
        return unlike(text, size,
                      "A's model gives %.100s; B's %.100s; arithmetic on these takes a time of its own",
                      of_a[0] ? of_a : "none", of_b[0] ? of_b : "none");
    return a->document->values.counted && b->document->values.counted ? LIKE : UNTOLD;
}

static likeness judge_machine(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    const fl_environment *x = &a->document->environment, *y = &b->document->environment;
    if (x->cpu[0] && y->cpu[0] && !fl_is_same_cpu(x->cpu, y->cpu))
        return unlike(text, size, "A on %.100s, B on %.100s; the ratio is one of machines as well", x->cpu,
                      y->cpu);
    if (!x->boot_id[0] || !y->boot_id[0])
        return UNTOLD;
    if (strcmp(x->boot_id, y->boot_id) == 0)
        return LIKE;
    return unlike(text, size,
                  "A and B were measured on two machines with %.100s, or on one that was started anew in "
                  "between",
                  x->cpu[0] ? x->cpu : "a CPU that is not told");
}

static likeness judge_emulation(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    bool of_a = fl_is_emulated(a->document), of_b = fl_is_emulated(b->document);
    if (!of_a && !of_b)
        return LIKE;
    return unlike(text, size, "the times of %s were taken under the emulator %.60s and compare with nothing",
                  of_a && of_b ? "both"
                  : of_a       ? "A"
                               : "B",
                  (of_a ? a : b)->document->environment.emulator);
}

static bool is_of_library(const fl_side *side)
{
    return strcmp(side->result->origin, fl_origin_name(FL_LIBRARY)) == 0 || side->result->peer;
}

/* The first word of what a library's kernel tells of itself is the library. */
static bool is_one_library(const char *a, const char *b)
{
    size_t length = strcspn(a, " ");
    return length > 0 && length == strcspn(b, " ") && strncmp(a, b, length) == 0;
}

static likeness judge_library(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    const char *x = a->result->detail, *y = b->result->detail;
    bool one_name = strcmp(a->result->name, b->result->name) == 0 && is_of_library(a);
    if (one_name && !a->result->peer && (!x[0] || !y[0]))
        return UNTOLD;
    if (strcmp(x, y) == 0 || !(one_name || is_one_library(x, y)))
        return LIKE;
    return unlike(text, size, "A ran as %.100s, B as %.100s", x, y);
}

/* Files of earlier versions hold these three behind the libraries, and nothing where none was set. */
static const char *const old_variables[] = {"OPENBLAS_CORETYPE", "GLIBC_TUNABLES", "LD_PRELOAD"};
enum { OLD_VARIABLES = sizeof old_variables / sizeof old_variables[0], OF_EVERYBODY = 1 };

/* Cuts value off where the next variable of the list begins. */
static void cut(char *value, const char *separator, const char *next)
{
    char start[64];
    snprintf(start, sizeof start, "%s%s%s", separator, next, next[0] ? "=" : "");
    char *end = strstr(value, start);
    if (end)
        *end = '\0';
}

/* "" where it was not set. */
static void variable_of(const fl_environment *e, size_t which, char *value, size_t size)
{
    const char *list = e->steering[0] ? e->steering : e->libraries, *separator = e->steering[0] ? "; " : ", ";
    char start[64];
    snprintf(start, sizeof start, "%s=", old_variables[which]);
    const char *from = strstr(list, start);
    snprintf(value, size, "%s", from ? from + strlen(start) : "");
    if (e->steering[0])
        cut(value, separator, "");
    for (size_t i = which + 1; i < OLD_VARIABLES; i++)
        cut(value, separator, old_variables[i]);
}

/* The variables of libraries are nothing to code that calls none; the old ones but the first steer every
 * process. */
static likeness judge_variables(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    const fl_environment *x = &a->document->environment, *y = &b->document->environment;
    char of_a[256], of_b[256];
    bool of_libraries = is_of_library(a) || is_of_library(b);
    if (a->document->of_other_tool || b->document->of_other_tool)
        return UNTOLD;
    if (of_libraries && x->steering[0] && y->steering[0])
        return strcmp(x->steering, y->steering) == 0
                   ? LIKE
                   : unlike(text, size, "A ran with '%.120s', B with '%.120s'", x->steering, y->steering);
    for (size_t i = of_libraries ? 0 : OF_EVERYBODY; i < OLD_VARIABLES; i++) {
        variable_of(x, i, of_a, sizeof of_a);
        variable_of(y, i, of_b, sizeof of_b);
        if (strcmp(of_a, of_b) != 0)
            return unlike(text, size, "%s is '%.80s' for A, '%.80s' for B", old_variables[i], of_a, of_b);
    }
    return LIKE;
}

static likeness judge_hidden(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    const char *x = a->document->environment.hidden_features, *y = b->document->environment.hidden_features;
    if (strcmp(x, y) == 0)
        return LIKE;
    return unlike(text, size, "FAIRLANE_HIDE hid %.120s from A, %.120s from B", x[0] ? x : "nothing",
                  y[0] ? y : "nothing");
}

static likeness judge_misalignment(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    if (a->document->of_other_tool || b->document->of_other_tool)
        return UNTOLD;
    if (a->document->misalign_bytes == b->document->misalign_bytes)
        return LIKE;
    return unlike(text, size, "the buffers of A stand %d, those of B %d bytes behind a 64-byte boundary",
                  a->document->misalign_bytes, b->document->misalign_bytes);
}

/* The registers' names and bits follow a semicolon: they differ between architectures that compute alike. */
static likeness judge_arithmetic(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    const char *x = a->document->environment.floating_point, *y = b->document->environment.floating_point;
    if (!x[0] || !y[0])
        return UNTOLD;
    size_t length = strcspn(x, ";");
    if (length == strcspn(y, ";") && strncmp(x, y, length) == 0)
        return LIKE;
    return unlike(text, size, "A computes with %.120s, B with %.120s", x, y);
}

static likeness judge_clock(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    const char *x = a->document->clock_name, *y = b->document->clock_name;
    if (!x[0] || !y[0])
        return UNTOLD;
    return strcmp(x, y) == 0 ? LIKE : unlike(text, size, "A was timed by %s, B by %s", x, y);
}

/* What a reading is of. Means of many calls compare with whatever was timed by many calls per reading. */
static likeness judge_reading(const fl_side *a, const fl_side *b, char *text, size_t size)
{
    static const char *const words[] = {
        [FL_READING_CALL] = "single calls, the clock's cost in each",
        [FL_READING_MEAN] = "means of many calls",
        [FL_READING_PROCESS] = "whole processes, their start and end included",
        [FL_READING_UNTOLD] = "what the file does not tell",
    };
    fl_reading of_a = fl_result_reading(a->result), of_b = fl_result_reading(b->result);
    if (of_a == FL_READING_UNTOLD || of_b == FL_READING_UNTOLD)
        return UNTOLD;
    if (of_a == of_b || (a->result->independent.rounds > 0 && b->result->independent.rounds > 0) ||
        (a->result->chained.rounds > 0 && b->result->chained.rounds > 0))
        return LIKE;
    return unlike(text, size, "A's times are of %s, B's of %s", words[of_a], words[of_b]);
}

/* ---- the list ---- */

typedef struct aspect {
    const char *name;
    likeness (*judge)(const fl_side *a, const fl_side *b, char *text, size_t size);
    bool between_files; /* results of one document are alike in it */
} aspect;

static const aspect aspects[FL_ASPECTS] = {
    [FL_ASPECT_WORK] = {"work", judge_work, false},
    [FL_ASPECT_MODEL] = {"model", judge_model, true},
    [FL_ASPECT_SAMPLE] = {"sample", judge_sample, true},
    [FL_ASPECT_VALUES] = {"values", judge_values, false},
    [FL_ASPECT_MACHINE] = {"machine", judge_machine, true},
    [FL_ASPECT_EMULATION] = {"emulation", judge_emulation, false},
    [FL_ASPECT_LIBRARY] = {"library", judge_library, true},
    [FL_ASPECT_VARIABLES] = {"variables", judge_variables, true},
    [FL_ASPECT_HIDDEN] = {"hidden", judge_hidden, true},
    [FL_ASPECT_MISALIGNMENT] = {"misalignment", judge_misalignment, true},
    [FL_ASPECT_ARITHMETIC] = {"arithmetic", judge_arithmetic, true},
    [FL_ASPECT_CLOCK] = {"clock", judge_clock, true},
    [FL_ASPECT_READING] = {"reading", judge_reading, false},
};

const char *fl_aspect_name(fl_aspect which)
{
    return aspects[which].name;
}

fl_status fl_aspect_allow(const char *command, const char *word, unsigned *allowed, fl_error *error)
{
    char names[160] = "", plain[64];
    for (unsigned i = 0; i < FL_ASPECTS; i++) {
        if (strcmp(word, aspects[i].name) == 0) {
            *allowed |= FL_ASPECT_BIT(i);
            return FL_OK;
        }
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? ", " : "", aspects[i].name);
    }
    return fl_fail(error, FL_USAGE, "%s: --unlike: '%s' is none of %s", command,
                   fl_text_make_plain(word, plain, sizeof plain), names);
}

void fl_equality_of(const fl_side *a, const fl_side *b, fl_equality *found)
{
    memset(found, 0, sizeof *found);
    for (unsigned i = 0; i < FL_ASPECTS; i++) {
        fl_inequality *next = &found->unlike[found->unlike_count];
        likeness judged = aspects[i].between_files && a->document == b->document
                              ? LIKE
                              : aspects[i].judge(a, b, next->text, sizeof next->text);
        size_t used = strlen(found->untold);
        if (judged == UNTOLD && a->document != b->document)
            snprintf(found->untold + used, sizeof found->untold - used, "%s%s", used ? ", " : "",
                     aspects[i].name);
        if (judged != UNLIKE)
            continue;
        next->aspect = (fl_aspect)i;
        found->unlike_count++;
    }
}

bool fl_is_unlike(const fl_equality *found, fl_aspect which)
{
    for (size_t i = 0; i < found->unlike_count; i++)
        if (found->unlike[i].aspect == which)
            return true;
    return false;
}

fl_status fl_equality_demand(const char *command, const fl_equality *found, unsigned allowed, fl_error *error)
{
    const fl_inequality *first = NULL;
    char options[256] = "";
    for (size_t i = 0; i < found->unlike_count; i++) {
        const fl_inequality *one = &found->unlike[i];
        if (allowed & FL_ASPECT_BIT(one->aspect))
            continue;
        first = first ? first : one;
        snprintf(options + strlen(options), sizeof options - strlen(options), " --unlike %s",
                 aspects[one->aspect].name);
    }
    if (!first)
        return FL_OK;
    return fl_fail(error, FL_USAGE, "%s: unlike in %s: %s; %s%s", command, aspects[first->aspect].name,
                   first->text,
                   first->aspect == FL_ASPECT_MACHINE ? "comparing two machines is said with"
                                                      : "to compare them all the same add",
                   options);
}
