"""Writes known.json: probabilities of the noise, by mpmath with 80 digits.

Run with mpmath 1.4.1:
    python known.py > known.json

cells: for a distribution redrawn beyond ±bound, the probability of each cell
[from, to]; small variances by summing the definition, large ones by the normal
distribution at half-integers, from which the discrete Gaussian differs by less
than 1/(20·variance) of a cell's probability. table: floor(2^128 P(|x| ≤ k)) of Skellam noise
redrawn beyond ±bound, in hexadecimal, from Bessel functions.
"""
import json
from mpmath import mp, mpf, exp, besseli, ncdf, sqrt, floor, quad

mp.dps = 80


def pmf(noise, variance, bound):
    if noise == "skellam":
        w = [exp(-mpf(variance)) * besseli(k, mpf(variance)) for k in range(bound + 1)]
    else:
        w = [exp(-mpf(k * k) / (2 * variance)) for k in range(bound + 1)]
    total = w[0] + 2 * sum(w[1:])
    return [x / total for x in w]


cells = []
for noise, variance, bound in [("discrete-gaussian", 1, 9), ("discrete-gaussian", 2, 12), ("discrete-gaussian", 7, 4),
                               ("discrete-gaussian", 50, 80), ("discrete-gaussian", 1000, 300),
                               ("skellam", 1, 12), ("skellam", 3, 3), ("skellam", 50, 90), ("skellam", 1000, 300)]:
    p = pmf(noise, variance, bound)
    width = max(1, int(variance ** .5 / 8))
    out, k = [], -bound
    while k <= bound:
        to = min(bound, k + width - 1)
        out.append([k, to, float(sum(p[abs(i)] for i in range(k, to + 1)))])
        k = to + 1
    cells.append({"noise": noise, "variance": variance, "bound": bound, "cells": out})
for variance in [2 ** 40, 3 * 2 ** 39 + 12345]:
    bound = int(12 * variance ** .5)
    sigma = sqrt(mpf(variance))
    edges = sorted(set([-bound] + [int(sigma * mpf(i) / 16) for i in range(-56, 57)] + [bound + 1]))
    total = ncdf((bound + mpf(1) / 2) / sigma) - ncdf((-bound - mpf(1) / 2) / sigma)
    out = [[a, b - 1, float((ncdf((b - mpf(1) / 2) / sigma) - ncdf((a - mpf(1) / 2) / sigma)) / total)]
           for a, b in zip(edges, edges[1:])]
    cells.append({"noise": "discrete-gaussian", "variance": variance, "bound": bound, "cells": out})

tables = []
for variance, bound, ks in [(1, 12, range(12)), (1, 60, [0, 20, 59]), (100, 120, [0, 1, 10, 50, 119]), (100, 10, [0, 5, 9]),
                            (10 ** 4, 1300, [0, 77, 400, 1299])]:
    p = pmf("skellam", variance, bound)
    tables.append({"variance": variance, "bound": bound, "below": [
        [k, hex(int(floor(mpf(2) ** 128 * (p[0] + 2 * sum(p[1:k + 1])))))[2:]] for k in ks]})
print(json.dumps({"cells": cells, "table": tables}))
