#!/bin/bash
# cmake/setup with pretended package tools: what is missing is named, nothing missing means that apt is left alone, and
# a failing apt ends with exit 3 and one line.
set -u
setup=$1/cmake/setup
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

expect() { # WHAT CONDITION…
    local what=$1
    shift
    "$@" || {
        echo "FAILED: $what" >&2
        sed 's/^/    | /' "$work/output" >&2
        failures=$((failures + 1))
    }
}
expect_not() {
    local what=$1
    shift
    if "$@"; then expect "$what" false; fi
}
pretend() { # NAME: a program of that name, its text on standard input
    { echo '#!/bin/bash' && cat; } >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
# The script sees these programs and, of the machine's, only what cannot tell it anything about packages.
run_setup() {
    : >"$work/calls"
    env -i PATH="$work/bin" HOME="$work" WORK="$work" /bin/bash "$setup" "$@" >"$work/output" 2>&1 </dev/null
    status=$?
}

mkdir "$work/bin"
for tool in bash env true grep sed mktemp rm tail cat; do
    ln -s "$(type -P "$tool")" "$work/bin/$tool"
done

run_setup build
expect "a machine without Debian's tools: exit 3" [ "$status" -eq 3 ]
expect "a machine without Debian's tools: the needs are named" grep -q libsleef-dev "$work/output"
expect "a machine without Debian's tools: one line" [ "$(wc -l <"$work/output")" -eq 1 ]

pretend dpkg <<<'echo amd64'
pretend id <<<'echo 0'
pretend dpkg-query <<'PROGRAM'
# Everything is installed but what stands in the file "absent"; what stands in "halfway" was removed and left its
# configuration behind.
status=0
for package in "${@:3}"; do
    if grep -qxF "$package" "$WORK/absent"; then
        echo "dpkg-query: no packages found matching $package" >&2
        status=1
    elif grep -qxF "$package" "$WORK/halfway"; then
        echo "$package config-files"
    else
        echo "$package installed"
    fi
done
exit $status
PROGRAM
pretend apt-get <<'PROGRAM'
echo "$*" >>"$WORK/calls"
case "$* " in
    *" update "*) exit "$(cat "$WORK/update_status")" ;;
    *" install "*) echo "E: Unable to locate package cmake" && exit "$(cat "$WORK/install_status")" ;;
esac
PROGRAM
: >"$work/absent"
: >"$work/halfway"
echo 0 >"$work/update_status"
echo 0 >"$work/install_status"

for purpose in build tests ci; do
    run_setup "$purpose"
    expect "$purpose, nothing missing: exit 0" [ "$status" -eq 0 ]
    expect "$purpose, nothing missing: apt is not called" [ ! -s "$work/calls" ]
    expect "$purpose, nothing missing: silent" [ ! -s "$work/output" ]
done

printf '%s\n' cmake libsleef-dev >"$work/absent"
echo libhwloc-dev >"$work/halfway"
run_setup build
expect "missing: exit 0" [ "$status" -eq 0 ]
expect "missing: named" grep -qx 'setup: installing cmake libsleef-dev libhwloc-dev' "$work/output"
expect "missing: just these are installed" grep -q -- '--no-install-recommends cmake libsleef-dev libhwloc-dev$' "$work/calls"
expect "missing: asks nothing" grep -q -- --yes "$work/calls"

echo libcmocka-dev >"$work/absent"
: >"$work/halfway"
run_setup build
expect "what only tests need is not installed for a run" [ ! -s "$work/calls" ]
run_setup tests
expect "what tests need is installed for tests" grep -q 'libcmocka-dev$' "$work/calls"
echo libzydis-dev >"$work/absent"
run_setup build
expect "x86-64 needs Zydis" grep -q 'libzydis-dev$' "$work/calls"
pretend dpkg <<<'echo arm64'
run_setup build
expect_not "AArch64 does not" grep -q 'libzydis-dev' "$work/calls"

echo cmake >"$work/absent"
echo 100 >"$work/update_status"
run_setup build
expect "a list that cannot be fetched does not stop what can be installed" [ "$status" -eq 0 ]
echo 0 >"$work/update_status"
echo 100 >"$work/install_status"
run_setup build
expect "failing apt: exit 3" [ "$status" -eq 3 ]
expect "failing apt: one line says what and why" \
    grep -qx 'setup: apt-get could not install cmake: E: Unable to locate package cmake' "$work/output"

pretend id <<<'echo 1000'
run_setup build
expect "not root, no sudo: exit 3" [ "$status" -eq 3 ]
expect "not root, no sudo: the command for root" grep -q 'as root, run: apt-get install cmake' "$work/output"
expect "not root, no sudo: apt is not called" [ ! -s "$work/calls" ]
pretend sudo <<'PROGRAM'
[ "$1" = -n ] && shift
echo "sudo $*" >>"$WORK/calls"
exec "$@"
PROGRAM
echo 0 >"$work/install_status"
run_setup build
expect "not root, sudo: installed" [ "$status" -eq 0 ]
expect "not root, sudo: apt was called through it" grep -q 'sudo .*apt-get .*install.* cmake$' "$work/calls"
pretend sudo <<<'exit 1'
run_setup build
expect "sudo with a password: exit 3" [ "$status" -eq 3 ]

run_setup everything
expect "unknown purpose: exit 2" [ "$status" -eq 2 ]

[ "$failures" -eq 0 ] && echo "setup: as promised"
exit $((failures > 0))
