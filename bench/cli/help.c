/* `fairlane help` and the man page, both from the descriptions that the parser uses.
 * By hand: argp and popt make a help of such a table, but neither man pages nor completion. */
#include "bench/cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "bench/base/version.h"
#include "bench/report/terminal.h"

static const char about[] =
    "fairlane measures one linear layer (784 to 2, float32, batch 1) in every way this CPU can compute it, "
    "to settle whether a latency comparison is fair or one side uses SIMD and the other does not.";

typedef struct term {
    const char *name, *meaning; /* NULL: the end */
} term;

static const term exit_codes[] = {
    {"0", "done"},
    {"1", "done, and the verdict or check is negative"},
    {"2", "wrong usage, or input that cannot be read"},
    {"3", "this machine cannot do what was asked"},
    {"130", "interrupted"},
    {NULL, NULL},
};

static const term environment[] = {
    {"FAIRLANE_KERNEL", "forces the dispatcher's choice; an unknown or unsupported name is an error"},
    {"FAIRLANE_HIDE", "features this CPU shall be without, with all that builds on them: avx512,fma"},
    {"NO_COLOR", "no colour, even on a terminal"},
    {NULL, NULL},
};

/* A page of help has 78 columns; in a terminal that is narrower, as many as that has. */
static int page_width(void)
{
    enum { PAGE = 78 };
    const size_t terminal = fl_terminal_width(stdout);
    return terminal > 0 && terminal < PAGE ? (int)terminal : PAGE;
}

/* Breaks text into lines of the page's width behind an indentation. */
static void print_wrapped(const char *text, int indent)
{
    int column = 0;
    const int width = page_width();
    while (*text) {
        size_t length = strcspn(text, " \n");
        if (column > 0 && column + 1 + (int)length > width - indent) {
            putchar('\n');
            column = 0;
        }
        if (column == 0)
            printf("%*s", indent, "");
        else
            column += printf(" ");
        column += printf("%.*s", (int)length, text);
        text += length;
        if (text[0] == '\n' && text[1] == '\n') {
            printf("\n\n");
            column = 0;
            text += 2;
        } else if (*text) {
            text++;
        }
    }
    putchar('\n');
}

/* "  name  meaning": in a file or a pipe one line each. */
static void print_term(const char *name, const char *meaning, int width)
{
    const size_t column = (size_t)width + 3;
    printf("  %-*s ", width, name);
    fl_print_prose(stdout, meaning, column, column, fl_terminal_width(stdout));
}

static void print_options(const fl_command *command)
{
    for (const fl_option *o = command->options; o && o->name; o++) {
        if (o->letter)
            printf("  -%c, ", o->letter);
        else
            printf("      ");
        printf("--%s%s%s\n", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
        print_wrapped(o->help, 10);
    }
    for (int i = 1; command->reports && fl_printers[i]; i++) {
        printf("      --%s\n", fl_printers[i]->name);
        print_wrapped(fl_printers[i]->help, 10);
    }
}

void fl_print_help(const fl_command *command)
{
    if (command) {
        enum { USAGE = sizeof "usage: " - 1, ROOM = 512 };
        char usage[ROOM];
        snprintf(usage, sizeof usage, "fairlane %s%s%s%s", command->name,
                 command->options ? " [OPTION]..." : "", command->arguments[0] ? " " : "",
                 command->arguments);
        printf("usage: ");
        fl_print_prose(stdout, usage, USAGE, USAGE, fl_terminal_width(stdout));
        printf("\n");
        print_wrapped(command->description, 0);
        if (command->options) {
            printf("\noptions:\n");
            print_options(command);
        }
        return;
    }
    enum { COMMAND = sizeof "disassemble" - 1, VARIABLE = 16, CODE = 4 }; /* the longest of each */
    print_wrapped(about, 0);
    printf("\nusage: fairlane COMMAND [OPTION]...\n\ncommands:\n");
    for (const fl_command *const *c = fl_commands; *c; c++)
        if (!(*c)->hidden)
            print_term((*c)->name, (*c)->summary, COMMAND);
    print_term("help", "tell about a command: fairlane help COMMAND", COMMAND);
    print_term("--version", "print the revision, the compilers and the libraries", COMMAND);
    printf("\nenvironment:\n");
    for (const term *e = environment; e->name; e++)
        print_term(e->name, e->meaning, VARIABLE);
    printf("\nexit codes:\n");
    for (const term *e = exit_codes; e->name; e++)
        print_term(e->name, e->meaning, CODE);
}

/* roff takes a leading dot or apostrophe as a request and a bare hyphen or backslash as something else. */
static void print_roff(const char *text)
{
    for (const char *c = text; *c; c++) {
        bool line_start = c == text || c[-1] == '\n';
        if (c[0] == '\n' && c[1] == '\n') {
            printf("\n.PP\n");
            c++;
        } else if (*c == '\\') {
            printf("\\e");
        } else if (*c == '-') {
            printf("\\-");
        } else if (line_start && (*c == '.' || *c == '\'')) {
            printf("\\&%c", *c);
        } else {
            putchar(*c);
        }
    }
    putchar('\n');
}

static void print_roff_terms(const term *terms)
{
    for (const term *t = terms; t->name; t++) {
        printf(".TP\n.B %s\n", t->name);
        print_roff(t->meaning);
    }
}

static void print_roff_options(const fl_command *command)
{
    for (const fl_option *o = command->options; o && o->name; o++) {
        printf(".TP\n");
        if (o->letter)
            printf("\\fB\\-%c\\fR, ", o->letter);
        printf("\\fB\\-\\-%s\\fR%s%s\n", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
        print_roff(o->help);
    }
    for (int i = 1; command->reports && fl_printers[i]; i++) {
        printf(".TP\n\\fB\\-\\-%s\\fR\n", fl_printers[i]->name);
        print_roff(fl_printers[i]->help);
    }
}

static void print_roff_command(const fl_command *command)
{
    printf(".SS \"fairlane %s", command->name);
    if (command->arguments[0])
        printf(" %s", command->arguments);
    printf("\"\n");
    print_roff(command->description);
    print_roff_options(command);
}

static void print_roff_end(void)
{
    printf(".SH ENVIRONMENT\n");
    print_roff_terms(environment);
    printf(".SH EXIT STATUS\n");
    print_roff_terms(exit_codes);
}

void fl_print_manual(const fl_command *command)
{
    if (command) {
        printf(".TH FAIRLANE\\-%s 1 \"\" \"fairlane %s\" \"User Commands\"\n.SH NAME\nfairlane\\-%s \\- ",
               command->name, fl_version, command->name);
        print_roff(command->summary);
        printf(".SH SYNOPSIS\n.B fairlane %s\n%s%s\n.SH DESCRIPTION\n", command->name,
               command->options ? "[\\fIOPTION\\fR]... " : "", command->arguments);
        print_roff(command->description);
        if (command->options) {
            printf(".SH OPTIONS\n");
            print_roff_options(command);
        }
        print_roff_end();
        printf(".SH SEE ALSO\n.BR fairlane (1)\n");
        return;
    }
    printf(".TH FAIRLANE 1 \"\" \"fairlane %s\" \"User Commands\"\n.SH NAME\nfairlane \\- ", fl_version);
    print_roff("is a latency comparison fair, or does one side use SIMD and the other not?");
    printf(".SH SYNOPSIS\n.B fairlane\n.I COMMAND\n[\\fIOPTION\\fR]...\n.SH DESCRIPTION\n");
    print_roff(about);
    printf(".SH COMMANDS\n");
    for (const fl_command *const *c = fl_commands; *c; c++)
        if (!(*c)->hidden)
            print_roff_command(*c);
    print_roff_end();
}
