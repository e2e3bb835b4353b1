#!/bin/bash
# cpack's tarball and Debian package: unpacked and installed into folders of their own, run there, and removed without a
# trace. usage: check_packages.sh BUILD CPACK
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
build=$1 cpack=$2
"$cpack" --config "$build/CPackConfig.cmake" -B "$folder" >"$folder/log" 2>&1 || fail "cpack: $(tail -n 5 "$folder/log")"

works() { # PREFIX
    "$1/bin/fairlane" list >/dev/null || fail "$1: the program does not run"
    "$1/bin/fairlane-gbench" --benchmark_list_tests >/dev/null || fail "$1: the second instrument does not run"
    for file in share/man/man1/fairlane-run.1* share/bash-completion/completions/fairlane include/fairlane/fairlane.h; do
        [ -f "$1/$file" ] || [ -f "$1/$file.gz" ] || compgen -G "$1/$file" >/dev/null || fail "$1: no $file"
    done
}
mkdir "$folder/unpacked"
tar -xzf "$folder"/fairlane-*.tar.gz -C "$folder/unpacked" --strip-components=1 || fail "the tarball cannot be unpacked"
prefix=$folder/unpacked
[ -d "$prefix/bin" ] || prefix=$prefix/usr
works "$prefix"

if ! grep -q '^set(CPACK_GENERATOR.*DEB' "$build/CPackConfig.cmake"; then
    note "no Debian package is made here: dpkg-shlibdeps or file is missing (Debian: dpkg-dev, file)"
    exit 0
fi
package=$(echo "$folder"/fairlane_*.deb)
dpkg-deb --field "$package" Depends | grep -q 'libc6' || fail "the package says nothing of what it needs"
if [ "$(id -u)" -ne 0 ]; then
    note "the package is installed by root alone"
    exit 0
fi
root=$folder/root
mkdir -p "$root"/var/lib/dpkg/{info,updates}
: >"$root/var/lib/dpkg/status"
install=(dpkg "--root=$root" --force-depends --force-script-chrootless "--log=$folder/dpkg.log")
"${install[@]}" --install "$package" >"$folder/log" 2>&1 || fail "dpkg: $(tail -n 5 "$folder/log")"
works "$root/usr"
"${install[@]}" --remove fairlane >"$folder/log" 2>&1 || fail "dpkg --remove: $(tail -n 5 "$folder/log")"
left=$(find "$root" -path "$root/var" -prune -o ! -type d -print)
[ -z "$left" ] || fail "left behind: $left"
echo "tarball and package: installed, run and removed"
