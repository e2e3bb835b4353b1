#include "bench/evidence/disassembly.h"

static void count_flow(fl_disassembly *d, const fl_instruction *instruction, uint64_t begin, uint64_t end)
{
    bool inside = instruction->target >= begin && instruction->target < end;
    switch (instruction->flow) {
    case FL_FLOW_CALL:
    case FL_FLOW_INDIRECT_CALL:
        d->calls++;
        break;
    case FL_FLOW_JUMP:
        d->tail_jumps += !inside;
        break;
    case FL_FLOW_INDIRECT_JUMP:
        d->indirect_branches++;
        break;
    case FL_FLOW_SYSTEM:
        d->system_calls++;
        break;
    case FL_FLOW_NEXT:
    case FL_FLOW_RETURN:
        break;
    }
}

bool fl_is_in_stream(const unsigned char *code, size_t at, size_t size)
{
    enum { BEFORE = 200, STREAMS = 16 };
    size_t first = at > BEFORE ? at - BEFORE : 0;
    for (size_t start = first; start < first + STREAMS && start <= at; start++) {
        size_t place = start;
        while (place < at) {
            fl_instruction instruction;
            fl_classify_instruction(code + place, size - place, place, &instruction);
            place += instruction.length > 0 ? instruction.length : 1;
        }
        if (place == at)
            return true;
    }
    return false;
}

fl_disassembly fl_disassemble(const void *code, size_t size, uint64_t address)
{
    fl_disassembly d = {.bytes = size};
    const unsigned char *bytes = code;
    fl_instruction instruction;
    for (size_t at = 0; at < size; at += instruction.length) {
        if (!fl_classify_instruction(bytes + at, size - at, address + at, &instruction)) {
            d.undecoded_bytes += instruction.length;
            continue;
        }
        d.instructions++;
        d.loads += instruction.loads;
        d.encodings[instruction.encoding]++;
        d.arithmetic[instruction.width] += instruction.operation != FL_OPERATION_NONE;
        d.multiplications[instruction.width] += instruction.operation >= FL_OPERATION_MULTIPLY;
        d.fused[instruction.width] += instruction.operation == FL_OPERATION_FUSED;
        d.sums[instruction.sums_in_order ? FL_WIDTH_SCALAR : instruction.width] += instruction.sums > 0;
        count_flow(&d, &instruction, address, address + size);
    }
    return d;
}

bool fl_is_closed(const fl_disassembly *d)
{
    return d->undecoded_bytes + d->calls + d->tail_jumps + d->indirect_branches + d->system_calls == 0;
}

size_t fl_packed(const size_t counts[FL_WIDTHS])
{
    size_t sum = 0;
    for (int width = FL_WIDTH_64; width < FL_WIDTHS; width++)
        sum += counts[width];
    return sum;
}
