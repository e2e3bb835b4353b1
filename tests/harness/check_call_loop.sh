#!/bin/bash
# The machine code of the loop of independent calls: between one call and the next nothing is read from memory or written
# to it, since that would be measured with the kernel. What is planted, a loop that takes a pointer from memory, is found.
#   check_call_loop.sh OBJDUMP LIBRARY PLANTED_OBJECT
. "$(dirname "$0")/../lib.sh"
objdump=$1 library=$2 planted=$3
command -v "$objdump" >/dev/null || skip "$objdump is missing"

# Of the function that makes them: the turn that holds the call through a register, then what is wrong with it.
turn() {
    "$objdump" -d --no-show-raw-insn "$1" | awk '
        /^[0-9a-f]+ <time_independent>:$/ { inside = 1; next }
        /^$/ { inside = 0 }
        inside && $1 ~ /:$/ {
            at[++n] = $1; sub(/:$/, "", at[n])
            place[at[n]] = n
            text[n] = $0; sub(/^[^:]*:[ \t]*/, "", text[n])
            if (text[n] ~ /^callq?[ \t]+\*|^blr[ \t]/) call = n
            if (call && !last && text[n] ~ /^(j[a-z]+|b\.[a-z]+|cbn?z|tbn?z|b)[ \t]/) {
                split(text[n], word, /[ \t,]+/)
                for (w in word) {
                    sub(/^0x/, "", word[w])
                    if (word[w] in place && place[word[w]] <= call) { first = place[word[w]]; last = n }
                }
            }
        }
        END {
            if (!last) { print "no loop with a call through a register was found"; exit }
            for (i = first; i <= last; i++) print text[i]
            for (i = first; i <= last; i++)
                if (text[i] ~ /\(%|%rip|^(ld|st)[a-z0-9]*[ \t]|^(push|pop)/) print "touches memory: " text[i]
        }'
}

found=$(turn "$library")
case $found in
*"touches memory"* | "no loop"*) fail "$library: $found" ;;
esac
case $(turn "$planted") in
*"touches memory"*) ;;
*) fail "what is planted was not found: $(turn "$planted")" ;;
esac
printf '%s\n' "the loop of independent calls touches no memory:" "$found"
