"""Write bootstrap.json: intervals by SciPy and arch with their Monte Carlo error, type-7 quantiles, exact tiny cases."""

import itertools
import math
import platform
import warnings
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction

import arch
import numpy as np
import scipy
from arch.bootstrap import IIDBootstrap
from scipy import stats

import inputs

NAMES = "law_school", "gas_furnace", "normal_30"
LEVELS = 0.90, 0.95
RESAMPLES = 100_000
SCIPY_SEEDS = range(1, 41)
ARCH_SEEDS = range(1, 9)
SCIPY_METHODS = "percentile", "basic", "BCa"
ARCH_METHODS = "percentile", "basic", "norm"

VECTOR = [0.3, -1.25, 2.0, 0.3, 7.5, -4.0, 1.0, 0.1, 3.25, 2.0, 0.7]
PROBABILITIES = [0, 0.001, 0.025, 0.05, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.95, 0.975, 0.999, 1]

TINY = {
    "distinct": ([1, 2, 3, 4, 6], [2, 1, 4, 3, 7]),
    "tied": ([1, 1, 2, 3, 5], [2, 0, 0, 4, 1]),
}
TINY_PROBABILITIES = [0.025, 0.05, 0.5, 0.95, 0.975]


def correlation(x, y, axis=-1):
    dx = x - x.mean(axis=axis, keepdims=True)
    dy = y - y.mean(axis=axis, keepdims=True)
    return (dx * dy).sum(axis=axis) / np.sqrt((dx * dx).sum(axis=axis) * (dy * dy).sum(axis=axis))


def keys(methods):
    return [f"{method} {level}" for method in methods for level in LEVELS]


def scipy_run(name: str, seed: int) -> list[list[float]]:
    """One run of RESAMPLES resamples, which all methods and levels share; the standard error stands last."""
    common = dict(paired=True, vectorized=True, batch=5000, rng=np.random.default_rng(seed))
    data, run, out = inputs.pair(name), None, []
    for method in SCIPY_METHODS:
        for level in LEVELS:
            n = RESAMPLES if run is None else 0
            run = stats.bootstrap(
                data, correlation, n_resamples=n, bootstrap_result=run, method=method, confidence_level=level, **common
            )
            out.append(list(map(float, run.confidence_interval)))
    return out + [[float(run.standard_error)] * 2]


def arch_run(name: str, seed: int) -> list[list[float]]:
    x, y = inputs.pair(name)
    bootstrap = IIDBootstrap(x, y, seed=seed)

    def limits(method, level):
        return bootstrap.conf_int(correlation, RESAMPLES, method=method, size=level, reuse=True).ravel().tolist()

    return [limits(method, level) for method in ARCH_METHODS for level in LEVELS]


def summary(runs: np.ndarray, names: list[str]) -> dict:
    """Mean over the runs, and the standard deviation of one run, of both limits."""
    mean, sd = runs.mean(axis=0), runs.std(axis=0, ddof=1)
    return {key: {"mean": mean[i].tolist(), "sd_of_a_run": sd[i].tolist()} for i, key in enumerate(names)}


def intervals(name: str, pool: ProcessPoolExecutor) -> dict:
    by_scipy = np.array(list(pool.map(scipy_run, itertools.repeat(name), SCIPY_SEEDS)))
    by_arch = np.array(list(pool.map(arch_run, itertools.repeat(name), ARCH_SEEDS)))
    errors = by_scipy[:, -1, 0]
    return {
        **inputs.described(name),
        "r": float(correlation(*inputs.pair(name))),
        "standard_error": {"mean": float(errors.mean()), "sd_of_a_run": float(errors.std(ddof=1))},
        "scipy": summary(by_scipy[:, :-1], keys(SCIPY_METHODS)),
        "arch": summary(by_arch, keys(ARCH_METHODS)),
    }


def tiny(x: list[int], y: list[int]) -> dict:
    """All n^n resamples, in integers: r = sign * sqrt of a fraction."""
    values, undefined, n = [], 0, len(x)
    for draw in itertools.product(range(n), repeat=n):
        a, b = [x[i] for i in draw], [y[i] for i in draw]
        sxx = n * sum(u * u for u in a) - sum(a) ** 2
        syy = n * sum(v * v for v in b) - sum(b) ** 2
        sxy = n * sum(u * v for u, v in zip(a, b)) - sum(a) * sum(b)
        if sxx and syy:
            values.append(math.copysign(math.sqrt(Fraction(sxy * sxy, sxx * syy)), sxy))
        else:
            undefined += 1
    mean = math.fsum(values) / len(values)
    squares = math.fsum((v - mean) ** 2 for v in values)
    return {
        "x": x,
        "y": y,
        "r": float(correlation(np.array(x), np.array(y))),
        "resamples": n**n,
        "undefined": undefined,
        "mean": mean,
        "sd_over_count": math.sqrt(squares / len(values)),
        "sd_over_count_less_1": math.sqrt(squares / (len(values) - 1)),
        "quantiles": {"probability": TINY_PROBABILITIES, "r": np.quantile(values, TINY_PROBABILITIES).tolist()},
    }


def main() -> None:
    warnings.simplefilter("ignore")
    versions = {m.__name__: m.__version__ for m in (np, scipy, arch)}
    with ProcessPoolExecutor(2) as pool:
        by_case = {name: intervals(name, pool) for name in NAMES}
    inputs.write(
        "bootstrap.json",
        {
            "versions": {"python": platform.python_version(), **versions},
            "resamples": RESAMPLES,
            "runs": {"scipy": len(SCIPY_SEEDS), "arch": len(ARCH_SEEDS)},
            "intervals": by_case,
            "type_7_quantiles": {
                "values": VECTOR,
                "probability": PROBABILITIES,
                "quantile": np.quantile(VECTOR, PROBABILITIES).tolist(),
            },
            "tiny": {name: tiny(*data) for name, data in TINY.items()},
        },
    )


if __name__ == "__main__":
    main()
