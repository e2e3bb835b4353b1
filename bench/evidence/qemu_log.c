/* By hand: a text that nobody but QEMU writes, of a line and more an instruction. */
#include "bench/evidence/qemu_log.h"

#include <string.h>

enum { NO_DIGIT = 16, WORD_DIGITS = 16, WORD_BITS = 64 };

static unsigned digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : NO_DIGIT;
}

/* Reads at most 16 hexadecimal digits and goes behind them; how many there were. */
static size_t read_hex(const char **at, uint64_t *value)
{
    size_t count = 0;
    *value = 0;
    while (count < WORD_DIGITS && digit(**at) < NO_DIGIT) {
        *value = *value << 4 | digit(**at);
        ++*at;
        count++;
    }
    return count;
}

static bool skip(const char **at, const char *text)
{
    size_t length = strlen(text);
    if (strncmp(*at, text, length) != 0)
        return false;
    *at += length;
    return true;
}

/* "Trace 0: 0x7f7ba436ab40 [0000000001009331/000000550296c178/00000001/00000201] name" */
static bool read_executed(const char *at, fl_qemu_event *event)
{
    uint64_t unused = 0;
    unsigned thread = 0;
    size_t digits = 0;
    while (*at >= '0' && *at <= '9' && digits++ < 4)
        thread = 10 * thread + (unsigned)(*at++ - '0');
    if (digits == 0 || thread >= FL_QEMU_THREADS || !skip(&at, ": 0x") || read_hex(&at, &unused) == 0 ||
        !skip(&at, " [") || read_hex(&at, &unused) == 0 || !skip(&at, "/") ||
        read_hex(&at, &event->address) != WORD_DIGITS || !skip(&at, "/") || read_hex(&at, &unused) == 0 ||
        !skip(&at, "/") || read_hex(&at, &unused) == 0 || !skip(&at, "]"))
        return false;
    event->kind = FL_QEMU_EXECUTED;
    event->thread = thread;
    return true;
}

/* "Stopped execution of TB chain before 0x7f… [000000550296c178] name" */
static bool read_cancelled(const char *at, fl_qemu_event *event)
{
    uint64_t unused = 0;
    event->kind = FL_QEMU_CANCELLED;
    return skip(&at, "0x") && read_hex(&at, &unused) > 0 && skip(&at, " [") &&
           read_hex(&at, &event->address) == WORD_DIGITS && skip(&at, "]");
}

/* Behind the address: units of two digits (x86) in the order of memory, or of eight (AArch64, a word), one
 * space between them and two behind the last. */
static size_t read_units(const char **line, unsigned char *bytes, size_t room)
{
    const char *at = *line;
    size_t used = 0;
    for (;;) {
        uint64_t unit = 0;
        size_t digits = read_hex(&at, &unit);
        if ((digits != 2 && digits != 8) || used + digits / 2 > room)
            return 0;
        for (size_t i = 0; i < digits / 2; i++)
            bytes[used++] = (unsigned char)(unit >> 8 * i);
        if (at[0] == '\0' || (at[0] == ' ' && (at[1] == ' ' || at[1] == '\0'))) {
            *line = at;
            return used;
        }
        if (!skip(&at, " "))
            return 0;
    }
}

/* "0x5500000984:  a5404021  .byte …"; a second line of a long instruction has no text. */
static bool read_code(fl_qemu_reader *reader, const char *at)
{
    uint64_t address = 0;
    fl_qemu_event *code = &reader->code;
    unsigned char bytes[FL_CODE_BYTES];
    if (read_hex(&at, &address) == 0 || !skip(&at, ":  "))
        return false;
    size_t size = read_units(&at, bytes, sizeof bytes);
    if (size == 0)
        return false;
    bool goes_on = reader->in_code && at[strspn(at, " ")] == '\0' && address == code->address + code->size &&
                   code->size + size <= sizeof code->bytes;
    if (!goes_on)
        *code = (fl_qemu_event){.kind = FL_QEMU_CODE, .address = address};
    memcpy(code->bytes + code->size, bytes, size);
    code->size += size;
    reader->in_code = true;
    return true;
}

/* "P00=0000000000000fff:ffffffffffffffff": the highest word first, and shorter where the vector is. */
static bool read_predicate(const char **at, fl_qemu_event *event)
{
    unsigned tens = digit((*at)[1]), ones = tens < 10 ? digit((*at)[2]) : NO_DIGIT;
    if (tens >= 10 || ones >= 10 || (*at)[3] != '=' || 10 * tens + ones >= FL_PREDICATES)
        return false;
    *at += 4;
    *event = (fl_qemu_event){.kind = FL_QEMU_PREDICATE, .number = 10 * tens + ones};
    uint64_t words[FL_PREDICATE_WORDS];
    size_t count = 0, digits = 0, all = 0;
    do {
        if (count == FL_PREDICATE_WORDS || (digits = read_hex(at, &words[count])) == 0 ||
            (count > 0 && digits != WORD_DIGITS))
            return false;
        all += digits;
        count++;
    } while (skip(at, ":"));
    for (size_t i = 0; i < count; i++)
        event->mask[i] = words[count - 1 - i];
    event->bits = (unsigned)all * 4;
    return true;
}

static bool read_register(const char *line, const char *name, uint64_t *value)
{
    const char *at = strstr(line, name);
    if (!at)
        return false;
    at += strlen(name);
    return read_hex(&at, value) == WORD_DIGITS;
}

static void read_state(fl_qemu_reader *reader, const char *line, fl_qemu_take *take, void *context)
{
    fl_qemu_event event = {.kind = FL_QEMU_STATE};
    if (read_register(line, " PC=", &event.address) && read_register(line, " X00=", &reader->argument)) {
        take(context, &event);
    } else if (strncmp(line, "X08=", 4) == 0 && read_register(line, "X08=", &event.number)) {
        event.kind = FL_QEMU_CALL;
        event.argument = reader->argument;
        take(context, &event);
    } else if (line[0] == 'P' && line[1] != 'S') {
        const char *at = line;
        while (*at == 'P' && read_predicate(&at, &event)) {
            take(context, &event);
            skip(&at, " ");
        }
    } else if (strncmp(line, "RAX=", 4) == 0) {
        read_register(line, "RAX=", &reader->rax);
    } else if (strncmp(line, "RSI=", 4) == 0) {
        read_register(line, " RDI=", &reader->rdi);
    } else if (strncmp(line, "RIP=", 4) == 0 && read_register(line, "RIP=", &event.address)) {
        take(context, &event);
        event.kind = FL_QEMU_CALL;
        event.number = reader->rax;
        event.argument = reader->rdi;
        take(context, &event);
    }
}

void fl_qemu_line(fl_qemu_reader *reader, const char *line, fl_qemu_take *take, void *context)
{
    fl_qemu_event event = {.kind = FL_QEMU_EXECUTED};
    const char *at = line;
    if (skip(&at, "0x")) {
        reader->in_code = read_code(reader, at);
        if (reader->in_code)
            take(context, &reader->code);
        return;
    }
    reader->in_code = false;
    if (skip(&at, "Trace ")) {
        if (read_executed(at, &event))
            take(context, &event);
    } else if (skip(&at, "Stopped execution of TB chain before ")) {
        if (read_cancelled(at, &event))
            take(context, &event);
    } else {
        read_state(reader, line, take, context);
    }
}
