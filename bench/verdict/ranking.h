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

/* The fastest of the lab's own kernels and the fastest of the libraries, peers among them. */
typedef struct fl_library_match {
    char simd_class[96]; /* both are of it, fused or not: "SIMD-256"; "": of all classes */
    bool chained;        /* times of chained calls, which peers do not have; else of independent ones */
    const fl_result *own, *library; /* NULL: none was measured */
    bool known;                     /* both, in the same rounds */
    fl_paired_ratio ratio;          /* library / own */
} fl_library_match;

/* The kernel of the baseline's work with the least median of independent calls, the baseline included; except
 * is left out (NULL: none). NULL when nothing was measured in rounds. */
const fl_result *fl_fastest(const fl_document *document, const fl_result *except);

/* Pure. */
fl_choice fl_judge_choice(const fl_document *document);

/* Of one class, as fl_class_key() has it; "": whatever their classes are. */
fl_library_match fl_match_libraries(const fl_document *document, const char *simd_class, bool chained);

/* The classes in which both a library and an own kernel were measured, widest first; their number, at most
 * most. */
enum { FL_MATCHED_CLASSES = 8 };
size_t fl_match_classes(const fl_document *document, char classes[][96], size_t most);

/* One library kernel or peer against the fastest own kernel of its class; library: result, own NULL where the
 * class is not known or no own kernel of it was measured. */
fl_library_match fl_match_alike(const fl_document *document, const fl_result *result, bool chained);

/* One sentence, "" when nothing can be said. Returns text. */
char *fl_choice_sentence(const fl_choice *choice, char *text, size_t size);

/* Like with like first, class by class; then, on a line of its own, the fastest of all, with a word on its
 * class where that is another. "" when nothing can be said. Returns text. */
char *fl_library_sentence(const fl_document *document, char *text, size_t size);

#endif
