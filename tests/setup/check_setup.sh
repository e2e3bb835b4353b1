#!/bin/bash
# cmake/setup with pretended package tools and systems: what is missing is named, nothing missing means that apt is left
# alone, a failing apt ends with exit 3 and one line, what is optional may fail, and the table has a word for each system.
set -u
. "$(dirname "$0")/../lib.sh"
setup=$1/cmake/setup
count_failures

expect() { # WHAT CONDITION…
    local what=$1
    shift
    "$@" || {
        fail "$what"
        sed 's/^/    | /' "$folder/output"
    }
}
expect_not() {
    local what=$1
    shift
    if "$@"; then expect "$what" false; fi
}
pretend() { # NAME: a program of that name, its text on standard input
    { echo '#!/bin/bash' && cat; } >"$folder/bin/$1"
    chmod +x "$folder/bin/$1"
}
# The script sees these programs and, of the machine's, only what cannot tell it anything about packages.
run_setup() {
    : >"$folder/calls"
    env -i PATH="$folder/bin" HOME="$folder" WORK="$folder" FAIRLANE_OS_RELEASE="$folder/os-release" /bin/bash "$setup" "$@" >"$folder/output" 2>&1 </dev/null
    status=$?
}

mkdir "$folder/bin"
for tool in bash sh env true grep sed mktemp rm tail tee cat dirname; do
    ln -s "$(type -P "$tool")" "$folder/bin/$tool"
done
pretend uname <<<'echo x86_64'
is_system() { # ID VERSION_ID [ID_LIKE]
    printf 'NAME="Some System"\nID=%s\nVERSION_ID="%s"\nID_LIKE="%s"\n' "$1" "$2" "${3-}" >"$folder/os-release"
}

for known in debian nobody; do
    is_system $known 12
    run_setup build
    expect "$known without its tools: exit 3" [ "$status" -eq 3 ]
    expect "$known without its tools: the needs are named" grep -q libsleef-dev "$folder/output"
    expect "$known without its tools: one line" [ "$(wc -l <"$folder/output")" -eq 1 ]
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
    expect "$1 $2: ${*: -1}" grep -qwF -- "${*: -1}" "$folder/output"
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
expect_not "what a system lacks is not looked for" grep -q blis "$folder/output"
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
: >"$folder/absent"
: >"$folder/halfway"
: >"$folder/refused"
echo 0 >"$folder/update_status"
echo 0 >"$folder/install_status"

for purpose in build tests ci; do
    run_setup "$purpose"
    expect "$purpose, nothing missing: exit 0" [ "$status" -eq 0 ]
    expect "$purpose, nothing missing: apt is not called" [ ! -s "$folder/calls" ]
    expect "$purpose, nothing missing: silent" [ ! -s "$folder/output" ]
done

printf '%s\n' cmake libsleef-dev >"$folder/absent"
echo libhwloc-dev >"$folder/halfway"
run_setup build
expect "missing: exit 0" [ "$status" -eq 0 ]
expect "missing: named" grep -qx 'setup: installing cmake libsleef-dev libhwloc-dev' "$folder/output"
expect "missing: just these are installed" grep -q -- '--no-install-recommends cmake libsleef-dev libhwloc-dev$' "$folder/calls"
expect "missing: apt says how far it is" grep -qx 'setup: installing, 12 %' "$folder/output"
expect "missing: one line for ten per cent" [ "$(grep -c '^setup: installing, [0-9]* %' "$folder/output")" -eq 6 ] # of five steps three, of two calls
expect "missing: asks nothing" grep -q -- --yes "$folder/calls"

echo libcmocka-dev >"$folder/absent"
: >"$folder/halfway"
run_setup build
expect "what only tests need is not installed for a run" [ ! -s "$folder/calls" ]
run_setup tests
expect "what tests need is installed for tests" grep -q 'libcmocka-dev$' "$folder/calls"
echo libzydis-dev >"$folder/absent"
run_setup build
expect "x86-64 needs Zydis" grep -q 'libzydis-dev$' "$folder/calls"
pretend dpkg <<<'echo arm64'
run_setup build
expect_not "AArch64 does not" grep -q 'libzydis-dev' "$folder/calls"

# What is optional and cannot be had costs a line, not the set-up; what is needed is installed all the same.
printf '%s\n' cmake libhwy-dev libeigen3-dev >"$folder/absent"
echo libhwy-dev >"$folder/refused"
pretend dpkg <<<'echo amd64'
run_setup build
expect "optional and refused: exit 0" [ "$status" -eq 0 ]
expect "optional and refused: what is missing without it, and why" grep -qx 'setup: without kernels highway-\*: apt-get could not install libhwy-dev: E: Unable to locate package libhwy-dev' "$folder/output"
expect "optional and refused: the needed one is installed" grep -q 'no-install-recommends cmake$' "$folder/calls"
expect "optional and refused: the other one is installed" grep -q 'no-install-recommends libeigen3-dev$' "$folder/calls"
expect "what Debian has is not called lacking" [ "$(grep -c 'has no package for' "$folder/output")" -eq 0 ]
echo cmake >"$folder/refused"
run_setup build
expect "needed and refused: exit 3" [ "$status" -eq 3 ]
: >"$folder/refused"

echo cmake >"$folder/absent"
echo 100 >"$folder/update_status"
run_setup build
expect "a list that cannot be fetched does not stop what can be installed" [ "$status" -eq 0 ]
echo 0 >"$folder/update_status"
echo 100 >"$folder/install_status"
run_setup build
expect "failing apt: exit 3" [ "$status" -eq 3 ]
expect "failing apt: one line says what and why" \
    grep -qx 'setup: apt-get could not install cmake: E: Unable to locate package cmake' "$folder/output"

pretend id <<<'echo 1000'
run_setup build
expect "not root, no sudo: exit 3" [ "$status" -eq 3 ]
expect "not root, no sudo: the command for root" grep -q 'as root, run: apt-get update && apt-get install --no-install-recommends cmake$' "$folder/output"
expect "not root, no sudo: apt is not called" [ ! -s "$folder/calls" ]
pretend sudo <<'PROGRAM'
[ "$1" = -n ] && shift
echo "sudo $*" >>"$WORK/calls"
exec "$@"
PROGRAM
echo 0 >"$folder/install_status"
run_setup build
expect "not root, sudo: installed" [ "$status" -eq 0 ]
expect "not root, sudo: apt was called through it" grep -q 'sudo .*apt-get .*install.* cmake$' "$folder/calls"
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
    : >"$folder/absent"
    run_setup build
    expect "$system, nothing missing: silent" [ ! -s "$folder/output" ]
    echo "$package" >"$folder/absent"
    run_setup build
    expect "$system: exit 0" [ "$status" -eq 0 ]
    expect "$system: installed" grep -qE -- "^$verb .*$package\$" "$folder/calls"
    expect "$system: what it lacks is told" grep -q "^setup: $system has no package for: kernels blis" "$folder/output"
done

run_setup everything
expect "unknown purpose: exit 2" [ "$status" -eq 2 ]

# A build folder that cannot be written: told in one line, before anything is configured.
mkdir -p "$folder/project/cmake"
cp "$1/cmake/build" "$folder/project/cmake/build"
: >"$folder/project/build"
"$folder/project/cmake/build" default >"$folder/output" 2>&1 </dev/null
expect "a build folder that cannot be written: exit 3" [ $? -eq 3 ]
expect "a build folder that cannot be written: one line" [ "$(wc -l <"$folder/output")" -eq 1 ]
expect "a build folder that cannot be written: named" grep -q "^build: .*/project/build cannot be written by this user" "$folder/output"

# On a terminal it says how far it is. Ninja's first line, where files are looked for anew, is of no step: [0/2].
mkdir -p "$folder/other/cmake"
cp "$1/cmake/build" "$folder/other/cmake/build"
pretend cmake <<'PROGRAM'
[ "$1" = --build ] || exit 0
printf '%s\n' '[0/2] Re-checking globbed directories...' '[1/2] Building something' '[2/2] Linking something'
PROGRAM
PATH=$folder/bin:$PATH script -qec "$folder/other/cmake/build default" /dev/null >"$folder/output" 2>&1 </dev/null
expect "a build on a terminal: exit 0" [ $? -eq 0 ]
expect "a build on a terminal: how far it is" grep -q 'build: 1 of 2 steps, about [0-9]* s left' "$folder/output"

# Why pip ended: "from versions: none" is what it says without network, too.
# shellcheck source=bench/peers/python/pip_reason.sh
. "$1/bench/peers/python/pip_reason.sh"
printf '%s\n' "ERROR: No matching distribution found for some==1" >"$folder/log"
pip_reason "$folder/log" >"$folder/output"
expect "pip: what it calls an error" grep -qxF "ERROR: No matching distribution found for some==1" "$folder/output"
printf '%s\n' "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<pip._vendor.x object at 0x7f>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/some/" \
    "ERROR: Could not find a version that satisfies the requirement some==1 (from versions: none)" >"$folder/log"
pip_reason "$folder/log" >"$folder/output"
expect "pip: that the index could not be reached" grep -q '^the index could not be reached: NewConnectionError(.Failed to .* name resolution' "$folder/output"

finish "setup: as promised"
