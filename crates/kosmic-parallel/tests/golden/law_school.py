"""Write law_school_ideal.json: the bootstrap distribution of r for the law schools without Monte Carlo error.

All C(29, 14) = 77 558 760 ways to draw 15 schools out of 15 are visited, each with its multinomial weight. Data and
sums are integers (LSAT, 100 GPA), so each r has at most two roundings and each probability is an exact ratio.
"""

import math
import platform
import time

import numba
import numpy as np
import scipy
from scipy.special import ndtr, ndtri

import inputs

N = 15
TOTAL = N**N
BINS = 2_000_000
LEVELS = 0.90, 0.95
QUANTILES = 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999
CDF_POINTS = [round(0.025 + 0.05 * k, 3) for k in range(20)]


@numba.njit
def correlation(n, sx, sy, sxx, sxy, syy):
    """NaN for an undefined r. The product under the root stays below 2^53: exact."""
    vx, vy = n * sxx - sx * sx, n * syy - sy * sy
    if vx == 0 or vy == 0:
        return np.nan
    return (n * sxy - sx * sy) / math.sqrt(vx * vy)


@numba.njit
def visit(x, y, factorial, moments, below, estimate, points, histogram, wanted, found, weights):
    """Depth first over all counts c with sum n: the weight of one is n! / prod c_i!.

    `below` gets the weights of r < estimate, r = estimate, undefined; `histogram` those of the bins of [-1, 1] and, behind
    them, of r <= point for each point. Values in a `wanted` bin go to `found` and `weights`; their number is returned.
    """
    n = len(x)
    bins = len(histogram) - len(points)
    counts = np.zeros(n, np.int64)
    left = np.zeros(n + 1, np.int64)
    weight = np.zeros(n + 1, np.int64)
    sums = np.zeros((n + 1, 5), np.int64)
    left[0], weight[0] = n, factorial[n]
    collected, carry = 0, np.zeros(len(moments))
    depth, counts[0] = 0, -1
    while depth >= 0:
        counts[depth] += 1
        if counts[depth] > left[depth]:
            depth -= 1
            continue
        if depth == n - 1:
            counts[depth] = left[depth]
        c, a, b = counts[depth], x[depth], y[depth]
        left[depth + 1] = left[depth] - c
        weight[depth + 1] = weight[depth] // factorial[c]
        for i, v in enumerate((a, b, a * a, a * b, b * b)):
            sums[depth + 1, i] = sums[depth, i] + c * v
        if depth < n - 1:
            depth += 1
            counts[depth] = -1
            continue
        w, s = weight[n], sums[n]
        r = correlation(n, s[0], s[1], s[2], s[3], s[4])
        if np.isnan(r):
            below[2] += w
            continue
        if r < estimate:
            below[0] += w
        elif r == estimate:
            below[1] += w
        for i in range(len(moments)):
            term = w * (r - estimate) ** (i + 1) - carry[i]
            total = moments[i] + term
            carry[i] = (total - moments[i]) - term
            moments[i] = total
        for i in range(len(points)):
            if r <= points[i]:
                histogram[bins + i] += w
        bin = min(bins - 1, int((r + 1) / 2 * bins))
        histogram[bin] += w
        if wanted[bin]:
            if collected < len(found):
                found[collected], weights[collected] = r, w
            collected += 1
    return collected


class Ideal:
    """Two passes: the first counts, the second collects the values of the bins that hold the wanted quantiles."""

    def __init__(self, x, y):
        self.data = [np.round(x - x.min()).astype(np.int64), np.round(100 * (y - y.min())).astype(np.int64)]
        a, b = self.data
        self.estimate = correlation(N, a.sum(), b.sum(), (a * a).sum(), (a * b).sum(), (b * b).sum())
        self._pass(np.zeros(BINS, np.bool_), 0)
        self.defined = TOTAL - int(self.below[2])
        assert sum(map(int, self.histogram[:BINS])) == self.defined

    def _pass(self, wanted, room):
        self.moments, self.below = np.zeros(2), np.zeros(3, np.int64)
        self.histogram = np.zeros(BINS + len(CDF_POINTS), np.int64)
        found, weights = np.zeros(room), np.zeros(room, np.int64)
        factorial = np.array([math.factorial(k) for k in range(N + 1)], np.int64)
        number = visit(
            *self.data, factorial, self.moments, self.below, self.estimate, np.array(CDF_POINTS), self.histogram, wanted,
            found, weights,
        )
        return number, found[:number], weights[:number]

    def quantiles(self, probabilities) -> list[float]:
        """The smallest r with P(r* <= r) >= p, over the defined resamples."""
        cumulative = np.cumsum(self.histogram[:BINS])
        need = [math.ceil(p * self.defined) for p in probabilities]
        bins = [int(np.searchsorted(cumulative, k)) for k in need]
        wanted = np.zeros(BINS, np.bool_)
        wanted[bins] = True
        number, found, weights = self._pass(wanted, 2_000_000)
        assert number == len(found)
        order = np.argsort(found, kind="stable")
        found, weights = found[order], weights[order]
        out = []
        for k, b in zip(need, bins):
            inside = np.minimum(BINS - 1, ((found + 1) / 2 * BINS).astype(np.int64)) == b
            before = int(cumulative[b - 1]) if b else 0
            position = np.searchsorted(np.cumsum(weights[inside]), k - before)
            out.append(float(found[inside][position]))
        return out


def leave_one_out(x, y) -> np.ndarray:
    return np.array([np.corrcoef(np.delete(x, i), np.delete(y, i))[0, 1] for i in range(len(x))])


def adjusted(z0: float, acceleration: float, level: float) -> list[float]:
    """The probabilities whose quantiles are the limits of BCa (Efron 1987)."""
    z = z0 + ndtri([(1 - level) / 2, (1 + level) / 2])
    return ndtr(z0 + z / (1 - acceleration * z)).tolist()


def main() -> None:
    start = time.time()
    x, y = inputs.pair("law_school")
    ideal = Ideal(x, y)
    assert abs(ideal.estimate - np.corrcoef(x, y)[0, 1]) < 1e-15
    below, equal, undefined = map(int, ideal.below)
    z0 = float(ndtri((below + equal / 2) / ideal.defined))
    d = leave_one_out(x, y)
    d = d.mean() - d
    acceleration = float((d**3).sum() / (6 * (d**2).sum() ** 1.5))
    first, second = ideal.moments / ideal.defined
    sd = math.sqrt(second - first * first)
    cdf = [int(c) / ideal.defined for c in ideal.histogram[BINS:]]

    tails = {level: [(1 - level) / 2, (1 + level) / 2] for level in LEVELS}
    asked = list(QUANTILES)
    for level in LEVELS:
        asked += tails[level] + adjusted(z0, 0, level) + adjusted(z0, acceleration, level)
    values = ideal.quantiles(asked)
    limits = {}
    for i, level in enumerate(LEVELS):
        v = values[len(QUANTILES) + 6 * i :][:6]
        half = float(ndtri((1 + level) / 2)) * sd
        limits[str(level)] = {
            "percentile": v[:2],
            "basic": [2 * ideal.estimate - v[1], 2 * ideal.estimate - v[0]],
            "normal": [ideal.estimate - half, ideal.estimate + half],
            "normal_less_bias": [ideal.estimate - first - half, ideal.estimate - first + half],
            "bc": v[2:4],
            "bca": v[4:6],
        }
    versions = {m.__name__: m.__version__ for m in (np, scipy, numba)}
    inputs.write(
        "law_school_ideal.json",
        {
            "versions": {"python": platform.python_version(), **versions},
            **inputs.described("law_school"),
            "r": ideal.estimate,
            "compositions": math.comb(2 * N - 1, N - 1),
            "resamples": str(TOTAL),
            "undefined": undefined,
            "mean": ideal.estimate + first,
            "sd": sd,
            "probability_below_r": below / ideal.defined,
            "probability_at_r": equal / ideal.defined,
            "z0": z0,
            "acceleration": acceleration,
            "cdf": {"r": CDF_POINTS, "probability": cdf},
            "quantiles": {"probability": list(QUANTILES), "r": values[: len(QUANTILES)]},
            "limits": limits,
        },
    )
    print(f"{time.time() - start:.0f} s")


if __name__ == "__main__":
    main()
