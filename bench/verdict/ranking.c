#include "bench/verdict/ranking.h"

#include <stdio.h>
#include <string.h>

#include "bench/record/pair.h"
#include "bench/verdict/executed.h"
#include "kernels/kernel.h"

/* Which results take part in a ranking. */
typedef enum details { KERNELS, OWN, LIBRARY } details;

/* What is ranked: who, of which class ("": any), by which times; except is left out (NULL: none). */
typedef struct field {
    details wanted;
    const char *simd_class;
    bool chained;
    const fl_result *except;
} field;

static const fl_series *series_of(const fl_result *result, bool chained)
{
    return chained ? &result->chained : &result->independent;
}

static bool is_among(const fl_result *result, details wanted)
{
    bool library = result->peer || strcmp(result->origin, fl_origin_name(FL_LIBRARY)) == 0;
    return wanted == KERNELS ? !result->peer : library == (wanted == LIBRARY);
}

static bool takes_part(const fl_result *result, const fl_result *baseline, const field *f)
{
    const fl_series *series = series_of(result, f->chained);
    char key[FL_CLASS_KEY];
    return !result->is_probe && result != f->except && is_among(result, f->wanted) && series->rounds > 0 &&
           series->ns && series->median_ns > 0 && strcmp(result->work, baseline->work) == 0 &&
           (!f->simd_class[0] || strcmp(fl_class_key(fl_class_of_result(result), key), f->simd_class) == 0);
}

/* The one with the least median. */
static const fl_result *fastest_among(const fl_document *document, const field *f)
{
    const fl_result *best = NULL, *baseline = fl_document_find(document, document->baseline);
    for (size_t i = 0; baseline && i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        if (!takes_part(result, baseline, f))
            continue;
        if (!best || series_of(result, f->chained)->median_ns < series_of(best, f->chained)->median_ns)
            best = result;
    }
    return best;
}

const fl_result *fl_fastest(const fl_document *document, const fl_result *except)
{
    return fastest_among(document, &(field){KERNELS, "", false, except});
}

/* False when there are no grounds to rank the two. One process is none: how far processes differ is not
 * known. */
static bool compare(const fl_document *document, const fl_series *a, const fl_series *b,
                    fl_paired_ratio *ratio)
{
    return fl_document_compare(document, a, b, ratio, NULL) == FL_OK && ratio->processes > 1;
}

fl_choice fl_judge_choice(const fl_document *document)
{
    fl_choice choice = {FL_CHOICE_UNKNOWN, fl_document_find(document, document->chosen), NULL, {0}};
    const fl_result *baseline = fl_document_find(document, document->baseline);
    if (!choice.chosen || !baseline ||
        !takes_part(choice.chosen, baseline, &(field){KERNELS, "", false, NULL}))
        return choice;
    choice.rival = fastest_among(document, &(field){KERNELS, "", false, choice.chosen});
    if (!choice.rival) {
        choice.verdict = FL_CHOICE_FASTEST;
        return choice;
    }
    if (!compare(document, &choice.chosen->independent, &choice.rival->independent, &choice.ratio))
        return choice;
    choice.verdict = !choice.ratio.different    ? FL_CHOICE_TIE
                     : choice.ratio.ratio > 1.0 ? FL_CHOICE_SLOWER
                                                : FL_CHOICE_FASTEST;
    return choice;
}

fl_library_match fl_match_libraries(const fl_document *document, const char *simd_class, bool chained)
{
    fl_library_match match = {.chained = chained};
    snprintf(match.simd_class, sizeof match.simd_class, "%s", simd_class);
    match.own = fastest_among(document, &(field){OWN, simd_class, chained, NULL});
    match.library = fastest_among(document, &(field){LIBRARY, simd_class, chained, NULL});
    match.known =
        match.own && match.library &&
        compare(document, series_of(match.library, chained), series_of(match.own, chained), &match.ratio);
    return match;
}

fl_library_match fl_match_alike(const fl_document *document, const fl_result *result, bool chained)
{
    fl_library_match match = {.chained = chained, .library = result};
    const fl_result *baseline = fl_document_find(document, document->baseline);
    fl_class_key(fl_class_of_result(result), match.simd_class);
    if (!match.simd_class[0] || !baseline ||
        !takes_part(result, baseline, &(field){LIBRARY, match.simd_class, chained, NULL}))
        return match;
    match.own = fastest_among(document, &(field){OWN, match.simd_class, chained, NULL});
    match.known = match.own &&
                  compare(document, series_of(result, chained), series_of(match.own, chained), &match.ratio);
    return match;
}

static bool is_listed(char classes[][96], size_t count, const char *simd_class)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(classes[i], simd_class) == 0)
            return true;
    return false;
}

size_t fl_match_classes(const fl_document *document, char classes[][96], size_t most)
{
    size_t count = 0;
    char key[FL_CLASS_KEY];
    for (size_t i = 0; i < document->result_count && count < most; i++) {
        const fl_result *r = &document->results[i];
        if (r->is_probe || !fl_class_key(fl_class_of_result(r), key)[0] || is_listed(classes, count, key))
            continue;
        fl_library_match match = fl_match_libraries(document, key, false);
        if (!match.own || !match.library)
            continue;
        size_t place = count++;
        for (; place > 0 && fl_class_lanes(classes[place - 1]) < fl_class_lanes(key); place--)
            memcpy(classes[place], classes[place - 1], sizeof classes[place]);
        memcpy(classes[place], key, sizeof classes[place]);
    }
    return count;
}

char *fl_choice_sentence(const fl_choice *choice, char *text, size_t size)
{
    const char *chosen = choice->chosen ? choice->chosen->name : "",
               *rival = choice->rival ? choice->rival->name : "";
    text[0] = '\0';
    switch (choice->verdict) {
    case FL_CHOICE_UNKNOWN:
        break;
    case FL_CHOICE_FASTEST:
        if (choice->rival)
            snprintf(text, size, "The dispatcher chose %s, the fastest here; %s, next, takes %.1f %% longer.",
                     chosen, rival, 100.0 * (1.0 / choice->ratio.ratio - 1.0));
        else
            snprintf(text, size, "The dispatcher chose %s; nothing else of its work was measured.", chosen);
        break;
    case FL_CHOICE_TIE:
        snprintf(text, size, "The dispatcher chose %s; it and %s are a tie.", chosen, rival);
        break;
    case FL_CHOICE_SLOWER:
        snprintf(text, size, "The dispatcher chose %s, which takes %.1f %% longer than %s.", chosen,
                 100.0 * (choice->ratio.ratio - 1.0), rival);
        break;
    }
    return text;
}

/* "highway-avx2 takes 1.340 times as long as avx2 (95 % CI 1.332 to 1.351)"; subject: for the library. */
static void write_match(const fl_library_match *match, const char *subject, char *text, size_t size)
{
    const char *own = match->own->name;
    if (match->ratio.different)
        snprintf(text, size, "%s takes %.3f times as long as %s (95 %% CI %.3f to %.3f)", subject,
                 match->ratio.ratio, own, match->ratio.interval.low, match->ratio.interval.high);
    else
        snprintf(text, size, "%s and %s are a tie", subject, own);
}

/* Both modes of one class; "" when they share no rounds. */
static void write_class(const fl_document *document, const char *simd_class, char *text, size_t size)
{
    fl_library_match independent = fl_match_libraries(document, simd_class, false);
    fl_library_match chained = fl_match_libraries(document, simd_class, true);
    text[0] = '\0';
    if (!independent.known)
        return;
    snprintf(text, size, "%.95s: ", simd_class);
    write_match(&independent, independent.library->name, text + strlen(text), size - strlen(text));
    if (!chained.known)
        return;
    bool same = chained.own == independent.own && chained.library == independent.library;
    char *end = text + strlen(text);
    size_t left = size - strlen(text);
    if (!same) {
        snprintf(end, left, ", chained ");
        write_match(&chained, chained.library->name, text + strlen(text), size - strlen(text));
    } else if (chained.ratio.different) {
        snprintf(end, left, ", chained %.3f times", chained.ratio.ratio);
    } else {
        snprintf(end, left, ", chained they are a tie");
    }
}

/* ", which is of another class: …" where they are not alike, or not known to be. */
static void write_classes(const fl_library_match *all, char *text, size_t size)
{
    char its[FL_CLASS_KEY], mine[FL_CLASS_KEY];
    const char *of_library = fl_class_of_result(all->library), *of_own = fl_class_of_result(all->own);
    if (!of_library[0] || !of_own[0])
        snprintf(text, size, "; whether both are of one class is not known");
    else if (strcmp(fl_class_key(of_library, its), fl_class_key(of_own, mine)) != 0)
        snprintf(text, size, ", which is of another class: %s, not %s", of_own, of_library);
}

char *fl_library_sentence(const fl_document *document, char *text, size_t size)
{
    static const char start[] = "Like with like, the fastest library against the fastest own kernel: ";
    char classes[FL_MATCHED_CLASSES][96], one[480];
    size_t count = fl_match_classes(document, classes, FL_MATCHED_CLASSES);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        write_class(document, classes[i], one, sizeof one);
        if (one[0])
            snprintf(text + strlen(text), size - strlen(text), "%s%s", text[0] ? "; " : start, one);
    }
    fl_library_match all = fl_match_libraries(document, "", false);
    if (!all.known)
        return text;
    snprintf(text + strlen(text), size - strlen(text),
             "%sOf the libraries %s is the fastest: ", text[0] ? ".\n" : "", all.library->name);
    write_match(&all, "it", text + strlen(text), size - strlen(text));
    write_classes(&all, text + strlen(text), size - strlen(text));
    snprintf(text + strlen(text), size - strlen(text), ".");
    return text;
}
