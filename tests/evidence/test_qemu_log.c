/* Lines of QEMU's log, as it writes them, cut short, and as nobody but an attacker would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/evidence/qemu_log.h"
#include "bench/evidence/qemu_ranges.h"
#include "bench/evidence/qemu_run.h"

enum { MOST = 64 };

typedef struct observed {
    fl_qemu_event events[MOST];
    size_t count;
} observed;

static void take(void *context, const fl_qemu_event *event)
{
    observed *h = context;
    assert_true(h->count < MOST);
    h->events[h->count++] = *event;
}

static observed read_lines(const char *const *lines)
{
    observed h = {.count = 0};
    fl_qemu_reader reader = {.in_code = false};
    for (; *lines; lines++)
        fl_qemu_line(&reader, *lines, take, &h);
    return h;
}

static void executions_are_read(void **state)
{
    (void)state;
    observed h = read_lines((const char *const[]){
        "Trace 0: 0x7f7ba436ab40 [0000000001009331/000000550296c178/00000001/00000201] ",
        "Trace 12: 0x7f5970a00200 [0000000000000000/0000004002820b73/1040c0b3/00000201] main",
        "Stopped execution of TB chain before 0x7f5970a00200 [0000004002820b73] main", NULL});
    assert_int_equal(h.count, 3);
    assert_int_equal(h.events[0].kind, FL_QEMU_EXECUTED);
    assert_int_equal(h.events[0].thread, 0);
    assert_int_equal(h.events[0].address, 0x550296c178);
    assert_int_equal(h.events[1].thread, 12);
    assert_int_equal(h.events[1].address, 0x4002820b73);
    assert_int_equal(h.events[2].kind, FL_QEMU_CANCELLED);
    assert_int_equal(h.events[2].address, 0x4002820b73);
}

static void code_is_read(void **state)
{
    (void)state;
    static const unsigned char word[] = {0x21, 0x40, 0x40, 0xa5};
    static const unsigned char move[] = {0x48, 0xb8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f};
    observed h = read_lines((const char *const[]){
        "----------------", "IN: inference", "0x5500000984:  a5404021  .byte    0x21, 0x40, 0x40, 0xa5", "",
        "0x400281b92f:  55                       pushq    %rbp",
        "0x400281b94a:  48 b8 ff ff ff ff ff ff  movabsq  $0xfffffffffffffff, %rax", "0x400281b952:  ff 0f",
        NULL});
    assert_int_equal(h.count, 4);
    assert_int_equal(h.events[0].address, 0x5500000984);
    assert_int_equal(h.events[0].size, sizeof word);
    assert_memory_equal(h.events[0].bytes, word, sizeof word);
    assert_int_equal(h.events[1].size, 1);
    assert_int_equal(h.events[2].size, 8);
    assert_int_equal(h.events[3].address, 0x400281b94a); /* the same instruction, whole */
    assert_int_equal(h.events[3].size, sizeof move);
    assert_memory_equal(h.events[3].bytes, move, sizeof move);
}

static void registers_are_read(void **state)
{
    (void)state;
    observed h = read_lines((const char *const[]){
        " PC=0000005500000a34 X00=0000000000000100 X01=000000000000017c",
        "X08=00000000000000d7 X09=0000000000000020 X10=0000000000000000",
        "PSTATE=80000000 N--- EL0t  SVCR=00000000 --  BTYPE=0     FPCR=00000000 FPSR=00000000",
        "P00=1111 P01=0000 P02=0001 P03=ffff",
        "P04=0000000000000001:8000000000000000 P05=0000000000000000:0000000000000000",
        "FFR=0000000000000000:0000000000000000", "RAX=000000000000003c RBX=0000000000000000",
        "RSI=0000000000000000 RDI=0000000000000007 RBP=0000000000000000",
        "RIP=0000004002820b73 RFL=00000202 [-------] CPL=3", NULL});
    assert_int_equal(h.count, 10);
    assert_int_equal(h.events[0].kind, FL_QEMU_STATE);
    assert_int_equal(h.events[0].address, 0x5500000a34);
    assert_int_equal(h.events[1].kind, FL_QEMU_CALL);
    assert_int_equal(h.events[1].number, 0xd7);
    assert_int_equal(h.events[1].argument, 0x100);
    assert_int_equal(h.events[2].kind, FL_QEMU_PREDICATE);
    assert_int_equal(h.events[2].bits, 16);
    assert_int_equal(h.events[2].mask[0], 0x1111);
    assert_int_equal(h.events[5].number, 3);
    assert_int_equal(h.events[6].bits, 128);
    assert_true(h.events[6].mask[0] == UINT64_C(0x8000000000000000)); /* the lowest word comes last */
    assert_int_equal(h.events[6].mask[1], 1);
    assert_int_equal(h.events[8].kind, FL_QEMU_STATE);
    assert_int_equal(h.events[9].number, 0x3c);
    assert_int_equal(h.events[9].argument, 7);
}

static void other_lines_are_nothing(void **state)
{
    (void)state;
    observed h = read_lines((const char *const[]){
        "",
        " ",
        "Trace",
        "Trace ",
        "Trace 0",
        "Trace 0: 0x",
        "Trace 0: 0x1 [0/000000550296c178/0/0",
        "Trace 0: 0x1 [0/550296c178/0/0] ",          /* an address has 16 digits */
        "Trace 1024: 0x1 [0/000000550296c178/0/0] ", /* as many threads as no program has */
        "Trace -1: 0x1 [0/000000550296c178/0/0] ",
        "Trace 0: 0x1 [0/000000550296c178g/0/0] ",
        "xTrace 0: 0x1 [0/000000550296c178/0/0] ",
        "Stopped execution of TB chain before 0x1 [12",
        "0x",
        "0x10",
        "0x10:",
        "0x10:  ",
        "0x10:  zz  nop",
        "0x10:  1  nop",
        "0x10:  123  nop",
        "0x10:  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  long",
        "P",
        "P0",
        "P00",
        "P00=",
        "P00=g",
        "P16=0000",
        "P00=0000:",
        "P00=0000:0000",
        "P00=0000:0000000000000000:0000000000000000:0000000000000000:0000000000000000",
        " PC=1 X00=2",
        "X08=1",
        "RIP=12",
        "RAX=",
        NULL});
    for (size_t i = 0; i < h.count; i++)
        fail_msg("event %zu of kind %d at 0x%llx", i, (int)h.events[i].kind,
                 (unsigned long long)h.events[i].address);
}

/* Every line cut at every place: no more than the whole one tells, and no read beyond the end. */
static void cut_lines_tell_nothing_new(void **state)
{
    (void)state;
    static const char *const whole[] = {
        "Trace 0: 0x7f7ba436ab40 [0000000001009331/000000550296c178/00000001/00000201] main",
        "0x5500000984:  a5404021  .byte    0x21, 0x40, 0x40, 0xa5",
        "Stopped execution of TB chain before 0x7f5970a00200 [0000004002820b73] main",
        " PC=0000005500000a34 X00=0000000000000100 X01=000000000000017c",
        "P04=0000000000000001:8000000000000000 P05=0000000000000000:0000000000000000"};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        for (size_t length = 0; length < strlen(whole[i]); length++) {
            char *cut = malloc(length + 1); /* so that a sanitizer sees its end */
            assert_non_null(cut);
            memcpy(cut, whole[i], length);
            cut[length] = '\0';
            observed all = read_lines((const char *const[]){whole[i], NULL});
            observed h = read_lines((const char *const[]){cut, NULL});
            assert_true(h.count <= all.count);
            for (size_t k = 0; k < h.count; k++)
                assert_int_equal(h.events[k].kind, all.events[k].kind);
            free(cut);
        }
}

/* ---- what a kernel's call can execute ---- */

static void translate(fl_qemu_ranges *ranges, uint64_t address, bool entry)
{
    fl_qemu_event event = {.kind = FL_QEMU_CODE, .address = address, .size = 4};
    fl_qemu_ranges_take(ranges, &event, entry);
}

static void only_what_is_translated_anew_is_logged(void **state)
{
    (void)state;
    fl_qemu_ranges ranges = {.entries = 0};
    for (uint64_t i = 0; i < 1000; i++) /* loading */
        translate(&ranges, 0x10000 + 0x1000 * i, false);
    translate(&ranges, 0x5000, true);
    translate(&ranges, 0x5004, false);
    for (uint64_t i = 0; i < FL_QEMU_BEFORE_ENTRY; i++) /* then all is forgotten */
        translate(&ranges, 0x6000 + 4 * i, false);
    translate(&ranges, 0x5000, true);
    translate(&ranges, 0x5004, false);
    translate(&ranges, 0x900000, false);
    char *text = fl_qemu_ranges_text(&ranges);
    assert_string_equal(text, "0x5000+0x8,0x6000+0x100,0x900000+0x4");
    free(text);
    fl_qemu_ranges_free(&ranges);
}

static void nothing_is_left_out_when_nothing_was_forgotten(void **state)
{
    (void)state;
    fl_qemu_ranges ranges = {.entries = 0};
    translate(&ranges, 0x5000, true);
    translate(&ranges, 0x5004, false);
    assert_null(fl_qemu_ranges_text(&ranges));
    fl_qemu_ranges_free(&ranges);
}

/* ---- how the emulator was started ---- */

static void options_of_the_machine_are_taken(void **state)
{
    (void)state;
    static const char *const words[] = {"/usr/bin/qemu-aarch64",
                                        "-L",
                                        "/sysroot",
                                        "-strace",
                                        "-cpu",
                                        "max",
                                        "-d",
                                        "exec",
                                        "fairlane",
                                        "trace",
                                        "-L"};
    fl_qemu_emulator e;
    assert_true(fl_qemu_take_options(words, 11, 3, &e));
    assert_int_equal(e.count, 5);
    assert_string_equal(e.words[0], "/usr/bin/qemu-aarch64");
    assert_string_equal(e.words[2], "/sysroot");
    assert_string_equal(e.words[4], "max");
    assert_true(fl_qemu_take_options(words, 4, 3, &e));
    assert_int_equal(e.count, 1);
    assert_false(fl_qemu_take_options(words, 3, 3, &e)); /* no emulator at all */
    assert_false(fl_qemu_take_options(words, 0, 0, &e));
}

static void too_many_options_are_refused(void **state)
{
    (void)state;
    const char *words[3 * FL_QEMU_WORDS];
    for (size_t i = 0; i < 3 * FL_QEMU_WORDS; i++)
        words[i] = "-E";
    fl_qemu_emulator e;
    assert_false(fl_qemu_take_options(words, 3 * FL_QEMU_WORDS, 1, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(executions_are_read),
        cmocka_unit_test(code_is_read),
        cmocka_unit_test(registers_are_read),
        cmocka_unit_test(other_lines_are_nothing),
        cmocka_unit_test(cut_lines_tell_nothing_new),
        cmocka_unit_test(only_what_is_translated_anew_is_logged),
        cmocka_unit_test(nothing_is_left_out_when_nothing_was_forgotten),
        cmocka_unit_test(options_of_the_machine_are_taken),
        cmocka_unit_test(too_many_options_are_refused),
    };
    return cmocka_run_group_tests_name("qemu_log", tests, NULL, NULL);
}
