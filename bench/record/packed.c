#include "bench/record/packed.h"

#include <stdlib.h>
#include <string.h>

#include "bench/base/base64.h"
#include "bench/base/sort.h"

enum { FEWEST = 256, LEAST_REPEATED = 4, BITS_OF_A_BYTE = 8, LONGEST_CODE = 56 };

/* ---- the values, by their frequency ---- */

typedef struct entry {
    double value;
    size_t times, rank;
} entry;

typedef struct place {
    entry *of;
} place;

static int by_frequency(const void *x, const void *y)
{
    const entry *a = ((const place *)x)->of, *b = ((const place *)y)->of;
    if (a->times != b->times)
        return a->times > b->times ? -1 : 1;
    return a->value < b->value ? -1 : a->value > b->value;
}

/* Ascending in entries [count]; how many there are. */
static size_t count_values(const double *sorted, size_t count, entry *entries)
{
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || sorted[i] != sorted[i - 1])
            entries[distinct++] = (entry){.value = sorted[i]};
        entries[distinct - 1].times++;
    }
    return distinct;
}

static size_t rank_of(const entry *entries, size_t distinct, double value)
{
    size_t low = 0, high = distinct;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (entries[middle].value <= value)
            low = middle;
        else
            high = middle;
    }
    return entries[low].rank;
}

/* ---- the code ---- */

static int digits_of(uint64_t number)
{
    int digits = 0;
    for (; number > 0; number >>= 1)
        digits++;
    return digits;
}

static int length_of(size_t rank, int shift)
{
    return 2 * digits_of((uint64_t)rank + (UINT64_C(1) << shift)) - 1 - shift;
}

static uint64_t bits_with(const entry *entries, size_t distinct, int shift)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < distinct; i++)
        bits += (uint64_t)entries[i].times * (uint64_t)length_of(entries[i].rank, shift);
    return bits;
}

static void write_code(uint8_t *bytes, uint64_t *at, size_t rank, int shift)
{
    const uint64_t code = (uint64_t)rank + (UINT64_C(1) << shift);
    for (int bit = length_of(rank, shift) - 1; bit >= 0; bit--, ++*at)
        if ((code >> bit & 1) != 0)
            bytes[*at / BITS_OF_A_BYTE] |= (uint8_t)(0x80U >> (*at % BITS_OF_A_BYTE));
}

/* entries: with their ranks. False without memory. */
static bool write_codes(const double *numbers, size_t count, const entry *entries, fl_packed *packed)
{
    uint64_t least = UINT64_MAX, at = 0;
    for (int shift = 0; shift <= FL_MOST_SHIFT; shift++) {
        uint64_t bits = bits_with(entries, packed->distinct, shift);
        if (bits < least)
            packed->shift = shift;
        least = bits < least ? bits : least;
    }
    packed->size = (size_t)((least + BITS_OF_A_BYTE - 1) / BITS_OF_A_BYTE);
    packed->bytes = calloc(packed->size, 1);
    for (size_t i = 0; packed->bytes && i < count; i++)
        write_code(packed->bytes, &at, rank_of(entries, packed->distinct, numbers[i]), packed->shift);
    return packed->bytes;
}

fl_packing fl_pack(const double *numbers, size_t count, fl_packed *packed)
{
    *packed = (fl_packed){.values = NULL};
    if (count < FEWEST)
        return FL_NOT_SHORTER;
    fl_packing made = FL_NO_MEMORY;
    double *sorted = malloc(count * sizeof *sorted);
    entry *entries = malloc(count * sizeof *entries);
    place *order = NULL;
    if (sorted && entries) {
        memcpy(sorted, numbers, count * sizeof *sorted);
        fl_sort(sorted, count);
        packed->distinct = count_values(sorted, count, entries);
        if (packed->distinct * LEAST_REPEATED > count)
            made = FL_NOT_SHORTER;
        else
            order = malloc(packed->distinct * sizeof *order);
    }
    packed->values = order ? malloc(packed->distinct * sizeof *packed->values) : NULL;
    if (packed->values) {
        for (size_t i = 0; i < packed->distinct; i++)
            order[i].of = &entries[i];
        qsort(order, packed->distinct, sizeof *order, by_frequency);
        for (size_t i = 0; i < packed->distinct; i++) {
            order[i].of->rank = i;
            packed->values[i] = order[i].of->value;
        }
        if (write_codes(numbers, count, entries, packed))
            made = FL_PACKED;
    }
    free(sorted);
    free(entries);
    free(order);
    return made;
}

void fl_packed_free(fl_packed *packed)
{
    free(packed->values);
    free(packed->bytes);
    *packed = (fl_packed){.values = NULL};
}

/* One more bit, most significant first; false beyond the last one. */
typedef struct bits {
    const uint8_t *bytes;
    size_t size, next;
    uint64_t held; /* from the highest bit on */
    int count;     /* how many of them are held */
} bits;

/* Of eight bytes at once those that fit are held; bits of the next one that are seen already are the same again. */
static void refill(bits *b)
{
    enum { AT_ONCE = sizeof b->held };
    if (b->size - b->next >= AT_ONCE) {
        const uint8_t *from = b->bytes + b->next;
        uint64_t eight = 0;
        for (size_t i = 0; i < AT_ONCE; i++)
            eight = eight << BITS_OF_A_BYTE | from[i];
        const int bytes = (LONGEST_CODE + BITS_OF_A_BYTE - 1 - b->count) / BITS_OF_A_BYTE;
        b->held |= eight >> b->count;
        b->next += (size_t)bytes;
        b->count += bytes * BITS_OF_A_BYTE;
        return;
    }
    while (b->count <= LONGEST_CODE && b->next < b->size) {
        b->held |= (uint64_t)b->bytes[b->next++] << (LONGEST_CODE - b->count);
        b->count += BITS_OF_A_BYTE;
    }
}

/* numbers [count], or how often each value is one of them; the other is NULL. */
static const char *unpack(const fl_packed *packed, double *numbers, size_t *times, size_t count)
{
    bits b = {.bytes = packed->bytes, .size = packed->size};
    for (size_t i = 0; i < count; i++) {
        refill(&b);
        const int zeros = b.held == 0 ? LONGEST_CODE : __builtin_clzll(b.held);
        const int digits = zeros + 1 + packed->shift, length = zeros + digits;
        if (length > b.count || length > LONGEST_CODE)
            return "ends before its last number";
        const uint64_t rank = (b.held >> (64 - length)) - (UINT64_C(1) << packed->shift);
        if (rank >= packed->distinct)
            return "names a value that is not there";
        if (numbers)
            numbers[i] = packed->values[rank];
        else
            times[rank]++;
        b.held <<= length;
        b.count -= length;
    }
    refill(&b);
    return b.next < b.size || b.count >= BITS_OF_A_BYTE || b.held != 0 ? "goes on behind its last number"
                                                                       : NULL;
}

const char *fl_unpack(const fl_packed *packed, double *numbers, size_t count)
{
    return unpack(packed, numbers, NULL, count);
}

const char *fl_unpack_counts(const fl_packed *packed, size_t *times, size_t count)
{
    return unpack(packed, NULL, times, count);
}

/* ---- base64 ---- */

enum { GROUP = FL_BASE64_BYTES, LETTERS = FL_BASE64_LETTERS, NO_LETTER = 64 };

void fl_packed_write_order(const fl_packed *packed, fl_builder *out)
{
    const size_t piece = FL_PACKED_PIECE / LETTERS * GROUP;
    fl_build_char(out, '[');
    for (size_t i = 0; i < packed->size; i += GROUP) {
        char letters[LETTERS + 1] = "";
        if (i % piece == 0)
            fl_build_text(out, i > 0 ? "\", \"" : "\"");
        fl_base64_group(packed->bytes + i, packed->size - i, letters);
        fl_build_text(out, letters);
    }
    fl_build_text(out, "\"]");
}

/* The number that a letter stands for, from a table that the first call fills; NO_LETTER: none. */
static uint32_t number_of(char letter)
{
    static uint8_t numbers[256];
    if (numbers[0] != NO_LETTER) {
        memset(numbers, (int)NO_LETTER, sizeof numbers);
        for (unsigned i = 0; i < (unsigned)NO_LETTER; i++)
            numbers[(uint8_t)fl_base64_alphabet[i]] = (uint8_t)i;
    }
    return numbers[(uint8_t)letter];
}

const char *fl_packed_read_piece(const char *text, bool is_last, uint8_t *bytes, size_t *size)
{
    static const char fault[] = "is not base64";
    size_t length = strlen(text), missing = 0;
    if (length == 0 || length % LETTERS != 0)
        return fault;
    while (is_last && missing < 2 && text[length - 1 - missing] == '=')
        missing++;
    for (size_t i = 0; i < length; i += LETTERS) {
        const size_t absent = i + LETTERS == length ? missing : 0;
        uint32_t group = 0;
        for (size_t k = 0; k < LETTERS; k++) {
            uint32_t number = k < LETTERS - absent ? number_of(text[i + k]) : 0;
            if (number == NO_LETTER)
                return fault;
            group = group << FL_BASE64_BITS | number;
        }
        for (size_t k = 0; k < GROUP; k++) {
            const uint8_t byte = (uint8_t)(group >> (BITS_OF_A_BYTE * (GROUP - 1 - k)));
            if (k < GROUP - absent)
                bytes[(*size)++] = byte;
            else if (byte != 0)
                return fault;
        }
    }
    return NULL;
}
