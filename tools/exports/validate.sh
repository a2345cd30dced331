#!/bin/sh
# tools/exports/validate.sh: has the validators that others publish check the exports
# of made-up runs. Installs them into .cache/validators, with network.
set -eu
cd "$(dirname "$0")/../.."
python3 -m venv .cache/validators
.cache/validators/bin/pip install --quiet --disable-pip-version-check -r tools/exports/requirements.txt
SAMBAND_VALIDATORS=$PWD/.cache/validators/bin/python go test -count=1 ./pkg/export -run TestPublishedValidators -v
