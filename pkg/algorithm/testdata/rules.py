"""Writes rules.json: what the update rules make of made-up averages.

Run with Python 3.11 or later, which needs no package:
    python rules.py > rules.json

Written from the papers: FedAvgM (Hsu, Qi, Brown 2019, section 4.3), FedAdagrad,
FedYogi, FedAdam (Reddi et al., ICLR 2021, algorithm 2). Decimal arithmetic of 50
digits, so that nothing here rounds as the program does.
"""
import json
import random
from decimal import Decimal, getcontext

getcontext().prec = 50


def fedavgm(c, w, averages):
    eta, beta, v = Decimal(c["rate"]), Decimal(c["beta1"]), [Decimal(0)] * len(w)
    for average in averages:
        v = [beta * a + (b - x) for a, b, x in zip(v, average, w)]
        w = [x + eta * a for x, a in zip(w, v)]
        yield w


def adaptive(c, w, averages):
    eta, tau = Decimal(c["rate"]), Decimal(c["adaptivity"])
    beta1, beta2 = Decimal(c["beta1"]), Decimal(c["beta2"])
    m, v = [Decimal(0)] * len(w), [tau * tau] * len(w)
    for average in averages:
        delta = [b - x for b, x in zip(average, w)]
        m = [beta1 * a + (1 - beta1) * d for a, d in zip(m, delta)]
        if c["name"] == "fedadagrad":
            v = [a + d * d for a, d in zip(v, delta)]
        elif c["name"] == "fedadam":
            v = [beta2 * a + (1 - beta2) * d * d for a, d in zip(v, delta)]
        else:
            sign = lambda t: (t > 0) - (t < 0)
            v = [a - (1 - beta2) * d * d * sign(a - d * d) for a, d in zip(v, delta)]
        w = [x + eta * a / (b.sqrt() + tau) for x, a, b in zip(w, m, v)]
        yield w


def main():
    r, cases = random.Random(11), []
    for name in ["fedavgm", "fedadam", "fedyogi", "fedadagrad"]:
        for _ in range(8):
            c = {"name": name, "rate": r.choice(["0.1", "0.5", "1"]), "beta1": r.choice(["0", "0.5", "0.9"]),
                 "beta2": r.choice(["0.9", "0.99"]), "adaptivity": r.choice(["0.1", "0.001", "0.000001"])}
            averages = [[r.randint(-2**20, 2**20) / 2**19 for _ in range(3)] for _ in range(6)]
            run = fedavgm if name == "fedavgm" else adaptive
            c["averages"] = averages
            c["weights"] = [[float(x) for x in w] for w in run(c, [Decimal(0)] * 3, [[Decimal(x) for x in a] for a in averages])]
            cases.append(c)
    print(json.dumps(cases, separators=(",", ":")).replace('{"name"', '\n{"name"'))


main()
