#include "bench/verdict/executed.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/verdict/attest.h"
#include "kernels/kernel.h"

/* Text that grows; what does not fit is cut. */
typedef struct words {
    char *text;
    size_t size, used;
} words;

FL_PRINTF(2, 3)
static void say(words *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(w->text + w->used, w->size - w->used, format, arguments);
    va_end(arguments);
    if (length > 0)
        w->used = w->used + (size_t)length < w->size ? w->used + (size_t)length : w->size - 1;
}

/* ---- classes ---- */

const char *fl_class_of_result(const fl_result *result)
{
    fl_simd_class declared = fl_simd_class_of_result(result);
    if (result->executed.simd_class[0])
        return result->executed.simd_class;
    return fl_simd_class_is_known(declared) ? fl_simd_class_name(declared) : "";
}

bool fl_chooses_at_run_time(const fl_result *result)
{
    return result->peer || strcmp(result->isa, fl_isa_name(FL_ISA_LIBRARY)) == 0;
}

char *fl_class_key(const char *simd_class, char key[FL_CLASS_KEY])
{
    static const char fused[] = "+FMA", products[] = "products ", packed[] = "products packed";
    size_t used = 0;
    bool mixed = strstr(simd_class, "mixed") != NULL;
    size_t length = strlen(simd_class), share = strcspn(simd_class, "%"); /* "SIMD-256, 50 % fused" */
    if (share < length && strcmp(simd_class + share, "% fused") == 0)
        while (length > 0 && simd_class[length] != ',')
            length--;
    const char *c = simd_class;
    if (!mixed && strncmp(c, products, sizeof products - 1) == 0) {
        used = sizeof packed - 1;
        memcpy(key, packed, used);
        c += strcspn(c, ",");
    }
    for (; !mixed && c < simd_class + length && used + 1 < FL_CLASS_KEY;) {
        if (strncmp(c, fused, sizeof fused - 1) == 0)
            c += sizeof fused - 1;
        else
            key[used++] = *c++;
    }
    key[used] = '\0';
    return key;
}

int fl_class_lanes(const char *simd_class)
{
    const char *first = NULL;
    int lanes = 0;
    for (int kind = FL_CLASS_SCALAR; kind <= FL_CLASS_SIMD_TILE; kind++) {
        const char *at = strstr(simd_class, fl_trace_class_word((fl_trace_class)kind));
        if (!at || (first && at > first))
            continue;
        first = at;
        lanes = fl_widths[fl_width_of_class((fl_trace_class)kind)].lanes;
    }
    return lanes;
}

const char *fl_class_offered(const fl_document *document)
{
    const char *widest = "";
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *r = &document->results[i];
        fl_simd_class simd_class = fl_simd_class_of_result(r);
        if (!r->is_probe || !fl_simd_class_is_known(simd_class))
            continue;
        const char *name = fl_simd_class_name((fl_simd_class){.width = simd_class.width});
        if (fl_class_lanes(name) >= fl_class_lanes(widest))
            widest = name;
    }
    return widest;
}

/* ---- why a library is narrower ---- */

/* Variables by the start of their name, and the library that reads them, as results and peers name it. */
static const struct {
    const char *start, *library;
} steered[] = {{"OPENBLAS_", "openblas"}, {"BLIS_", "blis"},    {"DNNL_", "onednn"}, {"ONEDNN_", "onednn"},
               {"MKL_", "mkl"},           {"ATEN_", "pytorch"}, {"NPY_", "numpy"},   {"LIBXSMM_", "libxsmm"}};

/* Letter case apart. */
static bool mentions(const char *text, const char *word)
{
    for (; *text; text++) {
        size_t i = 0;
        while (word[i] && tolower((unsigned char)text[i]) == word[i])
            i++;
        if (!word[i])
            return true;
    }
    return false;
}

/* The facts of a peer that tell what does its arithmetic. */
static bool tells_library(const fl_fact *fact)
{
    return strcmp(fact->name, "core") == 0 || strcmp(fact->name, "simd") == 0 ||
           strcmp(fact->name, "blas") == 0;
}

static bool is_of_library(const fl_result *result, const char *library)
{
    if (mentions(result->name, library) || mentions(result->detail, library))
        return true;
    for (size_t i = 0; result->peer && i < result->peer->fact_count; i++)
        if (tells_library(&result->peer->facts[i]) && mentions(result->peer->facts[i].value, library))
            return true;
    return false;
}

static bool steers(const fl_result *result, const char *setting)
{
    for (size_t i = 0; i < sizeof steered / sizeof steered[0]; i++)
        if (strncmp(setting, steered[i].start, strlen(steered[i].start)) == 0 &&
            is_of_library(result, steered[i].library))
            return true;
    return false;
}

/* "; OPENBLAS_CORETYPE=Haswell is set" */
static void say_settings(words *w, const fl_document *document, const fl_result *result)
{
    char settings[sizeof document->environment.steering];
    const char *before = "; set: ";
    snprintf(settings, sizeof settings, "%s", document->environment.steering);
    for (char *setting = settings, *next; setting && *setting; setting = next) {
        next = strstr(setting, "; ");
        if (next) {
            *next = '\0';
            next += 2;
        }
        if (!steers(result, setting))
            continue;
        say(w, "%s%s", before, setting);
        before = ", ";
    }
    if (before[0] == ';')
        say(w, "; its own choice");
}

/* What a library says of itself: its detail, or of a peer its version and the facts on its choice. */
static void say_library(words *w, const fl_result *result)
{
    if (!result->peer) {
        say(w, "%s", result->detail[0] ? result->detail : "which code it took it does not tell");
        return;
    }
    say(w, "%s", result->peer->version);
    for (size_t i = 0; i < result->peer->fact_count; i++)
        if (tells_library(&result->peer->facts[i]))
            say(w, ", %.120s", result->peer->facts[i].value);
}

static bool is_narrower(const fl_document *document, const fl_result *result)
{
    int lanes = fl_class_lanes(result->executed.simd_class);
    return !result->is_probe && fl_chooses_at_run_time(result) && lanes > 0 &&
           lanes < fl_class_lanes(fl_class_offered(document));
}

/* Kernels of one library share what it says; so do peers. */
static bool are_one_library(const fl_result *a, const fl_result *b)
{
    char mine[512] = "", its[512] = "";
    if (a == b || !a->peer != !b->peer)
        return a == b;
    if (!a->peer)
        return a->detail[0] && strcmp(a->detail, b->detail) == 0;
    say_library(&(words){mine, sizeof mine, 0}, a);
    say_library(&(words){its, sizeof its, 0}, b);
    return strcspn(a->name, "-") == strcspn(b->name, "-") &&
           strncmp(a->name, b->name, strcspn(a->name, "-")) == 0 && strcmp(mine, its) == 0;
}

static void say_narrow_library(words *w, const fl_document *document, size_t first)
{
    const fl_result *results = document->results;
    const char *before = "";
    for (size_t i = 0; i < first; i++)
        if (is_narrower(document, &results[i]) && are_one_library(&results[i], &results[first]))
            return; /* told already */
    if (!w->used)
        say(w, "Narrower than this CPU, which offers %s:\n  ", fl_class_offered(document));
    else
        say(w, ";\n  ");
    for (size_t i = first; i < document->result_count; i++) {
        if (!is_narrower(document, &results[i]) || !are_one_library(&results[i], &results[first]))
            continue;
        say(w, "%s%s executed %s", before, results[i].name, results[i].executed.simd_class);
        before = ", ";
    }
    say(w, " (");
    say_library(w, &results[first]);
    say_settings(w, document, &results[first]);
    say(w, ")");
}

char *fl_narrower_sentence(const fl_document *document, char *text, size_t size)
{
    words w = {text, size, 0};
    text[0] = '\0';
    for (size_t i = 0; i < document->result_count; i++)
        if (is_narrower(document, &document->results[i]))
            say_narrow_library(&w, document, i);
    if (w.used)
        say(&w, ".");
    return text;
}

static bool is_unattested(const fl_result *result)
{
    return !result->is_probe && fl_chooses_at_run_time(result) && !result->executed.simd_class[0];
}

char *fl_unattested_sentence(const fl_document *document, char *text, size_t size)
{
    words w = {text, size, 0};
    text[0] = '\0';
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *r = &document->results[i];
        if (!is_unattested(r))
            continue;
        const char *reason = r->executed.reason[0] ? r->executed.reason : "nobody looked";
        const fl_result *next = NULL;
        for (size_t k = i + 1; k < document->result_count && !next; k++)
            if (is_unattested(&document->results[k]))
                next = &document->results[k];
        bool shared = next && strcmp(next->executed.reason, r->executed.reason) == 0;
        say(&w, "%s%s", w.used ? ", " : "Unattested, what class they executed is not known: ", r->name);
        if (!shared)
            say(&w, " (%s)", reason);
    }
    if (w.used)
        say(&w, ".");
    return text;
}
