/* Detection is careful about what the kernels need; libraries look for themselves, and on a CPU with single
 * features taken away some of them err: glibc 2.36 picks a strcspn() for SSE4.2 that executes SSSE3. That is
 * beyond us, and the user needs to be told whose fault it is. */
#define _GNU_SOURCE /* dladdr */
#include "bench/base/illegal.h"

#include <dlfcn.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "kernels/error.h"

static const char *name_of_program = "";

/* The C library's own string functions may be what died: none is called here. */
static void say(const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    if (write(STDERR_FILENO, text, length) < 0)
        return; /* nobody listens */
}

static const char *base_name(const char *path)
{
    const char *name = path;
    for (; *path; path++)
        name = *path == '/' ? path + 1 : name;
    return name;
}

/* The process is lost, and nothing of its state is relied upon: dladdr() only reads what the loader keeps. */
static void explain(int number, siginfo_t *information, void *context)
{
    (void)number, (void)context;
    Dl_info info;
    const char *object = "code that belongs to no library";
    if (dladdr(information->si_addr, &info) != 0 && info.dli_fname)
        object = base_name(info.dli_fname);
    say(name_of_program);
    say(": illegal instruction in ");
    say(object);
    say(": it takes this CPU for one that has more than it announces");
    if (object[0] == 'l' && object[1] == 'i' && object[2] == 'b' && object[3] == 'c' && object[4] == '.')
        say("; GLIBC_TUNABLES=glibc.cpu.hwcaps=-SSE4_2 (or another feature) keeps the C library from it");
    say("\n");
    _exit(FL_UNABLE);
}

/* After abort(): what the library had to say stands on stderr already. */
static void explain_abort(int number)
{
    (void)number;
    say(name_of_program);
    say(": a library, or a check that was compiled in, has ended the program (abort); a library does so when "
        "memory "
        "is short\n");
    _exit(FL_UNABLE);
}

void fl_explain_aborts(const char *program)
{
    struct sigaction action = {.sa_handler = explain_abort, .sa_flags = (int)SA_RESETHAND};
    name_of_program = program;
    sigemptyset(&action.sa_mask);
    sigaction(SIGABRT, &action, NULL);
}

void fl_explain_illegal_instructions(const char *program)
{
    struct sigaction action = {.sa_sigaction = explain, .sa_flags = SA_SIGINFO | (int)SA_RESETHAND};
    name_of_program = program;
    sigemptyset(&action.sa_mask);
    sigaction(SIGILL, &action, NULL);
}

void fl_die_of_illegal_instructions(void)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigaction(SIGILL, &usual, NULL);
    sigaction(SIGABRT, &usual, NULL);
}
