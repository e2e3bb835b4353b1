/* The dispatcher's choice, and the lab's own kernels against the libraries', by what was measured. */
#ifndef FAIRLANE_BENCH_VERDICT_RANKING_H
#define FAIRLANE_BENCH_VERDICT_RANKING_H

#include "bench/record/result.h"

typedef enum fl_choice_verdict {
    FL_CHOICE_UNKNOWN, /* not measured in the same rounds as the others or in one process, or none chosen */
    FL_CHOICE_FASTEST, /* and the second differs */
    FL_CHOICE_TIE,     /* no difference from the fastest, or, itself the fastest, from the second */
    FL_CHOICE_SLOWER,
} fl_choice_verdict;

typedef struct fl_choice {
    fl_choice_verdict verdict;
    const fl_result *chosen;
    const fl_result *rival; /* the fastest of the others; NULL when there is none */
    fl_paired_ratio ratio;  /* chosen / rival in independent calls, above 1: the rival is faster */
} fl_choice;

/* The fastest of the lab's own kernels and the fastest that is a library's. */
typedef struct fl_library_match {
    const fl_result *own, *library; /* NULL: none was measured */
    bool known;                     /* both, in the same rounds */
    fl_paired_ratio ratio;          /* library / own in independent calls */
} fl_library_match;

/* The kernel of the baseline's work with the least median of independent calls, the baseline included; except
 * is left out (NULL: none). NULL when nothing was measured in rounds. */
const fl_result *fl_fastest(const fl_document *document, const fl_result *except);

/* Pure. */
fl_choice fl_judge_choice(const fl_document *document);

fl_library_match fl_match_libraries(const fl_document *document);

/* One sentence, "" when nothing can be said. Returns text. */
char *fl_choice_sentence(const fl_choice *choice, char *text, size_t size);
char *fl_library_sentence(const fl_library_match *match, char *text, size_t size);

#endif
