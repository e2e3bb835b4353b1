/* A traced program: its threads, their memory and code. Private to the ptrace backend.
 *
 * A task is a thread, a space is an address space; processes share one after vfork. All functions run in the
 * thread that started the program, as ptrace demands. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACEE_H
#define FAIRLANE_BENCH_EVIDENCE_TRACEE_H

#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/evidence/disassembly.h"
#include "bench/evidence/offspring.h"
#include "bench/evidence/trace.h"
#include "bench/evidence/trace_chain.h"

/* ---- registers: tracee_x86.c, tracee_aarch64.c ---- */

typedef struct fl_registers {
    uint64_t pc, sp;
    uint64_t count;   /* x86: rcx, the number of repetitions */
    uint64_t call;    /* number of the system call that an instruction at pc would make */
    int64_t result;   /* of the system call that has just returned */
    bool interrupted; /* stopped inside a system call, which the kernel will begin again */
    uint64_t link;    /* AArch64: x30; x86: 0, the address to return to lies on the stack */
} fl_registers;

enum { FL_BREAKPOINT_BYTES = sizeof(uint32_t) };

/* Of the machine: the code of a breakpoint, its length, and how far beyond it a thread stops. */
extern const unsigned char fl_breakpoint_code[FL_BREAKPOINT_BYTES];
extern const size_t fl_breakpoint_size, fl_breakpoint_advance;
extern const int fl_elf_machine; /* EM_… */

/* The event (PTRACE_EVENT_…) of a stop that waitpid() tells of; 0: a signal's. */
#define FL_EVENT_OF(status) ((status) >> 16)

/* The signal of a stop at a system call, of a task that is continued so (PTRACE_O_TRACESYSGOOD). */
enum { FL_STOP_AT_CALL = SIGTRAP | 0x80 };

/* ptrace takes numbers as pointers. */
static inline void *fl_as_pointer(uint64_t number)
{
    return (void *)(uintptr_t)number; /* NOLINT(performance-no-int-to-ptr) */
}

/* False when the thread is gone. */
bool fl_registers_pc(pid_t tid, uint64_t *pc);
bool fl_registers_sp(pid_t tid, uint64_t *sp);
bool fl_registers_read(pid_t tid, fl_registers *registers);
bool fl_registers_jump(pid_t tid, uint64_t pc, uint64_t sp);
/* Where a function returns to, and the stack pointer after that, from the registers at its entry. */
bool fl_registers_return(pid_t tid, const fl_registers *registers, uint64_t *pc, uint64_t *sp);
/* x86: opmask register k1 … k7. False where it cannot be read. */
bool fl_registers_mask(pid_t tid, int number, uint64_t *mask);
/* x86: lanes that an instruction on tiles works on, by their configuration. False where it cannot be read. */
bool fl_registers_tiles(pid_t tid, const fl_instruction *instruction, uint64_t *lanes);
/* x86: after a step. An instruction that saves the flags on the stack saves the trap flag with them, which only the
 * stepping has set; taken back it would be the program's own, and trap when nothing is stepped any more. */
void fl_registers_hide_step(pid_t tid, const fl_instruction *instruction);
/* x86: whether the trap flag is set and taken for the program's own, and clearing it. The kernel takes the one that
 * it has set itself for the program's as soon as a thread steps over an instruction that loads the flags. */
bool fl_registers_trap(pid_t tid);
void fl_registers_clear_trap(pid_t tid);

/* Whether a system call at which a thread stops has mapped code, or is about to take some away. */
bool fl_registers_mapped_code(pid_t tid, bool *takes_away);

/* ---- cpuid: tracee_x86.c; nothing of it on AArch64 ---- */

/* Answers a cpuid that a thread stands before, without what is hidden, and lets it stand behind; or, of one that was
 * executed with those values of eax and ecx, takes out of the answer what is hidden. False: the thread is gone. */
bool fl_registers_answer_cpuid(pid_t tid, uint64_t address, unsigned hidden);
bool fl_registers_amend_cpuid(pid_t tid, uint32_t leaf, uint32_t subleaf, unsigned hidden);
/* Has a thread stop (SIGTRAP, TRAP_HWBKPT) before it executes what stands at these addresses, by the registers that a CPU
 * has for debuggers; 0 addresses: no more. False: it has none, or somebody else uses them. */
bool fl_registers_watch(pid_t tid, const uint64_t *addresses, size_t count);

/* ---- memory and code: tracee_memory.c ---- */

typedef struct fl_mapping {
    uint64_t begin, end, offset, inode;
    bool executable, writable;
    char path[256];
} fl_mapping;

typedef struct fl_code { /* one decoded instruction */
    uint64_t address;
    unsigned char bytes[16];
    size_t size; /* bytes read */
    bool known, used;
    size_t mapping;  /* index, SIZE_MAX: none */
    size_t function; /* index + 1, 0: not looked up */
    fl_instruction instruction;
} fl_code;

enum { FL_WATCHES = 4 };                       /* as many registers for that an x86 has */
enum { FL_MARKS = 32, FL_BREAKPOINTS = 8192 }; /* at most, without those at cpuid; with them */

typedef enum fl_mark {                 /* what a breakpoint stands for */
                       FL_MARK_LINKER, /* the dynamic linker has changed its list of objects */
                       FL_MARK_BEGIN,
                       FL_MARK_BEGIN_EMPTY,
                       FL_MARK_END,
                       FL_MARK_FUNCTION,
                       FL_MARK_CPUID, /* trace_imitate.h */
} fl_mark;

typedef struct fl_breakpoint {
    uint64_t address;
    fl_mark mark;
    unsigned char original[FL_BREAKPOINT_BYTES];
    bool inserted;
    bool by_end;    /* of a function whose name only ends as was asked for */
    char name[128]; /* of a function: as its author wrote it */
    size_t object;  /* of a cpuid: index into what is imitated */
} fl_breakpoint;

typedef struct fl_space {
    pid_t pid;
    int memory; /* /proc/PID/mem */
    int tasks;  /* that live in it */
    fl_mapping *mappings;
    size_t mapping_count;
    bool mappings_old;
    bool forbidden; /* the program has forbidden that its memory is looked at */
    fl_code *codes; /* hash table */
    size_t code_count, code_capacity;
    fl_breakpoint *breakpoints;
    size_t breakpoint_count;
    uint64_t *seen; /* inodes of the objects whose symbols were looked at */
    size_t seen_count;
    struct fl_imitating *imitating; /* NULL: the program sees this CPU */
    uint64_t *imitated;             /* likewise, whose cpuid instructions were looked for */
    size_t imitated_count;
    uint64_t
        watched[FL_WATCHES]; /* addresses of what may be cpuid or data, watched without writing to them */
    size_t watched_object[FL_WATCHES], watched_count;
    bool makes_code; /* some of its code is of no file */
} fl_space;

fl_space *fl_space_new(pid_t pid);
void fl_space_release(fl_space *space); /* one task less; the last one frees it */
bool fl_space_read(const fl_space *space, uint64_t address, void *bytes, size_t size);

/* Reads /proc/PID/maps again when something may have changed it. */
void fl_space_refresh(fl_space *space);
/* Everything known of mappings and code is old now. */
void fl_space_forget(fl_space *space);
/* The decoded instruction at address, valid until the next call. Its bytes are read again every time:
 * whatever the rights of a page, a write to its file or to /proc/PID/mem changes it, and no call of ours
 * tells. NULL when memory is short. */
fl_code *fl_space_code(fl_space *space, uint64_t address);
/* Base name of the object that an instruction lies in. */
const char *fl_space_object(const fl_space *space, const fl_code *code);

/* ---- marks: tracee_marks.c ---- */

enum { FL_NAMES = 6 };

/* What to look for in the objects of a program. */
typedef struct fl_wanted {
    const char *function, *library; /* NULL: the marks */
    bool indirect;                  /* the function was found, as an ifunc */
    bool found;
    bool exact;               /* a function has the very name; those that merely end so are not meant */
    char ends[FL_NAMES][128]; /* names that end so, each once */
    size_t end_count;
    char near[FL_NAMES][128]; /* names that resemble it */
    size_t near_count;
} fl_wanted;

/* "'linear' is the end of several names: a::linear, b::linear" and what is near where nothing fits. */
char *fl_wanted_names(char names[FL_NAMES][128], size_t count, char *text, size_t size);

/* Looks at objects mapped since the last time and adds breakpoints, not yet inserted. FL_USAGE when the
 * program is not of this machine. */
fl_status fl_marks_look(fl_space *space, fl_wanted *wanted, fl_error *error);
/* The new breakpoint, or the one that is there, valid until the next is added; NULL: no room. */
fl_breakpoint *fl_marks_add(fl_space *space, uint64_t address, fl_mark mark);
/* The file of a mapping, as the program sees it; its descriptor, −1: gone. */
int fl_marks_open(const fl_space *space, const fl_mapping *mapping, bool *is_program);
/* What to add to the addresses in the file, from the
 * segment that the mapping shows; elf: an Elf of libelf. */
bool fl_marks_bias(void *elf, const fl_mapping *mapping, uint64_t *bias);
/* Takes one breakpoint out for good. */
void fl_marks_drop(fl_space *space, pid_t tid, uint64_t address);
/* Writes all breakpoints but those at cpuid, or removes all, through one of the space's stopped threads. */
void fl_marks_insert(fl_space *space, pid_t tid);
void fl_marks_remove(fl_space *space, pid_t tid);
bool fl_marks_poke(pid_t tid, uint64_t address, const unsigned char *code); /* fl_breakpoint_size bytes */
fl_breakpoint *fl_marks_at(fl_space *space, uint64_t address);

/* ---- tasks: tracee.c ---- */

typedef struct fl_pending { /* the instruction that a single step is executing */
    bool any, counts;       /* counts: false for a system call that began before the region */
    fl_instruction instruction;
    bool known;
    uint64_t address, selected_lanes;
    uint64_t count_before, call; /* x86: rcx and rax */
    char object[128];
    size_t function; /* SIZE_MAX: not known */
} fl_pending;

typedef struct fl_task {
    pid_t tid, pid;
    fl_space *space;
    uint64_t pc; /* where it stopped, if pc_known */
    bool pc_known;
    bool stopped;  /* waits for us */
    bool listens;  /* stopped by a stop signal; only SIGCONT wakes it */
    bool injected; /* a signal was delivered with the last step */
    bool stepped;  /* went on by a step; the report may come after the region, when a call has been waiting */
    bool ran;      /* executed an instruction inside the region */
    bool traps;    /* had set its own trap flag before the region */
    bool fresh;    /* has not reported its first stop */
    bool told;     /* has reported that it started another task */
    int signal;    /* to be delivered when it goes on */
    int handlers;  /* signal handlers that it is in */
    int held;      /* a signal to be delivered after the region; 0: none */
    fl_pending pending;
    fl_chains chains;   /* of additions, inside the region */
    cpu_set_t affinity; /* before it was bound for stepping */
    bool bound;
    size_t watches; /* of the space, that are in its registers */
} fl_task;

typedef struct fl_tracee {
    pid_t pid; /* the program started */
    fl_task **tasks;
    size_t count;
    struct sigaction alarm_before, child_before; /* what fl_tracee_end() puts back */
    bool ticks;
    double deadline; /* of the present phase, monotonic seconds */
    int last_status; /* wait status of the program itself once it has ended */
    bool ended;
    fl_offspring offspring; /* what must not outlive it, traced or not */
} fl_tracee;

typedef enum fl_report { FL_REPORT_NOTHING, FL_REPORT_STOP, FL_REPORT_GONE } fl_report;

double fl_monotonic_seconds(void);

/* Starts a process that is traced and waits at its beginning: a target's command, or a function run in a fork
 * of this process (fork_main; its result is the exit status). The latter is waited for until it has written
 * one byte to the descriptor that it is given; it goes on when it can read one from standard input. */
fl_status fl_tracee_start_command(fl_tracee *tracee, const fl_trace_target *target, fl_error *error);
fl_status fl_tracee_start_fork(fl_tracee *tracee, int (*fork_main)(const void *, int ready, int go),
                               const void *context, int *go, fl_error *error);

fl_task *fl_tracee_add(fl_tracee *tracee, pid_t tid); /* NULL: no memory */
void fl_tracee_drop(fl_tracee *tracee, fl_task *task);
fl_task *fl_tracee_find(const fl_tracee *tracee, pid_t tid); /* NULL: not traced */

/* Waits for the next report of any task, until the deadline when block is set. FL_REPORT_GONE: *task is freed
 * already and NULL. *status as waitpid() gives it. Interruption and the deadline end in FL_REPORT_NOTHING. */
fl_report fl_tracee_wait(fl_tracee *tracee, bool block, fl_task **task, int *status);

/* Waits for this one task, however long it takes. */
fl_report fl_tracee_wait_for(fl_tracee *tracee, fl_task **task, int *status);

bool fl_tracee_all_stopped(const fl_tracee *tracee);

/* FL_UNABLE: the program forbids being looked at. */
fl_status fl_tracee_fail_forbidden(const char *name, fl_error *error);

/* Where a stopped task stands; false when it is gone. */
bool fl_task_pc(fl_task *task, uint64_t *pc);

/* Lets a stopped task go on: one instruction, or freely. */
void fl_task_step(fl_task *task);
void fl_task_continue(fl_task *task);

/* Keeps the table after a PTRACE_EVENT_…: new tasks, new spaces. */
void fl_tracee_event(fl_tracee *tracee, fl_task *task, int event);

/* Stops every task. What they report meanwhile is kept:
 * signals to be delivered, breakpoints to be met again. */
void fl_tracee_stop_all(fl_tracee *tracee);

/* Ends everything that was started, and waits for it. */
void fl_tracee_end(fl_tracee *tracee);

#endif
