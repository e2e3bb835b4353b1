/* Whether the trace of a side is evidence: of the program that was timed, on the CPU that it was timed on. One rule
 * for every point on which traces decide. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/audit.h"
#include "bench/audit/providers/parts.h"
#include "bench/audit/reader/commands.h"
#include "bench/verdict/attest.h"

/* Whether a command names the file: "torch_benchmark.py" and "target/release/torch_benchmark" by its stem. */
static bool names_file(const char *command, const char *path)
{
    char stem[128];
    const char *base = fl_base_name(path);
    snprintf(stem, sizeof stem, "%.*s", (int)strcspn(base, "."), base);
    return strlen(stem) >= 3 && strstr(command, stem);
}

static bool is_traced(const fl_case_side *side)
{
    static const char *const generic[] = {"cargo", "run", "build", "python", "python3", "release", NULL};
    char word[128];
    bool told = false;
    if (strcmp(side->trace.command, side->command) == 0)
        return true;
    for (size_t i = 0; i < side->source_count; i++, told = true)
        if (names_file(side->trace.command, side->sources[i].path))
            return true;
    for (const char *at = side->words; (at = fl_command_word(at, word));) {
        if (word[0] == '-' || strchr(word, '=') || fl_is_one_of(fl_base_name(word), generic))
            continue;
        told = true;
        if (names_file(side->trace.command, word))
            return true;
    }
    return !told;
}

/* A program without a name of its own in the command has the name of its package, which a trace may well
 * show. */
static bool is_of_another_program(const fl_case_side *side)
{
    bool unnamed = fl_is_language(side, "rust") && !strstr(side->command, "--bin") &&
                   !strstr(side->command, "--example") && !strstr(side->command, "target/");
    return side->command[0] && side->trace.command[0] && !unnamed && !is_traced(side);
}

void fl_judge_traces(const fl_case *given, fl_audit *audit)
{
    for (int i = 0; i < 2; i++) {
        const fl_case_side *side = &given->sides[i];
        const char *published = side->run_count > 0 ? side->runs[0].document.environment.cpu : "";
        char *doubt = audit->trace_doubt[i];
        if (!side->has_trace || given->by_lab || side->is_kernel)
            continue;
        if (is_of_another_program(side))
            snprintf(doubt, sizeof audit->trace_doubt[i],
                     "it is a trace of the command '%.120s', which names nothing of '%.100s'",
                     side->trace.command, side->command);
        else if (fl_names_cpu(published) && fl_names_cpu(side->trace.cpu) &&
                 !fl_is_same_cpu(published, side->trace.cpu))
            snprintf(
                doubt, sizeof audit->trace_doubt[i],
                "it was traced on '%.100s', while the results are of '%.100s': what a program executes can "
                "depend on the CPU",
                side->trace.cpu, published);
    }
}
