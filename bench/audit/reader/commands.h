/* What a command line says of itself; that of a Rust program as Cargo and rustup read it. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_COMMANDS_H
#define FAIRLANE_BENCH_AUDIT_READER_COMMANDS_H

#include <stdbool.h>

/* What stands for a blank, and for an operator, within a word of a command. */
#define FL_COMMAND_BLANK '\x1f'
#define FL_COMMAND_MARK '\x1e'

/* A command as a shell takes it apart: words parted by single blanks, quotes and escapes resolved, operators by
 * themselves, `sh -c` opened. Where there is nothing to resolve it is the command as it stands; the rest is done by
 * Python's shlex. false with the reason when nobody can tell. */
bool fl_command_words(const char *command, char words[512], char reason[160]);

/* The same with blanks again in the words: for flags, which are looked for wherever they stand. Returns text. */
const char *fl_command_open(const char *words, char text[512]);

typedef struct fl_rust_command {
    char words[512];   /* without what is handed to the program (behind "--") */
    char profile[48];  /* the one it builds with; "release" by --release, "bench" by `cargo bench` */
    bool told;         /* it names Cargo, rustc or a program of Cargo's folder: else it may do anything */
    bool release;      /* it builds with a named profile or an optimised one, and runs what it built so */
    char unstable[48]; /* the word that asks for another toolchain than a stable one; "" */
} fl_rust_command;

/* words: of the command; "" when it is not told. */
void fl_rust_command_read(const char *words, fl_rust_command *read);

/* Whether a word stands in a command by itself. */
bool fl_command_has(const char *command, const char *word);

/* A single & that is no part of a redirection: what stands before it goes on beside the program. */
bool fl_leaves_something_running(const char *command);

/* Whether the name of a toolchain or compiler is that of a channel before stable. */
bool fl_is_unstable_channel(const char *name);

/* The next word of a command in word, cut at 127 characters; NULL behind the last. */
const char *fl_command_word(const char *at, char word[128]);

#endif
