"""Statistics in exact arithmetic: fractions of the binary doubles, then 60 digits for roots and special functions."""

from fractions import Fraction

import mpmath
from mpmath import mpf

mpmath.mp.dps = 60


def real(q: Fraction) -> mpf:
    return mpf(q.numerator) / mpf(q.denominator)


def fractions(values) -> list[Fraction]:
    return [Fraction(float(v)) for v in values]


def pearson(x, y) -> mpf | None:
    """r of two series, `None` when one of them is constant."""
    x, y = fractions(x), fractions(y)
    mx, my = sum(x) / len(x), sum(y) / len(y)
    sxx = sum((a - mx) ** 2 for a in x)
    syy = sum((b - my) ** 2 for b in y)
    if not sxx or not syy:
        return None
    sxy = sum((a - mx) * (b - my) for a, b in zip(x, y))
    return real(sxy) / (mpmath.sqrt(real(sxx)) * mpmath.sqrt(real(syy)))


def lagged(x, y, tau: int) -> mpf | None:
    """r of the pairs (x_t, y_{t + tau}) with the means and deviations of the overlapping parts."""
    n = len(x)
    return pearson(x[max(0, -tau) : n - max(0, tau)], y[max(0, tau) : n - max(0, -tau)])


def autocorrelation(x, lag: int) -> mpf:
    """sum_{i < n - lag} (x_i - m)(x_{i + lag} - m) / sum_i (x_i - m)^2."""
    x = fractions(x)
    m = sum(x) / len(x)
    d = [v - m for v in x]
    return real(sum(a * b for a, b in zip(d, d[lag:])) / sum(v * v for v in d))


def midranks(values) -> list[float]:
    ordered = sorted(values)
    first = {v: i for i, v in reversed(list(enumerate(ordered)))}
    last = {v: i for i, v in enumerate(ordered)}
    return [(first[v] + last[v]) / 2 + 1 for v in values]


def kendall_tau_b(x, y) -> mpf:
    """(concordant - discordant) / sqrt((pairs - ties in x)(pairs - ties in y)), by the double loop."""
    def sign(a, b):
        return (a > b) - (a < b)

    score = untied_x = untied_y = 0
    for i in range(len(x)):
        for j in range(i):
            sx, sy = sign(x[i], x[j]), sign(y[i], y[j])
            score += sx * sy
            untied_x += sx * sx
            untied_y += sy * sy
    return mpf(score) / (mpmath.sqrt(untied_x) * mpmath.sqrt(untied_y))


def t_test_p(r, n: int) -> mpf:
    """Two-sided p of r under independent normal pairs: I_{1 - r^2}((n - 2) / 2, 1 / 2)."""
    r = mpf(r)
    a, b, x = mpf(n - 2) / 2, mpf(1) / 2, (1 - r) * (1 + r)
    if n < 10_000:
        return mpmath.betainc(a, b, 0, x, regularized=True)
    scale = x**a * abs(r) / mpmath.beta(a, b)
    if a * r * r < 8:
        return 1 - 2 * scale * _positive_series(a + b, mpf(3) / 2, r * r)
    return scale / a * _positive_series(a + b, a + 1, x)


def _positive_series(a: mpf, c: mpf, x: mpf) -> mpf:
    """2F1(a, 1; c; x) by its terms, all positive: mpmath's own gives up at a = 5e5."""
    term = total = mpf(1)
    k = 0
    while term > total * mpf("1e-50"):
        term *= x * (a + k) / (c + k)
        total += term
        k += 1
    return total


def normal_quantile(p) -> mpf:
    return mpmath.sqrt(2) * mpmath.erfinv(2 * mpf(p) - 1)


def fisher_interval(r, n: int, level: float) -> list[float] | None:
    """tanh(atanh r -+ z / sqrt(n - 3)); `None` for n < 4."""
    if n < 4:
        return None
    half = normal_quantile((1 + mpf(repr(level))) / 2) / mpmath.sqrt(n - 3)
    return [float(mpmath.tanh(mpmath.atanh(r) + s * half)) for s in (-1, 1)]


def percentage_bend(x, y, beta: Fraction, half: Fraction) -> mpf | None:
    """The percentage bend correlation (Wilcox 1994) whose bend width is the m-th smallest distance from the median.

    m is the integer part of (1 - beta) n + half. `None` when a width or a sum of squares is zero.
    """
    a, b = _bent(fractions(x), beta, half), _bent(fractions(y), beta, half)
    if a is None or b is None:
        return None
    aa, bb = sum(u * u for u in a), sum(v * v for v in b)
    if not aa or not bb:
        return None
    return real(sum(u * v for u, v in zip(a, b))) / mpmath.sqrt(real(aa) * real(bb))


def _bent(x: list[Fraction], beta: Fraction, half: Fraction) -> list[Fraction] | None:
    n, s = len(x), sorted(x)
    median = (s[(n - 1) // 2] + s[n // 2]) / 2
    m = int((1 - beta) * n + half)
    omega = sorted(abs(v - median) for v in x)[m - 1]
    if not omega:
        return None
    below = sum((v - median) / omega < -1 for v in x)
    above = sum((v - median) / omega > 1 for v in x)
    middle = sum(v for v in x if abs(v - median) <= omega)
    location = (middle + omega * (above - below)) / (n - below - above)
    return [max(Fraction(-1), min(Fraction(1), (v - location) / omega)) for v in x]
