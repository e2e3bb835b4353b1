/* The places of contestants on one machine. */
#include <math.h>

#include "bench/verdict/fleet_parts.h"

/* The base itself has no interval, and needs none: it is what all others are held against. */
static bool has_place(const fl_fleet_cell *cell)
{
    return cell->known && !cell->why[0] && !cell->impossible && (cell->low > 0 || cell->ratio == 1) &&
           !(isfinite(cell->low) && !isfinite(cell->high));
}

static double low_of(const fl_fleet_cell *cell)
{
    return cell->low > 0 ? cell->low : cell->ratio;
}

static double high_of(const fl_fleet_cell *cell)
{
    return cell->low > 0 ? cell->high : cell->ratio;
}

/* Two whose intervals of base / this have something in common are not shown to differ. */
static bool is_faster(const fl_fleet_cell *a, const fl_fleet_cell *b)
{
    return low_of(a) > high_of(b);
}

void fl_fleet_rank(fl_fleet_machine *machine)
{
    for (size_t i = 0; i < machine->cell_count; i++) {
        fl_fleet_cell *cell = &machine->cells[i];
        size_t faster = 0, alike = 0;
        for (size_t k = 0; k < machine->cell_count && has_place(cell); k++) {
            const fl_fleet_cell *other = &machine->cells[k];
            if (k == i || !has_place(other))
                continue;
            faster += is_faster(other, cell);
            alike += !is_faster(other, cell) && !is_faster(cell, other);
        }
        cell->rank = has_place(cell) ? faster + 1 : 0;
        cell->tied = alike > 0;
    }
}
