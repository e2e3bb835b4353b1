#include "bench/evidence/trace_count.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXPECTED_MULTIPLY_ADDS = FL_WEIGHTS, WIDE_BITS = 256 };

void fl_trace_init(fl_trace *trace)
{
    memset(trace, 0, sizeof *trace);
    trace->sums_counted = trace->parts_known = true;
    trace->expected_multiply_adds = EXPECTED_MULTIPLY_ADDS;
}

uint64_t fl_lanes_selected(uint64_t mask, int lanes)
{
    uint64_t count = 0;
    for (int i = 0; i < lanes && i < 64; i++)
        count += mask >> i & 1;
    return count;
}

size_t fl_trace_object_index(fl_trace *trace, const char *name)
{
    for (size_t i = 0; i < trace->object_count; i++)
        if (strncmp(trace->objects[i].name, name, sizeof trace->objects[i].name - 1) == 0)
            return i;
    if (trace->object_count == FL_TRACE_OBJECTS)
        return FL_TRACE_OBJECTS - 1;
    bool last = trace->object_count == FL_TRACE_OBJECTS - 1;
    fl_trace_object *object = &trace->objects[trace->object_count];
    snprintf(object->name, sizeof object->name, "%s", last ? "[others]" : name);
    return trace->object_count++;
}

bool fl_trace_is_of_system(const char *object)
{
    static const char *const beginnings[] = {"libc.so",  "libc-2",    "ld-linux",  "ld-2",       "ld.so",
                                             "libm.so",  "libm-2",    "libgcc_s",  "libpthread", "libdl",
                                             "librt.so", "libstdc++", "libresolv", "libutil"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(object, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

bool fl_trace_is_library(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    size_t length = strlen(name);
    if (length == 0 || strncmp(base, name, length) != 0)
        return false;
    const char *rest = base + length;
    bool is_version =
        rest[0] == '-' && (isdigit((unsigned char)rest[1]) ||
                           (isalpha((unsigned char)rest[1]) && isdigit((unsigned char)rest[2])));
    return rest[0] == '\0' || rest[0] == '.' || is_version;
}

void fl_trace_count_call(fl_trace *trace, const char *name)
{
    fl_trace_count_call_by(trace, name, FL_PART_CALLER);
}

void fl_trace_count_call_by(fl_trace *trace, const char *name, fl_part_of part)
{
    size_t i = 0;
    while (i < trace->call_count && strcmp(trace->calls[i].name, name) != 0)
        i++;
    if (i == trace->call_count && trace->call_count == FL_TRACE_CALLS)
        i = FL_TRACE_CALLS - 1;
    if (i == trace->call_count) {
        bool last = i == FL_TRACE_CALLS - 1;
        snprintf(trace->calls[i].name, sizeof trace->calls[i].name, "%s", last ? "[others]" : name);
        trace->call_count++;
    }
    trace->calls[i].count++;
    trace->calls[i].by_caller += part == FL_PART_CALLER;
}

static fl_element element_of(const fl_instruction *instruction)
{
    static const fl_element elements[FL_NUMBERS] = {[FL_NUMBER_FLOAT16] = FL_ELEMENT_FLOAT16,
                                                    [FL_NUMBER_BFLOAT16] = FL_ELEMENT_BFLOAT16,
                                                    [FL_NUMBER_FLOAT32] = FL_ELEMENT_FLOAT32,
                                                    [FL_NUMBER_FLOAT64] = FL_ELEMENT_FLOAT64,
                                                    [FL_NUMBER_INTEGER] = FL_ELEMENT_OTHER};
    enum { X87_BITS = 80 };
    return instruction->element_bits == X87_BITS ? FL_ELEMENT_OTHER : elements[instruction->factors];
}

/* What a full execution does, as often as it was done, after the mask. */
static uint64_t masked(const fl_instruction *instruction, const fl_execution *execution, uint64_t whole)
{
    if (instruction->mask_lanes == 0)
        return whole * execution->times;
    return whole * execution->selected_lanes / (uint64_t)instruction->mask_lanes;
}

/* The most lanes that one execution can have: SVE's vectors are of 2,048 bits at most, AMX's tiles of 16 rows
 * of 64 bytes, which is 16 times 16 sums of 16 numbers. */
static uint64_t most_lanes(const fl_instruction *instruction)
{
    enum { LONGEST_VECTOR = 2048, TILE_EDGE = 16 };
    if (instruction->tile_count > 0)
        return TILE_EDGE * TILE_EDGE * TILE_EDGE;
    uint64_t lanes = instruction->lane_bits > 0 ? (uint64_t)(LONGEST_VECTOR / instruction->lane_bits) : 1;
    if (instruction->column_register >= 0 && instruction->source_bits > 0)
        return lanes * lanes * (uint64_t)(instruction->lane_bits / instruction->source_bits);
    return lanes * (uint64_t)(instruction->counted_vectors > 0 ? instruction->counted_vectors : 1);
}

/* Masks and sizes that were not seen bound what was done all the same. */
static void count_unknown(fl_trace *trace, const fl_execution *execution)
{
    const fl_instruction *instruction = execution->instruction;
    uint64_t products = (uint64_t)instruction->products + (uint64_t)instruction->integer_products;
    trace->uncounted += execution->times;
    trace->uncounted_products += execution->times * products * most_lanes(instruction);
}

static void count_arithmetic(fl_trace *trace, const fl_execution *execution)
{
    const fl_instruction *instruction = execution->instruction;
    fl_element element = element_of(instruction);
    fl_arithmetic *sum = &trace->arithmetic[instruction->width][element];
    uint64_t lanes = 0, products = 0, sums = 0;
    sum->instructions += execution->times;
    if (instruction->lanes == 0) { /* SVE: the lanes are those of the predicate; tiles: of their sizes */
        if (execution->selected_lanes == FL_LANES_UNKNOWN) {
            count_unknown(trace, execution);
            return;
        }
        lanes = execution->selected_lanes;
        products = lanes * (uint64_t)instruction->products;
        sums = lanes * (uint64_t)instruction->sums;
        if (instruction->reduces) /* of n lanes n - 1 sums */
            sums -= execution->times < lanes ? execution->times : lanes;
    } else {
        lanes = masked(instruction, execution, (uint64_t)instruction->lanes);
        products = masked(instruction, execution, (uint64_t)instruction->products);
        sums = masked(instruction, execution, (uint64_t)instruction->sums);
    }
    bool fused = instruction->operation == FL_OPERATION_FUSED;
    sum->lanes += lanes;
    sum->fused_lanes += fused ? products : 0;
    sum->multiply_lanes += fused ? 0 : products;
    sum->sum_lanes += sums;
    sum->ordered_lanes += instruction->sums_in_order ? sums : 0;
    if (execution->chained > 0)
        sum->chained_lanes += (sums + (fused ? products : 0)) * execution->chained / execution->times;
    if (element == FL_ELEMENT_FLOAT32) {
        trace->objects[execution->object].multiply_add_lanes += products;
        trace->parts[execution->part].multiply_add_lanes += products;
    }
}

static void count_integers(fl_trace *trace, const fl_execution *execution)
{
    const fl_instruction *instruction = execution->instruction;
    trace->integer_multiply_instructions += execution->times;
    trace->integer_multiply_lanes += masked(instruction, execution, (uint64_t)instruction->integer_products);
}

static void count_memory(fl_trace *trace, const fl_execution *execution)
{
    const fl_instruction *instruction = execution->instruction;
    uint64_t times = instruction->repeats ? execution->repetitions : execution->times;
    if (instruction->masks_memory) {
        trace->bytes_loaded += masked(instruction, execution, instruction->bytes_loaded);
        trace->bytes_stored += masked(instruction, execution, instruction->bytes_stored);
    } else {
        trace->bytes_loaded += times * instruction->bytes_loaded;
        trace->bytes_stored += times * instruction->bytes_stored;
    }
}

void fl_trace_count(fl_trace *trace, const fl_execution *execution)
{
    const fl_instruction *instruction = execution->instruction;
    trace->instructions += execution->times;
    trace->chain_switches += execution->switched;
    if (execution->longest > trace->longest_chain)
        trace->longest_chain = execution->longest;
    trace->objects[execution->object].instructions += execution->times;
    trace->parts[execution->part].instructions += execution->times;
    if (!instruction) {
        trace->undecoded += execution->times;
        return;
    }
    if (instruction->encoding >= FL_ENCODING_VEX) /* what follows there is SVE */
        trace->objects[execution->object].newer_instructions += execution->times;
    bool computes = instruction->operation != FL_OPERATION_NONE || instruction->integer_products != 0 ||
                    instruction->converted > 0;
    if (instruction->mask_lanes > 0 && execution->selected_lanes == FL_LANES_UNKNOWN) {
        if (computes)
            count_unknown(trace, execution);
        return;
    }
    if (instruction->operation != FL_OPERATION_NONE)
        count_arithmetic(trace, execution);
    else if (instruction->integer_products != 0)
        count_integers(trace, execution);
    else if (instruction->register_bits >= WIDE_BITS)
        trace->wide_moves += execution->times;
    if (instruction->converted > 0)
        trace->conversions[instruction->from][instruction->to] +=
            masked(instruction, execution, (uint64_t)instruction->converted);
    count_memory(trace, execution);
}

static void take_off(uint64_t *from, uint64_t what)
{
    *from -= what < *from ? what : *from;
}

/* The whole is the sum of the objects, so that both stay equal where one of them has less to give. */
static void subtract_objects(fl_trace *trace, const fl_trace *empty)
{
    uint64_t before = trace->instructions;
    for (size_t i = 0; i < empty->object_count; i++) {
        size_t same = fl_trace_object_index(trace, empty->objects[i].name);
        take_off(&trace->objects[same].instructions, empty->objects[i].instructions);
        take_off(&trace->objects[same].newer_instructions, empty->objects[i].newer_instructions);
    }
    trace->instructions = 0;
    for (size_t i = 0; i < trace->object_count; i++)
        trace->instructions += trace->objects[i].instructions;
    trace->empty_instructions += before - trace->instructions;
    take_off(&trace->parts[FL_PART_CALLER].instructions, before - trace->instructions);
}

void fl_trace_subtract(fl_trace *trace, const fl_trace *empty)
{
    if (empty->instructions > trace->instructions)
        return;
    subtract_objects(trace, empty);
    take_off(&trace->bytes_loaded, empty->bytes_loaded);
    take_off(&trace->bytes_stored, empty->bytes_stored);
    take_off(&trace->wide_moves, empty->wide_moves);
    for (int from = 0; from < FL_NUMBERS; from++)
        for (int to = 0; to < FL_NUMBERS; to++)
            take_off(&trace->conversions[from][to], empty->conversions[from][to]);
    take_off(&trace->integer_multiply_instructions, empty->integer_multiply_instructions);
    take_off(&trace->integer_multiply_lanes, empty->integer_multiply_lanes);
    for (size_t i = 0; i < empty->call_count; i++)
        for (size_t k = 0; k < trace->call_count; k++)
            if (strcmp(trace->calls[k].name, empty->calls[i].name) == 0) {
                take_off(&trace->calls[k].count, empty->calls[i].count);
                take_off(&trace->calls[k].by_caller, empty->calls[i].by_caller);
            }
}

static int by_instructions(const void *a, const void *b)
{
    const fl_trace_object *x = a, *y = b;
    if (x->instructions != y->instructions)
        return x->instructions < y->instructions ? 1 : -1;
    return strcmp(x->name, y->name);
}

static int by_count(const void *a, const void *b)
{
    const fl_trace_call *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->name, y->name);
}

void fl_trace_finish(fl_trace *trace)
{
    qsort(trace->objects, trace->object_count, sizeof trace->objects[0], by_instructions);
    while (trace->object_count > 0 && trace->objects[trace->object_count - 1].instructions == 0 &&
           trace->objects[trace->object_count - 1].multiply_add_lanes == 0)
        memset(&trace->objects[--trace->object_count], 0, sizeof trace->objects[0]);
    qsort(trace->calls, trace->call_count, sizeof trace->calls[0], by_count);
    while (trace->call_count > 0 && trace->calls[trace->call_count - 1].count == 0)
        memset(&trace->calls[--trace->call_count], 0, sizeof trace->calls[0]);
    uint64_t parts = 0;
    for (int part = 0; part < FL_PARTS; part++)
        parts += trace->parts[part].instructions;
    bool alone = trace->threads_run <= 1 && trace->signals == 0;
    if (parts != trace->instructions || (trace->how == FL_TRACED_BY_QEMU && !alone)) {
        trace->parts_known = false;
        memset(trace->parts, 0, sizeof trace->parts);
    }
    fl_trace_classify(trace);
}
