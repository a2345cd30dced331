"""Measures one scheme with one number of participants, in the environment of its
peer, and writes the row. Started by run.py: worker.py ORDER ROW FOLDER, two JSON
files and where the messages may lie."""

import importlib
import importlib.metadata
import json
import os
import platform
import sys

import numpy

import role
from job import Job
from mail import Mail


def measure(order, folder):
    job = Job(order["scheme"], order["participants"], order["values"], order["bits"], dict(order["setting"]),
              order["repeats"], folder)
    mail = Mail(folder)
    peer = importlib.import_module("peer_" + order["peer"]).Peer(job, mail)
    measured = {"participant": [], "coordinator": [], "dealer": []}
    sent = []
    for who, step in peer.steps():
        timed = who in (0, "coordinator", "dealer")
        answer = role.run(step, who, mail, job.repeats if timed else 1)
        sent += answer["sent"]
        job.setting.update(answer["found"])
        if timed:
            measured["participant" if who == 0 else who].append(answer)
    opened = mail.kept("result", "sum")
    if order.get("spoil"):
        opened[len(opened) // 2] += 1
    row = {"trust": peer.trust, "opened_by": peer.opened_by, "setup_repeated": peer.setup_repeated,
           "setting": job.setting, "versions": versions(peer.packages)}
    row.update(seconds(measured))
    row.update(traffic(sent, job.values))
    for name, key in (("peak_bytes", "peak"), ("idle_bytes", "idle")):
        row[name] = {each: max((answer[key] or 0 for answer in measured[each]), default=None)
                     for each in ("participant", "coordinator")}
    row.update(check(opened, job))
    return row


def seconds(measured):
    """By name, one participant's and the coordinator's; null what a scheme does not have."""
    row = {}
    for clock, prefix in (("wall", ""), ("cpu", "cpu_")):
        total = {}
        for who, answers in measured.items():
            for answer in answers:
                for name, value in answer[clock].items():
                    name = "setup " + who if name == "setup" else name
                    total[name] = total.get(name, 0) + value
        if "aggregate" in total:  # one call that adds and opens
            total["add"] += total["added"]
            total["decrypt"] = max(total["aggregate"] - total["added"], 0)
        parts = {who: total["setup " + who] for who in measured if "setup " + who in total}
        for name in ("encrypt", "add", "share", "decrypt"):
            row[prefix + name + "_seconds"] = total.get(name)
        row[prefix + "setup_seconds"] = sum(parts.values())
        if not prefix:
            row["setup_seconds_by_role"] = parts
    return row


def traffic(sent, values):
    """What participant 0 sends and receives, by everything that was sent."""
    row = {}
    for setup_only, prefix in ((False, ""), (True, "setup_")):
        chosen = [each for each in sent if each[3] or not setup_only]
        row[prefix + "uplink_bytes"] = sum(size for sender, _, size, _ in chosen if sender == 0)
        row[prefix + "downlink_bytes"] = sum(size for _, receiver, size, _ in chosen if receiver in (0, "all"))
    row["uplink_bits_per_value"] = 8 * row["uplink_bytes"] / values
    return row


def check(opened, job):
    """The sum against the exact one, in steps of the grid of 2^bits that the values lie on."""
    exact = job.exact_sum()
    if opened.shape != exact.shape:
        return {"failed": "%d values came out of %d" % (len(opened), len(exact))}
    error = float(numpy.abs(opened - exact.astype(numpy.float64)).max())
    wrong = int(numpy.count_nonzero(numpy.rint(opened) != exact))
    row = {"max_error": error, "sum_of_sums": int(numpy.rint(opened).sum()),
           "precision": "%d-bit values, sum of %d bits; exact after rounding" % (
               job.bits, job.bits + (job.participants - 1).bit_length())}
    if wrong:
        row["failed"] = "%d of %d sums are wrong after rounding" % (wrong, job.values)
        row["precision"] = "%d-bit values; not exact" % job.bits
    return row


def versions(packages):
    found = {"python": platform.python_version()}
    for package in packages:
        found[package] = importlib.metadata.version(package)
    return found


def main():
    with open(sys.argv[1]) as file:
        order = json.load(file)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    row = measure(order, sys.argv[3])
    with open(sys.argv[2], "w") as file:
        json.dump(row, file)


if __name__ == "__main__":
    main()
