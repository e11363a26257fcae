"""Write measures.json: see README.md."""

import itertools
import json
import pathlib
import platform
import subprocess
import warnings

import dcor
import numpy as np
import scipy
import sklearn
from scipy import stats
from scipy.special import digamma
from sklearn.feature_selection._mutual_info import _compute_mi_cc
from sklearn.metrics import mutual_info_score

import cases
from generate import agree, layout

LEVEL = 0.95
Z = stats.norm.ppf(0.5 + LEVEL / 2)
NEIGHBOURS = 1, 3, 8


def tied(values) -> bool:
    return len(set(values)) < len(values)


def small() -> dict[str, tuple]:
    """Few rows, with and without ties, for the exact tests."""
    out = {}
    for n in (4, 6, 8):
        rng = np.random.default_rng(n)
        out[f"untied_{n}"] = rng.permutation(n), rng.permutation(n)
        out[f"tied_{n}"] = rng.integers(0, 4, n), rng.integers(0, n, n)
    return {name: (list(map(float, x)), list(map(float, y)), "made by measures.py") for name, (x, y) in out.items()}


def r_p_value(x, y, method: str, exact: bool) -> float:
    """The p-value of R's cor.test."""
    vector = lambda v: "c(" + ",".join(f"{a!r}" for a in map(float, v)) + ")"
    call = f"cor.test({vector(x)}, {vector(y)}, method='{method}', exact={str(exact).upper()}, continuity=FALSE)$p.value"
    code = f"cat(sprintf('%.17g', suppressWarnings({call})))\n"
    # By standard input: the command line is too short for long series.
    return float(subprocess.run(["Rscript", "-"], input=code, check=True, capture_output=True, text=True).stdout)


def all_orders(x, y) -> float:
    """The share of all orders of y whose |sum of products of ranks, less its mean| is not smaller: integers."""
    a, b = (np.rint(2 * stats.rankdata(v)).astype(int) for v in (x, y))
    sums = np.array([np.dot(a, order) for order in itertools.permutations(b)]) * len(x)
    centre = a.sum() * b.sum()
    return float(np.mean(np.abs(sums - centre) >= abs(len(x) * np.dot(a, b) - centre)))


def limits_by_z(estimate: float, variance: float) -> list[float] | None:
    if not 0 < variance < np.inf or abs(estimate) >= 1:
        return None
    z, reach = np.arctanh(estimate), Z * np.sqrt(variance)
    return [float(np.tanh(z - reach)), float(np.tanh(z + reach))]


def spearman(x, y, name: str) -> dict:
    n, result = len(x), stats.spearmanr(x, y)
    rho, exact = float(result.statistic), n <= 9
    p = all_orders(x, y) if exact else float(result.pvalue)
    if exact and not tied(x) and not tied(y):
        agree(p, r_p_value(x, y, "spearman", True), f"{name} spearman")
    variance = (1 + rho**2 / 2) / (n - 3) if n > 3 else 0
    return {"rho": rho, "p": p, "exact": exact, "limits_95": limits_by_z(rho, variance)}


def kendall(x, y, name: str) -> dict:
    n = len(x)
    exact = n < 50 and not tied(x) and not tied(y)
    result = stats.kendalltau(x, y, method="exact" if exact else "asymptotic")
    agree(result.pvalue, r_p_value(x, y, "kendall", exact), f"{name} kendall")
    tau = float(result.statistic)
    limits = limits_by_z(tau, 0.437 / (n - 4) if n > 4 else 0)
    return {"tau": tau, "p": float(result.pvalue), "exact": exact, "limits_95": limits}


def distance(x, y, name: str) -> dict | None:
    """dcor's double loop; at magnitudes of 1e300 its products overflow."""
    x, y = np.array(x), np.array(y)
    if not 1e-100 < np.abs(np.concatenate([x, y])).max() < 1e100:
        return None
    naive = {"method": "naive"}
    result = dcor.distance_stats(x, y, **naive)
    corrected = p = None
    if len(x) >= 4:
        unbiased = dcor.u_distance_correlation_sqr(x, y, **naive)
        self = [dcor.u_distance_covariance_sqr(v, v, **naive) for v in (x, y)]
        if min(self[0] / x.var(), self[1] / y.var()) > 1e-12:
            corrected = float(unbiased)
            p = float(stats.chi2.sf(len(x) * corrected + 1, 1))
    return {
        "correlation": float(result.correlation_xy),
        "covariance": float(result.covariance_xy),
        "variances": [float(result.variance_x), float(result.variance_y)],
        "bias_corrected": corrected,
        "p": p,
    }


def labels(values, bins: int, equiprobable: bool) -> np.ndarray:
    values = np.array(values)
    if equiprobable:
        return np.floor((stats.rankdata(values) - 0.5) / len(values) * bins).astype(int)
    spread = values - values.min()
    return np.minimum((spread / spread.max() * bins).astype(int), bins - 1)


def histogram(x, y, bins: int, equiprobable: bool) -> dict:
    a, b = (labels(v, bins, equiprobable) for v in (x, y))
    plug_in = mutual_info_score(a, b)
    table = np.histogram2d(a, b, [np.arange(bins + 1)] * 2)[0]
    occupied = [(table > 0).sum(), (table.sum(1) > 0).sum(), (table.sum(0) > 0).sum()]
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    test = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    agree(test.statistic, 2 * len(x) * plug_in, "G")
    return {
        "bins": bins,
        "equiprobable": equiprobable,
        "plug_in": float(plug_in),
        "corrected": float(plug_in - (occupied[0] - occupied[1] - occupied[2] + 1) / (2 * len(x))),
        "degrees_of_freedom": int(test.dof),
        "p": float(test.pvalue),
    }


def nearest(x, y, k: int) -> dict:
    """Both estimators by all distances; scikit-learn must agree with the first where it does not clip it."""
    n = len(x)
    x, y = (np.array(v) / np.std(v) for v in (x, y))
    dx, dy = (np.abs(v[:, None] - v) for v in (x, y))
    both = np.maximum(dx, dy)
    np.fill_diagonal(both, np.inf)
    order = np.argsort(both, axis=1)[:, :k]
    radius = np.take_along_axis(both, order[:, -1:], 1)
    extents = [np.take_along_axis(d, order, 1).max(1, keepdims=True) for d in (dx, dy)]
    nearer = [(d < radius).sum(1) - 1 for d in (dx, dy)]
    inside = [(d <= e).sum(1) - 1 for d, e in zip((dx, dy), extents)]
    first = digamma(k) + digamma(n) - np.mean(digamma(nearer[0] + 1) + digamma(nearer[1] + 1))
    second = digamma(k) - 1 / k + digamma(n) - np.mean(digamma(inside[0]) + digamma(inside[1]))
    theirs = _compute_mi_cc(x, y, k)
    assert abs(theirs - max(first, 0)) < 1e-12, (theirs, first)
    return {"k": k, "one": float(first), "two": float(second)}


def case(name: str, x, y, origin: str) -> dict:
    n = len(x)
    inputs = {"file": origin} if origin == cases.GAS_FURNACE else {"x": x, "y": y}
    finite = distance(x, y, name) is not None
    # In rounded data distances are equal, and which neighbour is the k-th is a matter of taste.
    continuous = finite and origin == "made by cases.py" and not tied(x) and not tied(y)
    neighbours = [k for k in NEIGHBOURS if continuous and k < n]
    bins = [b for b in (2, 3, 7) if finite and b * b <= n]
    return {
        "origin": origin,
        "n": n,
        **inputs,
        "spearman": spearman(x, y, name),
        "kendall": kendall(x, y, name),
        "distance": distance(x, y, name),
        "histogram": [histogram(x, y, b, e) for b in bins for e in (True, False)],
        "nearest": [nearest(x, y, k) for k in neighbours],
    }


def versions() -> dict:
    r = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], check=True, capture_output=True, text=True).stdout
    packages = {m.__name__: m.__version__ for m in (np, scipy, dcor, sklearn)}
    return {"python": platform.python_version(), "r": r, **packages}


def main() -> None:
    warnings.simplefilter("ignore")
    inputs = small() | cases.all_cases()
    golden = {"versions": versions(), "cases": {name: case(name, *pair) for name, pair in inputs.items()}}
    (pathlib.Path(__file__).parent / "measures.json").write_text(layout(golden) + "\n")


if __name__ == "__main__":
    main()
