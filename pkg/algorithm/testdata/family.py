"""Writes family.json: what the algorithms that average make of made-up tables.

Run with numpy 2.4.6, where known.json is:
    python family.py > family.json

The algorithms are written down once more, in float64 and in one place: FedProx
(Li et al. 2020), SCAFFOLD with option II (Karimireddy et al. 2020) and FedAdam
(Reddi et al. 2021), 10 rounds of 4 steps at rate 0.4, ridge 1, sites weighted by
rows, columns standardised by all rows. In "dropped" the last site is missing from
every third sum, whose result it applies like the others.
"""
import json
import numpy as np

ROUNDS, STEPS, RATE, RIDGE = 10, 4, 0.4, 1.0
MU, ETA, BETA1, BETA2, TAU = 0.3, 0.1, 0.9, 0.99, 1e-3


def run(x, y, site, name, dropped):
    a = np.c_[np.ones(len(y)), (x - x.mean(0)) / x.std(0)]
    sites = sorted(set(site))
    w = np.zeros(a.shape[1])
    c, own = np.zeros_like(w), {s: np.zeros_like(w) for s in sites}
    m, v = np.zeros_like(w), np.full_like(w, TAU**2)
    for r in range(ROUNDS):
        here = sites[:-1] if dropped and r % 3 == 2 else sites
        total, rows, change = np.zeros_like(w), 0, np.zeros_like(w)
        for s in here:
            of, u = site == s, w.copy()
            n = of.sum()
            for _ in range(STEPS):
                p = 1 / (1 + np.exp(-a[of] @ u))
                g = a[of].T @ (p - y[of]) / n + RIDGE * np.r_[0, u[1:]] / len(y)
                if name == "fedprox":
                    g = g + MU * (u - w)
                if name == "scaffold":
                    g = g + c - own[s]
                u = u - RATE * g
            total, rows = total + n * u, rows + n
            if name == "scaffold":
                new = own[s] - c + (w - u) / (STEPS * RATE)
                change, own[s] = change + n * (new - own[s]), new
        average = total / rows
        c = c + change / len(y)
        if name == "fedadam":
            d = average - w
            m, v = BETA1 * m + (1 - BETA1) * d, BETA2 * v + (1 - BETA2) * d * d
            w = w + ETA * m / (np.sqrt(v) + TAU)
        else:
            w = average
    return w.tolist()


def main():
    out = []
    for i, t in enumerate(json.load(open("known.json"))):
        if t["cause"]:
            continue
        x, y, site = np.array(t["x"]), np.array(t["y"]), np.array(t["site"])
        for name in ["fedprox", "scaffold", "fedadam"]:
            for dropped in [False, True]:
                out.append({"table": i, "name": name, "dropped": dropped, "weights": run(x, y, site, name, dropped)})
    print(json.dumps(out, separators=(",", ":")).replace('{"table"', '\n{"table"'))


main()
