#include "bench/record/pair.h"

#include <string.h>

#include "bench/record/rounds.h"

bool fl_share_rounds(const fl_series *a, const fl_series *b)
{
    if (a->apart || b->apart || a->rounds == 0 || !a->ns || !b->ns || a->rounds != b->rounds ||
        !a->process != !b->process)
        return false;
    return !a->process || memcmp(a->process, b->process, a->rounds * sizeof *a->process) == 0;
}

double fl_document_confidence(const fl_document *document)
{
    return document->confidence > 0 && document->confidence < 1 ? document->confidence : 0.95;
}

size_t fl_document_comparisons(const fl_document *document)
{
    return document->comparisons > 0 ? document->comparisons : 1;
}

fl_status fl_document_compare(const fl_document *document, const fl_series *a, const fl_series *b,
                              fl_paired_ratio *ratio, fl_error *error)
{
    if (!fl_share_rounds(a, b))
        return fl_fail(error, FL_USAGE, "cannot compare: the two were not timed in the same rounds");
    fl_picked picked;
    fl_status status = fl_pick_rounds(a, b, FL_NS, &picked, error);
    if (status == FL_OK)
        status = fl_compare_paired(picked.a, picked.b, picked.process, picked.rounds,
                                   fl_document_confidence(document), fl_document_comparisons(document), ratio,
                                   error);
    fl_picked_free(&picked);
    return status;
}
