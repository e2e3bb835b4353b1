#!/bin/bash
# The lab notices that it runs in an emulator, also when the emulator hides behind another name.
#   check_emulator.sh TEST_ENVIRONMENT   (built for this machine)
set -u
program=$1
emulator=$(command -v "qemu-$(uname -m)") || { echo "skipped: qemu-$(uname -m) is missing (Debian: qemu-user)"; exit 77; }
if grep -q __asan_init "$program"; then
    echo "skipped: AddressSanitizer's memory map does not fit into an emulator"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

FAIRLANE_EXPECTED_EMULATOR="qemu-$(uname -m)" "$emulator" "$program" >"$scratch/log" 2>&1 ||
    { cat "$scratch/log"; echo "an emulator under its own name is not recognised"; exit 1; }

cp "$emulator" "$scratch/innocent" || exit 1
FAIRLANE_EXPECTED_EMULATOR=any "$scratch/innocent" "$program" >"$scratch/log" 2>&1 ||
    { cat "$scratch/log"; echo "an emulator under another name passes for a real machine"; exit 1; }

FAIRLANE_EXPECTED_EMULATOR="" "$program" >"$scratch/log" 2>&1 ||
    { cat "$scratch/log"; echo "this machine passes for an emulator"; exit 1; }
echo "emulated and real are told apart"
