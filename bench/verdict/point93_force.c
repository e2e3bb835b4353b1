/* A contestant that can be made to use another class, by a variable that its library reads: measured and
 * traced so, it is the best that a cell of the fairness table can hold. */
#include <stdio.h>
#include <string.h>

#include "bench/verdict/point93_parts.h"

/* Why a forced contestant stands for no cell; NULL when it does for those of its class. */
static const char *why_not(const fl_contestant *own, const fl_contestant *forced, fl_attestation *attestation)
{
    const fl_result *was = own->side.result, *is = forced->side.result;
    *attestation = (fl_attestation){.simd_class = {.width = FL_CLASS_INCONCLUSIVE}};
    if (!is)
        return forced->no_trace;
    fl_attest(forced, attestation);
    if (attestation->attested != FL_ATTESTED)
        return attestation->evidence;
    if (!fl_simd_class_is_known(attestation->simd_class))
        return "it mixes classes then";
    if (attestation->executed < attestation->expected ||
        fl_declared_work(&forced->side) != fl_declared_work(&own->side))
        return "it does other work then";
    if (!fl_is_same_cpu(forced->side.document->environment.cpu, own->side.document->environment.cpu))
        return "that was measured on another CPU";
    if (strcmp(was->code_sha256, is->code_sha256) != 0 ||
        (was->peer && (!is->peer || strcmp(was->peer->version, is->peer->version) != 0)))
        return "another build or version of it was measured then";
    if (fl_is_emulated(forced->side.document) || is->independent_floor.impossible ||
        is->chained_floor.impossible)
        return "its times then cannot be relied on";
    return NULL;
}

bool fl_move_by_force(const fl_ground *g, int i, fl_simd_class simd_class, fl_moved *to)
{
    const fl_contestant *own = &g->contestants[i];
    for (size_t k = 0; k < own->forced_count; k++) {
        const fl_contestant *forced = &own->forced[k];
        fl_attestation attestation;
        if (why_not(own, forced, &attestation) || !fl_is_one_class(attestation.simd_class, simd_class) ||
            !fl_has_basis(forced->side.result, g->point->basis))
            continue;
        to->side = forced->side;
        fl_point93_latency(&to->side, g->point->basis, false, &to->latency);
        snprintf(to->latency.source, sizeof to->latency.source, "%.90s:%s with %.60s, %s", forced->side.path,
                 forced->side.result->name, forced->forced_by, fl_basis_name(g->point->basis));
        return true;
    }
    return false;
}

void fl_point93_tell_forced(const fl_contestant contestants[2], fl_point93 *p)
{
    for (int i = 0; i < 2; i++)
        for (size_t k = 0; k < contestants[i].forced_count; k++) {
            const fl_contestant *forced = &contestants[i].forced[k];
            fl_attestation attestation;
            fl_cell_latency latency;
            const char *obstacle = why_not(&contestants[i], forced, &attestation);
            if (obstacle) {
                fl_point93_remark(p, "%c with %.60s stands for no cell: %.150s", 'A' + i, forced->forced_by,
                                  obstacle);
                continue;
            }
            fl_point93_latency(&forced->side, p->basis, false, &latency);
            fl_point93_remark(p, "%c with %.60s executes %s and takes %.1f ns (%.80s)", 'A' + i,
                              forced->forced_by, fl_simd_class_name(attestation.simd_class), latency.ns,
                              forced->side.path);
        }
}
