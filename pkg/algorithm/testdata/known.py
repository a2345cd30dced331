"""Writes known.json: made-up tables and what other programs say about them.

Run with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:
    python known.py > known.json

separation: whether some direction puts every row on its own side, by linear
programming (Albert and Anderson 1984). mle: GLM with binomial family on columns
standardised by mean and population standard deviation, intercept first. fedavg:
the algorithm written down once more with numpy in float64.
"""
import json
import numpy as np
import statsmodels.api as sm
from scipy.optimize import linprog


def separation(x, y):
    a = np.c_[np.ones(len(y)), x] * (2 * y - 1)[:, None]
    n, d = a.shape
    most = linprog(-a.sum(0), A_ub=-a, b_ub=np.zeros(n), bounds=[(-1, 1)] * d)
    if -most.fun < 1e-9:
        return ""
    margin = linprog(np.r_[np.zeros(d), -1], A_ub=np.c_[-a, np.ones(n)], b_ub=np.zeros(n),
                     bounds=[(-1, 1)] * d + [(0, 1)])
    return "separated" if -margin.fun > 1e-9 else "quasi-separated"


def fedavg(x, y, site, rounds, steps, rate, ridge):
    z = (x - x.mean(0)) / x.std(0)
    a = np.c_[np.ones(len(y)), z]
    w = np.zeros(a.shape[1])
    for _ in range(rounds):
        total = np.zeros_like(w)
        for s in set(site):
            own, v = site == s, w.copy()
            for _ in range(steps):
                p = 1 / (1 + np.exp(-a[own] @ v))
                g = a[own].T @ (p - y[own]) / own.sum() + ridge * np.r_[0, v[1:]] / len(y)
                v = v - rate * g
            total += own.sum() * v
        w = total / len(y)
    return w


def main():
    r = np.random.default_rng(9)
    tables = []
    while len(tables) < 40:
        n, d = int(r.integers(12, 60)), int(r.integers(1, 4))
        x = r.integers(-3, 4, (n, d)).astype(float)
        if d == 3:
            x[:, 2] = r.random(n) < 0.2
        y = (x @ np.arange(1, d + 1) + r.normal(size=n) * r.integers(0, 6) > 0.5).astype(float)
        if not 1 < y.sum() < n - 1 or (x.std(0) == 0).any() or np.linalg.matrix_rank(np.c_[np.ones(n), x]) <= d:
            continue
        cause = separation(x, y)
        if sum(t["cause"] == cause for t in tables) >= (16 if cause == "" else 12):
            continue
        site = r.integers(0, 3, n)
        site[:3] = [0, 1, 2]
        t = {"cause": cause, "x": x.tolist(), "y": y.tolist(), "site": site.tolist()}
        if cause == "":
            z = np.c_[np.ones(n), (x - x.mean(0)) / x.std(0)]
            fit = sm.GLM(y, z, family=sm.families.Binomial()).fit(tol=1e-14, maxiter=100)
            t["mle"] = fit.params.tolist()
            t["fedavg"] = fedavg(x, y, site, 12, 3, 0.3, 2.0).tolist()
        tables.append(t)
    print(json.dumps(tables, separators=(",", ":")).replace('{"cause"', '\n{"cause"'))


main()
