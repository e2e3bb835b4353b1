/* The QEMU backend. Inside QEMU's user emulation nothing can be single-stepped, but the emulator itself tells
 * what it executes: the program is started once more in the same emulator, with its log on.
 *
 *   first run   every instruction of every thread in order, and the code when it is translated: finds the
 *               region and counts;
 *   second run  only when the region makes system calls or uses SVE: the registers at just those
 *               instructions. Without input or output; and believed only where it executed them exactly as
 *               often as the first run.
 *
 * Up to its region a program may execute any number of instructions, each a line of the log (a million lines
 * take two to three seconds). Of the lab's own kernels that would be millions for loading this program, so a
 * run goes before that logs translations alone, at full speed. Starting a program's first thread makes QEMU
 * forget all its translations; whatever is translated after that is all that a call of the kernel can
 * execute, and only that is logged then. Should a QEMU not forget, everything is logged. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/evidence/qemu_objects.h"
#include "bench/evidence/qemu_ranges.h"
#include "bench/evidence/qemu_region.h"
#include "bench/evidence/qemu_run.h"
#include "bench/evidence/trace_backend.h"
#include "bench/evidence/trace_count.h"
#include "dispatch/cpu.h"

static const double seconds_after = 5; /* for the program to end after its region */
/* 8 s by itself: what hangs is stopped, and not what has to wait for a core. */
static const double kernel_seconds = 600;
static const uint64_t kernel_instructions = 20 * 1000 * 1000;

typedef struct session {
    fl_qemu_emulator emulator;
    const char *name; /* of the command, for messages */
    char program[PATH_MAX];
    char *const *arguments;
    bool is_kernel, hides;
    fl_qemu_objects objects;
    fl_qemu_region *region;
    fl_qemu_registers registers;
    fl_qemu_ranges ranges;
    double seconds, deadline;
    fl_qemu_phase phase; /* when the deadline was set */
} session;

/* ---- what the runs have in common ---- */

static void note_start(void *context, pid_t pid)
{
    session *s = context;
    s->objects.pid = pid;
}

/* Counted from the beginning of each phase. */
static double patience(void *context)
{
    session *s = context;
    fl_qemu_phase phase = s->region->phase;
    if (phase != s->phase && (phase == FL_QEMU_INSIDE || phase == FL_QEMU_AFTER))
        s->deadline = fl_qemu_seconds() + (phase == FL_QEMU_AFTER ? seconds_after : s->seconds);
    s->phase = phase;
    bool hopeless = s->region->nested || s->region->endless || s->region->no_memory;
    bool done = phase == FL_QEMU_AFTER && s->is_kernel;
    return hopeless || done ? 0 : s->deadline - fl_qemu_seconds();
}

static double patience_for_registers(void *context)
{
    const session *s = context;
    return s->registers.done ? 0 : s->deadline - fl_qemu_seconds();
}

static double patience_for_ranges(void *context)
{
    const session *s = context;
    return s->deadline - fl_qemu_seconds();
}

static void take_registers(void *context, const fl_qemu_event *event)
{
    session *s = context;
    fl_qemu_registers_take(&s->registers, event);
}

static void take_region(void *context, const fl_qemu_event *event)
{
    session *s = context;
    fl_qemu_region_take(s->region, event);
}

/* Where the kernel stands is asked of the mappings for each line, since it may stand anywhere. */
static void take_ranges(void *context, const fl_qemu_event *event)
{
    session *s = context;
    fl_qemu_place place;
    if (event->kind != FL_QEMU_CODE)
        return;
    fl_qemu_objects_look(&s->objects, event->address, &place);
    fl_qemu_ranges_take(&s->ranges, event, place.mark == FL_QEMU_FUNCTION);
}

/* ---- reasons for no trace ---- */

static fl_status fail_unreached(const session *s, const char *how, fl_error *error)
{
    const char *function = s->objects.function;
    if (s->is_kernel)
        return fl_fail(error, FL_UNABLE,
                       "trace: unattestable: the log of %s shows no call of kernel '%s', which %s",
                       s->emulator.words[0], s->name, how);
    if (!function && !s->objects.found)
        return fl_fail(error, FL_USAGE,
                       "trace: %s %s without having loaded fl_region_begin(); mark the region with "
                       "libfairlane_region or name a --function",
                       s->name, how);
    if (!function)
        return fl_fail(error, FL_USAGE, "trace: %s %s without having called fl_region_begin()", s->name, how);
    if (!s->objects.found && s->objects.indirect)
        return fl_fail(
            error, FL_USAGE,
            "trace: '%s' is chosen when the program is loaded (ifunc); name the function that is chosen",
            function);
    if (!s->objects.found)
        return fl_fail(error, FL_USAGE,
                       "trace: %s %s; no object that it loaded has a symbol '%s'%s%s; has it been stripped?",
                       s->name, how, function, s->objects.library ? " in " : "",
                       s->objects.library ? s->objects.library : "");
    return fl_fail(error, FL_USAGE, "trace: %s %s without having called %s()", s->name, how, function);
}

static fl_status fail_inside(const session *s, const fl_qemu_end *end, fl_error *error)
{
    if (end->out_of_patience)
        return fl_fail(error, FL_USAGE,
                       "trace: the region of %s did not end within %.0f s and %llu instructions; was it left "
                       "without fl_region_end()? Otherwise give it more --timeout",
                       s->name, s->seconds, (unsigned long long)s->region->instructions);
    if (end->executed_another)
        return fl_fail(error, FL_USAGE, "trace: %s executed another program inside the region", s->name);
    if (WIFSIGNALED(end->status))
        return fl_fail(error, FL_USAGE, "trace: %s died inside the region of signal %d (%s)", s->name,
                       WTERMSIG(end->status), strsignal(WTERMSIG(end->status)));
    return fl_fail(error, FL_USAGE,
                   "trace: %s ended inside the region with exit status %d; it must reach fl_region_end()",
                   s->name, WEXITSTATUS(end->status));
}

static fl_status judge_first_run(const session *s, const fl_qemu_end *end, fl_error *error)
{
    char how[96];
    if (s->region->no_memory)
        return fl_fail(error, FL_UNABLE, "trace: no memory");
    if (s->region->nested)
        return fl_fail(
            error, FL_USAGE,
            "trace: %s began a region inside the region; was the first one left without fl_region_end()?",
            s->name);
    if (s->region->phase == FL_QEMU_AFTER)
        return FL_OK;
    if (s->region->phase == FL_QEMU_INSIDE)
        return fail_inside(s, end, error);
    if (end->out_of_patience)
        snprintf(how, sizeof how, "was stopped after %.0f s", s->seconds);
    else if (WIFSIGNALED(end->status))
        snprintf(how, sizeof how, "died of signal %d (%s)", WTERMSIG(end->status),
                 strsignal(WTERMSIG(end->status)));
    else
        snprintf(how, sizeof how, "ended with exit status %d", WEXITSTATUS(end->status));
    return fail_unreached(s, how, error);
}

/* ---- the runs ---- */

static fl_qemu_job job_of(session *s)
{
    return (fl_qemu_job){.emulator = &s->emulator,
                         .program = s->program,
                         .arguments = s->arguments,
                         .started = note_start,
                         .context = s};
}

/* Which addresses a call of the kernel can execute; text NULL: unknown, so all of them. */
static fl_status find_ranges(session *s, char **text, fl_error *error)
{
    fl_qemu_end end;
    fl_qemu_job job = job_of(s);
    job.items = "in_asm";
    job.quiet = true;
    job.take = take_ranges;
    job.patience = patience_for_ranges;
    s->deadline = fl_qemu_seconds() + s->seconds;
    fl_status status = fl_qemu_run(&job, &end, error);
    *text = status == FL_OK ? fl_qemu_ranges_text(&s->ranges) : NULL;
    return status;
}

static fl_status run_first(session *s, const char *filter, fl_error *error)
{
    fl_qemu_end end;
    fl_qemu_job job = job_of(s);
    job.single_step = true;
    job.items = "in_asm,exec,nochain";
    job.filter = filter;
    job.quiet = s->is_kernel;
    job.take = take_region;
    job.patience = patience;
    s->deadline = fl_qemu_seconds() + s->seconds;
    fl_status status = fl_qemu_run(&job, &end, error);
    return status == FL_OK ? judge_first_run(s, &end, error) : status;
}

/* The region's ends and what is wanted, as -dfilter takes it. */
static char *filter_of(const fl_qemu_registers *registers)
{
    enum { ENTRY = 40 };
    size_t room = ENTRY * (registers->count + 2), used = 0;
    char *text = malloc(room);
    if (!text)
        return NULL;
    used += (size_t)snprintf(text, room, "0x%" PRIx64 "+1,0x%" PRIx64 "+1", registers->begin, registers->end);
    for (size_t i = 0; i < registers->count; i++)
        used += (size_t)snprintf(text + used, room - used, ",0x%" PRIx64 "+1", registers->wanted[i].address);
    return text;
}

static fl_status run_second(session *s, fl_error *error)
{
    fl_qemu_end end;
    fl_qemu_job job = job_of(s);
    fl_qemu_registers *registers = &s->registers;
    registers->begin = s->region->begin;
    registers->begin_count = s->region->begin_count;
    registers->end = s->region->end;
    registers->now.wanted = FL_NO_CODE;
    char *filter = filter_of(registers);
    if (!filter)
        return fl_fail(error, FL_UNABLE, "trace: no memory");
    job.single_step = true;
    job.items = "exec,cpu,fpu,nochain";
    job.filter = filter;
    job.quiet = true;
    job.take = take_registers;
    job.patience = patience_for_registers;
    s->deadline = fl_qemu_seconds() + 2 * s->seconds;
    fl_status status = fl_qemu_run(&job, &end, error);
    free(filter);
    return status;
}

/* A system call that could not be told is one without a name. */
static void name_unseen_calls(const session *s, fl_trace *trace)
{
    uint64_t made = 0, named = 0;
    for (size_t i = 0; i < s->region->code_count; i++)
        if (s->region->codes[i].known && s->region->codes[i].instruction.system_call)
            made += s->region->codes[i].times;
    for (size_t i = 0; i < trace->call_count; i++)
        named += trace->calls[i].count;
    for (; named < made && named < UINT16_MAX; named++)
        fl_trace_count_call(trace, "[unknown]");
}

static void hand_over(const session *s, fl_trace *trace)
{
    fl_qemu_region_count(s->region, s->registers.wanted ? &s->registers : NULL, trace);
    name_unseen_calls(s, trace);
    if (s->region->has_empty)
        fl_trace_subtract(trace, &s->region->empty);
    trace->hiding = s->hides ? FL_HIDING_EMULATOR : FL_HIDING_OWN;
}

static fl_status run_all(session *s, fl_trace *trace, fl_error *error)
{
    char *filter = NULL;
    fl_status status = s->is_kernel ? find_ranges(s, &filter, error) : FL_OK;
    if (status == FL_OK)
        status = run_first(s, filter, error);
    free(filter);
    if (status != FL_OK)
        return status;
    s->registers.wanted = fl_qemu_region_wanted(s->region, &s->registers.count);
    if (s->registers.wanted)
        status = run_second(s, error);
    if (status == FL_OK)
        hand_over(s, trace);
    return status;
}

static session *new_session(const char *name, double seconds, uint64_t most_instructions, fl_error *error)
{
    session *s = calloc(1, sizeof *s);
    if (s)
        s->region = fl_qemu_region_new(fl_qemu_objects_look, &s->objects);
    if (!s || !s->region) {
        free(s);
        fl_fail(error, FL_UNABLE, "trace: no memory");
        return NULL;
    }
    s->name = name;
    s->seconds = seconds;
    s->region->most_instructions = most_instructions;
    return s;
}

static void free_session(session *s)
{
    fl_qemu_region_free(s->region);
    fl_qemu_objects_free(&s->objects);
    fl_qemu_ranges_free(&s->ranges);
    free(s->registers.wanted);
    free(s);
}

/* The emulator, whose CPU lacks what is hidden. */
static fl_status find_emulator(session *s, fl_error *error)
{
    fl_cpu cpu = fl_cpu_detect();
    unsigned hidden = fl_cpu_hidden(&cpu);
    fl_status status = fl_qemu_find(&s->emulator, error);
    s->hides = status == FL_OK && hidden && fl_qemu_hide(&s->emulator, hidden);
    return status;
}

/* ---- commands ---- */

fl_status fl_qemu_command(const fl_trace_target *target, fl_trace *trace, fl_error *error)
{
    session *s = new_session(target->command[0], target->seconds, target->most_instructions, error);
    if (!s)
        return FL_UNABLE;
    s->arguments = target->command;
    s->objects.function = target->function;
    s->objects.library = target->library;
    fl_status status = fl_qemu_find_program(target->command[0], s->program, sizeof s->program, error);
    if (status == FL_OK)
        status = fl_qemu_check_program(s->program, error);
    if (status == FL_OK)
        status = find_emulator(s, error);
    if (status == FL_OK)
        status = run_all(s, trace, error);
    free_session(s);
    return status;
}

/* ---- kernels ---- */

fl_status fl_qemu_kernel(const fl_kernel *kernel, fl_trace *trace, fl_error *error)
{
    char file[sizeof((fl_qemu_mapping *)0)->path];
    session *s = new_session(kernel->name, kernel_seconds, kernel_instructions, error);
    if (!s)
        return FL_UNABLE;
    s->is_kernel = true;
    s->region->calls_before = 1;
    s->objects.function = kernel->name;
    char *arguments[] = {(char[]){"fairlane"}, (char[]){FL_TRACE_CHILD_COMMAND},
                         (char *)(uintptr_t)kernel->name, NULL}; /* NOLINT(performance-no-int-to-ptr) */
    s->arguments = arguments;
    fl_status status = FL_OK;
    ssize_t length = readlink("/proc/self/exe", s->program, sizeof s->program - 1);
    if (length <= 0 || !fl_qemu_file_of((uintptr_t)kernel->run, file, sizeof file, &s->objects.code_offset))
        status =
            fl_fail(error, FL_UNABLE, "trace: kernel '%s' cannot be found in /proc/self/maps", kernel->name);
    s->objects.code_path = file;
    if (status == FL_OK)
        status = find_emulator(s, error);
    if (status == FL_OK)
        status = run_all(s, trace, error);
    free_session(s);
    return status;
}
