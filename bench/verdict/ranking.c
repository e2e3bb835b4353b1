#include "bench/verdict/ranking.h"

#include <stdio.h>
#include <string.h>

#include "bench/record/pair.h"
#include "kernels/kernel.h"

static bool takes_part(const fl_result *result, const fl_result *baseline)
{
    return !result->is_probe && !result->peer && result->independent.rounds > 0 && result->independent.ns &&
           result->independent.median_ns > 0 && strcmp(result->work, baseline->work) == 0;
}

/* Which results take part in a ranking. */
typedef enum entrants { ALL, OWN, LIBRARY } entrants;

static bool is_among(const fl_result *result, entrants wanted)
{
    bool library = strcmp(result->origin, fl_origin_name(FL_LIBRARY)) == 0;
    return wanted == ALL || library == (wanted == LIBRARY);
}

/* The one with the least median of independent calls; except is left out. */
static const fl_result *fastest_among(const fl_document *document, entrants wanted, const fl_result *except)
{
    const fl_result *best = NULL, *baseline = fl_document_find(document, document->baseline);
    for (size_t i = 0; baseline && i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        if (result == except || !takes_part(result, baseline) || !is_among(result, wanted))
            continue;
        if (!best || result->independent.median_ns < best->independent.median_ns)
            best = result;
    }
    return best;
}

const fl_result *fl_fastest(const fl_document *document, const fl_result *except)
{
    return fastest_among(document, ALL, except);
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
    if (!choice.chosen || !baseline || !takes_part(choice.chosen, baseline))
        return choice;
    choice.rival = fastest_among(document, ALL, choice.chosen);
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

fl_library_match fl_match_libraries(const fl_document *document)
{
    fl_library_match match = {.own = fastest_among(document, OWN, NULL),
                              .library = fastest_among(document, LIBRARY, NULL)};
    match.known = match.own && match.library &&
                  compare(document, &match.library->independent, &match.own->independent, &match.ratio);
    return match;
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

char *fl_library_sentence(const fl_library_match *match, char *text, size_t size)
{
    text[0] = '\0';
    if (!match->known)
        return text;
    const char *own = match->own->name, *library = match->library->name;
    if (match->ratio.different)
        snprintf(
            text, size,
            "Of the libraries %s is the fastest: it takes %.3f times as long as %s (95 %% CI %.3f to %.3f).",
            library, match->ratio.ratio, own, match->ratio.interval.low, match->ratio.interval.high);
    else
        snprintf(text, size, "Of the libraries %s is the fastest: it and %s are a tie.", library, own);
    return text;
}
