"""Write metrics.json: see README.md."""

import json
import pathlib
import platform
import warnings
from fractions import Fraction

import mpmath
import numpy as np
import pingouin
import scipy
import statsmodels
from pingouin.correlation import percbend
from scipy import stats
from statsmodels.tsa.stattools import acf

import cases
import exact

AGREEMENT = 1e-9
P_TABLE_R = 0.01, 0.1, 0.5, 0.9, 0.99, 0.999999
P_TABLE_N = 4, 10, 100, 1000, 1_000_000
# Where 1 - r^2 loses r, and either side of the place where one series takes over from the other.
P_TABLE_NEAR_ZERO = [(1e-8, 50), (0.3, 20), (0.5, 15)] + [
    (r, n) for n, scale in [(10**6, 1.0), (10**8, 0.1)] for r in [1e-4 * scale, 1e-3 * scale, 1.9e-3 * scale, 2.1e-3 * scale, 3e-3 * scale]
]
QUANTILE_P = 0.5, 0.9, 0.95, 0.975, 0.995, 0.9995, 1 - 1e-9


def digits(value, count: int) -> str:
    return mpmath.nstr(value, count, strip_zeros=False)


def optional(value) -> float | None:
    return None if value is None or not np.isfinite(float(value)) else float(value)


def agree(ours, theirs, what: str) -> None:
    assert np.allclose(ours, theirs, rtol=AGREEMENT, atol=1e-300), (what, ours, theirs)


def pearson(x, y, name: str) -> dict:
    """Exact values, with which SciPy's must agree."""
    n, r = len(x), exact.pearson(x, y)
    result = stats.pearsonr(x, y)
    out = {
        "r": float(r),
        "r_digits": digits(r, 50),
        "scipy_r": optional(result.statistic),
        "p": float(exact.t_test_p(r, n)),
        "interval_95": exact.fisher_interval(r, n, 0.95),
        "interval_99": exact.fisher_interval(r, n, 0.99),
    }
    agree(out["r"], result.statistic, f"{name} r")
    agree(out["p"], result.pvalue, f"{name} p")
    for level in (95, 99) if n >= 4 else ():
        agree(out[f"interval_{level}"], list(result.confidence_interval(level / 100)), f"{name} {level}")
    return out


def percentage_bend(x, y, name: str) -> dict:
    """Bending constant 0.2 with m rounded down, as the packages do it, and with m rounded to nearest."""
    down, nearest = (optional(exact.percentage_bend(x, y, Fraction(1, 5), half)) for half in (0, Fraction(1, 2)))
    pingouin_r = percbend(np.array(x), np.array(y), beta=0.2)[0]
    if down is not None:
        agree(down, pingouin_r, f"{name} percentage bend")
    return {"m_down": down, "m_nearest": nearest, "pingouin": optional(pingouin_r)}


def case(name: str, x, y, origin: str) -> dict:
    spearman, kendall = stats.spearmanr(x, y), stats.kendalltau(x, y)
    agree(float(exact.pearson(exact.midranks(x), exact.midranks(y))), spearman.statistic, f"{name} spearman")
    agree(float(exact.kendall_tau_b(x, y)), kendall.statistic, f"{name} kendall")
    inputs = {"file": origin} if origin == cases.GAS_FURNACE else {"x": x, "y": y}
    return {
        "origin": origin,
        "n": len(x),
        **inputs,
        "pearson": pearson(x, y, name),
        "spearman": {"rho": float(spearman.statistic), "p": optional(spearman.pvalue)},
        "kendall_tau_b": float(kendall.statistic),
        "percentage_bend": percentage_bend(x, y, name),
    }


def lag_profile(x, y, reach: int) -> dict:
    lags = list(range(-reach, reach + 1))
    return {"lags": lags, "r": [optional(exact.lagged(x, y, tau)) for tau in lags]}


def gas_rate_autocorrelation(x) -> list[float]:
    out = [float(exact.autocorrelation(x, lag)) for lag in range(11)]
    agree(out, acf(np.array(x), adjusted=False, nlags=10, fft=False), "autocorrelation")
    return out


def row_norms() -> dict:
    x, y = cases.rows()
    nx, ny = (np.linalg.norm(m, axis=1) for m in (x, y))
    r = exact.pearson(nx, ny)
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "x_norms": nx.tolist(),
        "y_norms": ny.tolist(),
        "r": float(r),
        "k": float(2 * abs(r)),
    }


def p_table() -> list[dict]:
    table = []
    for r, n in [(r, n) for r in P_TABLE_R for n in P_TABLE_N] + P_TABLE_NEAR_ZERO:
        p = exact.t_test_p(r, n)
        table.append({"r": r, "n": n, "p": float(p), "p_digits": digits(p, 17), "ln_p": float(mpmath.log(p))})
    return table


def quantile_table() -> list[dict]:
    return [{"p": p, "z": float(z), "z_digits": digits(z, 17)} for p in QUANTILE_P for z in [exact.normal_quantile(p)]]


def versions() -> dict:
    packages = {m.__name__: m.__version__ for m in (np, scipy, statsmodels, pingouin, mpmath)}
    return {"python": platform.python_version(), **packages}


def layout(value, depth: int = 0) -> str:
    """JSON with one line for each leaf or list of leaves, so that a change reads well in a diff."""
    if not isinstance(value, dict) and not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return json.dumps(value, allow_nan=False)
    pad, end = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(value, dict):
        items = [f"{json.dumps(k)}: {layout(v, depth + 1)}" for k, v in value.items()]
        return "{" + pad + f",{pad}".join(items) + end + "}"
    return "[" + pad + f",{pad}".join(json.dumps(v, allow_nan=False) for v in value) + end + "]"


def main() -> None:
    warnings.simplefilter("ignore")
    inputs = cases.all_cases()
    gas, thirty = inputs["gas_furnace"], inputs["normal_30"]
    golden = {
        "versions": versions(),
        "cases": {name: case(name, *pair) for name, pair in inputs.items()},
        "lag_profiles": {"gas_furnace": lag_profile(*gas[:2], 20), "normal_30": lag_profile(*thirty[:2], 27)},
        "gas_rate_autocorrelation": gas_rate_autocorrelation(gas[0]),
        "row_norms": row_norms(),
        "p_values": p_table(),
        "normal_quantiles": quantile_table(),
    }
    (pathlib.Path(__file__).parent / "metrics.json").write_text(layout(golden) + "\n")


if __name__ == "__main__":
    main()
