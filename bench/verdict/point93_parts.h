/* Parts of the verdict on point 93 that its files share; nothing for others. */
#ifndef FAIRLANE_BENCH_VERDICT_POINT93_PARTS_H
#define FAIRLANE_BENCH_VERDICT_POINT93_PARTS_H

#include "bench/verdict/point93.h"

FL_PRINTF(2, 3)
void fl_point93_remark(fl_point93 *point, const char *format, ...);

/* Whether both do the same work and give back the same; what differs is remarked. */
void fl_point93_compare_work(const fl_contestant contestants[2], const fl_document *lab, fl_point93 *point);

/* What SIMD can save, as time and as a share of both latencies. */
void fl_point93_weigh(const fl_document *lab, const char *lab_path, fl_point93 *point);

/* All cells but their survival. */
void fl_point93_fill_cells(const fl_contestant contestants[2], const fl_document *lab, const char *lab_path,
                           fl_point93 *point);

/* The latency of a result as it stands. */
void fl_point93_latency(const fl_side *side, fl_basis basis, bool is_claim, fl_cell_latency *latency);

/* ---- moving a side to another class ---- */

/* What every cell is made from. */
typedef struct fl_ground {
    const fl_contestant *contestants;
    const fl_document *lab;
    const char *lab_path;
    fl_bounds bounds; /* of the lab; class_count 0: none */
    fl_point93 *point;
} fl_ground;

/* A side after its move. */
typedef struct fl_moved {
    fl_side side; /* measured: the result that stands for it */
    fl_cell_latency latency;
} fl_moved;

/* What contestant i uses: as attested, else as its kernel's descriptor says. */
fl_simd_class fl_ground_class(const fl_ground *ground, int i);

/* The widest class that the lab measured where both contestants ran; not known: *why says why. */
fl_simd_class fl_ground_widest(const fl_ground *ground, const char **why);

/* Contestant i as it stands, in another class, and with as much work as the other side. */
void fl_move_nowhere(const fl_ground *ground, int i, fl_moved *to);
void fl_move(const fl_ground *ground, int i, fl_simd_class simd_class, fl_moved *to);
void fl_move_to_same_work(const fl_ground *ground, int i, fl_moved *to);

/* Contestant i as it was measured when it was forced into that class; false when it was not. */
bool fl_move_by_force(const fl_ground *ground, int i, fl_simd_class simd_class, fl_moved *to);

/* Which classes the contestants were forced into, as remarks. */
void fl_point93_tell_forced(const fl_contestant contestants[2], fl_point93 *point);

/* Scalar is one class here: without SIMD, fused or not. */
bool fl_is_one_class(fl_simd_class a, fl_simd_class b);

/* Whether a result has the times that are compared. */
bool fl_has_basis(const fl_result *result, fl_basis basis);

/* A latency that is not available, and why. */
FL_PRINTF(2, 3)
void fl_cell_refuse(fl_cell_latency *latency, const char *format, ...);

#endif
