#!/bin/sh
# Builds the programs twice from copies of these sources and compares them. The
# second build shares with the first only the Go toolchain and the downloaded
# archives of modules: it has another directory, an empty build cache, modules
# unpacked anew, another home, umask, time zone and language. Takes a minute or
# more, because everything is compiled again.
#
#   tools/reproducible.sh [SYSTEM-PROCESSOR ...]    default: this machine's
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

mkdir -p "$work/a" "$work/somewhere/else/b" "$work/home"
tar -C "$root" --exclude=./.git --exclude=./bin --exclude=./out -cf "$work/sources.tar" .
for copy in "$work/a" "$work/somewhere/else/b"; do
	tar -C "$copy" -xf "$work/sources.tar"
done
downloads=$(go env GOMODCACHE)/cache/download
systems=${*:-build}

(cd "$work/a" && go mod download && make $systems)
(
	umask 077
	cd "$work/somewhere/else/b"
	HOME=$work/home GOCACHE=$work/cache GOPATH=$work/path GOMODCACHE=$work/modules \
		GOPROXY="file://$downloads" GONOSUMDB='*' GOENV=off TZ=Asia/Tokyo LC_ALL=C \
		make $systems
)

(cd "$work/a/bin" && find . -type f -name 'samband-*' | sort) >"$work/files"
[ -s "$work/files" ] || { echo "reproducible: nothing was built" >&2; exit 1; }
while read -r f; do
	cmp "$work/a/bin/$f" "$work/somewhere/else/b/bin/$f" || exit 1
	if command -v sha256sum >/dev/null; then sha256sum "$work/a/bin/$f"; else shasum -a 256 "$work/a/bin/$f"; fi |
		sed "s|  .*|  ${f#./}|"
done <"$work/files"
echo "both builds gave the same bytes"
