#include "bench/base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 16 };

struct fl_arena_block {
    struct fl_arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) char bytes[];
};

static struct fl_arena_block *add_block(fl_arena *arena, size_t least)
{
    size_t size = least > BLOCK ? least : BLOCK;
    struct fl_arena_block *block = malloc(sizeof *block + size);
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    *block = (struct fl_arena_block){.next = arena->blocks, .size = size};
    arena->blocks = block;
    return block;
}

void *fl_arena_take(fl_arena *arena, size_t size)
{
    static const size_t step = _Alignof(max_align_t);
    if (size > (size_t)-1 / 2) {
        arena->failed = true;
        return NULL;
    }
    size = (size + step - 1) / step * step;
    struct fl_arena_block *block = arena->blocks;
    if ((!block || block->size - block->used < size) && !(block = add_block(arena, size)))
        return NULL;
    void *memory = block->bytes + block->used;
    block->used += size;
    return memory;
}

char *fl_arena_copy(fl_arena *arena, const char *text, size_t size)
{
    char *copy = size < (size_t)-1 ? fl_arena_take(arena, size + 1) : NULL;
    if (!copy)
        return NULL;
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

void fl_arena_free(fl_arena *arena)
{
    for (struct fl_arena_block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    *arena = (fl_arena){NULL, false};
}
