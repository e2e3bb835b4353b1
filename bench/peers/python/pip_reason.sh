# shellcheck shell=bash
# pip_reason LOG: why pip ended. Where nothing could be fetched it ends with "from versions: none", as if the package did
# not exist; the reason stands in its warnings.
pip_reason() {
    local told
    told=$(sed -n "s/.*after connection broken by '\(.*\)':.*/\1/; T; s/<[^>]*>: //; p; q" "$1")
    if [ -n "$told" ]; then
        echo "the index could not be reached: $told"
        return
    fi
    grep -m1 '^ERROR' "$1" || tail -n1 "$1"
}
