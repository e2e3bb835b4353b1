/* Finds the region in the events of QEMU's log and counts what each thread executed there. Pure. */
#ifndef FAIRLANE_BENCH_EVIDENCE_QEMU_REGION_H
#define FAIRLANE_BENCH_EVIDENCE_QEMU_REGION_H

#include "bench/evidence/qemu_log.h"
#include "bench/evidence/trace.h"
#include "bench/evidence/trace_chain.h"

typedef enum fl_qemu_mark {
    FL_QEMU_NO_MARK,
    FL_QEMU_BEGIN,
    FL_QEMU_BEGIN_EMPTY,
    FL_QEMU_END,
    FL_QEMU_FUNCTION, /* whose call is the region */
} fl_qemu_mark;

/* What stands at an address: the object's base name, and whether a mark begins there. */
typedef struct fl_qemu_place {
    char object[128];
    fl_qemu_mark mark;
} fl_qemu_place;

typedef void fl_qemu_look(void *context, uint64_t address, fl_qemu_place *place);

/* One instruction; another one where the code at its address was changed. */
typedef struct fl_qemu_code {
    uint64_t address;
    unsigned char bytes[FL_CODE_BYTES];
    size_t size; /* 0: executed though the log never showed it */
    fl_instruction instruction;
    bool known, current; /* current: what stands there now */
    size_t object;       /* index into names */
    fl_qemu_mark mark;
    uint64_t times, repetitions; /* inside the region */
    uint64_t chained, switched;  /* of these, behind a long chain of additions; another one than the last */
    uint64_t longest;            /* chain that it added to */
    uint64_t executed;           /* altogether */
    /* Of a system call, when the instruction before loads a constant as its number: how often that one was
     * executed just before. Equal to times, the number is known without a look at registers. */
    uint64_t number, numbered;
} fl_qemu_code;

enum { FL_QEMU_FRAMES = 1024, FL_QEMU_TAIL = 4096, FL_NO_CODE = -1 };

typedef struct fl_qemu_thread {
    bool used, ran;                  /* ran: executed something inside the region */
    long pending;                    /* index of the code that it is executing */
    long before;                     /* and of the one before, when that has just ended */
    bool counts;                     /* and whether that is inside the region */
    fl_chains chains;                /* of additions, inside the region */
    uint64_t frames[FL_QEMU_FRAMES]; /* addresses to return to, the oldest fall out */
    size_t depth;                    /* of calls, may exceed what is kept */
} fl_qemu_thread;

typedef enum fl_qemu_phase {
    FL_QEMU_BEFORE,
    FL_QEMU_BEGINNING, /* inside of the mark */
    FL_QEMU_INSIDE,
    FL_QEMU_AFTER,
} fl_qemu_phase;

typedef struct fl_qemu_region {
    fl_qemu_look *look;
    void *context;
    uint64_t calls_before; /* of the function, to let pass */
    uint64_t most_instructions;

    fl_qemu_phase phase;
    bool nested, endless, no_memory; /* what went wrong */
    fl_qemu_mark begun_by;
    unsigned marker;    /* the thread that began it */
    size_t frame;       /* its depth where the region began */
    uint64_t return_pc; /* of the function */
    uint64_t instructions, threads_run, regions;
    bool open;                        /* a later region */
    uint64_t begin, begin_count, end; /* for fl_qemu_registers: the address that begins it, executed for which
                                       * time, and the one that ends it */
    fl_trace empty;                   /* of the last empty region */
    bool has_empty;

    fl_qemu_code *codes;
    size_t code_count, code_room;
    long *slots; /* hash table of indexes into codes */
    size_t slot_count;
    char (*names)[128];
    size_t name_count;
    fl_qemu_thread *threads[FL_QEMU_THREADS];
    struct {
        long code;
        bool again;       /* one more turn of a rep prefix, which is no instruction of its own */
    } tail[FL_QEMU_TAIL]; /* executed by the marker since the last call from its frame */
    size_t tail_count;
    bool has_tail;
    size_t cut; /* how many of these were taken off in the end */
} fl_qemu_region;

/* NULL when memory is short. */
fl_qemu_region *fl_qemu_region_new(fl_qemu_look *look, void *context);
void fl_qemu_region_free(fl_qemu_region *region);

/* An fl_qemu_take. Ignores registers. */
void fl_qemu_region_take(void *context, const fl_qemu_event *event);

/* ---- what takes registers: a second run, in which only chosen addresses are logged ---- */

typedef struct fl_qemu_wanted {
    uint64_t address;
    const fl_instruction *instruction;
    uint64_t times; /* of the first run */
    uint64_t seen, lanes, last_lanes;
    bool unknown;
} fl_qemu_wanted;

typedef struct fl_qemu_registers {
    fl_qemu_wanted *wanted; /* sorted by address, no two alike */
    size_t count;
    uint64_t begin, begin_count, end;
    bool inside, done;
    unsigned marker;
    struct {
        unsigned thread;
        long wanted;                  /* whose registers are printed; FL_NO_CODE: none */
        uint64_t rows[4], columns[4]; /* predicates of an outer product, as far as they were printed */
        bool has_rows, has_columns;
    } now;
    fl_trace found; /* system calls, forks and signals */
    unsigned vector_bytes;
} fl_qemu_registers;

/* What of the region's instructions cannot be told without registers; NULL with *count 0 when nothing. The
 * caller frees it. */
fl_qemu_wanted *fl_qemu_region_wanted(const fl_qemu_region *region, size_t *count);

/* An fl_qemu_take. */
void fl_qemu_registers_take(void *context, const fl_qemu_event *event);

/* Whether everything wanted was executed as often as in the first run. */
bool fl_qemu_registers_agree(const fl_qemu_registers *registers);

/* From the counts to a trace, not yet finished (fl_trace_finish).
 * registers NULL: there was nothing wanted. */
void fl_qemu_region_count(const fl_qemu_region *region, const fl_qemu_registers *registers, fl_trace *trace);

#endif
