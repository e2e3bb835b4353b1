/* Regions in made-up executions: where they begin and end, whose instructions count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/evidence/qemu_region.h"
#include "bench/evidence/trace_count.h"

/* Instructions of this architecture; targets of calls are not looked at. */
typedef struct code {
    unsigned char bytes[5];
    size_t size;
} code;

#if defined(__x86_64__)
static const code nop = {{0x90}, 1}, call = {{0xe8, 0, 0, 0, 0}, 5}, ret = {{0xc3}, 1};
static const code multiply = {{0x0f, 0x59, 0xc1}, 3}; /* mulps xmm0, xmm1 */
static const code number = {{0xb8, 15, 0, 0, 0}, 5};  /* mov eax, 15: rt_sigreturn */
static const code system_call = {{0x0f, 0x05}, 2}, unknown = {{0x06}, 1};
static const code store = {{0x89, 0x07}, 2}; /* mov [rdi], eax */
enum { CLONE = 56 };
#else
static const code nop = {{0x1f, 0x20, 0x03, 0xd5}, 4}, call = {{0x00, 0x04, 0x00, 0x94}, 4};
static const code ret = {{0xc0, 0x03, 0x5f, 0xd6}, 4};
static const code multiply = {{0x20, 0xdc, 0x22, 0x6e}, 4}; /* fmul v0.4s, v1.4s, v2.4s */
static const code number = {{0x68, 0x11, 0x80, 0x52}, 4};   /* mov w8, 139: rt_sigreturn */
static const code system_call = {{0x01, 0x00, 0x00, 0xd4}, 4}, unknown = {{0, 0, 0, 0}, 4};
static const code store = {{0x20, 0x00, 0x00, 0xb9}, 4}; /* str w0, [x1] */
enum { CLONE = 220 };
#endif

/* The program: marks at these addresses, everything else anywhere. */
enum { BEGIN = 0x1000, BEGIN_EMPTY = 0x1100, END = 0x1200, FUNCTION = 0x1300, MAIN = 0x4000 };

static void look(void *context, uint64_t address, fl_qemu_place *place)
{
    (void)context;
    memcpy(place->object, "program", sizeof "program");
    place->mark = address == BEGIN         ? FL_QEMU_BEGIN
                  : address == BEGIN_EMPTY ? FL_QEMU_BEGIN_EMPTY
                  : address == END         ? FL_QEMU_END
                  : address == FUNCTION    ? FL_QEMU_FUNCTION
                                           : FL_QEMU_NO_MARK;
}

static fl_qemu_region *new_region(void)
{
    fl_qemu_region *region = fl_qemu_region_new(look, NULL);
    assert_non_null(region);
    return region;
}

/* One thread executes one instruction; returns the address behind it. */
static uint64_t execute(fl_qemu_region *region, unsigned thread, uint64_t address, const code *what)
{
    fl_qemu_event event = {.kind = FL_QEMU_CODE, .address = address, .size = what->size};
    memcpy(event.bytes, what->bytes, what->size);
    fl_qemu_region_take(region, &event);
    event.kind = FL_QEMU_EXECUTED;
    event.thread = thread;
    fl_qemu_region_take(region, &event);
    return address + what->size;
}

/* A call of an empty function, from address. */
static uint64_t visit(fl_qemu_region *region, unsigned thread, uint64_t address, uint64_t function)
{
    uint64_t back = execute(region, thread, address, &call);
    execute(region, thread, execute(region, thread, function, &nop), &ret);
    return back;
}

static uint64_t repeat(fl_qemu_region *region, unsigned thread, uint64_t address, const code *what, int times)
{
    for (int i = 0; i < times; i++)
        address = execute(region, thread, address, what);
    return address;
}

static fl_trace count(fl_qemu_region *region)
{
    static fl_trace trace; /* large */
    fl_qemu_region_count(region, NULL, &trace);
    if (region->has_empty)
        fl_trace_subtract(&trace, &region->empty);
    fl_trace_finish(&trace);
    fl_qemu_region_free(region);
    return trace;
}

static void only_the_region_counts(void **state)
{
    (void)state;
    fl_qemu_region *region = new_region();
    uint64_t at = repeat(region, 0, MAIN, &multiply, 7);
    at = visit(region, 0, at, BEGIN);
    at = repeat(region, 0, at, &multiply, 3);
    at = visit(region, 0, at, 0x9000); /* a call that is no mark belongs to it: 3 instructions */
    at = visit(region, 0, at, END);
    assert_int_equal(region->phase, FL_QEMU_AFTER);
    repeat(region, 0, at, &multiply, 7);
    fl_trace trace = count(region);
    assert_int_equal(trace.instructions, 6); /* neither mark, nor the call that ends it */
    assert_int_equal(trace.empty_instructions, 1);
    assert_int_equal(trace.multiply_add_lanes, 12);
    assert_int_equal(trace.threads_run, 1);
    assert_int_equal(trace.regions, 1);
    assert_int_equal(trace.how, FL_TRACED_BY_QEMU);
}

static void the_first_region_is_the_one(void **state)
{
    (void)state;
    fl_qemu_region *region = new_region();
    uint64_t at = MAIN;
    for (int i = 1; i <= 3; i++) {
        at = visit(region, 0, at, BEGIN);
        at = repeat(region, 0, at, &multiply, i);
        at = visit(region, 0, at, END);
    }
    fl_trace trace = count(region);
    assert_int_equal(trace.instructions, 1);
    assert_int_equal(trace.regions, 3);
}

static void an_empty_region_is_taken_off(void **state)
{
    (void)state;
    fl_qemu_region *region = new_region();
    uint64_t at = visit(region, 0, MAIN, BEGIN_EMPTY);
    at = repeat(region, 0, at, &nop, 5);
    at = visit(region, 0, at, END);
    at = visit(region, 0, at, BEGIN);
    at = repeat(region, 0, at, &nop, 5);
    at = repeat(region, 0, at, &multiply, 2);
    visit(region, 0, at, END);
    fl_trace trace = count(region);
    assert_int_equal(trace.instructions, 2);
    assert_int_equal(trace.empty_instructions, 5 + 1);
    assert_int_equal(trace.multiply_add_lanes, 8);
}

static void all_threads_count(void **state)
{
    (void)state;
    fl_qemu_region *region = new_region();
    uint64_t other = repeat(region, 3, 0x20000, &multiply, 2); /* before: not counted */
    uint64_t at = visit(region, 0, MAIN, BEGIN);
    for (int i = 0; i < 4; i++) {
        at = execute(region, 0, at, &nop);
        other = execute(region, 3, other, &multiply);
    }
    execute(region, 3, END, &nop); /* another thread does not end it */
    at = execute(region, 0, at, &nop);
    visit(region, 0, at, END);
    execute(region, 3, other, &multiply); /* afterwards */
    fl_trace trace = count(region);
    assert_int_equal(trace.multiply_add_lanes, 16);
    assert_int_equal(trace.instructions, 5 + 4 + 1);
    assert_int_equal(trace.threads_run, 2);
}

static void a_function_is_a_region(void **state)
{
    (void)state;
    fl_qemu_region *region = new_region();
    region->calls_before = 1;
    uint64_t at = visit(region, 0, MAIN, FUNCTION);
    uint64_t back = execute(region, 0, at, &call);
    uint64_t inside = execute(region, 0, FUNCTION, &nop);
    inside = visit(region, 0, inside, 0x9000);
    inside = repeat(region, 0, inside, &multiply, 2);
    execute(region, 0, inside, &ret);
    assert_int_equal(region->phase, FL_QEMU_INSIDE);
    execute(region, 0, back, &nop);
    assert_int_equal(region->phase, FL_QEMU_AFTER);
    fl_trace trace = count(region);
    assert_int_equal(trace.instructions, 1 + 3 + 2 + 1); /* its return included */
    assert_int_equal(trace.multiply_add_lanes, 8);
}

static void regions_are_not_nested(void **state)
{
    (void)state;
    fl_qemu_region *region = new_region();
    uint64_t at = visit(region, 0, MAIN, BEGIN);
    visit(region, 0, at, BEGIN);
    assert_true(region->nested);
    fl_qemu_region_free(region);
}

static void what_did_not_take_place_does_not_count(void **state)
{
    (void)state;
    fl_qemu_region *region = new_region();
    uint64_t at = visit(region, 0, MAIN, BEGIN);
    execute(region, 0, at, &multiply);
    fl_qemu_event stopped = {.kind = FL_QEMU_CANCELLED, .address = at};
    fl_qemu_region_take(region, &stopped);
    at = execute(region, 0, at, &multiply);
    execute(region, 0, at, &store); /* interrupted, and again */
    at = execute(region, 0, at, &store);
    visit(region, 0, at, END);
    fl_trace trace = count(region);
    assert_int_equal(trace.instructions, 2);
    assert_int_equal(trace.multiply_add_lanes, 4);
}

static void changed_code_counts_as_what_it_was(void **state)
{
    (void)state;
    fl_qemu_region *region = new_region();
    uint64_t at = execute(region, 0, visit(region, 0, MAIN, BEGIN), &nop);
    execute(region, 0, 0x70000, &multiply);
    execute(region, 0, 0x80000, &nop);
    execute(region, 0, 0x70000, &nop);
    visit(region, 0, at, END);
    fl_trace trace = count(region);
    assert_int_equal(trace.instructions, 4);
    assert_int_equal(trace.multiply_add_lanes, 4);
}

/* What the log does not show, or the decoder does not know, makes a trace inconclusive. */
static void the_unknown_is_not_passed_over(void **state)
{
    (void)state;
    fl_qemu_region *region = new_region();
    uint64_t at = visit(region, 0, MAIN, BEGIN);
    at = execute(region, 0, at, &unknown);
    fl_qemu_event unseen = {.kind = FL_QEMU_EXECUTED, .address = 0x60000};
    fl_qemu_region_take(region, &unseen);
    visit(region, 0, at, END);
    fl_trace trace = count(region);
    assert_int_equal(trace.undecoded, 2);
    assert_int_equal(trace.simd_class, FL_CLASS_INCONCLUSIVE);
}

static void a_signal_ends_with_a_call_of_its_own(void **state)
{
    (void)state;
    fl_qemu_region *region = new_region();
    uint64_t at = execute(region, 0, visit(region, 0, MAIN, BEGIN), &nop);
    execute(region, 0, execute(region, 0, 0x50000, &number), &system_call);
    visit(region, 0, at, END);
    size_t count_wanted = 0;
    assert_null(fl_qemu_region_wanted(region, &count_wanted)); /* the number stands in the code */
    fl_trace trace = count(region);
    assert_int_equal(trace.signals, 1);
    assert_int_equal(trace.call_count, 1);
    assert_string_equal(trace.calls[0].name, "rt_sigreturn");
}

/* ---- registers, in a second run ---- */

static void tell(fl_qemu_registers *r, fl_qemu_kind kind, uint64_t address, uint64_t call_number,
                 uint64_t argument)
{
    fl_qemu_event event = {.kind = kind, .address = address, .number = call_number, .argument = argument};
    fl_qemu_registers_take(r, &event);
}

static void second_run(uint64_t flags, int times, bool agrees, uint64_t forks)
{
    static fl_qemu_registers r;
    fl_qemu_region *region = new_region();
    uint64_t at = visit(region, 0, MAIN, BEGIN), place = at;
    at = execute(region, 0, at, &system_call);
    visit(region, 0, at, END);
    memset(&r, 0, sizeof r);
    r.wanted = fl_qemu_region_wanted(region, &r.count);
    r.begin = region->begin;
    r.begin_count = region->begin_count;
    r.end = region->end;
    assert_int_equal(r.count, 1);
    tell(&r, FL_QEMU_EXECUTED, place, 0, 0); /* before the region */
    tell(&r, FL_QEMU_EXECUTED, BEGIN, 0, 0);
    for (int i = 0; i < times; i++) {
        tell(&r, FL_QEMU_EXECUTED, place, 0, 0);
        tell(&r, FL_QEMU_STATE, place, 0, 0);
        tell(&r, FL_QEMU_CALL, 0, CLONE, flags);
    }
    tell(&r, FL_QEMU_EXECUTED, END, 0, 0);
    assert_int_equal(fl_qemu_registers_agree(&r), agrees);
    static fl_trace trace;
    fl_qemu_region_count(region, &r, &trace);
    assert_int_equal(trace.forks, forks);
    if (times > 0)
        assert_string_equal(trace.calls[0].name, "clone");
    free(r.wanted);
    fl_qemu_region_free(region);
}

static void registers_tell_processes_from_threads(void **state)
{
    (void)state;
    second_run(0x11, 1, true, 1);     /* SIGCHLD alone: a process */
    second_run(0x3d0f00, 1, true, 0); /* CLONE_VM …: a thread */
}

static void runs_that_differ_do_not_agree(void **state)
{
    (void)state;
    second_run(0x3d0f00, 2, false, 0);
    second_run(0x3d0f00, 0, false, 0);
}

#if defined(__aarch64__)
/* Of an SVE instruction the lanes are those that its predicate leaves; unknown without a second run. */
static void predicates_are_counted(void **state)
{
    (void)state;
    static const code fused = {{0x20, 0x00, 0xa2, 0x65}, 4}; /* fmla z0.s, p0/m, z1.s, z2.s */
    static fl_qemu_registers r;
    static fl_trace trace;
    for (int seen = 1; seen <= 2; seen++) {
        fl_qemu_region *region = new_region();
        uint64_t at = visit(region, 0, MAIN, BEGIN);
        execute(region, 0, at, &fused);
        at = execute(region, 0, at, &fused);
        visit(region, 0, at, END);
        memset(&r, 0, sizeof r);
        r.wanted = fl_qemu_region_wanted(region, &r.count);
        r.begin = region->begin;
        r.begin_count = region->begin_count;
        r.end = region->end;
        tell(&r, FL_QEMU_EXECUTED, BEGIN, 0, 0);
        for (int i = 0; i < seen; i++) {
            fl_qemu_event event = {
                .kind = FL_QEMU_PREDICATE, .bits = 32, .mask = {i ? 0x00000011 : 0x11111111}};
            tell(&r, FL_QEMU_EXECUTED, at - 4, 0, 0);
            tell(&r, FL_QEMU_STATE, at - 4, 0, 0);
            fl_qemu_registers_take(&r, &event);
            event.number = 1; /* governs nothing here */
            fl_qemu_registers_take(&r, &event);
        }
        tell(&r, FL_QEMU_EXECUTED, END, 0, 0);
        fl_qemu_region_count(region, &r, &trace);
        trace.expected_multiply_adds = 8 + 2;
        trace.bytes_loaded = (8 + 2) * sizeof(float); /* elsewhere in the region */
        fl_trace_finish(&trace);
        assert_int_equal(trace.multiply_add_lanes, seen == 2 ? 8 + 2 : 0);
        assert_int_equal(trace.uncounted, seen == 2 ? 0 : 2);
        assert_int_equal(trace.sve_bytes, 32);
        assert_int_equal(trace.simd_class, seen == 2 ? FL_CLASS_SIMD_SVE : FL_CLASS_INCONCLUSIVE);
        free(r.wanted);
        fl_qemu_region_free(region);
    }
}
#endif

#if defined(__x86_64__)
/* Each turn of a rep prefix is logged; it is one instruction, in what leads to the mark as well. */
static void turns_on_the_way_to_the_mark(void **state)
{
    (void)state;
    static const code copy = {{0xf3, 0xa4}, 2}; /* rep movsb */
    fl_qemu_region *region = new_region();
    uint64_t at = repeat(region, 0, visit(region, 0, MAIN, BEGIN), &nop, 2);
    execute(region, 0, at, &call);
    uint64_t inside = execute(region, 0, 0x9000, &nop);
    for (int turn = 0; turn < 7; turn++)
        execute(region, 0, inside, &copy);
    execute(region, 0, END, &nop);
    fl_trace trace = count(region);
    assert_int_equal(trace.instructions, 2);
    assert_int_equal(trace.empty_instructions, 3);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
#if defined(__x86_64__)
        cmocka_unit_test(turns_on_the_way_to_the_mark),
#endif
        cmocka_unit_test(only_the_region_counts),
        cmocka_unit_test(the_first_region_is_the_one),
        cmocka_unit_test(an_empty_region_is_taken_off),
        cmocka_unit_test(all_threads_count),
        cmocka_unit_test(a_function_is_a_region),
        cmocka_unit_test(regions_are_not_nested),
        cmocka_unit_test(what_did_not_take_place_does_not_count),
        cmocka_unit_test(changed_code_counts_as_what_it_was),
        cmocka_unit_test(the_unknown_is_not_passed_over),
        cmocka_unit_test(a_signal_ends_with_a_call_of_its_own),
        cmocka_unit_test(registers_tell_processes_from_threads),
        cmocka_unit_test(runs_that_differ_do_not_agree),
#if defined(__aarch64__)
        cmocka_unit_test(predicates_are_counted),
#endif
    };
    return cmocka_run_group_tests_name("qemu_region", tests, NULL, NULL);
}
