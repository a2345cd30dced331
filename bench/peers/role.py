"""One step of one role, run and measured in a process of its own."""

import os
import pickle
import resource
import statistics
import sys
import time
import traceback


class Clock:
    """Adds up the medians of what a step times, by name: seconds by the clock on
    the wall, and of the processor."""

    def __init__(self, repeats):
        self.repeats = repeats
        self.wall = {}
        self.cpu = {}

    def time(self, name, work):
        walls, cpus = [], []
        for _ in range(self.repeats):
            result = None  # else the last one would count into the peak
            wall, cpu = time.perf_counter(), time.process_time()
            result = work()
            cpus.append(time.process_time() - cpu)
            walls.append(time.perf_counter() - wall)
        self.wall[name] = self.wall.get(name, 0) + statistics.median(walls)
        self.cpu[name] = self.cpu.get(name, 0) + statistics.median(cpus)
        return result


def run(step, role, mail, repeats):
    """Runs step(role, clock) in a fork and returns what it measured, and under
    "found" what the step returned: parts of the setting only it knows."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        status = 1
        try:
            answer = _measure(step, role, mail, repeats)
            status = 0
        except BaseException:
            answer = traceback.format_exc()
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(answer, pipe)
        sys.stdout.flush()
        os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if status != 0 or not said:
        reason = pickle.loads(said) if said else "the process ended without a word"
        raise RuntimeError("%s, %s: %s" % (step.__name__, role, reason))
    return pickle.loads(said)


def _measure(step, role, mail, repeats):
    mail.sent = []
    clock = Clock(repeats)
    idle = _resident()
    found = step(role, clock)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return {"wall": clock.wall, "cpu": clock.cpu, "sent": mail.sent, "idle": idle, "peak": peak,
            "found": found or {}}


def _resident():
    """Bytes in memory now; None where the system does not say."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None
