/* Products of whole tiles: x86 AMX, whose tiles are as large as a program configures them, and the outer
 * products of AArch64 SME, which two predicates cut down. */
#include "bench/evidence/trace_count.h"

/* Intel SDM, volume 1, section 18.2: the palette, then 16 bits for the columns of each tile in bytes, then 8
 * bits for its rows. */
enum { PALETTE = 0, COLUMN_BYTES = 16, ROWS = 48, TILES = 8, MOST_ROWS = 16, MOST_COLUMN_BYTES = 64 };
enum { SUM_BYTES = 4, BYTE_BITS = 8, WORD_BITS = 64 };

typedef struct tile {
    uint64_t rows, column_bytes;
} tile;

static bool read_tile(const unsigned char *configuration, unsigned number, tile *t)
{
    const unsigned char *columns = configuration + COLUMN_BYTES + 2 * (size_t)number;
    if (number >= TILES)
        return false;
    t->rows = configuration[ROWS + number];
    t->column_bytes = columns[0] | (uint64_t)columns[1] << BYTE_BITS;
    return t->rows > 0 && t->rows <= MOST_ROWS && t->column_bytes > 0 && t->column_bytes <= MOST_COLUMN_BYTES;
}

bool fl_tile_lanes(const unsigned char configuration[FL_TILE_CONFIGURATION_BYTES],
                   const fl_instruction *instruction, uint64_t *lanes)
{
    tile first, left;
    *lanes = 0;
    if (configuration[PALETTE] == 0 || instruction->tile_count == 0 ||
        !read_tile(configuration, instruction->tiles[0], &first))
        return false;
    *lanes = first.rows * first.column_bytes;
    if (instruction->tile_count == 1)
        return true;
    if (!read_tile(configuration, instruction->tiles[1], &left))
        return false;
    *lanes = first.rows * (first.column_bytes / SUM_BYTES) * (left.column_bytes / SUM_BYTES);
    return true;
}

static uint64_t chosen(const uint64_t *predicate, unsigned bits, unsigned begin, unsigned step)
{
    uint64_t count = 0;
    for (unsigned bit = begin; bit < bits; bit += step)
        count += predicate[bit / WORD_BITS] >> bit % WORD_BITS & 1;
    return count;
}

uint64_t fl_outer_lanes(const uint64_t *rows, const uint64_t *columns, unsigned bits,
                        const fl_instruction *instruction)
{
    unsigned lane = (unsigned)instruction->lane_bits / BYTE_BITS;
    unsigned source = (unsigned)instruction->source_bits / BYTE_BITS;
    uint64_t products = 0;
    for (unsigned part = 0; source > 0 && part < lane; part += source)
        products += chosen(rows, bits, part, lane) * chosen(columns, bits, part, lane);
    return products;
}

uint64_t fl_counted_lanes(uint64_t counter, unsigned bits, const fl_instruction *instruction)
{
    enum { INVERTED = 1 << 15, SIZES = 4, BITS_OF_BYTE = 8 };
    unsigned step = (unsigned)instruction->lane_bits / BITS_OF_BYTE, size = 0;
    while (size < SIZES && !(counter >> size & 1))
        size++;
    if (size == SIZES || step == 0)
        return 0;
    uint64_t first = (counter & (INVERTED - 1)) >> (size + 1), lanes = 0;
    uint64_t bytes = (uint64_t)bits * (uint64_t)instruction->counted_vectors;
    /* it counts elements of its own size; a lane of another goes by the one that begins where it does */
    for (uint64_t byte = 0; byte + step <= bytes; byte += step) {
        bool begins = (byte & ((1u << size) - 1)) == 0, before = byte >> size < first;
        lanes += begins && before == !(counter & INVERTED);
    }
    return lanes;
}
