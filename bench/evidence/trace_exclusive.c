/* AArch64: a load exclusive and the store that belongs to it. The store fails if the thread was stopped in
 * between, so a loop that tries again, stepped through, never ends. The sequence is run as a whole instead,
 * to breakpoints behind the store and wherever a branch leaves it, and counted afterwards; all other threads
 * stand still meanwhile. Written from the architecture's manual (DDI 0487, "Load-Exclusive and
 * Store-Exclusive instruction usage restrictions"); it has not been run on such a machine yet. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/wait.h>

#include "bench/evidence/trace_region.h"

enum { LONGEST = 32, MOST_EXITS = 8 };

typedef struct sequence {
    uint64_t addresses[LONGEST], targets[LONGEST]; /* targets: of branches that leave, else 0 */
    size_t length;
    uint64_t exits[MOST_EXITS];
    unsigned char originals[MOST_EXITS][FL_BREAKPOINT_BYTES];
    size_t exit_count;
} sequence;

bool fl_step_is_exclusive(const fl_task *task)
{
    const fl_pending *pending = &task->pending;
    return pending->any && pending->known && pending->instruction.exclusive &&
           pending->instruction.bytes_loaded > 0;
}

static bool add_exit(sequence *s, uint64_t address)
{
    for (size_t i = 0; i < s->exit_count; i++)
        if (s->exits[i] == address)
            return true;
    if (s->exit_count == MOST_EXITS)
        return false;
    s->exits[s->exit_count++] = address;
    return true;
}

/* From the load at address to its store. False where no
 * store follows that a plain stretch of code leads to. */
static bool find_sequence(fl_space *space, uint64_t address, sequence *s)
{
    memset(s, 0, sizeof *s);
    while (s->length < LONGEST) {
        const fl_code *code = fl_space_code(space, address);
        if (!code || !code->known ||
            (code->instruction.flow != FL_FLOW_NEXT && code->instruction.flow != FL_FLOW_JUMP))
            return false;
        const fl_instruction *instruction = &code->instruction;
        s->addresses[s->length] = address;
        if (instruction->flow == FL_FLOW_JUMP) {
            s->targets[s->length] = instruction->target;
            if (!add_exit(s, instruction->target))
                return false;
        }
        s->length++;
        address += instruction->length;
        if (instruction->exclusive && instruction->bytes_stored > 0)
            break;
    }
    for (size_t i = 0; i < s->exit_count; i++)
        if (s->exits[i] >= s->addresses[0] && s->exits[i] < address)
            return false; /* a branch inside: which way was taken would not be known */
    return s->length < LONGEST && add_exit(s, address);
}

static bool plant(const fl_task *task, sequence *s)
{
    for (size_t i = 0; i < s->exit_count; i++)
        if (!fl_space_read(task->space, s->exits[i], s->originals[i], fl_breakpoint_size) ||
            !fl_marks_poke(task->tid, s->exits[i], fl_breakpoint_code)) {
            s->exit_count = i;
            return false;
        }
    return true;
}

static void clear(const fl_task *task, const sequence *s)
{
    for (size_t i = 0; i < s->exit_count; i++)
        fl_marks_poke(task->tid, s->exits[i], s->originals[i]);
}

/* What lies before the place where the thread stands now was executed, up to the branch that led there. */
static void count_sequence(fl_region *region, fl_task *task, const sequence *s, uint64_t pc)
{
    for (size_t i = 0; i < s->length && s->addresses[i] != pc; i++) {
        fl_step_prepare(region, task, s->addresses[i]);
        fl_step_complete(region, task);
        if (s->targets[i] == pc)
            break;
    }
    task->pending.any = false;
}

bool fl_step_exclusive(fl_region *region, fl_task *task)
{
    sequence s;
    int status = 0;
    uint64_t pc = 0;
    if (!find_sequence(task->space, task->pending.address, &s))
        return false;
    bool planted = plant(task, &s);
    if (planted) {
        fl_task_continue(task);
        if (fl_tracee_wait_for(region->tracee, &task, &status) != FL_REPORT_STOP)
            return true; /* gone */
    }
    clear(task, &s);
    if (!planted)
        return false;
    if (fl_task_pc(task, &pc))
        count_sequence(region, task, &s, pc);
    if (FL_EVENT_OF(status) == 0 && WSTOPSIG(status) != SIGTRAP) {
        task->signal = WSTOPSIG(status);
        region->counts.signals++;
    }
    return true;
}
