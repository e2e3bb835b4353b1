/* Unrolls a function into the instructions that one call executes. The
 * kernels are of one shape: a head, a loop or two, a tail, and a number of
 * products that their contract fixes; so the turns of the loops follow. */
#include <stdlib.h>
#include <string.h>

#include "bench/bounds/core_model.h"
#include "bench/evidence/disassembly.h"

enum { MOST_EXECUTED = 1000000 };

/* Turns of each loop, or FL_UNABLE with what stands in the way. */
static fl_status count_turns(const fl_loops *loops, size_t products, size_t *turns, fl_error *error)
{
    size_t inside = 0;
    for (size_t i = 0; i < loops->count; i++) {
        if (!loops->loop[i].straight)
            return fl_fail(error, FL_UNABLE, "a loop holds jumps of its own");
        inside += loops->loop[i].multiply_lanes;
    }
    if (loops->unfixed > 0)
        return fl_fail(error, FL_UNABLE, "the length of its vectors is not fixed");
    if (loops->other_jumps > 0)
        return fl_fail(error, FL_UNABLE, "its way depends on jumps ahead");
    if (loops->multiply_lanes > products + inside || loops->multiply_lanes - inside > products)
        return fl_fail(error, FL_UNABLE, "it holds more products than one call performs");
    size_t left = products - (loops->multiply_lanes - inside);
    *turns = 0;
    if (inside == 0 && left == 0 && loops->count == 0)
        return FL_OK;
    if (inside == 0 || left < inside || left % inside != 0)
        return fl_fail(error, FL_UNABLE, "its products do not tell how often its loops turn");
    *turns = left / inside;
    return FL_OK;
}

static const fl_loop *loop_ending_at(const fl_loops *loops, uint64_t end)
{
    for (size_t i = 0; i < loops->count; i++)
        if (loops->loop[i].end == end)
            return &loops->loop[i];
    return NULL;
}

/* Adds instructions first, first + 1 … so many times over. */
static fl_status append(fl_core_path *path, size_t first, size_t count, size_t times, fl_error *error)
{
    if (times == 0)
        return FL_OK;
    if (count > MOST_EXECUTED / times || path->count > MOST_EXECUTED - count * times)
        return fl_fail(error, FL_UNABLE, "one call executes more than %d instructions", MOST_EXECUTED);
    size_t *grown = realloc(path->instruction, (path->count + count * times) * sizeof *grown);
    if (!grown)
        return fl_fail(error, FL_UNABLE, "no memory for its instructions");
    path->instruction = grown;
    for (size_t i = 0; i < count * times; i++)
        path->instruction[path->count++] = first + i % count;
    return FL_OK;
}

/* Every instruction once, and at the end of a loop its body again for the turns that remain. */
static fl_status unroll(const unsigned char *bytes, size_t size, uint64_t address, const fl_loops *loops,
                        size_t turns, fl_core_path *path, fl_error *error)
{
    fl_instruction in;
    fl_status status = FL_OK;
    bool returned = false;
    for (size_t at = 0; at < size && status == FL_OK; at += in.length) {
        if (!fl_classify_instruction(bytes + at, size - at, address + at, &in))
            return fl_fail(error, FL_UNABLE, "a byte of it was not understood");
        size_t number = path->in_code++;
        if (returned || in.flow == FL_FLOW_RETURN) {
            returned = true;
            continue;
        }
        status = append(path, number, 1, 1, error);
        const fl_loop *loop = loop_ending_at(loops, address + at + in.length);
        if (loop && status == FL_OK)
            status = append(path, number + 1 - loop->instructions, loop->instructions, turns - 1, error);
    }
    return status == FL_OK && !returned ? fl_fail(error, FL_UNABLE, "it does not return") : status;
}

fl_status fl_core_path_make(const void *code, size_t size, uint64_t address, size_t products,
                            fl_core_path *path, fl_error *error)
{
    *path = (fl_core_path){.count = 0};
    fl_disassembly counts = fl_disassemble(code, size, address);
    if (!fl_is_closed(&counts))
        return fl_fail(error, FL_UNABLE, "something leaves the function");
    fl_loops loops;
    size_t turns = 0;
    fl_status status = fl_find_loops(code, size, address, &loops, error);
    if (status == FL_OK)
        status = count_turns(&loops, products, &turns, error);
    if (status == FL_OK)
        status = unroll(code, size, address, &loops, turns, path, error);
    fl_loops_free(&loops);
    if (status != FL_OK)
        fl_core_path_free(path);
    return status;
}

void fl_core_path_free(fl_core_path *path)
{
    free(path->instruction);
    *path = (fl_core_path){.count = 0};
}
