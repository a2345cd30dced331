"""Writes known.json: what budget computes, by other means and with 60 digits.

Run with mpmath 1.4.1:
    python known.py > known.json

analytic: δ of the Gaussian mechanism by integrating the excess of one density
over e^ε times the other. tpr: the attack bound by its definition. sampled: the
divergence of the sampled Gaussian by integrating its definition. gaussians and
skellam: the largest Rényi divergence, either way round, of a sum of discrete
Gaussians of h sites, or of Skellam noise of the summed variance, against the
same moved by the sensitivity (one value), by summing the definition. tail: the
probability beyond a bound, by summing.
"""
import json
from mpmath import mp, mpf, exp, log, quad, linspace, npdf, ncdf, erfinv, sqrt, besseli

mp.dps = 60


def analytic(eps, mu):
    eps, mu = mpf(eps), mpf(mu)
    start = eps / mu + mu / 2  # where the densities differ by the factor e^ε
    scale = npdf(start, mu)  # quad works to an absolute error
    points = [start + k / (1 + start) for k in range(0, 150)]
    return scale * quad(lambda x: (npdf(x, mu) - exp(eps) * npdf(x, 0)) / scale, points)


def tpr(mu, fpr):
    return ncdf(sqrt(mpf(2)) * erfinv(2 * mpf(fpr) - 1) + mpf(mu))


def sampled(q, z, order):
    q, z = mpf(q), mpf(z)
    def moment(x):
        ratio = (1 - q) + q * exp((2 * x - 1) / (2 * z * z))
        return npdf(x, 0, z) * ratio ** order
    top = order + 15 * z
    return log(quad(moment, linspace(-15 * z, top, 60))) / (order - 1)


def gaussian_pmf(variance, reach):
    weights = [exp(-mpf(k * k) / (2 * variance)) for k in range(-reach, reach + 1)]
    total = sum(weights)
    return [w / total for w in weights]


def convolve(a, b):
    out = [mpf(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] += x * y
    return out


def divergence(pmf, shift, order):
    total = mpf(0)
    for k in range(shift, len(pmf)):
        if pmf[k] > 0 and pmf[k - shift] > 0:
            total += pmf[k] ** order * pmf[k - shift] ** (1 - order)
    one = log(total) / (order - 1)
    total = mpf(0)
    for k in range(shift, len(pmf)):
        total += pmf[k - shift] ** order * pmf[k] ** (1 - order)
    return max(one, log(total) / (order - 1))


def skellam_pmf(variance, reach):
    half = [exp(-mpf(variance)) * besseli(k, mpf(variance)) for k in range(reach + 1)]
    return half[:0:-1] + half


known = {"analytic": [], "tpr": [], "sampled": [], "gaussians": [], "skellam": [], "tail": []}
for eps, mu in [(0, .01), (0, 1), (.1, .05), (.5, .2), (1, .5), (1, 1), (1, 3), (4, 1), (4, .3), (8, 2), (8, 8), (20, 1), (100, 12), (1, .05), (2, .1)]:
    known["analytic"].append({"epsilon": eps, "mu": mu, "delta": float(analytic(eps, mu))})
for mu, fpr in [(0, .01), (.5, .001), (1, .001), (1, .1), (3, 1e-6), (.1, 1e-12), (2, .9), (6, 1e-20)]:
    known["tpr"].append({"mu": mu, "fpr": fpr, "tpr": float(tpr(mu, fpr))})
for q, z, order in [(.01, 2.5, 5), (.01, 1, 2), (.1, 1, 3), (.5, 4, 8), (.02, .7, 16)]:
    known["sampled"].append({"q": q, "z": z, "order": order, "divergence": float(sampled(q, z, order))})
for variance, sites, shift in [(1, 2, 1), (1, 3, 2), (2, 2, 1), (3, 3, 4), (9, 2, 5)]:
    site = gaussian_pmf(variance, int(12 * variance ** .5) + 4 * shift)
    pmf = site
    for _ in range(sites - 1):
        pmf = convolve(pmf, site)
    for order in [1.5, 2, 4]:
        known["gaussians"].append({"variance": variance, "sites": sites, "sensitivity": shift, "order": order,
                                   "divergence": float(divergence(pmf, shift, mpf(order)))})
for variance, sites, shift in [(2, 1, 1), (5, 2, 1), (5, 2, 3), (40, 1, 6), (100, 3, 10)]:
    pmf = skellam_pmf(variance * sites, 200 + 20 * shift)
    for order in [2, 3, 6]:
        known["skellam"].append({"variance": variance, "sites": sites, "sensitivity": shift, "order": order,
                                 "divergence": float(divergence(pmf, shift, mpf(order)))})
for noise, variance, bounds in [("discrete-gaussian", 1, [3, 8]), ("discrete-gaussian", 100, [9, 45, 130]),
                                ("skellam", 1, [3, 12]), ("skellam", 100, [9, 45, 130])]:
    reach = 400
    pmf = gaussian_pmf(variance, reach) if noise == "discrete-gaussian" else skellam_pmf(variance, reach)
    for bound in bounds:
        known["tail"].append({"noise": noise, "variance": variance, "bound": bound,
                              "probability": float(2 * sum(pmf[reach + bound + 1:]))})
print(json.dumps(known, indent=1))
