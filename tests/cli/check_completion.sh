#!/bin/bash
# Completion from the table of commands: what bash and fish offer for a begun line, that zsh can read its function, and a
# man page for each command. Shells that are not installed are told. usage: check_completion.sh FAIRLANE
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$1
count_failures
for shell in bash zsh fish; do
    "$fairlane" help --completion $shell >"$folder/$shell" || fail "$shell: no completion"
done
"$fairlane" help --completion tcsh >"$folder/none" 2>&1
[ $? -eq 2 ] || fail "an unknown shell is not refused"

offers() { # WANTED WORD…: what bash offers for the last word
    local wanted=$1
    shift
    # shellcheck disable=SC2016 # expanded by that shell
    bash --norc -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fairlane; printf "%s\n" "${COMPREPLY[@]}"' \
        _ "$folder/bash" "$@" >"$folder/offered" 2>&1
    [ "$(tr '\n' ' ' <"$folder/offered")" = "$wanted " ] || fail "$*: '$wanted' is not what is offered: $(cat "$folder/offered")"
}
offers "point93" fairlane poi
offers "--kernel" fairlane run --ker
offers "scalar-unrolled" fairlane run --kernel scalar-u
offers "scalar-unrolled" fairlane run -k scalar-u
offers "pytorch" fairlane run --peer pyt
offers "" fairlane run --seed ""
offers "strict-scalar" fairlane bound --isa str
offers "misalignment" fairlane compare --unlike mis
offers "emulation" fairlane audit --unlike em
(cd "$folder" && : >somewhere.json && offers "somewhere.json" fairlane compare some) || fail "files are not offered"
offers "" fairlane measure-ch # hidden

if command -v zsh >/dev/null; then zsh -n "$folder/zsh" || fail "zsh cannot read it"; else note "zsh is not installed"; fi
if command -v fish >/dev/null; then
    # shellcheck disable=SC2016
    HOME=$folder fish --no-config -c 'source $argv[1]; complete -C "fairlane run --kern"; complete -C "fairlane run -k scalar-unr"' \
        "$folder/fish" >"$folder/offered" 2>&1
    for wanted in --kernel scalar-unrolled; do
        grep -q "^$wanted" "$folder/offered" || fail "fish: $(cat "$folder/offered")"
    done
else
    note "fish is not installed"
fi

commands=$("$fairlane" help | sed -n '/^commands:/,/^$/s/^  \([a-z0-9]*\) .*/\1/p' | grep -vx help)
[ "$(wc -w <<<"$commands")" -gt 8 ] || fail "the commands are not found: $commands"
for command in $commands; do
    "$fairlane" help --man "$command" >"$folder/page" || fail "no man page of $command"
    for part in '^\.SH SYNOPSIS$' "^fairlane.-$command "; do
        grep -q -- "$part" "$folder/page" || fail "$command: a page without $part"
    done
    if command -v man >/dev/null; then
        MANROFFSEQ='' man --warnings -l "$folder/page" 2>&1 >/dev/null | grep -v '^$' && fail "$command: man warns"
    fi
done
finish "completions and man pages are there"
