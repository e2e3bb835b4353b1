# shellcheck shell=bash
# What the setups of contestants written in C share. A setup sets `name` to its folder's and sources this file, then
#   is_built SOURCE…   exits 0 when all of it is compiled already; else gets ready to compile the sources beside the
#                      protocol's (paths from the project)
#   compile OPTION…    compiles them, with the options behind them, into bench/peers/NAME/target/contestant
# CC names the compiler (default: cc). Exit 3: what it needs cannot be had here. Exit 1: it does not compile.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
folder=$project/bench/peers/${name:?}
target=$folder/target
compiler=${CC:-cc}
sources=(bench/peers/c/fairlane_peer.c bench/base/{file,interrupt,known_format,memory,scratch,sha256,system,system_linux,text}.c
    bench/task/{model,model_layer,safetensors,header_text}.c kernels/error.c)

# shellcheck source=bench/peers/may_write.sh
. "$project/bench/peers/may_write.sh"

fail() {
    echo "$name: $*" >&2
    exit 3
}

is_built() {
    local file others=(bench/peers/c/build.sh bench/peers/c/fairlane_peer.h "bench/peers/$name/setup")
    for file in requirements.txt packages.txt; do
        [ ! -f "$folder/$file" ] || others+=("bench/peers/$name/$file")
    done
    sources=("$@" "${sources[@]}")
    cd "$project" || exit 3
    for file in "${sources[@]}" "${others[@]}"; do
        [ -f "$file" ] || fail "is built from the sources of fairlane, and $project/$file is not there"
    done
    digest=$(cat "${sources[@]}" "${others[@]}" | sha256sum)
    if [ -x "$target/contestant" ] && [ "$(cat "$target/sources.sha256" 2>/dev/null)" = "$digest" ]; then
        echo "$name: is built in $target"
        exit 0
    fi
    may_write "$folder" || fail "$cannot_write"
    command -v "$compiler" >/dev/null || fail "needs a C compiler, and $compiler is not there"
    mkdir -p "$target"
    rm -f "$target/sources.sha256"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
}

compile() {
    "$compiler" -std=c11 -D_POSIX_C_SOURCE=200809L -O2 -I"$project" "${sources[@]}" -o "$target/contestant" "$@" \
        -lcjson -lmd -ldl -lm >"$log" 2>&1 || {
        echo "$name: it could not be compiled: $(grep -m1 -E 'error|undefined' "$log" || tail -n1 "$log")" >&2
        exit 1
    }
    echo "$digest" >"$target/sources.sha256"
}
