"""Effective sample sizes by plain loops over lags, checked where possible against the program of Afyouni et al."""

import numpy as np

import cases

QUANTILE = 1.959963984540054


def pair(n: int, phi_x: float, phi_y: float, rho: float, seed: int):
    """Two autoregressive series whose innovations correlate, rounded to six decimals."""
    rng = np.random.default_rng(seed)
    u, v = rng.standard_normal((2, n + 200))
    v = rho * u + np.sqrt(1 - rho * rho) * v
    x, y = np.zeros(n + 200), np.zeros(n + 200)
    for t in range(1, n + 200):
        x[t], y[t] = phi_x * x[t - 1] + u[t], phi_y * y[t - 1] + v[t]
    return np.round(x[200:], 6), np.round(y[200:], 6)


def inputs() -> dict:
    gas = cases.gas_furnace()
    return {
        "white": pair(50, 0.0, 0.0, 0.3, 1),
        "red": pair(80, 0.5, 0.5, 0.5, 2),
        "slow": pair(60, 0.9, 0.9, 0.0, 3),
        "mixed": pair(60, 0.9, 0.3, 0.9, 4),
        "alternating": pair(60, -0.7, -0.7, 0.2, 5),
        "gas_furnace": (np.array(gas[0]), np.array(gas[1])),
    }


def lagged(x, y, lag: int) -> float:
    """Cross-correlation at a lag, both about the mean of all and over the norm of all."""
    x, y = x - x.mean(), y - y.mean()
    return float(np.dot(x[: len(x) - lag], y[lag:]) / np.sqrt(np.dot(x, x) * np.dot(y, y)))


def weights(x, y, regularisation):
    """For the autocorrelations of x, of y and the cross-correlations: the weight of each lag from 1 to n - 2."""
    n, lags = len(x), np.arange(1, len(x) - 1)
    if isinstance(regularisation, tuple):
        name, m = regularisation
        w = (lags <= m).astype(float) if name == "truncate" else np.where(lags < m, (1 + np.cos(np.pi * lags / m)) / 2, 0.0)
        return w, w, w
    breaks = []
    for v in (x, y):
        small = [abs(lagged(v, v, k)) < QUANTILE / np.sqrt(n - 2) for k in lags]
        breaks.append(small.index(True) if True in small else n - 2)
    return tuple((lags <= m).astype(float) for m in (*breaks, max(breaks)))


def bartlett(x, y) -> float:
    product = lagged(x, x, 1) * lagged(y, y, 1)
    return (1 + product) / (1 - product)


def bayley_hammersley(x, y, regularisation) -> float:
    n = len(x)
    wx, wy, _ = weights(x, y, regularisation)
    terms = [(1 - k / n) * wx[k - 1] * lagged(x, x, k) * wy[k - 1] * lagged(y, y, k) for k in range(1, n - 1)]
    return 1 + 2 * sum(terms)


def xdf(x, y, regularisation) -> float:
    """n var(r) / (1 - r^2)^2 by the formula of Afyouni et al., with the weights of their program."""
    n, r = len(x), lagged(x, y, 0)
    wx, wy, wxy = weights(x, y, regularisation)
    total = (n - 1) * (1 - r**2) ** 2
    for k in range(1, n - 1):
        xx, yy = wx[k - 1] * lagged(x, x, k), wy[k - 1] * lagged(y, y, k)
        ahead, behind = wxy[k - 1] * lagged(x, y, k), wxy[k - 1] * lagged(y, x, k)
        squares = r**2 * (xx**2 + yy**2 + ahead**2 + behind**2)
        crossed = 2 * r * (xx + yy) * (ahead + behind)
        products = 2 * (xx * yy + ahead * behind)
        total += (n - 1 - k) * (squares - crossed + products)
    return total / n / (1 - r**2) ** 2


def golden() -> dict:
    out = {}
    for name, (x, y) in inputs().items():
        series = {} if name == "gas_furnace" else {"x": x.tolist(), "y": y.tolist()}
        inflation = {"bartlett": bartlett(x, y)}
        for label, regularisation in [("adaptive", None), ("truncate_7", ("truncate", 7)), ("tukey_9", ("tukey", 9))]:
            inflation[f"bayley_hammersley_{label}"] = bayley_hammersley(x, y, regularisation)
            inflation[f"xdf_{label}"] = xdf(x, y, regularisation)
        out[name] = {"n": len(x), **series, **inflation}
    return out
