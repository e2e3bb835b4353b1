#!/bin/bash
# cmake/setup with pretended package tools and systems: what is missing is named, nothing missing means that apt is left
# alone, a failing apt ends with exit 3 and one line, what is optional may fail, and the table has a word for each system.
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
    env -i PATH="$work/bin" HOME="$work" WORK="$work" FAIRLANE_OS_RELEASE="$work/os-release" /bin/bash "$setup" "$@" >"$work/output" 2>&1 </dev/null
    status=$?
}

mkdir "$work/bin"
for tool in bash sh env true grep sed mktemp rm tail tee cat dirname; do
    ln -s "$(type -P "$tool")" "$work/bin/$tool"
done
pretend uname <<<'echo x86_64'
is_system() { # ID VERSION_ID [ID_LIKE]
    printf 'NAME="Some System"\nID=%s\nVERSION_ID="%s"\nID_LIKE="%s"\n' "$1" "$2" "${3-}" >"$work/os-release"
}

for known in debian nobody; do
    is_system $known 12
    run_setup build
    expect "$known without its tools: exit 3" [ "$status" -eq 3 ]
    expect "$known without its tools: the needs are named" grep -q libsleef-dev "$work/output"
    expect "$known without its tools: one line" [ "$(wc -l <"$work/output")" -eq 1 ]
done

# The table: every row has a word for every system, and what a system lacks is optional.
rows=$(grep -vE '^ *(#|$)' "${setup%/setup}/packages")
expect "the table has its rows" [ "$(grep -c . <<<"$rows")" -gt 40 ]
while read -r purpose machine first rest; do
    expect "a purpose: $purpose" grep -qxE '(build|tests|ci)[?]?' <<<"$purpose"
    expect "a machine: $machine" grep -qxE 'all|x86_64|aarch64' <<<"$machine"
    expect "the first column has a name: $first" grep -qxE '[a-z0-9][-a-z0-9+.,]*' <<<"$first"
    expect "$first: ten columns" [ "$(wc -w <<<"$rest")" -ge 7 ]
    case $purpose in *\?) ;; *) expect_not "$first: needed, and a system lacks it" grep -qE '^([^ ]+ +){0,5}- ' <<<"$rest" ;; esac
done <<<"$rows"
names() { # ID VERSION_ID [ID_LIKE] NAME: whether the system's list has that name
    is_system "$1" "$2" "${4+$3}"
    run_setup ci --list
    expect "$1 $2: ${*: -1}" grep -qwF -- "${*: -1}" "$work/output"
}
names debian 12 clang-14
names debian 13 clang-19
names debian "" clang-19
names ubuntu 22.04 clang-14
names ubuntu 24.04 clang-18
names linuxmint 22 "ubuntu debian" clang-18
names fedora 42 gcc-c++
names rocky 9 "rhel centos fedora" hwloc-devel
names arch "" ninja
names alpine 3.22 samurai
is_system fedora 42
run_setup build --list
expect_not "what a system lacks is not looked for" grep -q blis "$work/output"
is_system debian 12

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
for percent in 0 4 9 12.5 99; do
    echo "pmstatus:cmake:$percent:Unpacking cmake" >&3
done
refused=$(cat "$WORK/refused")
case "$* " in
    *" install "*" $refused "*) [ -z "$refused" ] || { echo "E: Unable to locate package $refused" && exit 100; } ;;
esac
case "$* " in
    *" update "*) exit "$(cat "$WORK/update_status")" ;;
    *" install "*) echo "E: Unable to locate package cmake" && exit "$(cat "$WORK/install_status")" ;;
esac
PROGRAM
: >"$work/absent"
: >"$work/halfway"
: >"$work/refused"
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
expect "missing: apt says how far it is" grep -qx 'setup: installing, 12 %' "$work/output"
expect "missing: one line for ten per cent" [ "$(grep -c '^setup: installing, [0-9]* %' "$work/output")" -eq 6 ] # of five steps three, of two calls
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

# What is optional and cannot be had costs a line, not the set-up; what is needed is installed all the same.
printf '%s\n' cmake libhwy-dev libeigen3-dev >"$work/absent"
echo libhwy-dev >"$work/refused"
pretend dpkg <<<'echo amd64'
run_setup build
expect "optional and refused: exit 0" [ "$status" -eq 0 ]
expect "optional and refused: what is missing without it, and why" grep -qx 'setup: without kernels highway-\*: apt-get could not install libhwy-dev: E: Unable to locate package libhwy-dev' "$work/output"
expect "optional and refused: the needed one is installed" grep -q 'no-install-recommends cmake$' "$work/calls"
expect "optional and refused: the other one is installed" grep -q 'no-install-recommends libeigen3-dev$' "$work/calls"
expect "what Debian has is not called lacking" [ "$(grep -c 'has no package for' "$work/output")" -eq 0 ]
echo cmake >"$work/refused"
run_setup build
expect "needed and refused: exit 3" [ "$status" -eq 3 ]
: >"$work/refused"

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
expect "not root, no sudo: the command for root" grep -q 'as root, run: apt-get update && apt-get install --no-install-recommends cmake$' "$work/output"
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

# The other systems' own tools.
pretend id <<<'echo 0'
pretend rpm <<'PROGRAM'
! grep -qxF "${!#}" "$WORK/absent"
PROGRAM
pretend apk <<'PROGRAM'
[ "$1" = info ] || { echo "$*" >>"$WORK/calls" && exit 0; }
! grep -qxF "${!#}" "$WORK/absent"
PROGRAM
pretend pacman <<'PROGRAM'
[ "$1" = --deptest ] || { echo "$*" >>"$WORK/calls" && exit 0; }
shift
for package; do grep -xF "$package" "$WORK/absent"; done
exit 127
PROGRAM
pretend dnf <<'PROGRAM'
echo "$*" >>"$WORK/calls"
PROGRAM
for other in fedora:sleef-devel:install arch:sleef:-Sy alpine:sleef-dev:add; do
    IFS=: read -r system package verb <<<"$other"
    is_system "$system" 1
    : >"$work/absent"
    run_setup build
    expect "$system, nothing missing: silent" [ ! -s "$work/output" ]
    echo "$package" >"$work/absent"
    run_setup build
    expect "$system: exit 0" [ "$status" -eq 0 ]
    expect "$system: installed" grep -qE -- "^$verb .*$package\$" "$work/calls"
    expect "$system: what it lacks is told" grep -q "^setup: $system has no package for: kernels blis" "$work/output"
done

run_setup everything
expect "unknown purpose: exit 2" [ "$status" -eq 2 ]

[ "$failures" -eq 0 ] && echo "setup: as promised"
exit $((failures > 0))
