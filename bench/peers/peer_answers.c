/* What peers say, read as what it is: text from a stranger. JSON passes the same scan as result files do. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/peers/peer_parts.h"
#include "bench/record/fields.h"
#include "bench/record/parse.h"

#define PROTOCOL "fairlane.peer/1"

FL_PRINTF(2, 3)
static bool refuse(fl_peer_why *why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why->text, sizeof why->text, format, arguments);
    va_end(arguments);
    return false;
}

const char *fl_peer_returns_name(fl_peer_returns returns)
{
    static const char *const names[] = {"logits", "probability", "class"};
    return names[returns];
}

static bool parse(const char *text, fl_status (*read)(fl_reader *reader, void *into), void *into,
                  fl_peer_why *why)
{
    fl_error error = {""};
    if (fl_parse_tree(text, strlen(text), "the answer", read, into, &error) == FL_OK)
        return true;
    return refuse(why, "%.190s", error.text);
}

/* ---- identify ---- */

typedef struct raw_identity {
    char protocol[32], work[32], predict_returns[16], examine_returns[16];
    fl_peer_identity *identity;
} raw_identity;

typedef struct named_text {
    const char *name;
    char *text;
    size_t size;
} named_text;

static fl_status take_text(const fl_reader *reader, const named_text *wanted)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(reader->root, wanted->name);
    if (!cJSON_IsString(node) || !node->valuestring[0])
        return fl_reader_fail(reader, reader->root, "\"%s\" is missing or no text", wanted->name);
    if (strlen(node->valuestring) >= wanted->size || !fl_text_is_plain(node->valuestring))
        return fl_reader_fail(reader, node, "\"%s\" is longer than %zu bytes or not fit to be shown",
                              wanted->name, wanted->size - 1);
    snprintf(wanted->text, wanted->size, "%s", node->valuestring);
    return FL_OK;
}

static fl_status take_facts(const fl_reader *reader, fl_peer_identity *identity)
{
    const cJSON *facts = cJSON_GetObjectItemCaseSensitive(reader->root, "facts");
    if (!facts)
        return FL_OK;
    if (!cJSON_IsObject(facts))
        return fl_reader_fail(reader, facts, "\"facts\" is no object");
    for (const cJSON *fact = facts->child; fact; fact = fact->next) {
        if (identity->fact_count == FL_PEER_FACTS)
            return fl_reader_fail(reader, fact, "\"facts\" holds more than %d", FL_PEER_FACTS);
        if (!cJSON_IsString(fact) || !fact->string[0] || !fl_text_is_plain(fact->string) ||
            strlen(fact->string) >= sizeof identity->facts[0].name)
            return fl_reader_fail(reader, fact, "\"facts\" must hold texts by short names");
        size_t index = identity->fact_count++;
        snprintf(identity->facts[index].name, sizeof identity->facts[index].name, "%s", fact->string);
        fl_text_make_plain(fact->valuestring, identity->facts[index].value,
                           sizeof identity->facts[index].value);
    }
    return FL_OK;
}

static bool find_returns(const char *word, fl_peer_returns *returns)
{
    for (int i = FL_PEER_LOGITS; i <= FL_PEER_CLASS; i++)
        if (strcmp(word, fl_peer_returns_name((fl_peer_returns)i)) == 0) {
            *returns = (fl_peer_returns)i;
            return true;
        }
    return false;
}

static fl_status take_words(const fl_reader *reader, const raw_identity *raw)
{
    fl_peer_identity *identity = raw->identity;
    if (strcmp(raw->protocol, PROTOCOL) != 0)
        return fl_reader_fail(reader, reader->root, "\"protocol\" is '%s', where %s is spoken", raw->protocol,
                              PROTOCOL);
    if (strcmp(raw->work, fl_work_shape(FL_WORK_LINEAR_784X2).name) == 0)
        identity->work = FL_WORK_LINEAR_784X2;
    else if (strcmp(raw->work, fl_work_shape(FL_WORK_LOGISTIC_784X1).name) == 0)
        identity->work = FL_WORK_LOGISTIC_784X1;
    else
        return fl_reader_fail(reader, reader->root,
                              "\"work\" is '%s'; it must be linear-784x2 or logistic-784x1", raw->work);
    if (!find_returns(raw->predict_returns, &identity->predict_returns) ||
        !find_returns(raw->examine_returns, &identity->examine_returns))
        return fl_reader_fail(reader, reader->root, "what it returns must be logits, probability or class");
    if (identity->work == FL_WORK_LOGISTIC_784X1 &&
        (identity->predict_returns == FL_PEER_LOGITS || identity->examine_returns == FL_PEER_LOGITS))
        return fl_reader_fail(reader, reader->root, "logistic-784x1 has no two logits to return");
    return FL_OK;
}

static fl_status read_identity(fl_reader *reader, void *into)
{
    raw_identity *raw = into;
    fl_peer_identity *identity = raw->identity;
    const named_text wanted[] = {{"protocol", raw->protocol, sizeof raw->protocol},
                                 {"name", identity->name, sizeof identity->name},
                                 {"version", identity->version, sizeof identity->version},
                                 {"clock", identity->clock, sizeof identity->clock},
                                 {"work", raw->work, sizeof raw->work},
                                 {"predict_returns", raw->predict_returns, sizeof raw->predict_returns},
                                 {"examine_returns", raw->examine_returns, sizeof raw->examine_returns}};
    fl_status status = FL_OK;
    if (!cJSON_IsObject(reader->root))
        return fl_reader_fail(reader, reader->root, "no JSON object");
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && status == FL_OK; i++)
        status = take_text(reader, &wanted[i]);
    if (status == FL_OK)
        status = take_words(reader, raw);
    return status == FL_OK ? take_facts(reader, identity) : status;
}

bool fl_peer_read_identity(const char *text, fl_peer_identity *identity, fl_peer_why *why)
{
    raw_identity raw = {.identity = identity};
    memset(identity, 0, sizeof *identity);
    return parse(text, read_identity, &raw, why);
}

/* ---- counters ---- */

static fl_status read_counters(fl_reader *reader, void *into)
{
    const double most = 9007199254740992.0; /* 2^53: exact in a double */
    fl_peer_state *state = into;
    if (!cJSON_IsObject(reader->root))
        return fl_reader_fail(reader, reader->root, "no JSON object");
    for (const cJSON *node = reader->root->child; node; node = node->next) {
        if (state->counter_count == FL_PEER_COUNTERS)
            return fl_reader_fail(reader, node, "more than %d counters", FL_PEER_COUNTERS);
        double value = cJSON_IsNumber(node) ? node->valuedouble : -1;
        size_t index = state->counter_count;
        if (!(value >= 0 && value <= most && value == floor(value)) || !node->string[0] ||
            !fl_text_is_plain(node->string) || strlen(node->string) >= sizeof state->counters[0].name)
            return fl_reader_fail(reader, node, "counters must be whole numbers by short names");
        snprintf(state->counters[index].name, sizeof state->counters[index].name, "%s", node->string);
        state->counters[index].value = (uint64_t)value;
        state->counter_count++;
    }
    return FL_OK;
}

bool fl_peer_read_counters(const char *text, fl_peer_state *state, fl_peer_why *why)
{
    state->counter_count = 0;
    return parse(text, read_counters, state, why);
}

/* ---- numbers ---- */

/* The scan expects an object; whatever else the text tries to be shows in what is left of it. */
bool fl_peer_read_numbers(const char *text, size_t count, double *numbers, fl_peer_why *why)
{
    static const char left[] = "{\"answer\": [0]}";
    fl_scan scan;
    size_t size = strlen(text) + sizeof left;
    char *object = malloc(size);
    if (!object)
        return refuse(why, "no memory to read it");
    text += strspn(text, " \t");
    size_t end_of_text = strlen(text);
    while (end_of_text > 0 && strchr(" \t", text[end_of_text - 1]))
        end_of_text--;
    int length = snprintf(object, size, "{\"answer\": %.*s}", (int)end_of_text, text);
    bool good = fl_scan_text(object, (size_t)length, "answer", &scan, NULL) == FL_OK;
    if (good) {
        good = scan.array_count == 1 && scan.skeleton_size == sizeof left - 1 &&
               memcmp(scan.skeleton, left, sizeof left - 1) == 0 && scan.arrays[0].count == count;
        const char *place = good ? scan.arrays[0].begin : NULL;
        for (size_t i = 0; good && i < count; i++) {
            char *end = NULL;
            place += strspn(place, " \t,");
            numbers[i] = strtod(place, &end);
            good = end != place && isfinite(numbers[i]);
            place = end;
        }
        fl_scan_free(&scan);
    }
    free(object);
    char shown[64], start[48];
    snprintf(start, sizeof start, "%.40s", text);
    return good || refuse(why, "'%s' is not a JSON array of %zu finite number%s",
                          fl_text_make_plain(start, shown, sizeof shown), count, count == 1 ? "" : "s");
}

bool fl_peer_read_times(const char *text, size_t count, double *ns, fl_peer_why *why)
{
    enum { MOST_DIGITS = 15 };
    const char *at = text;
    size_t found = 0;
    while (*at && found <= count) {
        size_t digits = strspn(at, "0123456789");
        bool ends_well = at[digits] == '\0' || (at[digits] == ' ' && at[digits + 1] != '\0');
        if (digits == 0 || digits > MOST_DIGITS || !ends_well) {
            char shown[32], start[24];
            snprintf(start, sizeof start, "%.20s", at);
            return refuse(why, "'%s' is not a whole number of ns",
                          fl_text_make_plain(start, shown, sizeof shown));
        }
        if (found < count)
            ns[found] = (double)strtoull(at, NULL, 10);
        found++;
        at += digits + (at[digits] == ' ');
    }
    if (found == count)
        return true;
    if (found > count)
        return refuse(why, "more than %zu times", count);
    return refuse(why, "%zu times where %zu were asked for", found, count);
}
