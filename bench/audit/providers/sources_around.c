/* What a program does around the calls that it times: between them, to the clock and the libraries, and
 * beside itself. Points 2, 5, 31, 66, 67, 91 and 92. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/sources.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/audit/reader/commands.h"
#include "bench/audit/reader/known_calls.h"

/* Where hidden favours are asked about: A slowed down, B made faster than its library is. */
static int favour_of(const fl_source *s)
{
    return s->concerns == FL_CONCERNS_A ? 91 : 92;
}

/* ---- between the timed calls ---- */

/* Adds what the statements of the loop do that stand neither between the readings nor lead to them. */
static void look_around(fl_source *s, fl_effects *around)
{
    const fl_region *r = s->measuring.main;
    bool first = true;
    for (const fl_node *at = r->start; at && at != r->loop; at = at->parent) {
        const fl_node *block = at->parent;
        if (!block || block->kind != FL_NODE_BLOCK)
            continue;
        bool timed = false;
        for (fl_node *n = block->first; n; n = n->next) {
            timed = timed || n == at;
            if (!timed || (!first && n != at))
                fl_effects_of(&s->evaluator, n, around);
            if (timed && (!first || n == r->stop))
                timed = false;
        }
        first = false;
    }
}

static void judge_between(fl_source *s)
{
    static const fl_effect odd[] = {FL_DOES_UNKNOWN, FL_DOES_OUTPUT,       FL_DOES_ALLOCATE,
                                    FL_DOES_COMPILE, FL_DOES_TRACK_MEMORY, FL_DOES_CREATE_MODEL,
                                    FL_DOES_CONVERT};
    fl_effects around = {0};
    char name[256] = "";
    if (!s->measuring.main->loop)
        return;
    look_around(s, &around);
    const fl_node *slow =
        around.place[FL_DOES_SLEEP] ? around.place[FL_DOES_SLEEP] : around.place[FL_DOES_BUSY];
    if (around.place[FL_DOES_PREDICT] && !around.place[FL_DOES_TRAIN]) /* that is judged elsewhere */
        fl_source_add(s, 2, FAIL, around.place[FL_DOES_PREDICT],
                      "an inference that is not timed stands beside each one that is: a warm-up of its own");
    const char *how = slow == around.place[FL_DOES_SLEEP] ? "it sleeps" : "a loop runs";
    if (slow && s->concerns == FL_CONCERNS_A)
        fl_source_add(s, 91, FAIL, slow, "%s between the timed calls", how);
    else if (slow)
        fl_source_block(s, 92, slow, "%s between the timed calls", how);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        const fl_node *place = around.place[odd[i]];
        if (!place)
            continue;
        if (place->kind == FL_NODE_CALL)
            fl_dotted(&s->program, place->first, name);
        fl_source_block(s, favour_of(s), place, "between the timed calls stands %.100s",
                        name[0] ? name : fl_node_names[place->kind]);
        return;
    }
}

/* ---- in C: what is carried out as it is written, and what waits ---- */

static bool waits(const char *name)
{
    static const char *const families[] = {"pthread_",        "mtx_",           "sem_",
                                           "__sync_",         "__atomic_",      "atomic_",
                                           "std.atomic",      "_mm_mfence",     "_mm_lfence",
                                           "_mm_sfence",      "_mm_clflush",    "_mm_pause",
                                           "__builtin_ia32_", "std.lock_guard", "std.unique_lock",
                                           "std.scoped_lock", "std.mutex"},
                             *const methods[] = {
                                 "lock",      "unlock", "try_lock",        "load",    "store", "exchange",
                                 "fetch_add", "wait",   "arrive_and_wait", "acquire", NULL};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strncmp(name, families[i], strlen(families[i])) == 0)
            return !fl_is_known_clock(name);
    const char *point = strrchr(name, '.');
    return point && fl_is_one_of(point + 1, methods);
}

/* What slows a part of what is timed down without being a call that sleeps: many: it is executed many times a call. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static const fl_node *slowed_in(fl_source *s, const fl_node *root, bool many, int deep)
{
    char name[256] = "";
    for (const fl_node *n = root; n; n = fl_node_following(n, root)) {
        bool again = many;
        for (const fl_node *up = n; up != root && !again; up = up->parent)
            again = up->parent->kind == FL_NODE_FOR || up->parent->kind == FL_NODE_WHILE;
        bool call = n->kind == FL_NODE_CALL && n->first;
        if (call)
            fl_dotted(&s->program, n->first, name);
        if ((again && (n->forced || (call && strcmp(name, "empty_asm") == 0))) || (call && waits(name)))
            return n;
        const fl_node *own = call && deep < 6 ? fl_called_function(&s->program, n->first) : NULL;
        const fl_node *found = own ? slowed_in(s, fl_node_child(own, 1), again, deep + 1) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

/* Each access to a volatile or atomic object is made in its place: sums with one are neither kept in a register nor made in
 * vectors. Once a call, as a store that keeps the answer, it is no matter. */
static void judge_forced(fl_source *s)
{
    const fl_region *r = s->measuring.main;
    const fl_node *found = NULL;
    for (const fl_node *n = r->start->next; s->c && n && n != r->stop && !found; n = n->next)
        found = slowed_in(s, n, false, 0);
    if (found && s->concerns == FL_CONCERNS_A)
        fl_source_block(s, 91, found, "within the timed call %s, which may slow it down",
                        found->forced ? "volatile or atomic objects are read or written many times"
                        : fl_node_is(found->first, FL_NODE_NAME, "empty_asm")
                            ? "the compiler is held back again and again"
                            : "it waits, locks or fences");
}

/* ---- the clock and the libraries ---- */

static const fl_node *root_of(const fl_node *field)
{
    while (field && field->kind == FL_NODE_FIELD)
        field = field->first;
    return field;
}

/* time.perf_counter_ns = …: the name of what is replaced, when it belongs to a module. */
static bool is_replacement(fl_source *s, const fl_node *n, char name[256])
{
    if (n->kind != FL_NODE_ASSIGN || n->first->kind != FL_NODE_FIELD || !s->python)
        return false;
    fl_node *root = (fl_node *)root_of(n->first);
    if (!fl_node_is(root, FL_NODE_NAME, NULL) ||
        !fl_node_is(fl_meaning(&s->program, root), FL_NODE_IMPORT, NULL))
        return false;
    fl_dotted(&s->program, n->first, name);
    return true;
}

static void judge_replacement(fl_source *s, const fl_node *n, const char *name)
{
    if (fl_is_known_clock(name))
        fl_source_add(s, 5, FAIL, n, "the clock is replaced: %.100s", name);
    else if (strncmp(name, "torch.backends.cudnn.", 21) == 0)
        return; /* of another processor */
    else if (strncmp(name, "torch.backends.", 15) == 0 && fl_ends_with(name, ".enabled") &&
             fl_evaluate_number(&s->evaluator, n->last, NULL) == 0)
        fl_source_add(s, favour_of(s), FAIL, n, "a part of the library is switched off: %.100s", name);
    else
        fl_source_block(s, favour_of(s), n, "something of a library is replaced: %.100s", name);
}

static void judge_libraries(fl_source *s)
{
    static const char *const hooks[] = {".register_forward_hook",
                                        ".register_forward_pre_hook",
                                        ".register_module_forward_hook",
                                        ".register_module_forward_pre_hook",
                                        "torch.nn.modules.module.register_module_forward_hook",
                                        "torch.nn.modules.module.register_module_forward_pre_hook",
                                        NULL};
    static const char *const priorities[] = {"os.nice",
                                             "os.setpriority",
                                             "os.sched_setscheduler",
                                             "libc.setpriority",
                                             "libc.nice",
                                             "libc.sched_setscheduler",
                                             NULL};
    const fl_node *hook = fl_source_find(s, hooks, NULL), *priority = fl_source_find(s, priorities, NULL);
    char name[256];
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            if (is_replacement(s, n, name))
                judge_replacement(s, n, name);
    for (int point = 10; hook && s->torch && point <= 13; point++)
        fl_source_block(s, point, hook, "what this hook does with each inference is not followed");
    if (hook && s->torch)
        fl_source_add(s, 31, FAIL, hook, "a hook runs with each inference: there is more than the layer");
    if (priority)
        fl_source_block(s, favour_of(s), priority, "it changes its priority");
}

/* ---- beside itself ---- */

/* os.system("stress &") */
static bool leaves_running(const fl_node *call)
{
    for (const fl_node *n = call; n; n = fl_node_following(n, call))
        if (n->kind == FL_NODE_STRING && strchr(n->text, '&'))
            return true;
    return false;
}

/* class Load(threading.Thread): … */
static const fl_node *thread_of_its_own(fl_source *s)
{
    static const char *const bases[] = {"threading.Thread", "threading.Timer", "multiprocessing.Process",
                                        NULL};
    char name[256];
    for (size_t i = 0; i < s->program.file_count && s->python; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module))
            for (fl_node *b = n->kind == FL_NODE_CLASS ? n->first->first : NULL; b; b = b->next)
                if (fl_is_one_of(fl_dotted(&s->program, b, name), bases))
                    return n;
    return NULL;
}

const char *const fl_starts_beside[] = {"threading.Thread",
                                        "threading.Timer",
                                        "_thread.start_new_thread",
                                        "multiprocessing.Process",
                                        "multiprocessing.Pool",
                                        "concurrent.futures.ThreadPoolExecutor",
                                        "concurrent.futures.ProcessPoolExecutor",
                                        "subprocess.Popen",
                                        "os.fork",
                                        "os.posix_spawn",
                                        "std.thread.spawn",
                                        "thread.spawn",
                                        "std.thread.scope",
                                        "thread.scope",
                                        ".spawn",
                                        "rayon.spawn",
                                        "rayon.scope",
                                        "tokio.spawn",
                                        "tokio.task.spawn_blocking",
                                        "crossbeam.scope",
                                        "crossbeam.thread.scope",
                                        "libc.fork",
                                        "libc.pthread_create",
                                        "nix.unistd.fork",
                                        "multiprocessing.dummy.Pool",
                                        "multiprocessing.pool.ThreadPool",
                                        ".Process",
                                        "os.popen",
                                        "os.spawnv",
                                        "os.spawnvp",
                                        "os.spawnl",
                                        "os.spawnlp",
                                        "os.spawnle",
                                        "os.spawnlpe",
                                        "os.spawnve",
                                        "os.spawnvpe",
                                        "os.posix_spawnp",
                                        "os.forkpty",
                                        "pty.",
                                        "asyncio.create_subprocess_exec",
                                        "asyncio.create_subprocess_shell",
                                        "asyncio.to_thread",
                                        ".run_in_executor",
                                        "multiprocessing.Manager",
                                        "torch.multiprocessing.",
                                        "signal.setitimer",
                                        "signal.alarm",
                                        "faulthandler.dump_traceback_later",
                                        NULL};

static void judge_neighbours(fl_source *s)
{
    static const char *const shells[] = {"os.system", "subprocess.run", "subprocess.call",
                                         "subprocess.check_call", NULL};
    const fl_node *found = fl_source_find(s, fl_starts_beside, NULL), *shell = NULL;
    char name[256];
    while (!found && (shell = fl_source_find(s, shells, shell)))
        found = leaves_running(shell) ? shell : NULL;
    found = found ? found : thread_of_its_own(s);
    if (found && found->kind == FL_NODE_CALL)
        fl_source_block(s, 66, found, "what it starts may keep the CPU busy: %.100s",
                        fl_dotted(&s->program, found->first, name));
    else if (found)
        fl_source_block(s, 66, found, "what it starts may keep the CPU busy: a thread of its own class");
}

/* timeit, and what rests on it, switches the collector off for each trial; the reading that it stands for says so. */
static bool is_read_without_collector(const fl_region *r)
{
    static const char mark[] = "(start, collector off";
    for (const fl_node *n = r->start; n; n = fl_node_following(n, r->start))
        if (n->kind == FL_NODE_NAME && strncmp(n->text, mark, sizeof mark - 1) == 0)
            return true;
    return false;
}

/* That none ran where none could run shows nothing of the program: no count passes the point then. */
static void judge_switched_off(fl_source *s)
{
    static const char *const names[] = {"gc.disable", "gc.freeze", "gc.set_threshold", NULL};
    const fl_node *found = fl_source_find(s, names, NULL);
    for (size_t i = 0; !found && i < s->program.file_count; i++) /* pytest-benchmark's marker */
        for (const fl_node *n = s->program.files[i].module; n && !found;
             n = fl_node_following(n, s->program.files[i].module))
            if (fl_node_is(n, FL_NODE_KEYWORD, "disable_gc"))
                found = n;
    const fl_region *r = s->measuring.main;
    static const char *const timers[] = {"timeit.timeit", "timeit.repeat", "timeit.Timer",
                                         "torch.utils.benchmark.Timer", NULL};
    if (!found && !r)
        found = fl_source_find(s, timers, NULL); /* a trial that was not followed: timeit switches it off */
    if (found)
        fl_source_block(s, 67, found,
                        "the collector is switched off or held back: that none ran shows nothing");
    else if (fl_command_has(s->side->words, "timeit"))
        fl_source_block(s, 67, NULL, "timeit switches the collector off: that none ran shows nothing");
    else if (strstr(s->side->command, "--benchmark-disable-gc"))
        fl_source_block(s, 67, NULL,
                        "--benchmark-disable-gc switches the collector off: that none ran shows nothing");
    else if (r && is_read_without_collector(r))
        fl_source_block(
            s, 67, r->start,
            "the timer switches the collector off: that none ran shows nothing (gc.enable in its set-up)");
}

static void judge_collections(fl_source *s)
{
    static const char *const names[] = {"gc.collect", NULL};
    const fl_node *loop = s->measuring.main->loop;
    for (const fl_node *n = NULL; loop && (n = fl_source_find(s, names, n));)
        for (const fl_node *up = n; up; up = up->parent)
            if (up == loop) {
                fl_source_add(s, 67, FAIL, n, "garbage is collected within the timed loop");
                return;
            }
}

/* def pytest_benchmark_update_json(config, benchmarks, output_json): what the plug-in measured may be written otherwise. */
static void judge_plugin_hooks(fl_source *s)
{
    static const char prefix[] = "pytest_benchmark_";
    static const int figures[] = {3, 16, 17, 19, 20, 21, 22, 23, 25, 28, 30};
    const fl_node *hook = NULL;
    for (size_t i = 0; s->python && i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n && !hook;
             n = fl_node_following(n, s->program.files[i].module))
            if (n->kind == FL_NODE_FUNCTION && strncmp(n->text, prefix, sizeof prefix - 1) == 0 &&
                !strstr(n->text, "machine_info") && !strstr(n->text, "commit_info"))
                hook = n;
    for (size_t i = 0; hook && i < sizeof figures / sizeof *figures; i++)
        fl_source_block(s, figures[i], hook, "%.60s may change what pytest-benchmark reports", hook->text);
}

void fl_source_around(fl_source *s)
{
    judge_plugin_hooks(s);
    fl_source_timer(s);
    judge_libraries(s);
    judge_neighbours(s);
    judge_switched_off(s);
    if (!s->measuring.main)
        return;
    judge_between(s);
    judge_forced(s);
    judge_collections(s);
}
