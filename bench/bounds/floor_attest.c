#include "bench/bounds/core_model.h"
#include "bench/bounds/floor.h"
#include "bench/evidence/disassembly.h"

/* Loops of vectors of unknown length have no count of products: that nothing leads around them must do. */
static bool has_one_way(const void *code, size_t size, uint64_t address)
{
    fl_loops loops;
    if (fl_find_loops(code, size, address, &loops, NULL) != FL_OK)
        return false;
    bool one = loops.unfixed > 0 && loops.other_jumps == 0;
    for (size_t i = 0; i < loops.count; i++)
        one = one && loops.loop[i].straight;
    fl_loops_free(&loops);
    return one;
}

bool fl_floor_attests(const void *code, size_t size, uint64_t address, size_t products)
{
    fl_core_path path;
    fl_disassembly counts = fl_disassemble(code, size, address);
    if (!fl_is_closed(&counts))
        return false;
    if (fl_core_path_make(code, size, address, products, &path, NULL) == FL_OK) {
        fl_core_path_free(&path);
        return true;
    }
    return has_one_way(code, size, address);
}
