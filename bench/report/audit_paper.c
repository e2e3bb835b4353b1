/* What an audit on paper has beside its verdicts: its head, the limitations that its documents tell of, its files. */
#define _GNU_SOURCE /* strcasestr */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/base/text.h"
#include "bench/report/audit_report.h"

static bool is_heading_of_limits(const char *line)
{
    static const char *const words[] = {"limitation", "caveat", "limits", "not covered", "out of scope"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasestr(line, words[i]))
            return true;
    return false;
}

/* One line of a document, cut, made plain; the next one begins where this returns. */
static const char *take_line(const char *at, const char *end, char line[FL_AUDIT_LINE])
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t length = (size_t)((stop ? stop : end) - at);
    char raw[FL_AUDIT_LINE];
    snprintf(raw, sizeof raw, "%.*s", (int)(length < sizeof raw ? length : sizeof raw - 1), at);
    fl_text_make_plain(raw, line, FL_AUDIT_LINE);
    return stop ? stop + 1 : end;
}

static void take_limitations(fl_audit_paper *paper, const fl_case_text *document)
{
    char line[FL_AUDIT_LINE];
    size_t number = 0;
    bool within = false, fenced = false;
    for (const char *at = document->bytes, *end = at + document->size; at && at < end;) {
        at = take_line(at, end, line);
        number++;
        size_t blank = strspn(line, " \t");
        fenced ^= strncmp(line + blank, "```", 3) == 0;
        if (line[0] == '#' && !fenced) {
            within = is_heading_of_limits(line);
            continue;
        }
        if (!within || !line[blank] || paper->limitation_count >= FL_AUDIT_LIMITATIONS)
            continue;
        if (strchr("-*+", line[blank]) && line[blank + 1] == ' ' &&
            line[blank + 2]) /* an item: it becomes one here */
            blank += 2;
        fl_audit_limitation *found = &paper->limitations[paper->limitation_count++];
        snprintf(found->text, sizeof found->text, "%s", line + blank);
        snprintf(found->path, sizeof found->path, "%s", document->path);
        found->line = number;
    }
}

static void take_file(void *context, const char *role, const char *path, const char *sha256)
{
    fl_audit_paper *paper = context;
    if (paper->file_count == paper->file_room) {
        size_t room = paper->file_room ? 2 * paper->file_room : 64;
        fl_audit_file *larger = realloc(paper->files, room * sizeof *larger);
        paper->short_of_memory |= !larger;
        if (!larger)
            return;
        paper->files = larger;
        paper->file_room = room;
    }
    fl_audit_file *file = &paper->files[paper->file_count++];
    snprintf(file->role, sizeof file->role, "%s", role);
    snprintf(file->path, sizeof file->path, "%s", path);
    snprintf(file->sha256, sizeof file->sha256, "%s", sha256);
}

fl_status fl_audit_paper_of(const fl_case *given, const char *program, fl_audit_paper *paper, fl_error *error)
{
    time_t now = time(NULL);
    struct tm parts;
    *paper = (fl_audit_paper){.head = given->head};
    snprintf(paper->program, sizeof paper->program, "%s", program);
    if (!paper->head.date[0] && gmtime_r(&now, &parts))
        (void)strftime(paper->head.date, sizeof paper->head.date, "%Y-%m-%d", &parts);
    for (size_t i = 0; i < given->documentation_count; i++)
        take_limitations(paper, &given->documentation[i]);
    fl_case_each_file(given, take_file, paper);
    return paper->short_of_memory ? fl_fail(error, FL_UNABLE, "audit: no memory for the names of its files")
                                  : FL_OK;
}

void fl_audit_paper_free(fl_audit_paper *paper)
{
    free(paper->files);
    *paper = (fl_audit_paper){.files = NULL};
}
