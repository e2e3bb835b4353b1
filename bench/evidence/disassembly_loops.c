/* Loops, found by the jumps back that close them. Compilers lay a loop out in one piece with its test at the
 * end; a loop of another shape is still found, but is not straight. */
#include <stdlib.h>

#include "bench/evidence/disassembly.h"

static size_t products(const fl_instruction *in)
{
    return in->operation >= FL_OPERATION_MULTIPLY && in->element_bits == 32 ? (size_t)in->lanes : 0;
}

static bool closes_loop(const fl_instruction *in, uint64_t begin, uint64_t here)
{
    return in->flow == FL_FLOW_JUMP && in->target >= begin && in->target <= here;
}

/* What stands between the loop's ends. */
static void describe(fl_loop *loop, const unsigned char *bytes, size_t size, uint64_t address)
{
    fl_instruction in;
    size_t jumps = 0;
    for (size_t at = (size_t)(loop->begin - address); at < size && address + at < loop->end;
         at += in.length) {
        if (!fl_classify_instruction(bytes + at, size - at, address + at, &in)) {
            jumps += 2; /* may be anything */
            continue;
        }
        loop->instructions++;
        loop->multiply_lanes += products(&in);
        jumps += in.flow != FL_FLOW_NEXT;
    }
    loop->straight = jumps == 1;
}

static fl_status add(fl_loops *loops, uint64_t begin, uint64_t end, fl_error *error)
{
    fl_loop *grown = realloc(loops->loop, (loops->count + 1) * sizeof *grown);
    if (!grown)
        return fl_fail(error, FL_UNABLE, "no memory for the loops of a function");
    loops->loop = grown;
    loops->loop[loops->count++] = (fl_loop){.begin = begin, .end = end};
    return FL_OK;
}

fl_status fl_find_loops(const void *code, size_t size, uint64_t address, fl_loops *loops, fl_error *error)
{
    const unsigned char *bytes = code;
    fl_status status = FL_OK;
    fl_instruction in;
    *loops = (fl_loops){.count = 0};
    for (size_t at = 0; at < size && status == FL_OK; at += in.length) {
        if (!fl_classify_instruction(bytes + at, size - at, address + at, &in))
            continue;
        loops->multiply_lanes += products(&in);
        loops->unfixed += in.operation >= FL_OPERATION_MULTIPLY && in.lanes == 0;
        if (closes_loop(&in, address, address + at))
            status = add(loops, in.target, address + at + in.length, error);
        else
            loops->other_jumps += in.flow == FL_FLOW_JUMP;
    }
    for (size_t i = 0; i < loops->count; i++)
        describe(&loops->loop[i], bytes, size, address);
    if (status != FL_OK)
        fl_loops_free(loops);
    return status;
}

void fl_loops_free(fl_loops *loops)
{
    free(loops->loop);
    *loops = (fl_loops){.count = 0};
}
