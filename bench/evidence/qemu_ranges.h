/* Which addresses a kernel's call can execute: what QEMU translates from its second call on, when it has
 * forgotten all earlier translations before that. Pure. */
#ifndef FAIRLANE_BENCH_EVIDENCE_QEMU_RANGES_H
#define FAIRLANE_BENCH_EVIDENCE_QEMU_RANGES_H

#include "bench/evidence/qemu_log.h"

typedef struct fl_qemu_range {
    uint64_t begin, end;
} fl_qemu_range;

enum { FL_QEMU_BEFORE_ENTRY = 64 };

typedef struct fl_qemu_ranges {
    int entries;                                /* how often the kernel's first instruction was translated */
    fl_qemu_range before[FL_QEMU_BEFORE_ENTRY]; /* the last ones: the call itself is among them */
    size_t before_count;
    fl_qemu_range *ranges;
    size_t count, room;
    bool failed; /* memory was short */
} fl_qemu_ranges;

/* A line of code; entry: it is the kernel's first instruction. */
void fl_qemu_ranges_take(fl_qemu_ranges *ranges, const fl_qemu_event *event, bool entry);

/* For -dfilter; NULL when nothing was forgotten, or there is no memory: then nothing may be left out. The
 * caller frees it. */
char *fl_qemu_ranges_text(fl_qemu_ranges *ranges);

void fl_qemu_ranges_free(fl_qemu_ranges *ranges);

#endif
