/* No decoder for this architecture: nothing is understood, so nothing is claimed. */
#include <stdio.h>

#include "bench/evidence/disassembly.h"

bool fl_classify_instruction(const void *bytes, size_t size, uint64_t address, fl_instruction *instruction)
{
    (void)bytes;
    (void)address;
    *instruction = (fl_instruction){.length = size > 0 ? 1 : 0, .mask_register = -1};
    return false;
}

bool fl_format_instruction(const void *bytes, size_t size, uint64_t address, char *text, size_t text_size)
{
    (void)bytes;
    (void)size;
    (void)address;
    snprintf(text, text_size, "(not understood)");
    return false;
}
