/* The log of QEMU's user emulation (one instruction at a time, -d in_asm,exec,cpu,fpu,nochain), line by line.
 * Pure.
 *
 * Lines come from another program: what does not look exactly as QEMU writes it is nothing. What a program prints
 * never gets here; names of its symbols do, at the end of lines, and fl_elf_names_are_plain() of
 * qemu_objects.h keeps out those that could begin a line of their own. Forms as of QEMU 7.2:
 *
 *     0x5500000984:  a5404021  .byte …                                     translated: address, code
 *     Trace 0: 0x7f… [0000000001009331/0000005500000984/00000001/00000201]  executed: thread, address
 *     Stopped execution of TB chain before 0x7f… [0000005500000984]         but was not
 *      PC=0000005500000984 X00=…                                            registers before it (AArch64)
 *     P00=1111:1111111111111111 …                                           predicates
 *     RAX=… / RIP=…                                                         registers (x86-64) */
#ifndef FAIRLANE_BENCH_EVIDENCE_QEMU_LOG_H
#define FAIRLANE_BENCH_EVIDENCE_QEMU_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FL_PREDICATES = 16, FL_PREDICATE_WORDS = 4, FL_CODE_BYTES = 16, FL_QEMU_THREADS = 1024 };

typedef enum fl_qemu_kind {
    FL_QEMU_CODE,      /* address, bytes, size; once more for the same address when a line goes on */
    FL_QEMU_EXECUTED,  /* thread, address */
    FL_QEMU_CANCELLED, /* address: the last execution logged for it did not take place */
    FL_QEMU_STATE,     /* address: the registers that follow are of the thread that is about to execute it */
    FL_QEMU_CALL, /* number: what the register of system calls holds; clone_flags: that of its argument */
    FL_QEMU_PREDICATE, /* number, mask (lowest word first), bits: one for each byte of a vector */
} fl_qemu_kind;

typedef struct fl_qemu_event {
    fl_qemu_kind kind;
    unsigned thread; /* below FL_QEMU_THREADS */
    uint64_t address, number, argument;
    unsigned char bytes[FL_CODE_BYTES];
    size_t size;
    uint64_t mask[FL_PREDICATE_WORDS];
    unsigned bits;
} fl_qemu_event;

/* Keeps what goes over several lines. Begin with zeros. */
typedef struct fl_qemu_reader {
    fl_qemu_event code; /* of the last line with code */
    bool in_code;
    uint64_t argument, rax, rdi; /* of the registers being printed */
} fl_qemu_reader;

typedef void fl_qemu_take(void *context, const fl_qemu_event *event);

/* One line, without its newline; calls take for each event in it, in order. */
void fl_qemu_line(fl_qemu_reader *reader, const char *line, fl_qemu_take *take, void *context);

#endif
