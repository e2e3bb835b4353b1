/* Any lines, as QEMU's log of a first run and of a second one with registers, must end in counts that add up,
 * never in a fault. */
#include "tests/fuzz/fuzz.h"

#include "bench/evidence/qemu_log.h"
#include "bench/evidence/qemu_ranges.h"
#include "bench/evidence/qemu_region.h"
#include "bench/evidence/trace_count.h"

typedef struct readers {
    fl_qemu_region *region;
    fl_qemu_ranges ranges;
    fl_qemu_registers *registers;
} readers;

/* Marks at these addresses, everything else anywhere. */
static void look(void *context, uint64_t address, fl_qemu_place *place)
{
    (void)context;
    memcpy(place->object, "program", sizeof "program");
    place->object[0] = (char)('a' + (address >> 12 & 3));
    place->mark = address == 0x1000   ? FL_QEMU_BEGIN
                  : address == 0x1100 ? FL_QEMU_BEGIN_EMPTY
                  : address == 0x1200 ? FL_QEMU_END
                  : address == 0x1300 ? FL_QEMU_FUNCTION
                                      : FL_QEMU_NO_MARK;
}

static void take(void *context, const fl_qemu_event *event)
{
    readers *r = context;
    fuzz_must(event->thread < FL_QEMU_THREADS && event->size <= FL_CODE_BYTES);
    fuzz_must(event->kind != FL_QEMU_PREDICATE || event->number < FL_PREDICATES);
    if (r->region->endless) /* then no more is read */
        return;
    fl_qemu_region_take(r->region, event);
    if (event->kind == FL_QEMU_CODE)
        fl_qemu_ranges_take(&r->ranges, event, event->address == 0x1000);
}

static void take_registers(void *context, const fl_qemu_event *event)
{
    fl_qemu_registers_take(context, event);
}

static void read_lines(const uint8_t *bytes, size_t size, fl_qemu_take *with, void *context)
{
    fl_qemu_reader reader = {.in_code = false};
    char *text = fuzz_text(bytes, size);
    for (char *line = text, *end; line < text + size; line = end + 1) {
        end = line + strcspn(line, "\n");
        *end = '\0';
        fl_qemu_line(&reader, line, with, context);
    }
    free(text);
}

/* On this processor no instruction goes by predicates; what does is put where one was asked for. */
static void plant_predicated(size_t which, fl_qemu_wanted *wanted, size_t count)
{
    static const fl_instruction planted[] = {
        {.lane_bits = 32, .mask_register = 2, .column_register = -1},                    /* governed by P2 */
        {.lane_bits = 32, .mask_register = -1, .column_register = -1},                   /* all lanes */
        {.lane_bits = 32, .source_bits = 32, .mask_register = 1, .column_register = 3}}; /* outer product */
    for (size_t i = 0; which > 0 && i < count; i++)
        wanted[i].instruction = &planted[which - 1];
}

/* A line "=" stands between the two runs. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static fl_trace trace;
    size_t first = 0;
    while (first < size && !(bytes[first] == '=' && (first == 0 || bytes[first - 1] == '\n')))
        first++;
    readers r = {.region = fl_qemu_region_new(look, NULL)};
    fuzz_must(r.region != NULL);
    r.region->calls_before = size % 2;
    r.region->most_instructions = 5000;
    read_lines(bytes, first, take, &r);
    size_t count = 0;
    fl_qemu_wanted *wanted = fl_qemu_region_wanted(r.region, &count);
    plant_predicated(size / 2 % 4, wanted, count);
    fl_qemu_registers registers = {.wanted = wanted,
                                   .count = count,
                                   .begin = r.region->begin,
                                   .begin_count = r.region->begin_count,
                                   .end = r.region->end,
                                   .now = {.wanted = FL_NO_CODE}};
    if (first < size)
        read_lines(bytes + first, size - first, take_registers, &registers);
    bool agree = fl_qemu_registers_agree(&registers);
    fl_qemu_region_count(r.region, agree ? &registers : NULL, &trace);
    if (r.region->has_empty)
        fl_trace_subtract(&trace, &r.region->empty);
    fl_trace_finish(&trace);
    fuzz_must(trace.instructions <= r.region->most_instructions + FL_QEMU_THREADS + 1);
    free(wanted);
    free(fl_qemu_ranges_text(&r.ranges));
    fl_qemu_ranges_free(&r.ranges);
    fl_qemu_region_free(r.region);
    return 0;
}
