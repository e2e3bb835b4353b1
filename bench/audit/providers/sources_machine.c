/* Points 32, 80 and 96 as far as the source tells: which processor a program picks, and what it makes depend
 * on the machine. To ask and to report the answer decides nothing; where the answer goes is followed. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/sources.h"
#include "bench/audit/providers/verdicts.h"
#include "bench/audit/reader/flow.h"
#include "bench/audit/reader/models.h"

static bool names_gpu(const fl_node *n)
{
    static const char *const devices[] = {"cuda", "mps",  "xpu",    "hip",  "hpu",    "npu",  "ipu",
                                          "xla",  "mtia", "vulkan", "maia", "opencl", "musa", NULL};
    char name[8];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(n->text, ":"), n->text); /* "cuda:0" */
    bool provider =
        fl_ends_with(n->text, "ExecutionProvider") && strcmp(n->text, "CPUExecutionProvider") != 0;
    return n->kind == FL_NODE_STRING &&
           (fl_is_one_of(name, devices) || strncmp(n->text, "torch.cuda.", 11) == 0 || provider);
}

static bool is_conditional(const fl_node *n)
{
    for (; n && n->kind != FL_NODE_FUNCTION; n = n->parent)
        if (n->kind == FL_NODE_IF)
            return true;
    return false;
}

/* Where the name of a GPU reaches what picks the device; *doubt: where it reaches what is not known. */
static const fl_node *find_gpu(fl_source *s, const fl_node **doubt, bool *chosen)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            fl_node *place = NULL;
            if (!names_gpu(n))
                continue;
            fl_end end = fl_follow(&s->evaluator, n, &place);
            *chosen = is_conditional(n) || is_conditional(place);
            if (end == FL_END_DECIDES)
                return place;
            if (end == FL_END_UNKNOWN)
                *doubt = place;
        }
    return NULL;
}

/* What became of the calls that ask about the machine; each the last one found, or NULL. */
typedef struct answers {
    const fl_node *decides, *doubt, *told;
} answers;

static void follow_one(fl_source *s, fl_node *value, answers *found)
{
    fl_node *place = NULL;
    fl_end end = fl_follow(&s->evaluator, value, &place);
    const fl_node *asks = fl_function_of(value, false);
    /* a function that makes the answer may take many ways to it */
    if (place && asks && strcmp(asks->text, "main") != 0 && fl_function_of(place, false) == asks)
        end = FL_END_TOLD;
    *(end == FL_END_DECIDES ? &found->decides : end == FL_END_UNKNOWN ? &found->doubt : &found->told) = value;
}

/* The call that takes what the system tells of the CPU: open("/proc/cpuinfo"), Command::new("lscpu"). */
static fl_node *taken_from_system(fl_node *n)
{
    static const char *const sources[] = {"/proc/cpuinfo", "lscpu", NULL};
    fl_node *up = n->parent;
    if (n->kind != FL_NODE_STRING ||
        (!fl_is_one_of(n->text, sources) && strncmp(n->text, "/sys/devices/system/cpu", 23) != 0))
        return NULL;
    while (up && (up->kind == FL_NODE_LIST || up->kind == FL_NODE_UNARY))
        up = up->parent;
    return fl_node_is(up, FL_NODE_CALL, NULL) ? up : NULL;
}

/* with open(…) as file: the tree does not hold the name, which therefore means nothing in the body. */
static void follow_opened(fl_source *s, fl_node *with, answers *found)
{
    for (fl_node *n = with->last; n; n = fl_node_following(n, with->last))
        if (n->kind == FL_NODE_NAME && !fl_meaning(&s->program, n) &&
            !(fl_node_is(n->parent, FL_NODE_CALL, NULL) && n->parent->first == n))
            follow_one(s, n, found);
}

/* The name or the features of the CPU, as the system tells them. */
static void follow_system(fl_source *s, answers *found)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            fl_node *call = taken_from_system(n);
            if (!call)
                continue;
            if (fl_node_is(call->parent, FL_NODE_WITH, NULL))
                follow_opened(s, call->parent, found);
            else
                follow_one(s, call, found);
        }
    static const char *const tells[] = {"platform.processor", "platform.machine", NULL};
    for (const fl_node *n = NULL; (n = fl_source_find(s, tells, n));)
        if (n->kind == FL_NODE_CALL)
            follow_one(s, (fl_node *)n, found);
}

static answers follow_answers(fl_source *s, const char *const names[])
{
    answers found = {NULL, NULL, NULL};
    for (const fl_node *n = NULL; (n = fl_source_find(s, names, n));) {
        fl_node *place = NULL;
        fl_end end =
            n->kind == FL_NODE_CALL ? fl_follow(&s->evaluator, (fl_node *)n, &place) : FL_END_DECIDES;
        *(end == FL_END_DECIDES ? &found.decides : end == FL_END_UNKNOWN ? &found.doubt : &found.told) = n;
    }
    return found;
}

/* What names a device: 0 is a GPU, "cpu" is none, torch.float32 and another tensor name no device; what the environment or
 * the command line tells may be any. */
/* NOLINTNEXTLINE(misc-no-recursion): deep is limited */
static bool may_be_gpu(fl_source *s, fl_node *n, int deep)
{
    static const char *const outside[] = {"os.environ", "os.environ.get", "os.getenv",
                                          "sys.argv",   "input",          NULL};
    char name[256];
    if (n->kind == FL_NODE_NUMBER)
        return true;
    if (n->kind == FL_NODE_STRING)
        return strncmp(n->text, "cpu", 3) != 0 && strcmp(n->text, "meta") != 0;
    fl_node *of = n->kind == FL_NODE_INDEX || n->kind == FL_NODE_CALL ? n->first : NULL;
    if (of && fl_is_one_of(fl_dotted(&s->program, of, name), outside))
        return true;
    const fl_node *m = n->kind == FL_NODE_NAME ? fl_meaning(&s->program, n) : NULL;
    fl_node *given = fl_node_is(m, FL_NODE_ASSIGN, NULL)      ? fl_assigned_to(m, n->text)
                     : fl_node_is(m, FL_NODE_PARAMETER, NULL) ? fl_argument_of(&s->evaluator, m)
                                                              : NULL;
    return given && deep < 6 && may_be_gpu(s, given, deep + 1);
}

/* model.to(0), torch.device(…), f(…, device=…): the value that names the device; NULL. */
static fl_node *device_given(fl_source *s, fl_node *n)
{
    static const char *const takes[] = {"torch.device", "torch.set_default_device", NULL};
    char name[256];
    if (fl_node_is(n, FL_NODE_KEYWORD, "device"))
        return n->first;
    fl_node *given = n->kind == FL_NODE_CALL && n->first ? n->first->next : NULL;
    if (!given || given->kind == FL_NODE_KEYWORD)
        return NULL;
    fl_dotted(&s->program, n->first, name);
    return strcmp(name, ".to") == 0 || fl_is_one_of(name, takes) || fl_node_is(n->first, FL_NODE_FIELD, "to")
               ? given
               : NULL;
}

/* torch.cuda.FloatTensor, torch.xpu.Stream */
static bool is_class_of_gpu(fl_source *s, fl_node *n)
{
    static const char *const modules[] = {"torch.cuda.", "torch.xpu.", "torch.mps.", NULL};
    char name[256];
    if (n->kind != FL_NODE_FIELD)
        return false;
    fl_dotted(&s->program, n, name);
    for (size_t i = 0; modules[i]; i++) {
        size_t length = strlen(modules[i]);
        if (strncmp(name, modules[i], length) == 0 && name[length] >= 'A' && name[length] <= 'Z')
            return true;
    }
    return false;
}

static const fl_node *perhaps_gpu(fl_source *s)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            fl_node *device = device_given(s, n);
            if ((device && may_be_gpu(s, device, 0)) || is_class_of_gpu(s, n))
                return n;
        }
    return NULL;
}

static void judge_device(fl_source *s)
{
    static const char *const moves[] = {
        ".cuda", ".mps", ".xpu", ".hpu", ".ipu", ".npu", "torch.cuda.set_device", "torch.xpu.set_device",
        NULL};
    static const char *const asks[] = {"torch.cuda.is_available",
                                       "torch.cuda.device_count",
                                       "torch.backends.mps.is_available",
                                       "torch.mps.is_available",
                                       "torch.xpu.is_available",
                                       "torch.accelerator.is_available",
                                       "torch.accelerator.current_accelerator",
                                       "torch.accelerator.device_count",
                                       NULL};
    const fl_node *moved = fl_source_find(s, moves, NULL), *doubt = NULL;
    bool chosen = moved && is_conditional(moved);
    if (!moved)
        moved = find_gpu(s, &doubt, &chosen);
    if (moved) {
        fl_source_add(s, 32, FAIL, moved, "it moves to a GPU%s", chosen ? " where there is one" : "");
        fl_source_add(s, 96, chosen ? UNCHECKED : FAIL, moved, "one side computes on a GPU%s",
                      chosen ? " where there is one" : "");
        return;
    }
    answers asked = follow_answers(s, asks);
    const fl_node *perhaps = asked.decides ? asked.decides : perhaps_gpu(s);
    doubt = doubt ? doubt : perhaps;
    if (perhaps)
        fl_source_block(s, 96, perhaps,
                        "whether it computes on a GPU is not told: which device is meant is not followed");
    if (asked.decides)
        fl_source_add(s, 32, UNCHECKED, asked.decides, "what it does depends on whether there is a GPU");
    else if (asked.doubt || doubt)
        fl_source_add(s, 32, UNCHECKED, asked.doubt ? asked.doubt : doubt,
                      "what becomes of a GPU's name, or of the question for one, or which device is meant, "
                      "is not followed");
    else if (s->named && s->whole)
        fl_source_add(s, 96, PASS, asked.told, "nothing in any of its sources moves to a GPU");
    if (asked.decides || asked.doubt || doubt)
        return;
    if (s->named)
        fl_source_add(s, 32, PASS, asked.told, "nothing in any of its sources moves to a GPU%s",
                      asked.told ? "; whether there is one is only reported" : "");
    else
        fl_source_add(s, 32, UNCHECKED, NULL, "%.180s", s->gap);
}

static bool begins_like_intrinsic(const char *name)
{
    static const char *const beginnings[] = {"_mm_",   "_mm256_", "_mm512_", "__builtin_ia32_",
                                             "vld1q_", "vfmaq_",  "svld1"};
    static const char *const clocks[] = {"__builtin_ia32_rdtsc",
                                         "__builtin_ia32_rdtscp",
                                         "_mm_malloc",
                                         "_mm_free",
                                         "__builtin_ia32_pause",
                                         "_mm_pause",
                                         NULL};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings && !fl_is_one_of(name, clocks); i++)
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

/* C and C++: a call of an intrinsic, a function for one target, assembly. */
static const fl_node *intrinsic_of_c(fl_source *s)
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (const fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            bool call = n->kind == FL_NODE_CALL && n->first && begins_like_intrinsic(n->first->text);
            bool assembly = n->kind == FL_NODE_OPAQUE && (strstr(n->text, "Asm") || strstr(n->text, "asm"));
            if (call || assembly || fl_node_is(n, FL_NODE_ATTRIBUTE, "target_feature"))
                return n;
        }
    return NULL;
}

/* Intrinsics and functions compiled for a feature are tuning whatever is asked. */
static void judge_tuning(fl_source *s)
{
    static const char *const asks[] = {"is_x86_feature_detected!",
                                       "is_aarch64_feature_detected!",
                                       "std.is_x86_feature_detected!",
                                       "std.arch.is_x86_feature_detected!",
                                       "std.arch.is_aarch64_feature_detected!",
                                       "cpuid",
                                       "cpuinfo.",
                                       "raw_cpuid.",
                                       "__builtin_cpu_supports",
                                       "__builtin_cpu_is",
                                       "__get_cpuid",
                                       "__get_cpuid_count",
                                       "__cpuid",
                                       "getauxval",
                                       "torch.backends.cpu.get_cpu_capability",
                                       NULL};
    static const char *const uses[] = {"std.arch.x86_64.",
                                       "std.arch.aarch64.",
                                       "core.arch.x86_64.",
                                       "core.arch.aarch64.",
                                       "std.arch.asm!",
                                       "core.arch.asm!",
                                       "asm!",
                                       "target_feature",
                                       NULL};
    const fl_node *used = s->c ? intrinsic_of_c(s) : fl_source_find(s, uses, NULL);
    answers asked = follow_answers(s, asks), system = {NULL, NULL, NULL};
    follow_system(s, &system);
    if (used)
        fl_source_add(s, 80, FAIL, used, "it is written for one kind of CPU");
    else if (asked.decides)
        fl_source_add(s, 80, FAIL, asked.decides,
                      "it asks which CPU it runs on, and something depends on the answer");
    else if (asked.doubt)
        fl_source_block(s, 80, asked.doubt,
                        "it asks which CPU it runs on; what becomes of the answer is not followed");
    else if (system.decides || system.doubt) /* a report may depend on it by ways that are not followed */
        fl_source_block(
            s, 80, system.decides ? system.decides : system.doubt,
            "it asks the system about the CPU; whether only the report depends on the answer is not known");
    else if (s->named)
        fl_source_add(s, 80, PASS, asked.told ? asked.told : system.told, "%s",
                      asked.told || system.told
                          ? "which CPU it runs on is only reported; nothing depends on it"
                          : "nothing asks which CPU it runs on, in any of its sources");
    else
        fl_source_block(s, 80, NULL, "%.180s", s->gap);
}

void fl_source_machine(fl_source *s)
{
    judge_tuning(s);
    const fl_side_nature *nature = &s->audit->natures[s->concerns];
    if (s->python)
        judge_device(s);
    else if (s->rust && nature->known && nature->cpu_only)
        fl_source_add(s, 96, PASS, NULL,
                      "none of the crates that are locked computes elsewhere than on the CPU");
}
