#include "bench/verdict/fleet.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/pair.h"
#include "bench/verdict/fleet_parts.h"
#include "bench/verdict/machine.h"

/* ---- words ---- */

struct fl_fleet_words {
    char **words; /* [room], NULL where free; owned */
    size_t count, room;
    bool lost; /* one of them found no memory */
};

static size_t place_of(const struct fl_fleet_words *words, const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (const char *c = text; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    size_t place = (size_t)hash & (words->room - 1);
    while (words->words[place] && strcmp(words->words[place], text) != 0)
        place = (place + 1) & (words->room - 1);
    return place;
}

static bool make_room(struct fl_fleet_words *words)
{
    enum { FIRST = 1024 };
    if (2 * (words->count + 1) <= words->room)
        return true;
    struct fl_fleet_words larger = {.count = words->count, .room = words->room ? 2 * words->room : FIRST};
    larger.words = calloc(larger.room, sizeof *larger.words);
    if (!larger.words)
        return false;
    for (size_t i = 0; i < words->room; i++)
        if (words->words[i])
            larger.words[place_of(&larger, words->words[i])] = words->words[i];
    free(words->words);
    larger.lost = words->lost;
    *words = larger;
    return true;
}

const char *fl_fleet_word(fl_fleet *fleet, const char *text)
{
    struct fl_fleet_words *words = fleet->words;
    if (!text[0] || !words)
        return "";
    if (make_room(words)) {
        size_t place = place_of(words, text);
        if (words->words[place])
            return words->words[place];
        words->words[place] = strdup(text);
        words->count += words->words[place] != NULL;
        if (words->words[place])
            return words->words[place];
    }
    words->lost = true;
    return "";
}

bool fl_fleet_lost_words(const fl_fleet *fleet)
{
    return !fleet->words || fleet->words->lost;
}

/* ---- files ---- */

/* One comma says where A ends; of several only a file's names tell. */
static bool split_claim(fl_fleet *fleet, const fl_document *document)
{
    const char *of = fleet->options.of, *only = strchr(of, ',');
    bool one = only && !strchr(only + 1, ',');
    for (const char *comma = only; comma; comma = strchr(comma + 1, ',')) {
        char a[64], b[64];
        if ((size_t)(comma - of) >= sizeof a || strlen(comma + 1) >= sizeof b)
            continue;
        snprintf(a, sizeof a, "%.*s", (int)(comma - of), of);
        snprintf(b, sizeof b, "%s", comma + 1);
        if (!one && !(document && fl_document_find(document, a) && fl_document_find(document, b)))
            continue;
        memcpy(fleet->a, a, sizeof a);
        memcpy(fleet->b, b, sizeof b);
        memcpy(fleet->base, a, sizeof a);
        return true;
    }
    return false;
}

static void settle_base(fl_fleet *fleet, const fl_document *document)
{
    if (fleet->base[0])
        return;
    if (fleet->options.of)
        split_claim(fleet, document);
    else if (document->baseline[0])
        snprintf(fleet->base, sizeof fleet->base, "%s", document->baseline);
    else if (document->result_count > 0)
        snprintf(fleet->base, sizeof fleet->base, "%s", document->results[0].name);
}

void fl_fleet_init(fl_fleet *fleet, const fl_fleet_options *options)
{
    *fleet = (fl_fleet){.options = *options, .least = NAN, .most = NAN};
    fleet->words = calloc(1, sizeof *fleet->words);
    if (options->of)
        split_claim(fleet, NULL);
    else if (options->base)
        snprintf(fleet->base, sizeof fleet->base, "%s", options->base);
}

void fl_fleet_free(fl_fleet *fleet)
{
    for (size_t i = 0; i < fleet->machine_count; i++)
        free(fleet->machines[i].cells);
    for (size_t i = 0; i < fleet->failure_count; i++) {
        free(fleet->failures[i].path);
        free(fleet->failures[i].reason);
    }
    for (size_t i = 0; i < fleet->condition_count; i++) {
        free(fleet->conditions[i].document->results);
        free(fleet->conditions[i].document);
    }
    for (size_t i = 0; fleet->words && i < fleet->words->room; i++)
        free(fleet->words->words[i]);
    if (fleet->words)
        free(fleet->words->words);
    free(fleet->words);
    free(fleet->machines);
    free(fleet->failures);
    free(fleet->conditions);
    memset(fleet, 0, sizeof *fleet);
}

/* Room for one more element; NULL without memory. */
static void *grow(void *list, size_t count, size_t *room, size_t size)
{
    enum { FIRST = 16 };
    if (count < *room)
        return list;
    size_t wanted = *room ? 2 * *room : FIRST;
    void *larger = realloc(list, wanted * size);
    if (larger)
        *room = wanted;
    return larger;
}

static fl_status no_memory(const char *path, fl_error *error)
{
    return fl_fail(error, FL_UNABLE, "compare: no memory for %s beside the files before it", path);
}

static void describe(fl_fleet *fleet, const char *path, const fl_document *document, fl_fleet_machine *m)
{
    const fl_environment *e = &document->environment;
    char kind[256];
    m->path = fl_fleet_word(fleet, path);
    m->kind = fl_fleet_word(fleet, fl_machine_kind(e, kind, sizeof kind));
    m->cpu = fl_fleet_word(fleet, e->cpu);
    m->architecture = fl_fleet_word(fleet, e->architecture);
    m->os = fl_fleet_word(fleet, e->os);
    m->hypervisor = fl_fleet_word(fleet, e->hypervisor);
    m->emulator = fl_fleet_word(fleet, fl_is_emulated(document) ? e->emulator : "");
    m->hidden = fl_fleet_word(fleet, e->hidden_features);
    m->steering = fl_fleet_word(fleet, e->steering);
    m->boot_id = fl_fleet_word(fleet, e->boot_id);
    m->timestamp = fl_fleet_word(fleet, document->timestamp);
    m->memory_total_bytes = e->memory_total_bytes;
    m->confidence = fl_document_confidence(document);
    m->comparisons = document->comparisons;
    m->no_base = m->libraries = m->untold = m->apart = m->perhaps = m->claim.why = "";
}

static fl_status add_cells(fl_fleet *fleet, const fl_document *document, const fl_result *base,
                           fl_fleet_machine *m, fl_error *error)
{
    m->cells = calloc(document->result_count + 1, sizeof *m->cells);
    if (!m->cells)
        return no_memory(m->path, error);
    for (size_t i = 0; i < document->result_count; i++) {
        if (document->results[i].is_probe)
            continue;
        fl_status status = fl_fleet_fill_cell(fleet, document, base, &document->results[i],
                                              &m->cells[m->cell_count++], error);
        if (status != FL_OK)
            return status;
    }
    return FL_OK;
}

static const char *why_no_base(fl_fleet *fleet)
{
    char text[128];
    if (!fleet->base[0])
        return fl_fleet_word(fleet, "it does not hold both of --of");
    snprintf(text, sizeof text, "it holds no '%s'", fleet->base);
    return fl_fleet_word(fleet, text);
}

fl_status fl_fleet_add(fl_fleet *fleet, const char *path, const fl_document *document, fl_error *error)
{
    fl_fleet_machine *larger =
        grow(fleet->machines, fleet->machine_count, &fleet->machine_room, sizeof *larger);
    if (!larger)
        return no_memory(path, error);
    fleet->machines = larger;
    fl_fleet_machine *m = &larger[fleet->machine_count];
    memset(m, 0, sizeof *m);
    settle_base(fleet, document);
    describe(fleet, path, document, m);
    m->order = fleet->machine_count++;
    const fl_result *base = fleet->base[0] ? fl_document_find(document, fleet->base) : NULL;
    if (!base)
        m->no_base = why_no_base(fleet);
    fl_status status = fl_fleet_note_condition(fleet, document, base, m, error);
    if (status == FL_OK)
        status = add_cells(fleet, document, base, m, error);
    return status == FL_OK && fl_fleet_lost_words(fleet) ? no_memory(path, error) : status;
}

fl_status fl_fleet_add_failure(fl_fleet *fleet, const char *path, const char *reason, fl_error *error)
{
    fl_fleet_failure *larger =
        grow(fleet->failures, fleet->failure_count, &fleet->failure_room, sizeof *larger);
    if (!larger)
        return no_memory(path, error);
    fleet->failures = larger;
    fl_fleet_failure *failure = &larger[fleet->failure_count++];
    failure->path = strdup(path);
    failure->reason = strdup(reason);
    return failure->path && failure->reason ? FL_OK : no_memory(path, error);
}

bool fl_fleet_counts(const fl_fleet_machine *machine)
{
    return !machine->apart[0] && !machine->emulator[0] && !machine->copy;
}

const fl_fleet_cell *fl_fleet_find(const fl_fleet_machine *machine, const char *name)
{
    for (size_t i = 0; i < machine->cell_count; i++)
        if (strcmp(machine->cells[i].name, name) == 0)
            return &machine->cells[i];
    return NULL;
}

const char *fl_fleet_verdict_name(fl_fleet_verdict verdict)
{
    static const char *const names[] = {
        [FL_FLEET_NOT_SHOWN] = "NOT SHOWN", [FL_FLEET_HOLDS] = "HOLDS", [FL_FLEET_LOST] = "LOST"};
    return names[verdict];
}

/* ---- the end ---- */

/* Compared ones first, then those set apart, emulated ones last; each by kind, then as they were given. */
static int by_kind(const void *x, const void *y)
{
    const fl_fleet_machine *a = x, *b = y;
    int emulated = (a->emulator[0] != '\0') - (b->emulator[0] != '\0');
    int apart = (a->apart[0] != '\0') - (b->apart[0] != '\0');
    int kind = a->kind == b->kind ? 0 : strcmp(a->kind, b->kind);
    if (emulated || apart || kind)
        return emulated ? emulated : apart ? apart : kind;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* No second run repeats every figure to the last bit, whatever its file says of the machine. Of one or two
 * figures with few digits it might, unless the time is the same as well. */
static bool are_copies(const fl_fleet_machine *a, const fl_fleet_machine *b)
{
    enum { ENOUGH = 3 };
    size_t measured = 0;
    if (a->cell_count != b->cell_count)
        return false;
    for (size_t i = 0; i < a->cell_count; i++) {
        const double x = a->cells[i].ns, y = b->cells[i].ns;
        if (a->cells[i].name != b->cells[i].name || !(x == y || (isnan(x) && isnan(y))))
            return false;
        measured += a->cells[i].ns > 0;
    }
    return measured >= ENOUGH || (measured > 0 && a->timestamp == b->timestamp);
}

/* Words are equal where their pointers are, so that thousands of files are a matter of milliseconds. */
static void find_same_machines(fl_fleet *fleet)
{
    for (size_t i = 0; i < fleet->machine_count; i++) {
        fl_fleet_machine *m = &fleet->machines[i];
        m->same_as = i;
        for (size_t j = 0; j < i; j++) {
            const fl_fleet_machine *other = &fleet->machines[j];
            bool same_boot = m->boot_id[0] && m->boot_id == other->boot_id;
            m->copy = are_copies(m, other);
            if (m->copy)
                m->copy_of = j;
            if ((same_boot || m->copy) && m->same_as == i)
                m->same_as = other->same_as;
            if (m->copy)
                break;
            if (!same_boot && !m->perhaps[0] && m->cpu[0] && m->cpu == other->cpu &&
                m->memory_total_bytes > 0 && m->memory_total_bytes == other->memory_total_bytes)
                m->perhaps = other->path;
        }
        if (m->same_as != i)
            m->perhaps = "";
        fleet->distinct += m->same_as == i;
    }
}

static size_t common_prefix(const fl_fleet *fleet)
{
    const char *first = fleet->machine_count > 1 ? fleet->machines[0].path : "";
    size_t length = strlen(first);
    for (size_t i = 1; i < fleet->machine_count; i++) {
        size_t same = 0;
        while (same < length && first[same] == fleet->machines[i].path[same])
            same++;
        length = same;
    }
    while (length > 0 && first[length - 1] != '/')
        length--;
    return length;
}

fl_status fl_fleet_conclude(fl_fleet *fleet, fl_error *error)
{
    fl_fleet_set_apart(fleet);
    if (fleet->machine_count > 0)
        qsort(fleet->machines, fleet->machine_count, sizeof *fleet->machines, by_kind);
    find_same_machines(fleet);
    for (size_t i = 0; i < fleet->machine_count; i++)
        fl_fleet_rank(&fleet->machines[i]);
    fleet->prefix = common_prefix(fleet);
    fl_fleet_judge(fleet);
    return fl_fleet_lost_words(fleet) ? fl_fail(error, FL_UNABLE, "compare: no memory for the comparison")
                                      : FL_OK;
}
