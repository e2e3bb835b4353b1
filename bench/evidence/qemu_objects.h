/* What an emulated program has mapped: names of objects, and where the region begins and ends in them. QEMU
 * keeps the program's memory at the program's own addresses, so that the system's list of mappings serves. */
#ifndef FAIRLANE_BENCH_EVIDENCE_QEMU_OBJECTS_H
#define FAIRLANE_BENCH_EVIDENCE_QEMU_OBJECTS_H

#include <sys/types.h>

#include "bench/evidence/qemu_region.h"
#include "kernels/error.h"

typedef struct fl_qemu_mapping {
    uint64_t begin, end, offset;
    char path[256]; /* "" where memory has no file */
    bool confirmed; /* read again since the first code in it was asked for */
} fl_qemu_mapping;

enum { FL_QEMU_MARKS = 64 };

typedef struct fl_qemu_objects {
    pid_t pid;
    const char *function, *library; /* what to look for; function NULL: the marks */
    const char *code_path;          /* or, when not NULL: what stands there in the file */
    uint64_t code_offset;
    bool found, indirect; /* the function or the marks were; the function is an ifunc */
    fl_qemu_mapping *mappings;
    size_t count;
    char (*seen)[256]; /* objects whose symbols have been looked at */
    size_t seen_count;
    uint64_t last_page;
    struct {
        uint64_t address;
        fl_qemu_mark mark;
    } marks[FL_QEMU_MARKS];
    size_t mark_count;
} fl_qemu_objects;

void fl_qemu_objects_free(fl_qemu_objects *objects);

/* An fl_qemu_look; reads the mappings again where the address is in none that is known. */
void fl_qemu_objects_look(void *context, uint64_t address, fl_qemu_place *place);

/* In this process: the file and the place in it that an address was mapped from. False when there is none. */
bool fl_qemu_file_of(uint64_t address, char *path, size_t size, uint64_t *offset);

/* FL_OK when the file is a program of this machine whose log can be relied on: of the names in its symbol
 * tables, which QEMU prints, none holds a control character and so could feign a line. FL_USAGE otherwise. */
fl_status fl_qemu_check_program(const char *path, fl_error *error);

#endif
