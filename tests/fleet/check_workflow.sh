#!/bin/bash
# The workflow for GitHub Actions, checked by actionlint, which also checks the scripts in it with shellcheck.
# usage: check_workflow.sh PROJECT
set -euo pipefail
project=$1
workflow=$project/bench/fleet/workflow.yml
version=v1.7.12
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
lint=$(command -v actionlint || true)
if [ -z "$lint" ]; then
    go=$(PATH=$PATH:/usr/local/go/bin command -v go || true)
    [ -n "$go" ] || { echo "skipped: neither actionlint nor go, which could fetch it, is installed" && exit 77; }
    GOBIN=$folder timeout 200 "$go" install "github.com/rhysd/actionlint/cmd/actionlint@$version" >"$folder/log" 2>&1 || {
        echo "skipped: actionlint $version cannot be had: $(tail -n1 "$folder/log")"
        exit 77
    }
    lint=$folder/actionlint
fi
"$lint" "$workflow" || { echo "check_workflow: actionlint finds faults" >&2 && exit 1; }
planted() { # WHAT SED
    sed "$2" "$workflow" >"$folder/planted.yml"
    if cmp -s "$workflow" "$folder/planted.yml"; then echo "check_workflow: $1: nothing was planted" >&2 && exit 1; fi
    if "$lint" "$folder/planted.yml" >/dev/null; then echo "check_workflow: $1 is not noticed" >&2 && exit 1; fi
}
planted "a runner that does not exist" 's/os: ubuntu-24.04-arm/os: ubuntu-99.04-arm/'
planted "an unknown property" 's/matrix\.name/matrix.nam/'
planted "a job that nobody has" 's/needs: measure/needs: measures/'
# What the workflow calls is there.
for tool in cmake/setup cmake/build; do
    if ! grep -q "run: $tool " "$workflow" || ! [ -x "$project/$tool" ]; then
        echo "check_workflow: $tool is not there" >&2
        exit 1
    fi
done
echo "workflow: actionlint finds nothing in it, and each of three planted faults"
