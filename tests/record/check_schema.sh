#!/bin/bash
# Result and trace files of ours against the JSON Schema, by a validator that is not ours, and by a reader that knows only
# the format of the audited benchmark.
# usage: check_schema.sh PROJECT TEST_RECORD TEST_TRACE_FILE TEST_RECORD_PEER
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 writer=$2 trace_writer=$3 peer_writer=$4
need "$python"

"$writer" --write "$folder/made.json" 0
"$python" "$project/tests/record/read_audited_format.py" "$folder/made.json" scalar avx2 logistic-784x1
sed 's/"p99_us"/"p_99_us"/' "$folder/made.json" >"$folder/other.json"
if "$python" "$project/tests/record/read_audited_format.py" "$folder/other.json" 2>/dev/null; then
    fail "the reader of the audited format does not notice a missing member"
fi
keeps_schema record/result "$folder/made.json"

"$peer_writer" --write "$folder/peer.json"
keeps_schema record/result "$folder/peer.json"

"$trace_writer" --write "$folder/trace.json"
keeps_schema evidence/trace "$folder/trace.json"
finish_validated "files of ours keep their schemas"
