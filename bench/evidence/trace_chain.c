#include "bench/evidence/trace_chain.h"

/* Of the registers read: the one with the longest chain, and whether nothing was added to one of them. */
static int longest_of(const fl_chains *chains, uint32_t registers, bool *fresh)
{
    int longest = -1;
    *fresh = false;
    for (int i = 0; i < FL_VECTOR_REGISTERS; i++) {
        if (!(registers >> i & 1))
            continue;
        if (longest < 0 || chains->length[i] > chains->length[longest])
            longest = i;
        *fresh |= chains->length[i] == 0;
    }
    *fresh |= longest < 0;
    return longest;
}

static fl_chain_step note_addition(fl_chains *chains, uint32_t length, uint32_t chain)
{
    fl_chain_step step = {.length = length, .chained = length > FL_CHAIN_BEYOND};
    step.switched = step.chained && chains->last != 0 && chains->last != chain;
    if (step.chained)
        chains->last = chain;
    return step;
}

fl_chain_step fl_chain_follow(fl_chains *chains, const fl_instruction *instruction)
{
    bool fresh = false, fused = instruction->operation == FL_OPERATION_FUSED;
    bool adds = fused || (instruction->operation == FL_OPERATION_OTHER && instruction->sums > 0);
    if (instruction->vectors_written == 0)
        return (fl_chain_step){0};
    int from = longest_of(chains, instruction->vectors_read, &fresh);
    uint32_t length = from < 0 ? 0 : chains->length[from], chain = from < 0 ? 0 : chains->chain[from];
    if (instruction->operation == FL_OPERATION_MULTIPLY)
        length = 0;
    if (adds && (fused || fresh || instruction->loads) && length++ == 0)
        chain = ++chains->chains;
    for (int i = 0; i < FL_VECTOR_REGISTERS; i++)
        if (instruction->vectors_written >> i & 1) {
            chains->length[i] = length;
            chains->chain[i] = chain;
        }
    return adds ? note_addition(chains, length, chain) : (fl_chain_step){0};
}
