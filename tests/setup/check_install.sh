#!/usr/bin/env bash
# Installs into a temporary prefix, moves that, and builds and runs the example against it as a stranger would:
# by CMake's find_package and by pkg-config, as C and as C++.
# Usage: check_install.sh SOURCE BUILD CMAKE CC CXX C_FLAGS CXX_FLAGS
# shellcheck disable=SC2086 # sets of flags are meant to fall apart into words
set -eu
. "$(dirname "$0")/../lib.sh"
source=$1 build=$2 cmake=$3 cc=$4 cxx=$5 c_flags=$6 cxx_flags=$7
unset FAIRLANE_KERNEL CFLAGS CXXFLAGS LDFLAGS

# run_example PROGRAM: it checks its results itself
run_example() {
    "$1" >"$folder/output" || fail "$1: $(cat "$folder/output")"
    grep -q '^forced: scalar gives 392.5 and 195.5$' "$folder/output" || fail "$1: $(cat "$folder/output")"
}

"$cmake" --install "$build" --prefix "$folder/first" >/dev/null
mv "$folder/first" "$folder/moved"
prefix=$folder/moved

# Nothing installed may point back to where it was built.
if grep -rIlF -e "$source" -e "$build" -e "$folder/first" "$prefix"; then
    fail "these installed files name the build's folders"
fi

# A stranger's tree has a folder kernels/ of its own, first on the include path.
mkdir -p "$folder/user/kernels" "$folder/user/dispatch"
for header in kernels/kernel.h kernels/isa.h kernels/error.h dispatch/cpu.h dispatch/dispatch.h; do
    echo '#error this header belongs to the user' >"$folder/user/$header"
done
cp "$source"/tests/setup/example/* "$folder/user"
cd "$folder/user"

"$cmake" -S . -B by-cmake -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" \
    -DCMAKE_C_FLAGS="$c_flags -I." -DCMAKE_CXX_FLAGS="$cxx_flags -I." >log 2>&1 || fail "$(cat log)"
"$cmake" --build by-cmake >log 2>&1 || fail "$(cat log)"
run_example by-cmake/example_c
run_example by-cmake/example_cxx
if [ -e by-cmake/example_shared ]; then run_example by-cmake/example_shared; fi
echo "find_package: C and C++ run"

PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name fairlane.pc)")
export PKG_CONFIG_PATH
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"
export LD_LIBRARY_PATH="${PKG_CONFIG_PATH%/pkgconfig}" # as ldconfig would find it
for static in "" --static; do
    flags=$(pkg-config --cflags fairlane) libraries=$(pkg-config $static --libs fairlane)
    [ -z "$static" ] || libraries=${libraries/-lfairlane/-l:libfairlane.a}
    "$cc" -std=c11 $warnings $c_flags -I. $flags main.c -o by-pkg-config-c $libraries -lm
    "$cxx" -std=c++17 $warnings $cxx_flags -I. $flags main.cc -o by-pkg-config-cxx $libraries -lm
    run_example ./by-pkg-config-c
    run_example ./by-pkg-config-cxx
    if [ -e "$LD_LIBRARY_PATH/libfairlane.so" ] && [ -z "$static" ]; then
        readelf -d by-pkg-config-c | grep -q 'NEEDED.*libfairlane\.so\.' || fail "the shared library is not what is linked"
    elif readelf -d by-pkg-config-c | grep 'NEEDED.*libfairlane\.so'; then
        fail "the archive is not what is linked"
    fi
done
unset LD_LIBRARY_PATH
echo "pkg-config: C and C++ run"

# C without optimisation calls the function that the header would inline.
"$cc" -std=c11 -O0 $c_flags $flags main.c -o unoptimised $libraries -lm
run_example ./unoptimised

# The marks of a traced region: by pkg-config, shared and static, and by find_package.
[ -f "$prefix/include/fairlane_region.h" ] || fail "fairlane_region.h is not installed"
flags=$(pkg-config --cflags fairlane-region) libraries=$(pkg-config --libs fairlane-region)
region=$(dirname "$(find "$prefix" -name 'libfairlane_region.so')")
cp "$source/bench/evidence/region/examples/infer.c" .
"$cc" -std=c11 $warnings $c_flags $flags infer.c -o marked $libraries -Wl,-rpath,"$region"
"$cc" -std=c11 $warnings $c_flags $flags infer.c -o marked-static "$region/libfairlane_region.a"
[ "$(./marked)" = "$(./marked-static)" ] || fail "the marked programs differ"
mkdir by-name
printf '%s\n' 'cmake_minimum_required(VERSION 3.20)' 'project(marked C)' 'find_package(fairlane CONFIG REQUIRED)' \
    'add_executable(marked ../infer.c)' 'target_link_libraries(marked fairlane::region)' >by-name/CMakeLists.txt
"$cmake" -S by-name -B by-name/build -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" \
    -DCMAKE_C_FLAGS="$c_flags" >log 2>&1 || fail "$(cat log)"
"$cmake" --build by-name/build >log 2>&1 || fail "$(cat log)"
[ "$(./marked)" = "$(by-name/build/marked)" ] || fail "the marked programs differ"
if nm -D "$region/libfairlane_region.so" | grep ' U '; then
    fail "the region library needs something"
fi
echo "region library: shared, static and by find_package"

grep -q 'fairlane list' "$prefix/share/man/man1/fairlane.1" || fail "the man page does not tell of fairlane list"
"$prefix/bin/fairlane" list >/dev/null || fail "the installed program does not run"
for schema in "$source"/bench/*/fairlane.*.schema.json; do
    cmp "$schema" "$prefix/share/fairlane/schemas/${schema##*/}" || fail "${schema##*/} is not installed as it is"
done
echo "program, man page and schemas are there"

# The second instrument, and the peers' set-ups at their new place: what they compile is there, and who may not write there
# is told what to do.
"$prefix/bin/fairlane-gbench" --benchmark_list_tests >list || fail "the installed fairlane-gbench does not run"
grep -q '^scalar/' list || fail "fairlane-gbench lists no kernel: $(head -n3 list)"
peers=$prefix/share/fairlane/bench/peers
"$prefix/bin/fairlane" peers >list || fail "the installed program does not find its peers"
grep -qF "$peers/numpy/setup" list || grep -q '^numpy  *installed' list || fail "peers are looked for elsewhere: $(cat list)"
for source in "openblas bench/peers/c/cblas_peer.c bench/peers/c/cblas_peer.h" ggml; do
    # shellcheck disable=SC2016 # expanded by that shell
    bash -c 'set -eu; name=$2; . "$1/c/build.sh"; is_built "bench/peers/$2/contestant.c" "${@:3}"; compile -fsyntax-only' _ \
        "$peers" $source >log 2>&1 || fail "the installed sources of ${source%% *} do not compile: $(cat log)"
    rm -rf "$peers/${source%% *}/target"
done
# What all of them share needs nothing that is not in its list: else a set-up fails when it links.
# shellcheck disable=SC2016 # expanded by that shell
bash -c 'set -eu; name=ggml; . "$1/c/build.sh"; cd "$project"; cc -std=c11 -D_POSIX_C_SOURCE=200809L -shared -fPIC \
    -Wl,-z,defs -I. "${sources[@]}" -o "$2" -lcjson -lmd -ldl -lm' _ "$peers" "$folder/shared.so" >log 2>&1 ||
    fail "the sources that peers share do not link: $(cat log)"
if [ "$(id -u)" -eq 0 ] && chmod 755 "$folder" && setpriv --reuid 65534 --clear-groups test -r "$peers/numpy/setup"; then
    for name in numpy ggml; do
        status=0
        setpriv --reuid 65534 --clear-groups "$peers/$name/setup" >log 2>&1 || status=$?
        told="$name: may not be installed into $peers/$name by this user: run this as root, or"
        { [ "$status" -eq 3 ] && grep -qF "$told" log; } ||
            fail "$name/setup of another user ends with $status: $(cat log)"
    done
else
    note "nobody else's rights can be tried here"
fi
echo "second instrument and peers are there"
