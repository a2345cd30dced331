#!/bin/sh
# tools/look.sh [DIR]: takes pictures of documents about made-up runs, as a browser
# shows them at a desk, on a phone and on paper, for a person to look at.
# Needs chromium; pdftoppm, if it is there, turns the paper into pictures.
set -eu
cd "$(dirname "$0")/.."
dir=$(mkdir -p "${1:-out/look}" && cd "${1:-out/look}" && pwd)
go test ./pkg/document -run 'TestLook$' -look "$dir"
for page in "$dir"/*/report.*.html; do
	base=${page%.html}
	shoot() {
		shown=$1
		shift
		chromium --headless --no-sandbox --disable-gpu --hide-scrollbars "$@" "file://$shown" >/dev/null 2>&1
	}
	shoot "$page" --window-size=1200,6000 --screenshot="$base.desk.png"
	# Chromium makes no window as narrow as a phone; a frame is.
	frame="$base.frame.html"
	printf '<body style="margin:0"><iframe src="%s" width="390" height="9000" style="border:0"></iframe>' "$(basename "$page")" >"$frame"
	shoot "$frame" --allow-file-access-from-files --window-size=500,9000 --screenshot="$base.small.png"
	rm "$frame"
	shoot "$page" --no-pdf-header-footer --print-to-pdf="$base.pdf"
	if command -v pdftoppm >/dev/null; then pdftoppm -r 60 -png "$base.pdf" "$base.paper"; fi
done
ls "$dir"/*/*.png
