#include "bench/verdict/ranking.h"

#include <stdio.h>
#include <string.h>

static bool takes_part(const fl_result *result, const fl_result *baseline)
{
    return !result->is_probe && !result->peer && result->independent.rounds > 0 && result->independent.ns &&
           result->independent.median_ns > 0 && strcmp(result->work, baseline->work) == 0;
}

const fl_result *fl_fastest(const fl_document *document, const fl_result *except)
{
    const fl_result *best = NULL, *baseline = fl_document_find(document, document->baseline);
    for (size_t i = 0; baseline && i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        if (result != except && takes_part(result, baseline) &&
            (!best || result->independent.median_ns < best->independent.median_ns))
            best = result;
    }
    return best;
}

static bool share_rounds(const fl_series *a, const fl_series *b)
{
    if (a->rounds != b->rounds || !a->process != !b->process)
        return false;
    return !a->process || memcmp(a->process, b->process, a->rounds * sizeof *a->process) == 0;
}

fl_choice fl_judge_choice(const fl_document *document)
{
    fl_choice choice = {FL_CHOICE_UNKNOWN, fl_document_find(document, document->chosen), NULL, {0}};
    const fl_result *baseline = fl_document_find(document, document->baseline);
    if (!choice.chosen || !baseline || !takes_part(choice.chosen, baseline))
        return choice;
    choice.rival = fl_fastest(document, choice.chosen);
    if (!choice.rival) {
        choice.verdict = FL_CHOICE_FASTEST;
        return choice;
    }
    const fl_series *a = &choice.chosen->independent, *b = &choice.rival->independent;
    if (!share_rounds(a, b) || fl_compare_paired(a->ns, b->ns, a->process, a->rounds, document->confidence, 1,
                                                 &choice.ratio, NULL) != FL_OK)
        return choice;
    choice.verdict = !choice.ratio.different    ? FL_CHOICE_TIE
                     : choice.ratio.ratio > 1.0 ? FL_CHOICE_SLOWER
                                                : FL_CHOICE_FASTEST;
    return choice;
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
