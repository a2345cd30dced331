"""Measures the Python peers and prints one line of JSON for each measurement.

    sh bench/peers/setup.sh
    python3 bench/peers/run.py [--participants 2,4,8,16] [--values 1048576] [--bits 16]
                               [--only PREFIX,...] [--json FILE] [--quick]

Needs nothing but Python: every peer runs in its own environment. README.md says how
to read the rows. Ends with 1 if a row failed; a peer that is not there fails nothing. Unix only.
"""

import argparse
import json
import os
import pathlib
import platform
import signal
import subprocess
import sys
import tempfile

from schemes import SCHEMES

HERE = pathlib.Path(__file__).resolve().parent
REPEATS = 3
LIMIT_SECONDS = 300  # of one row


def home():
    """Where setup.sh puts the environments."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return pathlib.Path(os.environ.get("PEERS_HOME") or os.path.join(cache, "samband", "peers"))


def machine():
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as file:
            model = next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {"processor": model, "cores": os.cpu_count(), "memory_bytes": pages, "system": platform.platform()}


def order_of(scheme, participants, asked):
    """What the worker is told: the scheme's own limits over what was asked for."""
    most = scheme.get("most_values", asked.values)
    if asked.quick:
        most = min(most, scheme.get("quick_values", most))
    return {"scheme": scheme["scheme"], "peer": scheme["peer"], "participants": participants,
            "values": min(asked.values, most), "bits": scheme.get("bits", asked.bits),
            "setting": scheme["setting"], "repeats": asked.repeats}


def measure(order):
    """The row of one order; its reason, where there is none."""
    row = {key: order[key] for key in ("scheme", "participants", "values", "bits", "repeats")}
    row["load"] = os.getloadavg()[0]
    environment = home() / order["peer"]
    python = environment / "bin" / "python"
    reason = environment / "unavailable"
    if reason.exists() or not python.exists():
        why = reason.read_text().strip() if reason.exists() else "not installed: run bench/peers/setup.sh"
        return dict(row, setting=order["setting"], unavailable=why)
    threads = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    with tempfile.TemporaryDirectory(prefix="samband-peers-") as folder:
        told, answer = os.path.join(folder, "order"), os.path.join(folder, "row")
        with open(told, "w") as file:
            json.dump(order, file)
        status, said = started([str(python), str(HERE / "worker.py"), told, answer, folder], threads)
        if status != 0:
            return dict(row, setting=order["setting"], failed=said)
        with open(answer) as file:
            return dict(row, **json.load(file))


def started(command, threads):
    """Runs a worker; its exit status and its last line. Ends all its processes with it."""
    worker = subprocess.Popen(command, env=dict(os.environ, **threads), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, start_new_session=True)
    try:
        said, _ = worker.communicate(timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        return 1, "not done after %d seconds" % LIMIT_SECONDS
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    lines = said.decode(errors="replace").strip().splitlines() or ["it ended without a word"]
    return worker.returncode, lines[-1]


def vector_sum(order):
    """The sum of all values of all participants, again, in plain integers."""
    shift = 32 - order["bits"]
    return sum((index * 2654435761 + participant * 2246822519 + 12345) % (1 << 32) >> shift
               for participant in range(order["participants"]) for index in range(order["values"]))


def self_test():
    """A wrong sum must fail its row, and sums must be those of plain integers."""
    scheme = next(each for each in SCHEMES if each["peer"] == "numpy")
    order = {"scheme": scheme["scheme"], "peer": "numpy", "participants": 3, "values": 1000, "bits": 16,
             "setting": scheme["setting"], "repeats": 1}
    if vector_sum(dict(order, participants=2, values=3)) != 0 + 40503 + 15471 + 34283 + 9251 + 49754:
        return "the vectors are not the known ones"
    if measure(dict(order, spoil=True)).get("failed") != "1 of 1000 sums are wrong after rounding":
        return "a wrong sum did not fail its row"
    return None


def arguments():
    parser = argparse.ArgumentParser(description="Measures the Python peers; one line of JSON each.")
    parser.add_argument("--participants", default="2,4,8,16", help="comma-separated (default 2,4,8,16)")
    parser.add_argument("--values", type=int, default=1 << 20, help="values of a vector (default 1048576)")
    parser.add_argument("--bits", type=int, default=16, help="bits of a value, 1 to 20 (default 16)")
    parser.add_argument("--only", default="", help="comma-separated beginnings of scheme names")
    parser.add_argument("--json", help="file that gets the rows as well")
    parser.add_argument("--quick", action="store_true", help="self-test: 16384 values, 4 participants, once")
    asked = parser.parse_args()
    asked.repeats = REPEATS
    if asked.quick:
        asked.participants, asked.values, asked.repeats = "4", 1 << 14, 1
    asked.participants = [int(each) for each in asked.participants.split(",")]
    if not all(2 <= each <= 64 for each in asked.participants) or not 1 <= asked.bits <= 20 or asked.values < 1:
        parser.error("participants are 2 to 64, bits 1 to 20, values at least 1")
    return asked


def main():
    asked = arguments()
    beginnings = tuple(asked.only.split(","))
    chosen = [each for each in SCHEMES if each["scheme"].startswith(beginnings)]
    if not chosen:
        sys.exit("no scheme begins with " + asked.only)
    failed = False
    if asked.quick:
        wrong = self_test()
        if wrong:
            print("self-test: " + wrong, file=sys.stderr)
            failed = True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that a worker is not left behind
    here = machine()
    rows = open(asked.json, "w") if asked.json else None
    for scheme in chosen:
        for participants in asked.participants:
            if participants < scheme.get("at_least", 2):
                continue
            order = order_of(scheme, participants, asked)
            row = measure(order)
            if asked.quick and "sum_of_sums" in row and row["sum_of_sums"] != vector_sum(order):
                row["failed"] = "the sum of all sums is not that of plain integers"
            row["machine"] = here
            failed = failed or "failed" in row
            line = json.dumps(row)
            print(line, flush=True)
            if rows:
                print(line, file=rows, flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
