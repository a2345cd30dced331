#!/bin/sh
# tools/exports/validate.sh [FOLDER...]: has the validators that others publish check
# exports: those of made-up runs, if no folder is named. Installs them into
# .cache/validators, with network. Ends with 3 if they are not to be had.
set -eu
cd "$(dirname "$0")/../.."
python=.cache/validators/bin/python
{ [ -x "$python" ] || timeout 60 python3 -m venv .cache/validators; } || { echo "no python3 with venv"; exit 3; }
timeout 150 "$python" -m pip install --quiet --disable-pip-version-check -r tools/exports/requirements.txt ||
	{ echo "pip cannot bring the packages of tools/exports/requirements.txt"; exit 3; }
[ $# -eq 0 ] || exec "$python" tools/exports/validate.py "$@"
SAMBAND_VALIDATORS=$PWD/$python go test -count=1 ./pkg/export -run 'TestPublishedValidators$' -v
