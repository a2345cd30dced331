"""Writes known.json: what other programs say of the same scores.

Run with numpy 2.4.6, scipy 1.17.1 and scikit-learn 1.9.1:
    python known.py > known.json

lira: confidences of 60 rows under a target and 16 shadow models, and the scores
of likelihood ratios with variances weighed as membership.fit says (prior 16).
shares: Clopper-Pearson intervals by scipy.stats.binomtest.
curves: scores with and without ties; areas and points of scikit-learn's
roc_auc_score and roc_curve; intervals of the area by DeLong (1988) over all
pairs and by Newcombe (2006, part 2, method 5), and of the points from binomial
tails by scipy.stats.binom.
"""
import json
import numpy as np
from scipy.optimize import brentq
from scipy.stats import binom, binomtest, norm
from sklearn.metrics import roc_auc_score, roc_curve

random = np.random.default_rng(20260101)
FALSES = (0.1, 0.01, 0.001, 0)


def lira():
    rows, models, prior = 60, 16, 16
    had = random.random((models, rows)) < 0.5
    had[:2], had[2:4] = True, False
    mean = 3 * random.normal(size=rows)
    deviation = np.exp(random.normal(size=rows))
    conf = mean + deviation * random.normal(size=(models, rows)) + 0.8 * had
    target = mean + deviation * random.normal(size=rows)
    fits = []
    for side in (True, False):
        inside = had == side
        n = inside.sum(0)
        m = np.array([conf[inside[:, i], i].mean() for i in range(rows)])
        squares = np.array([((conf[inside[:, i], i] - m[i]) ** 2).sum() for i in range(rows)])
        pooled = squares.sum() / (n - 1).sum()
        fits.append((m, np.sqrt((squares + prior * pooled) / (prior + n - 1))))
    (m1, s1), (m0, s0) = fits
    return dict(target=target.tolist(), had=had.tolist(), confidence=conf.tolist(),
                online=(norm.logpdf(target, m1, s1) - norm.logpdf(target, m0, s0)).tolist(),
                # Offline is a number of deviations: its tail is what the paper's test gives.
                offline_tail=norm.sf(target, m0, s0).tolist())


def shares():
    found = []
    for k, n in [(0, 1), (1, 1), (0, 456), (3, 456), (456, 456), (17, 1368), (700, 1368), (1366, 1368),
                 (1, 100000), (4200, 100000), (99999, 100000), (2, 3000000)]:
        for confidence in (0.9, 0.95, 0.999):
            i = binomtest(k, n).proportion_ci(confidence, "exact")
            found.append(dict(k=k, n=n, confidence=confidence, low=i.low, high=i.high))
    return found


def area(x, y):
    wins = (x[:, None] > y[None]) + 0.5 * (x[:, None] == y[None])
    a, m, n = wins.mean(), len(x), len(y)
    z = norm.ppf(0.975)
    half = z * np.sqrt(wins.mean(1).var(ddof=1) / m + wins.mean(0).var(ddof=1) / n)

    def off(t):
        v = t * (1 - t) * (1 + ((m + n) / 2 - 1) * ((1 - t) / (2 - t) + t / (1 + t))) / (m * n)
        return (a - t) ** 2 - z * z * v

    low = 0.0 if a == 0 else brentq(off, 0, a - 1e-13, xtol=1e-14)
    high = 1.0 if a == 1 else brentq(off, a + 1e-13, 1, xtol=1e-14)
    return max(0, min(low, a - half)), min(1, max(high, a + half))


def point(x, y, f):
    n, m = len(y), len(x)
    labels, scores = np.r_[np.ones(m), np.zeros(n)], np.r_[x, y]
    fpr, tpr, _ = roc_curve(labels, scores, drop_intermediate=False)
    value = tpr[fpr <= f + 1e-12].max()
    hits = int(round(value * m))
    if f == 0:
        i = binomtest(hits, m).proportion_ci(0.95, "exact")
        return dict(f=f, hits=hits, low=i.low, high=i.high)
    tail, down = 0.0125, np.sort(y)[::-1]
    counts = np.arange(n + 1)
    enough = counts[binom.sf(counts - 1, n, f) <= tail]  # P(X ≥ j)
    found = m if len(enough) == 0 else int((x >= down[enough[0] - 1]).sum())
    high = binomtest(found, m).proportion_ci(1 - 2 * tail, "exact").high
    few = counts[binom.cdf(counts, n, f) <= tail]
    low = 0.0
    if len(few):
        low = binomtest(int((x > down[few[-1]]).sum()), m).proportion_ci(1 - 2 * tail, "exact").low
    return dict(f=f, hits=hits, low=low, high=high)


def curve(x, y):
    low, high = area(x, y)
    return dict(inside=x.tolist(), outside=y.tolist(), low=low, high=high,
                auc=roc_auc_score(np.r_[np.ones(len(x)), np.zeros(len(y))], np.r_[x, y]),
                points=[point(x, y, f) for f in FALSES])


def curves():
    short = lambda v: np.round(v, 3)
    return [
        curve(short(random.normal(1, 1, 120)), short(random.normal(0, 1, 300))),
        curve(short(random.normal(0.3, 2, 300)), short(random.normal(0, 1, 120))),
        curve(np.round(random.normal(0.5, 1, 200)), np.round(random.normal(0, 1, 150))),  # ties
        curve(np.zeros(40), np.zeros(30)),  # nothing but ties
        curve(2 + short(random.random(25)), short(random.random(15))),  # all in order
        curve(short(random.random(25)), 2 + short(random.random(15))),  # all out of order
        curve(short(random.standard_cauchy(400)), short(random.standard_cauchy(1100))),
    ]


print(json.dumps(dict(lira=lira(), shares=shares(), curves=curves())))
