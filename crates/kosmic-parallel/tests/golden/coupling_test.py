"""Write coupling_test.json: exact p-values of tests of no coupling by scipy.stats.permutation_test and by plain enumeration."""

import itertools
import platform

import numpy as np
import scipy
from scipy import stats

import inputs

SEED = 20_261_126


def correlation(x: np.ndarray, y: np.ndarray) -> float:
    return np.corrcoef(x, y)[0, 1]


def studentised(x: np.ndarray, y: np.ndarray) -> float:
    """DiCiccio and Romano (2017): sqrt(n) r / tau."""
    u, v = x - x.mean(), y - y.mean()
    tau = np.sqrt(np.mean(u**2 * v**2) / (np.mean(u**2) * np.mean(v**2)))
    return np.sqrt(len(x)) * correlation(x, y) / tau


STATISTICS = {"correlation": correlation, "studentised": studentised}


def sided(statistic, alternative: str):
    """The statistic whose large values speak for the alternative."""
    return {
        "two-sided": lambda x, y: abs(statistic(x, y)),
        "greater": statistic,
        "less": lambda x, y: -statistic(x, y),
    }[alternative]


def by_scipy(x, y, of) -> float:
    found = stats.permutation_test(
        (y,), lambda permuted: of(x, permuted), permutation_type="pairings", n_resamples=np.inf, alternative="greater"
    )
    return float(found.pvalue)


def by_enumeration(x, y, of, surrogates) -> float:
    at_least = of(x, y) - 1e-12
    return float(np.mean([of(x, surrogate) >= at_least for surrogate in surrogates]))


def blocks(y: np.ndarray, length: int):
    whole = len(y) // length
    parts = [y[i * length : (i + 1) * length] for i in range(whole)]
    for order in itertools.permutations(parts):
        yield np.concatenate([*order, y[whole * length :]])


def case(x: np.ndarray, y: np.ndarray, length: int) -> dict:
    result = {"x": x.tolist(), "y": y.tolist(), "block_length": length}
    for (name, statistic), alternative in itertools.product(STATISTICS.items(), ("two-sided", "greater", "less")):
        of = sided(statistic, alternative)
        result[f"{name} {alternative}"] = {
            "value": float(statistic(x, y)),
            "permutation": by_scipy(x, y, of),
            "circular-shift": by_enumeration(x, y, of, [np.roll(y, k) for k in range(len(y))]),
            "block-permutation": by_enumeration(x, y, of, blocks(y, length)),
        }
    return result


def main() -> None:
    rng = np.random.default_rng(SEED)
    x = rng.normal(size=7)
    heavy = rng.standard_t(2, size=(2, 7))
    cases = {
        "normal": case(x, 0.8 * x + rng.normal(size=7), 2),
        "heavy": case(*heavy, 3),
        "tied": case(np.array([1.0, 1, 2, 3, 3, 4]), np.array([2.0, 1, 2, 4, 5, 5]), 2),
        "integers": case(np.array([3.0, 1, 4, 1, 5, 9, 2]), np.array([2.0, 7, 1, 8, 2, 8, 1]), 2),
    }
    versions = {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__}
    inputs.write("coupling_test.json", {"versions": versions, "seed": SEED, "cases": cases})


if __name__ == "__main__":
    main()
