#!/bin/bash
# cmake/container: what the file calls is there; in the long form, as root, it is built on a base that debootstrap made, and
# the lab in it measures. usage: check_containerfile.sh PROJECT
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1
file=$project/cmake/container/Containerfile
name=localhost/fairlane-test-$$
# shellcheck disable=SC2317 # called at the end
clean_up() { [ -z "${made-}" ] || buildah rmi --force "$name-base" "$name" >/dev/null 2>&1; }

while IFS= read -r tool; do
    [ -e "$project/$tool" ] || fail "the file names $tool, which is not there"
done < <(grep -oE '\bcmake/[-a-z/]+\b' "$file")
[ "$(grep -c '^FROM' "$file")" -eq 1 ] || fail "not one base"
# Builds, results and what contestants fetched stay out of it.
for kept in build 'build-*' results 'bench/peers/*/venv' 'bench/peers/*/target'; do
    grep -qxF "$kept" "$project/cmake/container/ignore" || fail "$kept would be copied"
done
refuses 2 '^usage: ' "$project/cmake/container/make-base"
refuses 3 "known are Debian 12 and 13, not '11'" "$project/cmake/container/make-base" "$name-base" 11
if [ "${FAIRLANE_TEST_LONG:-0}" = 0 ]; then
    note "the image is built in the long form"
    exit 0
fi
[ "$(id -u)" -eq 0 ] || skip "debootstrap needs root"
need debootstrap buildah
made=yes
"$project/cmake/container/make-base" "$name-base" 13 >"$folder/log" 2>&1 || skip "no base: $(tail -n1 "$folder/log")"
git clone --quiet --no-hardlinks "$project" "$folder/clone" || fail "no clone"
buildah bud --isolation chroot --build-arg "BASE=$name-base" -f "$folder/clone/cmake/container/Containerfile" \
    --ignorefile "$folder/clone/cmake/container/ignore" -t "$name" "$folder/clone" >"$folder/log" 2>&1 ||
    fail "not built: $(tail -n3 "$folder/log")"
container=$(buildah from "$name")
buildah run --isolation chroot "$container" -- /usr/local/bin/fairlane run --quick -k scalar -o /run.json >"$folder/log" 2>&1 ||
    fail "the lab in it does not measure: $(tail -n3 "$folder/log")"
buildah run --isolation chroot "$container" -- test -s /run.json || fail "no result file"
buildah rm "$container" >/dev/null
finish "the image is built, and the lab in it measures"
