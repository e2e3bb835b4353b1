#!/bin/bash
# What the shell tests share finds what it is there to find: each small test here, of something that does not hold, ends
# with 1, whichever manner it has and wherever the failure is; what holds ends with 0, what cannot be tried with 77.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
library=$(cd "$(dirname "$0")/.." && pwd)/lib.sh
cd "$folder"
mkdir tests tests/room
cp "$library" tests

# ends STATUS PATTERN TEXT: of a test with this text
ends() {
    local wanted=$1 pattern=$2 status=0
    # shellcheck disable=SC2016 # that test's own
    printf '%s\n' 'set -uo pipefail; . "$(dirname "$0")/../lib.sh"; cd "$folder"' "$3" >tests/room/check_this.sh
    TMPDIR=$folder/left bash tests/room/check_this.sh >said 2>&1 || status=$?
    [ "$status" -eq "$wanted" ] || fail "exit code $status where $wanted is expected: $3: $(cat said)"
    grep -qE -- "$pattern" said || fail "'$pattern' is missing: $3: $(cat said)"
    [ -z "$(ls -A left)" ] || fail "left behind by: $3: $(ls -A left)"
}
mkdir left
ends 0 '^well$' 'expect 0 word echo a word; finish well'
ends 0 '^well$' 'tested=(echo a); one_line_from=1; expect 0 "a word" word; finish well'
ends 0 '^well$' 'refuses 2 "cannot access .x/y" ls x/y; finish well'
ends 0 '^cleaned$' 'clean_up() { echo cleaned; }; touch left; expect 0 left ls'
ends 1 '^check_this: exit code 0 where 1' 'expect 1 word echo a word; echo too far >&2; exit 0'
ends 1 "^check_this: 'words' is missing in: echo a word" 'expect 0 words echo a word; exit 0'
ends 1 '^check_this: not one line of error' 'expect 2 x ls x y; exit 0'
ends 1 '^check_this: not one line of error' 'one_line_from=1; expect 1 x bash -c "echo x; exit 1"; exit 0'
ends 1 '^check_this: a figure that is none' 'expect 0 mean printf "mean: -nan\n"; exit 0'
ends 1 '^check_this: a terminal command' 'expect 0 mean printf "mean \033[31m\n"; exit 0'
ends 1 '^check_this: exit code 2 where 3' 'refuses 3 "cannot access" ls x; exit 0'
ends 1 '^check_this: not one line of error' 'refuses 2 "cannot access" ls x y; exit 0'
ends 1 "^check_this: 'no such thing' is missing" 'refuses 2 "no such thing" ls x; exit 0'
ends 1 '^check_this: not true of x: d == 2' 'echo 1 >x; true_of x "d == 1"; true_of x "d == 2"; exit 0'
ends 0 '^after x y$' 'after_expect() { echo "after $*"; }; tested=(echo); expect 0 x x y'
ends 0 '^b$' 'echo a >x; changed x y s/a/b/; cat y'
ends 1 '^check_this: y: nothing was changed: s/c/b/' 'echo a >x; changed x y s/c/b/; exit 0'
ends 0 '^{"a": "7"}$' 'echo "{\"a\": 1}" >x; edited x y "d[\"a\"] = a[0]" 7; cat y'
ends 1 '^check_this: y: nothing was edited' 'echo "{\"a\": 1}" >x; edited x y "d[\"a\"] = 1"; exit 0'
ends 1 '^check_this: x keep not the schema of report/list' 'python=false; keeps_schema report/list x; exit 0'
ends 1 '^check_this: this$' '(fail this); exit 0'
ends 1 '^2 failed$' 'count_failures; fail one; fail two; finish well'
ends 1 '^FAILED: one$' 'count_failures; (fail one); exit 0'
ends 1 '^FAILED: one$' 'count_failures; fail one | cat'
ends 1 '^skipped: too late$' 'count_failures; fail one; skip too late'
ends 77 '^skipped: no such CPU$' 'skip no such CPU; fail too far'
ends 77 '^skipped: no-such-program is not installed$' 'need bash no-such-program; fail too far'
ends 0 '^not tried: this$' 'note this'
ends 5 'on the way' 'echo on the way; exit 5'
if grep -q 'too far' said; then fail "a test goes on behind its end"; fi
# What a test that passes has left out stands in the suite's summary.
printf '<t><testcase name="part" status="run"><system-out>not tried: no such CPU\nwell</system-out></testcase></t>\n' >tests.xml
"$python" "$(dirname "$library")/summary.py" tests.xml >said || fail "no summary: $(cat said)"
grep -qx 'not tried inside part: no such CPU' said || fail "what was not tried is not told: $(cat said)"
echo "the tests' library finds what does not hold"
