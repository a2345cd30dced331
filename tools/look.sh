#!/bin/sh
# tools/look.sh [DIR [FILE.html...]]: takes pictures of documents, as a browser shows
# them at a desk, on a phone and on paper, for a person to look at: of those about
# made-up runs, if none is named. A page that is longer than a picture goes on in the
# next one. Needs chromium; pdftoppm and convert turn the paper into pictures and cut
# the long ones.
set -eu
cd "$(dirname "$0")/.."
dir=$(mkdir -p "${1:-out/look}" && cd "${1:-out/look}" && pwd)
[ $# -eq 0 ] || shift
if [ $# -eq 0 ]; then
	go test ./pkg/document -count=1 -run 'TestLook$' -look "$dir"
	set -- "$dir"/*/report.*.html
fi
shoot() {
	shown=$1
	shift
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars "$@" "file://$shown" >/dev/null 2>&1
}
cut() {
	command -v convert >/dev/null || return 0
	convert "$1" -crop "x$2" +repage "${1%.png}-%02d.png" && rm "$1"
}
for page in "$@"; do
	page=$(cd "$(dirname "$page")" && pwd)/$(basename "$page")
	base=$dir/$(basename "$(dirname "$page")")-$(basename "$page" .html)
	shoot "$page" --window-size=1200,16000 --screenshot="$base.desk.png"
	cut "$base.desk.png" 1400
	# Chromium makes no window as narrow as a phone; a frame is.
	frame=$dir/frame.html
	printf '<body style="margin:0"><iframe src="file://%s" width="390" height="16000" style="border:0"></iframe>' "$page" >"$frame"
	shoot "$frame" --allow-file-access-from-files --window-size=390,16000 --screenshot="$base.phone.png"
	cut "$base.phone.png" 1400
	rm "$frame"
	shoot "$page" --no-pdf-header-footer --print-to-pdf="$base.pdf"
	if command -v pdftoppm >/dev/null; then pdftoppm -r 80 -png "$base.pdf" "$base.paper"; fi
done
ls "$dir"
