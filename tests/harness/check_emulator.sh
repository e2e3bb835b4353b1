#!/bin/bash
# The lab notices that it runs in an emulator, also when the emulator hides behind another name.
#   check_emulator.sh TEST_ENVIRONMENT   (built for this machine)
set -u
. "$(dirname "$0")/../lib.sh"
program=$1
emulator=$(command -v "qemu-$(uname -m)") || skip "qemu-$(uname -m) is missing (Debian: qemu-user)"
if grep -q __asan_init "$program"; then skip "AddressSanitizer's memory map does not fit into an emulator"; fi

FAIRLANE_EXPECTED_EMULATOR="qemu-$(uname -m)" "$emulator" "$program" >"$folder/log" 2>&1 ||
    fail "an emulator under its own name is not recognised: $(cat "$folder/log")"

cp "$emulator" "$folder/innocent" || exit 1
FAIRLANE_EXPECTED_EMULATOR=any "$folder/innocent" "$program" >"$folder/log" 2>&1 ||
    fail "an emulator under another name passes for a real machine: $(cat "$folder/log")"

FAIRLANE_EXPECTED_EMULATOR="" "$program" >"$folder/log" 2>&1 ||
    fail "this machine passes for an emulator: $(cat "$folder/log")"
echo "emulated and real are told apart"
