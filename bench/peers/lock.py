"""Writes requirements/NAME.txt from requirements/NAME.in: every package that pip
would install, with its version and the hash of its archive. Run it with the Python
that the peer runs on, after a change of a .in file:

    python3.11 bench/peers/lock.py tenseal

The hashes are those of one platform (written here: Linux, x86-64).
"""

import json
import pathlib
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent / "requirements"


def lock(name):
    asked = FOLDER / (name + ".in")
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet",
               "--ignore-installed", "--report", "-", "-r", str(asked)]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    lines = []
    for item in report["install"]:
        meta = item["metadata"]
        digest = item["download_info"]["archive_info"]["hashes"]["sha256"]
        lines.append("%s==%s --hash=sha256:%s" % (meta["name"].lower(), meta["version"], digest))
    python = "%d.%d" % sys.version_info[:2]
    head = "# Written by lock.py with Python %s. Change %s instead." % (python, asked.name)
    (FOLDER / (name + ".txt")).write_text("\n".join([head] + sorted(lines)) + "\n")


if __name__ == "__main__":
    for peer in sys.argv[1:]:
        lock(peer)
