/* Point 5 of pytest-benchmark: its results name the clock that it read. Where the command, pytest's settings or the tests
 * themselves name another, the results and they do not belong together. */
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/sources.h"
#include "bench/audit/reader/commands.h"

/* "perf_counter" of time.perf_counter. */
static const char *last_part(const char *name)
{
    const char *point = strrchr(name, '.');
    return point ? point + 1 : name;
}

/* @pytest.mark.benchmark(timer=time.time), the hooks' option benchmark_timer, an argument of pytest.main(). */
static const fl_node *told_by(fl_source *s, const char *read, char timer[256])
{
    for (size_t i = 0; i < s->program.file_count; i++)
        for (fl_node *n = s->program.files[i].module; n;
             n = fl_node_following(n, s->program.files[i].module)) {
            timer[0] = '\0';
            if (n->kind == FL_NODE_STRING)
                fl_case_read_timer(n->text, timer);
            if (timer[0] && strcmp(last_part(timer), read) != 0)
                return n;
            bool keyword = fl_node_is(n, FL_NODE_KEYWORD, "timer") && n->parent && n->parent->first;
            char name[256];
            if (keyword && fl_ends_with(fl_dotted(&s->program, n->parent->first, name), "mark.benchmark")) {
                fl_dotted(&s->program, n->first, timer);
                if (strcmp(last_part(timer), read) != 0)
                    return n;
            }
            if ((n->kind == FL_NODE_STRING || n->kind == FL_NODE_FIELD) &&
                strcmp(n->text, "benchmark_timer") == 0)
                return n;
        }
    return NULL;
}

void fl_source_timer(fl_source *s)
{
    const fl_result *result = s->side->run_count ? s->side->runs[0].result : NULL;
    const fl_imported *imported = result ? result->imported : NULL;
    const char *read = "";
    char open[512], timer[256] = "", told[64] = "";
    if (!imported || strcmp(imported->tool, "pytest-benchmark") != 0)
        return;
    for (size_t i = 0; i < imported->fact_count; i++)
        if (strcmp(imported->facts[i].name, "timer") == 0)
            read = imported->facts[i].value;
    const fl_node *node = told_by(s, read, timer);
    if (node)
        fl_source_block(s, 5, node, "another clock may be set here than %.60s, of which the results tell",
                        read);
    fl_command_open(s->side->words, open);
    fl_case_read_timer(open, told);
    if (told[0] && strcmp(last_part(told), read) != 0)
        fl_source_block(s, 5, NULL, "the command names the clock %.60s, and the results tell of %.60s", told,
                        read);
    if (s->side->pytest_timer[0] && strcmp(last_part(s->side->pytest_timer), read) != 0)
        fl_source_block(s, 5, NULL, "%.100s names the clock %.60s, and the results tell of %.60s",
                        s->side->pytest_settings, s->side->pytest_timer, read);
}
