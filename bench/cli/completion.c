/* Completion of command lines, from the table of commands: a function for bash, for zsh, and rules for fish. */
#include <stdio.h>
#include <string.h>

#include "bench/cli/cli.h"
#include "bench/export/export.h"
#include "bench/peers/peer.h"
#include "bench/verdict/equal.h"
#include "kernels/isa.h"
#include "kernels/kernel.h"

/* What an option's argument may be, as words; nothing where the table does not tell. */
static void print_words(fl_values values)
{
    if (values == FL_VALUES_KERNELS)
        for (size_t i = 0; i < fl_variant_count; i++)
            printf("%s%s", i ? " " : "", fl_variants[i].name);
    if (values == FL_VALUES_PEERS)
        for (const fl_peer_kind *kind = fl_peer_kinds; kind->name; kind++)
            printf("%s%s", kind == fl_peer_kinds ? "" : " ", kind->name);
    if (values == FL_VALUES_CLASSES) {
        printf("strict-scalar");
        for (int isa = 0; isa < FL_ISA_LIBRARY; isa++)
            printf(" %s", fl_isa_name((fl_isa)isa));
    }
    for (size_t i = 0; values == FL_VALUES_FORMATS && fl_exporters[i]; i++)
        printf("%s%s", i ? " " : "", fl_exporters[i]->name);
    for (int aspect = 0; values == FL_VALUES_ASPECTS && aspect < FL_ASPECTS; aspect++)
        printf("%s%s", aspect ? " " : "", fl_aspect_name((fl_aspect)aspect));
}

static bool has_words(fl_values values)
{
    return values != FL_VALUES_UNKNOWN && values != FL_VALUES_PATHS;
}

/* Up to the first end of a sentence, without what one of the shells would take for its own. */
static void print_plain(const char *text)
{
    for (const char *c = text; *c && !(c[0] == '.' && c[1] == ' '); c++)
        putchar(strchr("'\"[]\\`$:", *c) ? ' ' : *c);
}

/* ---- bash ---- */

static void print_bash_option(const fl_command *command, const fl_option *o)
{
    printf("        %s/--%s", command->name, o->name);
    if (o->letter)
        printf(" | %s/-%c", command->name, o->letter);
    printf(") ");
    if (o->values == FL_VALUES_PATHS)
        printf("mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n");
    else {
        printf("mapfile -t COMPREPLY < <(compgen -W '");
        print_words(o->values);
        printf("' -- \"$word\") ;;\n");
    }
}

static void print_bash(void)
{
    printf("# bash completion for fairlane\n_fairlane()\n{\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} options=''\n"
           "    COMPREPLY=()\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W '");
    for (const fl_command *const *c = fl_commands; *c; c++)
        if (!(*c)->hidden)
            printf("%s ", (*c)->name);
    printf("help --version' -- \"$word\")\n        return\n    fi\n    case ${COMP_WORDS[1]}/$before in\n");
    for (const fl_command *const *c = fl_commands; *c; c++)
        for (const fl_option *o = (*c)->options; !(*c)->hidden && o && o->name; o++)
            if (o->argument)
                print_bash_option(*c, o);
    printf("        *)\n            case ${COMP_WORDS[1]} in\n");
    for (const fl_command *const *c = fl_commands; *c; c++) {
        if ((*c)->hidden)
            continue;
        printf("                %s) options='--help", (*c)->name);
        for (const fl_option *o = (*c)->options; o && o->name; o++)
            printf(" --%s", o->name);
        printf("' ;;\n");
    }
    printf("            esac\n            case $word in\n"
           "                -*) mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\") ;;\n"
           "                *) mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
           "            esac\n            ;;\n    esac\n}\ncomplete -o filenames -F _fairlane fairlane\n");
}

/* ---- zsh ---- */

static void print_zsh_option(const fl_option *o)
{
    printf(" \\\n            ");
    if (o->letter)
        printf("'*'{-%c,--%s}'[", o->letter, o->name);
    else
        printf("'*--%s[", o->name);
    print_plain(o->help);
    putchar(']');
    if (o->argument) {
        printf(":%s:", o->argument);
        if (o->values == FL_VALUES_PATHS)
            printf("_files");
        if (has_words(o->values)) {
            putchar('(');
            print_words(o->values);
            putchar(')');
        }
    }
    putchar('\'');
}

static void print_zsh(void)
{
    printf("#compdef fairlane\n_fairlane()\n{\n    local -a commands=(\n");
    for (const fl_command *const *c = fl_commands; *c; c++) {
        if ((*c)->hidden)
            continue;
        printf("        '%s:", (*c)->name);
        print_plain((*c)->summary);
        printf("'\n");
    }
    printf("        'help:tell about a command'\n    )\n    if (( CURRENT == 2 )); then\n"
           "        _describe command commands\n        return\n    fi\n    local command=$words[2]\n"
           "    shift words\n    (( CURRENT-- ))\n    case $command in\n");
    for (const fl_command *const *c = fl_commands; *c; c++) {
        if ((*c)->hidden)
            continue;
        printf("        %s) _arguments -s '--help[what it does]'", (*c)->name);
        for (const fl_option *o = (*c)->options; o && o->name; o++)
            print_zsh_option(o);
        printf(" \\\n            '*:file:_files' ;;\n");
    }
    printf("        help) _describe command commands ;;\n    esac\n}\n_fairlane \"$@\"\n");
}

/* ---- fish ---- */

static void print_fish_option(const fl_command *command, const fl_option *o)
{
    printf("complete -c fairlane -n '__fish_seen_subcommand_from %s' -l %s", command->name, o->name);
    if (o->letter)
        printf(" -s %c", o->letter);
    if (o->argument)
        printf(o->values == FL_VALUES_PATHS ? " -r -F" : " -x");
    if (has_words(o->values)) {
        printf(" -a '");
        print_words(o->values);
        putchar('\'');
    }
    printf(" -d '");
    print_plain(o->help);
    printf("'\n");
}

static void print_fish(void)
{
    printf("# fish completion for fairlane\n");
    for (const fl_command *const *c = fl_commands; *c; c++) {
        if ((*c)->hidden)
            continue;
        printf("complete -c fairlane -n __fish_use_subcommand -f -a %s -d '", (*c)->name);
        print_plain((*c)->summary);
        printf("'\n");
        for (const fl_option *o = (*c)->options; o && o->name; o++)
            print_fish_option(*c, o);
    }
    printf("complete -c fairlane -n __fish_use_subcommand -f -a help -d 'tell about a command'\n");
}

fl_status fl_print_completion(const char *shell, fl_error *error)
{
    if (strcmp(shell, "bash") == 0)
        print_bash();
    else if (strcmp(shell, "zsh") == 0)
        print_zsh();
    else if (strcmp(shell, "fish") == 0)
        print_fish();
    else
        return fl_fail(error, FL_USAGE, "help: --completion is for bash, zsh or fish, not '%s'", shell);
    return FL_OK;
}
