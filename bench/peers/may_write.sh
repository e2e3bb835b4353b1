# shellcheck shell=bash
# may_write FOLDER: whether a set-up may install into this folder of the peers'; else cannot_write says what to do.
may_write() {
    local root
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
    # shellcheck disable=SC2034 # read by whoever sources this
    cannot_write="may not be installed into $1 by this user: run this as root, or make a copy of your own: cp -r '$root' COPY; export FAIRLANE_PEERS=COPY/bench/peers; COPY/bench/peers/${1##*/}/setup"
    [ -w "$1" ]
}
