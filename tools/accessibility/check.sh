#!/bin/sh
# tools/accessibility/check.sh [FILE.html...]: has Chromium, axe-core and the keyboard
# check documents: those of some made-up runs, if none is named. Needs chromium, node and
# npm; installs axe-core and puppeteer-core into .cache/accessibility, with network.
# Ends with 3 if what it needs is not to be had.
set -eu
cd "$(dirname "$0")/../.."
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "no chromium"; exit 3; }
command -v npm >/dev/null || { echo "no npm"; exit 3; }
work=.cache/accessibility
mkdir -p "$work"
cp tools/accessibility/*.json tools/accessibility/check.mjs "$work"
(cd "$work" && { [ -d node_modules/axe-core ] || timeout 120 npm ci --no-audit --no-fund --silent; }) || { echo "npm cannot bring axe-core"; exit 3; }
if [ $# -eq 0 ]; then
	rm -rf "$work/made"
	go test ./pkg/document -count=1 -run 'TestLook$' -look "$PWD/$work/made" >/dev/null
	set -- "$PWD/$work"/made/tested/report.*.html "$PWD/$work"/made/planned/report.*.html "$PWD/$work"/made/names/report.sv.html
fi
node "$work/check.mjs" "$chromium" "$@"
