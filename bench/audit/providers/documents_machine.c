/* Point 77: a document that names another processor, or another version of PyTorch, than the results are of speaks of other
 * runs. By hand: words in front of a model's number, which no library knows. */
#define _GNU_SOURCE /* strcasestr */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bench/audit/providers/documents_machine.h"
#include "bench/audit/providers/facts.h"
#include "bench/audit/providers/parts.h"

enum { LONGEST_NUMBER = 24, FARTHEST = 24 };

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '-';
}

/* The first word with three digits in a row or more, "7700X" or "i7-12700K", soon behind the family's name; "". */
static void model_number(const char *text, char number[LONGEST_NUMBER])
{
    number[0] = '\0';
    for (const char *at = text; *at && at - text < FARTHEST && !strchr(",;|", *at);) {
        size_t length = 0, digits = 0, most = 0;
        for (; is_word(at[length]); length++) {
            digits = isdigit((unsigned char)at[length]) ? digits + 1 : 0;
            most = digits > most ? digits : most;
        }
        if (most >= 3 && length < LONGEST_NUMBER) {
            snprintf(number, LONGEST_NUMBER, "%.*s", (int)length, at);
            return;
        }
        at += length + (at[length] != '\0' && length == 0);
    }
}

static const char *const families[] = {"EPYC", "Xeon", "Ryzen", "Threadripper", "Core i", "Core(TM)", NULL};

/* Whether a CPU is told by its number, or by another family. */
static bool tells_which(const char *cpu, const char *family)
{
    char number[LONGEST_NUMBER] = "";
    for (const char *at = cpu; *at && !number[0]; at++)
        model_number(at, number);
    for (size_t i = 0; families[i] && !number[0]; i++)
        if (strcasestr(cpu, families[i]))
            return strcasecmp(families[i], family) != 0;
    return number[0] != '\0';
}

/* Whether a run says that it is of that number; told: any of them says which it is of. */
static bool is_cpu_of_runs(const fl_case *given, const char *family, const char *number, bool *told)
{
    bool found = false;
    *told = false;
    for (int side = 0; side < 2; side++) {
        const fl_case_side *s = &given->sides[side];
        for (size_t i = 0; i < s->run_count; i++) {
            const char *cpu = s->runs[i].document.environment.cpu;
            *told = *told || tells_which(cpu, family);
            found = found || strcasestr(cpu, number);
        }
        const char *other = given->has_elsewhere ? given->elsewhere[side].document.environment.cpu : "";
        found = found || strcasestr(other, number);
    }
    return found;
}

static void judge_cpu(const fl_case *given, fl_audit *audit, const char *path, int line, const char *text)
{
    char number[LONGEST_NUMBER];
    bool told;
    for (size_t i = 0; families[i]; i++) {
        const char *family = strcasestr(text, families[i]);
        if (!family || (family > text && isalnum((unsigned char)family[-1])))
            continue;
        model_number(family + strlen(families[i]) - (strcmp(families[i], "Core i") == 0), number);
        if (number[0] && !is_cpu_of_runs(given, families[i], number, &told) && told)
            fl_audit_block(audit, 77, FL_CONCERNS_BOTH, FL_BY_READING, path,
                           "line %d names %.20s %.24s: no run that is given is of it; which run is it of?",
                           line, families[i], number);
        return;
    }
}

/* "2.5.1" of the text, to its last digit; "" where it is a bound or no version. */
static void version_behind(const char *text, char version[LONGEST_NUMBER])
{
    version[0] = '\0';
    text += strspn(text, " `*");
    text += *text == 'v';
    size_t length = strspn(text, "0123456789.");
    while (length > 0 && text[length - 1] == '.')
        length--;
    const char *rest = text + length + strspn(text + length, " `*");
    static const char *const bounds[] = {"or ", "and newer", "and later", "and up", "+", "to ", "-", NULL};
    for (size_t i = 0; bounds[i]; i++)
        if (strncmp(rest, bounds[i], strlen(bounds[i])) == 0)
            return;
    if (memchr(text, '.', length) && length < LONGEST_NUMBER)
        snprintf(version, LONGEST_NUMBER, "%.*s", (int)length, text);
}

/* 2.5 is said of 2.5.1, and not of 2.50.1. */
static bool is_version(const char *whole, const char *said)
{
    size_t length = strlen(said);
    return strncmp(whole, said, length) == 0 && !isdigit((unsigned char)whole[length]);
}

static void judge_version(const fl_case *given, fl_audit *audit, const char *path, int line, const char *text)
{
    static const char *const names[] = {"torch_version", "pytorch_version", NULL};
    const char *at = strcasestr(text, "PyTorch ");
    char version[LONGEST_NUMBER];
    bool told = false, found = false;
    version_behind(at ? at + strlen("PyTorch") : "", version);
    for (int side = 0; side < 2 && version[0]; side++)
        for (size_t i = 0; i < given->sides[side].run_count; i++) {
            fl_case_facts facts;
            fl_facts_collect(&given->sides[side].runs[i], &facts);
            const fl_case_fact *fact = fl_facts_find(&facts, names);
            told = told || fact;
            found = found || (fact && is_version(fact->value, version));
        }
    if (told && !found)
        fl_audit_block(audit, 77, FL_CONCERNS_BOTH, FL_BY_READING, path,
                       "line %d names PyTorch %s: no run that is given is of it; which run is it of?", line,
                       version);
}

void fl_judge_documented_machine(const fl_case *given, fl_audit *audit, const char *path, int line,
                                 const char *text)
{
    judge_cpu(given, audit, path, line, text);
    judge_version(given, audit, path, line, text);
}
