#include "bench/evidence/qemu_ranges.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void keep(fl_qemu_ranges *r, fl_qemu_range range)
{
    fl_qemu_range *last = r->count > 0 ? &r->ranges[r->count - 1] : NULL;
    if (last && last->end == range.begin) {
        last->end = range.end;
        return;
    }
    if (r->count == r->room) {
        size_t room = r->room ? 2 * r->room : 256;
        fl_qemu_range *larger = realloc(r->ranges, room * sizeof *larger);
        r->failed |= !larger;
        if (!larger)
            return;
        r->ranges = larger;
        r->room = room;
    }
    if (r->ranges)
        r->ranges[r->count++] = range;
}

void fl_qemu_ranges_take(fl_qemu_ranges *r, const fl_qemu_event *event, bool entry)
{
    fl_qemu_range range = {event->address, event->address + event->size};
    r->entries += entry;
    if (entry && r->entries == 2) {
        size_t first = r->before_count > FL_QEMU_BEFORE_ENTRY ? r->before_count - FL_QEMU_BEFORE_ENTRY : 0;
        for (size_t i = first; i < r->before_count; i++)
            keep(r, r->before[i % FL_QEMU_BEFORE_ENTRY]);
    }
    if (r->entries >= 2)
        keep(r, range);
    else
        r->before[r->before_count++ % FL_QEMU_BEFORE_ENTRY] = range;
}

static int by_begin(const void *a, const void *b)
{
    const fl_qemu_range *x = a, *y = b;
    return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* QEMU goes through the list for every instruction: neighbours are joined over small gaps. */
static size_t join_neighbours(fl_qemu_range *ranges, size_t count)
{
    enum { GAP = 256 };
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && ranges[i].begin <= ranges[kept - 1].end + GAP) {
            if (ranges[i].end > ranges[kept - 1].end)
                ranges[kept - 1].end = ranges[i].end;
        } else {
            ranges[kept++] = ranges[i];
        }
    }
    return kept;
}

char *fl_qemu_ranges_text(fl_qemu_ranges *r)
{
    enum { ENTRY = 48, MOST = 2000 }; /* one argument of a program holds 128 KiB */
    if (r->entries < 2 || r->failed)
        return NULL;
    qsort(r->ranges, r->count, sizeof *r->ranges, by_begin);
    r->count = join_neighbours(r->ranges, r->count);
    char *text = r->count <= MOST ? malloc(ENTRY * r->count + 1) : NULL;
    size_t used = 0;
    for (size_t i = 0; text && i < r->count; i++)
        used += (size_t)snprintf(text + used, ENTRY, "%s0x%" PRIx64 "+0x%" PRIx64, i > 0 ? "," : "",
                                 r->ranges[i].begin, r->ranges[i].end - r->ranges[i].begin);
    return text;
}

void fl_qemu_ranges_free(fl_qemu_ranges *r)
{
    free(r->ranges);
}
