#!/bin/sh
# Makes one virtual environment a peer and installs what requirements/NAME.txt pins.
#
#     sh bench/peers/setup.sh                  all of them
#     sh bench/peers/setup.sh tenseal flower   these only
#
# They lie in $PEERS_HOME, else in the user's cache. A peer that does not install
# leaves its reason in NAME/unavailable, and run.py prints that in its rows.
# Python 3.11 and 3.10 are looked for by name, with pyenv and with uv;
# PEERS_PYTHON311 and PEERS_PYTHON310 name them outright.
set -u
here=$(cd "$(dirname "$0")" && pwd)
home=${PEERS_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/samband/peers}
failed=0

# python VERSION prints a Python of that version, or nothing.
python() {
    eval "named=\${PEERS_PYTHON$(echo "$1" | tr -d .):-}"
    for each in "$named" "python$1" \
        "$(pyenv prefix "$1" 2>/dev/null)/bin/python" "$(uv python find "$1" 2>/dev/null)"; do
        if [ -n "$each" ] && "$each" -c "import sys; sys.exit(sys.version_info[:2] != tuple(map(int, '$1'.split('.'))))" 2>/dev/null; then
            echo "$each"
            return
        fi
    done
}

# give_up NAME REASON keeps the reason for the rows.
give_up() {
    rm -rf "${home:?}/$1"
    mkdir -p "$home/$1"
    printf '%s\n' "$2" >"$home/$1/unavailable"
    echo "$1: unavailable: $2" >&2
    failed=1
}

install() {
    lock=$here/requirements/$1.txt
    if cmp -s "$lock" "$home/$1/installed"; then
        echo "$1: already installed"
        return
    fi
    version=$(sed -n '1s/.*Python \([0-9]*\.[0-9]*\).*/\1/p' "$lock")
    with=$(python "$version")
    if [ -z "$with" ]; then
        give_up "$1" "its package needs Python $version, which was not found"
        return
    fi
    rm -rf "${home:?}/$1"
    mkdir -p "$home"
    if ! said=$("$with" -m venv "$home/$1" 2>&1); then
        give_up "$1" "no virtual environment: $(echo "$said" | tail -n 1)"
    elif ! said=$("$home/$1/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r "$lock" 2>&1); then
        give_up "$1" "pip: $(echo "$said" | grep -i error | head -n 1)"
    else
        cp "$lock" "$home/$1/installed"
        echo "$1: installed"
    fi
}

if [ $# -eq 0 ]; then
    set -- numpy tenseal flower openfhe fedbiomed
fi
for name in "$@"; do
    if [ -f "$here/requirements/$name.txt" ]; then
        install "$name"
    else
        echo "$name is none of the peers: numpy tenseal flower openfhe fedbiomed" >&2
        failed=1
    fi
done
exit $failed
